//! Imports of data into clusters.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::catalogue;
use super::cluster::MINUTE;
use super::lookup;
use super::refusal::Refusal;
use crate::call::Call;
use crate::clock::timestamp;
use crate::services::paging::Page;

/// How long an import takes.
const DURATION: i64 = 5 * MINUTE;

/// An import.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Import {
    number: i64,
    bucket: String,
    object: String,
    pub(super) index: String,
    started: i64,
    stopped: Option<i64>,
}

impl Import {
    /// How much of it is done, per cent.
    pub(super) fn progress(&self, now: i64) -> i64 {
        let until = self.stopped.unwrap_or(now).min(now);
        let elapsed = until.saturating_sub(self.started).clamp(0, DURATION);
        elapsed * 100 / DURATION
    }

    /// When it ended, if it did.
    fn ended(&self, now: i64) -> Option<i64> {
        let done = self.started.saturating_add(DURATION);
        self.stopped.or((now >= done).then_some(done))
    }

    fn status(&self, now: i64) -> &'static str {
        match (self.stopped, self.ended(now)) {
            (Some(_), _) => "STOP",
            (None, Some(_)) => "SUCCESS",
            (None, None) => "RUNNING",
        }
    }
}

/// Whether a key has the documented form, a folder and a JSON file.
fn is_json_file(key: &str) -> bool {
    key.rsplit_once('/').is_some_and(|(folder, file)| {
        !folder.is_empty()
            && file
                .strip_suffix(".json")
                .is_some_and(|name| !name.is_empty())
    })
}

impl State {
    pub(super) fn create_import(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.running(call)?;
        let bucket = catalogue::bucket(call.member("bucketName"))?;
        let object = call.member("objectKey");
        if !is_json_file(object) {
            return Err("objectKey must name a JSON file in a folder.".into());
        }
        if self.running_import(call, cluster.number).is_some() {
            return Err("An import is running already.".into());
        }
        let import = Import {
            number: self.number(),
            bucket: bucket.name.to_owned(),
            object: object.to_owned(),
            index: call.member("index").to_owned(),
            started: call.now,
            stopped: None,
        };
        let key = lookup::key_below(&call.place, cluster.number, import.number);
        self.imports.insert(key, import);
        Ok(true.into())
    }

    pub(super) fn stop_import(&mut self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        if !self.end_import(call, cluster.number) {
            return Err("No import is running.".into());
        }
        Ok(true.into())
    }

    /// Ends the running import of a cluster; tells whether there was one.
    pub(super) fn end_import(&mut self, call: &Call, cluster: i64) -> bool {
        let Some(key) = self.running_import(call, cluster) else {
            return false;
        };
        if let Some(import) = self.imports.get_mut(&key) {
            import.stopped = Some(call.now);
        }
        true
    }

    /// The key of the running import of a cluster.
    fn running_import(&self, call: &Call, cluster: i64) -> Option<String> {
        let prefix = lookup::prefix(&call.place, cluster);
        let mut imports = self.imports.starting_with(&prefix);
        let running = imports.find(|(_, import)| import.ended(call.now).is_none());
        running.map(|(key, _)| key.to_owned())
    }

    /// All imports of a cluster, oldest first.
    pub(super) fn imports_of(&self, call: &Call, cluster: i64) -> Vec<Import> {
        let prefix = lookup::prefix(&call.place, cluster);
        let imports = self.imports.starting_with(&prefix);
        imports.map(|(_, import)| import.clone()).collect()
    }

    pub(super) fn import_buckets(&self, call: &Call) -> Result<Value, Refusal> {
        self.cluster(call)?;
        Ok(catalogue::import_buckets())
    }

    pub(super) fn import_history(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let mut imports = self.imports_of(call, cluster.number);
        imports.reverse();
        let page = Page::of(call, super::PAGE_SIZE, imports.len());
        let shown = page.cut(&imports).iter();
        let shown: Vec<Value> = shown
            .map(|import| {
                json!({
                    "actionStartDate": timestamp(import.started),
                    "actionEndDate": import.ended(call.now).map(timestamp),
                    "bucketName": import.bucket,
                    "clusterName": cluster.name,
                    "importStatus": import.status(call.now),
                    "objectKey": import.object,
                    "progress": import.progress(call.now),
                    "serviceGroupInstanceNo": cluster.number,
                })
            })
            .collect();
        let mut result = page.members();
        result.insert("importHistoryList".to_owned(), shown.into());
        Ok(result.into())
    }
}
