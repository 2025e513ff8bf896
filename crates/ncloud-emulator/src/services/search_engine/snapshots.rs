//! Snapshots of clusters, and the key pairs and buckets that they need.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::catalogue;
use super::cluster::{Cluster, MINUTE, Status};
use super::lookup;
use super::refusal::Refusal;
use super::views::MEMBER;
use crate::call::Call;
use crate::clock::timestamp;
use crate::services::paging::Page;

/// How long a snapshot takes.
const DURATION: i64 = MINUTE;

/// A snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Snapshot {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) bucket: String,
    pub(super) started: i64,
    /// Whether a schedule made it.
    pub(super) is_scheduled: bool,
}

impl Snapshot {
    fn is_done(&self, now: i64) -> bool {
        now >= self.started.saturating_add(DURATION)
    }
}

impl State {
    /// Remembers that a cluster has a key pair, not which.
    pub(super) fn set_key_pair(&mut self, call: &Call) -> Value {
        // The key pair of a cluster that is not known is accepted and forgotten.
        if let Ok(mut cluster) = self.cluster(call)
            && cluster.status(call.now) != Status::Returned
        {
            cluster.has_key_pair = true;
            self.keep(call, cluster);
        }
        true.into()
    }

    pub(super) fn snapshot_buckets(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        Ok(catalogue::snapshot_buckets(cluster.has_key_pair))
    }

    pub(super) fn create_snapshot(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.running(call)?;
        check_bucket(call, &cluster)?;
        self.catch_up(call, &cluster);
        let (name, bucket) = (call.member("snapshotName"), call.member("bucketName"));
        let prefix = lookup::prefix(&call.place, cluster.number);
        let is_taken = self
            .snapshots
            .starting_with(&prefix)
            .any(|(_, known)| known.name == name && known.bucket == bucket);
        if is_taken {
            return Err("The bucket has a snapshot of this name already.".into());
        }
        let snapshot = Snapshot {
            number: self.number(),
            name: name.to_owned(),
            bucket: bucket.to_owned(),
            started: call.now,
            is_scheduled: false,
        };
        self.keep_snapshot(call, &cluster, snapshot);
        Ok(true.into())
    }

    pub(super) fn keep_snapshot(&mut self, call: &Call, cluster: &Cluster, snapshot: Snapshot) {
        let key = lookup::key_below(&call.place, cluster.number, snapshot.number);
        self.snapshots.insert(key, snapshot);
    }

    /// Whether a cluster has a finished snapshot that is not older than this.
    pub(super) fn has_snapshot(&mut self, call: &Call, cluster: &Cluster, since: i64) -> bool {
        self.catch_up(call, cluster);
        let prefix = lookup::prefix(&call.place, cluster.number);
        self.snapshots
            .starting_with(&prefix)
            .any(|(_, snapshot)| snapshot.started >= since && snapshot.is_done(call.now))
    }

    pub(super) fn snapshot_history(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        self.catch_up(call, &cluster);
        let prefix = lookup::prefix(&call.place, cluster.number);
        let snapshots = self.snapshots.starting_with(&prefix);
        let mut snapshots: Vec<&Snapshot> = snapshots.map(|(_, snapshot)| snapshot).collect();
        snapshots.sort_by_key(|snapshot| (snapshot.started, snapshot.number));
        snapshots.reverse();
        let page = Page::of(call, super::PAGE_SIZE, snapshots.len());
        let shown = page.cut(&snapshots).iter();
        let shown: Vec<Value> = shown
            .map(|snapshot| {
                let is_done = snapshot.is_done(call.now);
                let seconds = (DURATION / 1000).to_string();
                json!({
                    "actionDate": timestamp(snapshot.started),
                    "bucketName": snapshot.bucket,
                    "clusterName": cluster.name,
                    "duration": is_done.then_some(seconds),
                    "memberNo": MEMBER,
                    "message": is_done.then_some("SUCCESS"),
                    "requestType": if snapshot.is_scheduled { "SCHEDULE" } else { "MANUAL" },
                    "snapshotName": snapshot.name,
                    "idx": snapshot.number,
                    "serviceGroupInstanceNo": cluster.number,
                    "hasErrorLog": false,
                })
            })
            .collect();
        let mut result = page.members();
        result.insert("snapshotHistoryResponseList".to_owned(), shown.into());
        Ok(result.into())
    }
}

/// Whether the cluster can put snapshots into the bucket that a call names.
pub(super) fn check_bucket(call: &Call, cluster: &Cluster) -> Result<(), Refusal> {
    if !cluster.has_key_pair {
        return Err("The API authentication key must be set first.".into());
    }
    if catalogue::bucket(call.member("bucketName"))?.is_protected {
        return Err("The bucket is protected and cannot hold snapshots.".into());
    }
    Ok(())
}
