//! What the dashboard of a cluster shows: an index for each one that data was imported into.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::State;
use super::pages;
use super::refusal::Refusal;
use crate::call::Call;
use crate::services::paging::Page;

/// Documents in an imported file, which has a kilobyte for each.
const DOCUMENTS: i64 = 1000;
/// Shards of an index: a primary one and its replica.
const SHARDS: usize = 2;

impl State {
    pub(super) fn dashboard(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let mut indices: BTreeMap<String, i64> = BTreeMap::new();
        for import in self.imports_of(call, cluster.number) {
            let documents = import.progress(call.now) * DOCUMENTS / 100;
            let count = indices.entry(import.index).or_default();
            *count = count.saturating_add(documents);
        }
        let all: i64 = indices
            .values()
            .fold(0, |sum: i64, count| sum.saturating_add(*count));
        let colour = cluster.status(call.now).colour();
        let indices: Vec<(String, i64)> = indices.into_iter().collect();
        let page = Page::of(call, super::PAGE_SIZE, indices.len());
        let shown = page.cut(&indices).iter();
        let shown: Vec<Value> = shown
            .map(|(name, documents)| {
                json!({
                    "health": colour,
                    "status": "open",
                    "indexName": name,
                    "uuid": identifier(cluster.number, name),
                    "primaryCount": "1",
                    "replicaCount": "1",
                    "docsCount": documents.to_string(),
                    "docsDeleted": "0",
                    "storeSize": format!("{documents}kb"),
                })
            })
            .collect();
        let mut listed = pages::counts(&page);
        listed.insert("isPaged".to_owned(), true.into());
        listed.insert("indiceInfoList".to_owned(), shown.into());
        Ok(json!({
            "clusterIndicesStatus": listed,
            "clusterStatus": {
                "status": colour,
                "indicesCount": indices.len().to_string(),
                "shardCount": indices.len().saturating_mul(SHARDS).to_string(),
                "docsCount": all.to_string(),
                "storeSizeInUsed": format!("{all}kb"),
                "segmentsCount": indices.len().to_string(),
            },
        }))
    }
}

/// The identifier of an index, the same each time.
fn identifier(cluster: i64, index: &str) -> String {
    let hash = Sha256::new()
        .chain_update(cluster.to_be_bytes())
        .chain_update(index)
        .finalize();
    URL_SAFE_NO_PAD.encode(&hash[..16])
}
