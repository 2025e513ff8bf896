//! How long an address is blocked.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State, prefix};
use crate::call::Call;

/// Hours for which an address is blocked at first; also the fewest.
pub(super) const HOURS: i64 = 168;

impl State {
    pub(super) fn config(&self, call: &Call) -> Value {
        let hours = self.block_time.get(&prefix(call)).copied().unwrap_or(HOURS);
        json!({ "type": "SEND_BLOCK_TIME", "subType": null, "value": hours.to_string() })
    }

    pub(super) fn set_config(&mut self, call: &Call) -> Answer {
        let value: i64 = call
            .member("value")
            .parse()
            .map_err(|_| Refusal::request("value must be a number of at most 64 bits"))?;
        let hours = match call.member("unit") {
            "DAY" => value.saturating_mul(24),
            _ => value,
        };
        if hours < HOURS {
            return Err(Refusal::request(
                "value must be at least 7 days or 168 hours",
            ));
        }
        self.block_time.insert(prefix(call), hours);
        Ok(self.config(call))
    }
}
