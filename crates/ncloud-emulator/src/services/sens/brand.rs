//! Brand Messages to send.

use serde_json::Value;

use super::refusal::Refusal;
use super::talks::{Kind, nobody};
use super::{Answer, State, templates};
use crate::call::Call;
use crate::services::korean_time::minute_of_day;

/// Minutes of the day from which on, and until which, nothing is delivered.
const EVENING: i64 = 20 * 60 + 50;
const MORNING: i64 = 8 * 60;

impl State {
    pub(super) fn send_brand_message(&mut self, call: &Call) -> Answer {
        templates::must_be_known("plusFriendId", call.member("plusFriendId"))?;
        let code = call.member("templateCode");
        if !code.is_empty() && templates::brand(code).is_none() {
            return Err(Refusal::request(
                "templateCode is not a template of the channel",
            ));
        }
        if code.is_empty() {
            let recipients = call.body["messages"].as_array();
            let needed = needed(call.member("messageType"));
            for recipient in recipients.into_iter().flatten() {
                if let Some(name) = needed.iter().find(|name| recipient[**name].is_null()) {
                    return Err(Refusal::request(format!("messages.{name} is missing")));
                }
            }
        }
        let needs_number = matches!(call.member("targeting"), "M" | "N");
        let failure = move |recipient: &Value, due: i64| {
            let minute = minute_of_day(due);
            let code = |code: &str, reason: &str| Some((code.to_owned(), reason.to_owned()));
            if needs_number {
                code("3050", "the channel has no number for unsubscribing")
            } else if !(MORNING..EVENING).contains(&minute) {
                code("3022", "no message is delivered at this time")
            } else {
                nobody(recipient)
            }
        };
        self.send_talks(call, Kind::Brand, &|_| None, &failure)
    }
}

/// What a recipient needs in free form.
fn needed(kind: &str) -> &'static [&'static str] {
    match kind {
        "TEXT" | "IMAGE" | "WIDE_IMAGE" => &["content"],
        "WIDE_ITEM_LIST" => &["headerContent", "item"],
        "COMMERCE" => &["commerce"],
        "CAROUSEL_COMMERCE" | "CAROUSEL_FEED" => &["carousel"],
        "PREMIUM_VIDEO" => &["video"],
        _ => &[],
    }
}
