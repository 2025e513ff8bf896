//! Records of what was done with a secret.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::secret::{Secret, boundary_prefix};
use super::{Answer, State};
use crate::call::Call;
use crate::services::paging::Page;

/// Records on a page, unless a request says otherwise.
const PAGE: i64 = 100;

/// Something that was done.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    time: i64,
    /// ID of the operation.
    action: String,
    /// `API`, or `SYSTEM` for what the clock did.
    requested_by: String,
    /// Token of the job that is under way since.
    job_token: Option<String>,
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Record({} at {})", self.action, self.time)
    }
}

impl Record {
    fn view(&self, secret: &Secret) -> Value {
        json!({
            "timestamp": self.time,
            "action": self.action,
            "requestType": self.requested_by,
            "secretId": secret.id,
            "secretName": secret.name,
            "jobToken": self.job_token,
        })
    }

    fn has(&self, keyword: &str) -> bool {
        let token = self.job_token.as_deref().unwrap_or_default();
        [&self.action, &self.requested_by, token]
            .iter()
            .any(|text| text.contains(keyword))
    }
}

impl State {
    /// Writes down what a call does.
    pub(super) fn record(&mut self, call: &Call, secret: &Secret) {
        self.record_job(call, secret, &call.operation.id, "API");
    }

    /// Writes down what was done at the time of a call.
    pub(super) fn record_job(&mut self, call: &Call, secret: &Secret, action: &str, by: &str) {
        let number = self.numbers.next("records", 1);
        let record = Record {
            time: call.now,
            action: action.to_owned(),
            requested_by: by.to_owned(),
            job_token: secret.job.as_ref().map(|job| job.token.clone()),
        };
        let key = format!("{}{}/{number:020}", boundary_prefix(call), secret.id);
        self.records.insert(key, record);
    }

    pub(super) fn logs(&mut self, call: &Call) -> Answer {
        let secret = self.secret(call)?;
        let prefix = format!("{}{}/", boundary_prefix(call), secret.id);
        let from = call.integer("timestampFrom").unwrap_or(i64::MIN);
        let to = call.integer("timestampTo").unwrap_or(i64::MAX);
        let keyword = call.text("keyword");
        let records = self.records.starting_with(&prefix);
        let mut records: Vec<&Record> = records
            .map(|(_, record)| record)
            .filter(|record| (from..=to).contains(&record.time) && record.has(keyword))
            .collect();
        records.reverse();
        let page = Page::of(call, PAGE, records.len());
        let shown = page.cut(&records).iter();
        let shown: Vec<Value> = shown.map(|record| record.view(&secret)).collect();
        Ok(json!({
            "pageSize": page.size,
            "currentPage": page.number,
            "totalPage": page.pages(),
            "totalCount": records.len(),
            "result": shown,
            "paged": true,
        }))
    }
}
