//! Buckets of Object Storage.

use serde_json::{Value, json};

use super::MADE;
use crate::services::search_engine::refusal::Refusal;

/// A bucket of Object Storage.
pub(crate) struct Bucket {
    pub(crate) name: &'static str,
    /// Whether it is protected and so cannot hold snapshots.
    pub(crate) is_protected: bool,
    /// Identifier of the resource.
    resource: &'static str,
}

const BUCKETS: [Bucket; 3] = [
    Bucket {
        name: "bk.ses.snapshot",
        is_protected: false,
        resource: "1233",
    },
    Bucket {
        name: "bk.c",
        is_protected: false,
        resource: "1234",
    },
    Bucket {
        name: "bk.protected",
        is_protected: true,
        resource: "1235",
    },
];

pub(crate) fn bucket(name: &str) -> Result<&'static Bucket, Refusal> {
    let found = BUCKETS.iter().find(|bucket| bucket.name == name);
    found.ok_or_else(|| "bucketName is not in getBucketList.".into())
}

/// The buckets, for snapshots of a cluster that has a key pair or has none.
pub(crate) fn snapshot_buckets(has_key_pair: bool) -> Value {
    let bucket = |bucket: &Bucket| {
        let state = if bucket.is_protected {
            "ENABLED"
        } else {
            "DISABLED"
        };
        json!({
            "name": bucket.name,
            "bytesUsed": 1024,
            "objectCount": 2,
            "creationTime": MADE,
            "bucketProtectionState": state,
            "permission": if has_key_pair { "Allow" } else { "Deny" },
        })
    };
    json!({ "bucketList": BUCKETS.iter().map(bucket).collect::<Vec<_>>() })
}

/// The buckets that data can be imported from.
pub(crate) fn import_buckets() -> Value {
    let bucket = |bucket: &Bucket| {
        json!({
            "name": bucket.name,
            "bytesUsed": 1024,
            "objectCount": 2,
            "creationTime": MADE,
            "resourceId": bucket.resource,
        })
    };
    json!({ "bucketList": BUCKETS.iter().map(bucket).collect::<Vec<_>>() })
}
