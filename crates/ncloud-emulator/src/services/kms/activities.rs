//! What was done with keys.

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::refusal::Refusal;
use super::rows::{Activity, Key};
use super::state::{State, numbered};
use super::{access, keys, tokens};
use crate::call::{Call, Caller};
use crate::clock::{self, DAY};
use crate::services::paging::Page;

/// Activities that are kept of a key.
const KEPT: usize = 1000;
/// Activities on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 100;
/// Kind of the activities that use a key.
const USE: &str = "CRYPTO";

/// Notes a call about a key that is there; a read is no activity.
pub(super) fn note(call: &Call, succeeded: bool) {
    if call.operation.verb == "GET" {
        return;
    }
    let mut state = super::state(call);
    if let Ok(key) = state.key(call) {
        let tag = key.tag.clone();
        note_of(&mut state, call, &tag, &call.operation.id, succeeded);
    }
}

/// Notes what a call did with this key: an operation of this service.
pub(super) fn note_of(state: &mut State, call: &Call, tag: &str, action: &str, succeeded: bool) {
    let kind = if access::is_use(action) {
        USE
    } else if action.contains("Token") {
        "TOKEN"
    } else {
        "KEY"
    };
    let id = match &call.caller {
        Caller::KeyPair(key) => key.access.clone(),
        Caller::Token(token) => tokens::owner(token).unwrap_or_default(),
    };
    let address = call.peer.map(|peer| peer.to_canonical().to_string());
    let activity = Activity {
        time: call.now,
        id,
        address: address.unwrap_or_default(),
        action: action.to_owned(),
        kind: kind.to_owned(),
        succeeded,
    };
    add(state, tag, activity);
}

/// Notes what the service did by itself.
pub(super) fn by_itself(state: &mut State, tag: &str, action: &str, time: i64) {
    let activity = Activity {
        time,
        id: String::new(),
        address: String::new(),
        action: action.to_owned(),
        kind: "KEY".to_owned(),
        succeeded: true,
    };
    add(state, tag, activity);
}

fn add(state: &mut State, tag: &str, activity: Activity) {
    let number = state.numbers.next("activities", 1);
    state.activities.insert(numbered(tag, number), activity);
    let prefix = format!("{tag}/");
    let kept = state.activities.starting_with(&prefix).count();
    if kept > KEPT {
        let oldest = state.activities.starting_with(&prefix).next();
        let oldest = oldest.map(|(row, _)| row.to_owned());
        oldest.map(|row| state.activities.remove(&row));
    }
}

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let key = state.key(call)?;
    let from = call
        .integer("timestampFrom")
        .unwrap_or(call.now.saturating_sub(DAY));
    let to = call.integer("timestampTo").unwrap_or(call.now);
    let keyword = call.text("keyword");
    let prefix = format!("{}/", key.tag);
    let activities = state.activities.starting_with(&prefix);
    let mut entries: Vec<Value> = activities
        .map(|(_, activity)| activity)
        .filter(|activity| (from..=to).contains(&activity.time))
        .filter(|activity| activity.is_about(keyword))
        .map(|activity| shown(key, activity))
        .collect();
    entries.reverse();
    let page = Page::of(call, PAGE_SIZE, entries.len());
    Ok(json!({
        "activityLogList": page.cut(&entries),
        "pageSize": page.size,
        "currentPageNo": page.number,
        "totalPageNo": page.pages(),
        "totalCount": entries.len(),
    }))
}

pub(super) fn latest_use(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let key = state.key(call)?;
    let prefix = format!("{}/", key.tag);
    let activities = state.activities.starting_with(&prefix);
    let uses = activities.filter(|(_, activity)| activity.kind == USE && activity.succeeded);
    Ok(uses
        .last()
        .map_or(Value::Null, |(_, activity)| shown(key, activity)))
}

impl Activity {
    fn result(&self) -> &'static str {
        if self.succeeded { "SUCCESS" } else { "FAIL" }
    }

    fn message(&self) -> String {
        format!("{} {}", self.action, self.result())
    }

    fn is_about(&self, keyword: &str) -> bool {
        [&self.message(), &self.id, &self.address]
            .iter()
            .any(|text| text.contains(keyword))
    }
}

fn shown(key: &Key, activity: &Activity) -> Value {
    let time = clock::utc(activity.time).and_then(|time| time.format(&Rfc3339).ok());
    let request_type = if activity.id.is_empty() {
        "SYSTEM"
    } else {
        "API"
    };
    json!({
        "timestamp": time.unwrap_or_default(),
        "data": {
            "kmsKey": {
                "keyTag": key.tag,
                "keyName": key.name,
                "nrn": keys::resource_name(key),
            },
            "requestor": {
                "requestType": request_type,
                "id": activity.id,
                "ip": activity.address,
            },
            "api": {
                "result": activity.result(),
                "action": activity.action,
                "type": activity.kind,
            },
        },
        "message": activity.message(),
    })
}
