//! Numbers that refuse advertising.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lists::before_and_on;
use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::precise;

/// A number that refuses advertising. Its key is the service id, a slash and the number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Unsubscribe {
    number: String,
    registered: i64,
}

impl Unsubscribe {
    fn view(&self) -> Value {
        json!({
            "clientTelNo": self.number,
            "registerTime": precise(self.registered),
            "registerType": "M",
        })
    }
}

fn numbers(call: &Call) -> Vec<String> {
    let numbers = call.body.as_array().into_iter().flatten();
    let numbers = numbers.filter_map(|entry| entry["clientTelNo"].as_str());
    numbers.map(str::to_owned).collect()
}

impl State {
    pub(super) fn unsubscribe_list(&mut self, call: &Call) -> Answer {
        let prefix = self.sms_channel(call)? + "/";
        let wanted = call.text("clientTelNo");
        let from = call.integer("startTime").unwrap_or(i64::MIN);
        let to = call.integer("endTime").unwrap_or(i64::MAX);
        let (before, size) = before_and_on(call, "pageIndex", 100);
        let entries = self.unsubscribes.starting_with(&prefix);
        let entries = entries.map(|(_, entry)| entry).filter(|entry| {
            (wanted.is_empty() || entry.number == wanted)
                && from <= entry.registered
                && entry.registered <= to
        });
        let shown: Vec<Value> = entries
            .skip(before)
            .take(size)
            .map(Unsubscribe::view)
            .collect();
        if shown.is_empty() {
            return Err(Refusal::empty_list());
        }
        Ok(shown.into())
    }

    pub(super) fn unsubscribe(&mut self, call: &Call) -> Answer {
        let service = self.sms_channel(call)?;
        let mut registered = Vec::new();
        for number in numbers(call) {
            let key = format!("{service}/{number}");
            if !self.unsubscribes.contains(&key) {
                let entry = Unsubscribe {
                    number,
                    registered: call.now,
                };
                self.unsubscribes.insert(key.clone(), entry);
            }
            registered.extend(self.unsubscribes.get(&key).map(Unsubscribe::view));
        }
        Ok(registered.into())
    }

    pub(super) fn subscribe_again(&mut self, call: &Call) -> Answer {
        let service = self.sms_channel(call)?;
        for number in numbers(call) {
            self.unsubscribes.remove(&format!("{service}/{number}"));
        }
        Ok(Value::Null)
    }
}
