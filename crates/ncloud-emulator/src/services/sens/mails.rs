//! Mails to send.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::sms::text_or;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::{DAY, read_with_offset, stamp};
use crate::services::mailing::{fill, is_address, is_undeliverable};

/// Until when a mail is prepared, and until when it is being sent, milliseconds.
const PREPARED: i64 = 1000;
const SENT: i64 = 3000;
/// The longest body, in bytes of UTF-8.
const LONGEST: usize = 500 * 1024;

/// A request to send mail. Its key is the service id, a slash and its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MailRequest {
    /// Orders lists.
    pub(super) number: u64,
    pub(super) id: String,
    pub(super) created: i64,
    /// When it is sent, if it waits.
    pub(super) reserved: Option<i64>,
    /// Whether it waits to be confirmed in the console.
    pub(super) unconfirmed: bool,
    pub(super) sender: String,
    pub(super) title: String,
    pub(super) mails: Vec<Mail>,
}

/// A mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Mail {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) recipients: Vec<Recipient>,
}

/// Who a mail is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Recipient {
    pub(super) address: String,
    pub(super) name: Option<String>,
    pub(super) kind: String,
}

impl MailRequest {
    /// The state of all of its mails that do not differ yet; none in the end.
    fn common(&self, now: i64) -> Option<&'static str> {
        let start = self.reserved.unwrap_or(self.created);
        if self.reserved.is_some_and(|due| now < due) {
            return Some("RESERVED");
        }
        match now.saturating_sub(start) {
            ..PREPARED => Some("PREPARING"),
            _ if self.unconfirmed => Some("READY"),
            PREPARED..SENT => Some("SENDING"),
            _ => None,
        }
    }

    pub(super) fn status(&self, now: i64) -> &'static str {
        if let Some(common) = self.common(now) {
            return common;
        }
        let states = || self.mails.iter().map(Mail::result);
        if states().all(|state| state == "COMPLETED") {
            "COMPLETED"
        } else if states().all(|state| state == "FAILED") {
            "FAILED"
        } else {
            "PARTIAL_FAILED"
        }
    }

    /// The state of one mail; it has no `PREPARING`.
    pub(super) fn mail_status(&self, mail: &Mail, now: i64) -> &'static str {
        match self.common(now) {
            Some("PREPARING") => "READY",
            Some(common) => common,
            None => mail.result(),
        }
    }

    pub(super) fn is_final(&self, now: i64) -> bool {
        self.common(now).is_none()
    }
}

impl Mail {
    fn result(&self) -> &'static str {
        let mut failed = self.recipients.iter().map(Recipient::fails);
        match (failed.clone().any(|fails| fails), failed.all(|fails| fails)) {
            (false, _) => "COMPLETED",
            (true, true) => "FAILED",
            (true, false) => "PARTIAL_FAILED",
        }
    }
}

impl Recipient {
    pub(super) fn fails(&self) -> bool {
        is_undeliverable(&self.address)
    }
}

impl State {
    pub(super) fn send_mail(&mut self, call: &Call) -> Answer {
        let service = self.mail_channel(call)?;
        for name in ["templateNo", "recipientGroupFilter"] {
            if !call.body[name].is_null() {
                return Err(Refusal::request(format!(
                    "{name} names something that there is not"
                )));
            }
        }
        let attached = call.body["attachFileIds"].as_array();
        if attached.is_some_and(|ids| !ids.is_empty()) {
            return Err(Refusal::request(
                "attachFileIds has an id that there is not",
            ));
        }
        for name in ["senderAddress", "title", "body"] {
            if call.member(name).is_empty() {
                return Err(Refusal::request(format!("{name} is missing")));
            }
        }
        if !is_address(call.member("senderAddress")) {
            return Err(Refusal::request("senderAddress is not an address"));
        }
        let recipients = recipients(call)?;
        let individual = call.body["individual"] != false;
        if !individual && call.body["advertising"] == true {
            return Err(Refusal::request("advertising mails are individual"));
        }
        let reserved = reserved(call)?;
        let number = self.next("mails");
        // None beyond the years that the calendar knows.
        let day = stamp(call.now).replace('-', "");
        let day = day.get(..8).unwrap_or_default();
        let id = |kind: &str, place: usize| format!("{day}-{kind}-{number:08}{place:06}-777");
        let common = &call.body["parameters"];
        let write = |place: usize, recipients: &[(Recipient, Value)]| {
            let own = if individual {
                &recipients[0].1
            } else {
                &Value::Null
            };
            Mail {
                id: id("M", place),
                title: fill(call.member("title"), &[own, common]),
                body: fill(call.member("body"), &[own, common]),
                recipients: recipients.iter().map(|(one, _)| one.clone()).collect(),
            }
        };
        let mails: Vec<Mail> = if individual {
            let each = recipients.chunks(1).enumerate();
            each.map(|(place, one)| write(place, one)).collect()
        } else {
            vec![write(0, &recipients)]
        };
        if mails.iter().any(|mail| mail.body.len() > LONGEST) {
            return Err(Refusal::request("body must have at most 500 KB"));
        }
        let request = MailRequest {
            number,
            id: id("R", 0),
            created: call.now,
            reserved,
            unconfirmed: call.body["confirmAndSend"] == true,
            sender: call.member("senderAddress").to_owned(),
            title: call.member("title").to_owned(),
            mails,
        };
        let answer = json!({ "requestId": request.id, "requestCount": request.mails.len() });
        self.mails
            .insert(format!("{service}/{}", request.id), request);
        Ok(answer)
    }
}

/// The recipients, each with values of its own.
fn recipients(call: &Call) -> Result<Vec<(Recipient, Value)>, Refusal> {
    let entries = call.body["recipients"].as_array().into_iter().flatten();
    let recipients: Vec<(Recipient, Value)> = entries
        .map(|entry| {
            let recipient = Recipient {
                address: text_or(&entry["address"], "").to_owned(),
                name: entry["name"].as_str().map(str::to_owned),
                kind: text_or(&entry["type"], "TO").to_owned(),
            };
            (recipient, entry["parameters"].clone())
        })
        .collect();
    let count = |kind: &str| {
        let of_kind = recipients.iter().filter(|(one, _)| one.kind == kind);
        of_kind.count()
    };
    if count("TO") == 0 {
        return Err(Refusal::request("recipients must have one of type TO"));
    }
    if call.body["individual"] != false && count("TO") != recipients.len() {
        return Err(Refusal::request(
            "individual mails are for recipients of type TO only",
        ));
    }
    if count("CC") > 30 || count("BCC") > 30 {
        return Err(Refusal::request(
            "recipients must have at most 30 each of CC and BCC",
        ));
    }
    if let Some(place) = recipients
        .iter()
        .position(|(one, _)| !is_address(&one.address))
    {
        let reason = format!("recipients.{place}.address is not an address");
        return Err(Refusal::request(reason));
    }
    Ok(recipients)
}

/// When the mail is to be sent; none for at once.
fn reserved(call: &Call) -> Result<Option<i64>, Refusal> {
    let text = call.member("reservationDateTime");
    if text.is_empty() {
        return Ok(None);
    }
    let due = read_with_offset(text)
        .ok_or_else(|| Refusal::request("reservationDateTime is not a time with an offset"))?;
    if due <= call.now {
        return Err(Refusal::request("reservationDateTime is in the past"));
    }
    if due > call.now.saturating_add(30 * DAY) {
        return Err(Refusal::request(
            "reservationDateTime is more than 30 days ahead",
        ));
    }
    Ok(Some(due))
}
