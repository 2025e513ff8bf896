//! Addresses to which nothing is sent for a while, because mail to them failed.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::config::HOURS;
use super::labels::{self, ACTIONS, BLOCKS, REQUESTERS};
use super::pages::page;
use super::{Answer, State, prefix, times};
use crate::call::Call;
use crate::clock::HOUR;

/// The blocks of an address, the last one at the end. Its key is the place and the address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Block {
    periods: Vec<Period>,
}

/// One block.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Period {
    number: i64,
    from: i64,
    to: i64,
}

/// What a mail server says to an address of `.invalid`.
pub(super) const REASON: &str = "550 5.1.1 user unknown";
/// The code for it.
pub(super) const CODE: &str = "RECIPIENT_ADDRESS_ERROR";

impl State {
    /// Whether nothing is sent to an address at a time.
    pub(super) fn is_blocked(&self, call: &Call, address: &str, time: i64) -> bool {
        let block = self.blocks.get(&(prefix(call) + address));
        let mut periods = block.into_iter().flat_map(|block| &block.periods);
        periods.any(|period| (period.from..period.to).contains(&time))
    }

    /// Blocks an address from a time on.
    pub(super) fn block(&mut self, call: &Call, address: &str, from: i64) {
        let hours = self.block_time.get(&prefix(call)).copied().unwrap_or(HOURS);
        let number = self.numbers.next("blocks", 1);
        let key = prefix(call) + address;
        let mut block = self.blocks.get(&key).cloned().unwrap_or_default();
        let to = from.saturating_add(hours.saturating_mul(HOUR));
        block.periods.push(Period { number, from, to });
        self.blocks.insert(key, block);
    }

    pub(super) fn send_block(&mut self, call: &Call) -> Answer {
        let address = call.text("targetAddress");
        let block = self.blocks.get(&(prefix(call) + address)).cloned();
        let periods = block.unwrap_or_default().periods;
        let mut events = Vec::new();
        for period in &periods {
            let made = (period.number.saturating_mul(2), "C", period.from);
            let lifted = (
                period.number.saturating_mul(2).saturating_add(1),
                "D",
                period.to,
            );
            events.extend([made, lifted]);
        }
        events.retain(|(.., time)| *time <= call.now);
        events.reverse();
        let events = events.into_iter().map(|(number, action, time)| {
            let is_made = action == "C";
            json!({
                "targetAddress": address,
                "actionType": labels::view(call, ACTIONS, action),
                "actionRequesterType": labels::view(call, REQUESTERS, "SYSTEM"),
                "requestDate": times::view(time),
                "historySid": number,
                "sendResultCode": is_made.then_some(CODE),
                "sendResultMessage": is_made.then_some(REASON),
            })
        });
        let mut answer = page(call, events.collect(), &[("createUtc", "/requestDate/utc")])?;
        let mut periods = periods.iter();
        let present = periods.find(|period| (period.from..period.to).contains(&call.now));
        let code = if present.is_some() { "Y" } else { "N" };
        answer["registerStatus"] = Value::from(labels::label(call, BLOCKS, code));
        answer["expectedDeleteDate"] = times::view_if(present.map(|period| period.to));
        Ok(answer)
    }
}
