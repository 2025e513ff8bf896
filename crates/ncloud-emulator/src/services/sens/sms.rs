//! Text messages to send.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::reservations::{self, Reservation};
use super::{Answer, State, euc_kr};
use crate::call::Call;
use crate::services::korean_time::{precise, stamp};

/// How long a message waits, and how long until it is done, milliseconds.
const WAITING: i64 = 1000;
const DONE: i64 = 3000;
/// Octets of a title.
const LONGEST_SUBJECT: usize = 40;

/// A text message to one recipient. Its key is the service id, a slash and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TextMessage {
    pub(super) number: u64,
    pub(super) request: String,
    pub(super) id: String,
    /// When it is sent.
    pub(super) due: i64,
    /// Key of the reservation that it waits for.
    pub(super) reservation: Option<String>,
    pub(super) kind: String,
    pub(super) content_type: String,
    pub(super) country: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: Option<String>,
    pub(super) content: String,
    /// Ids and names of pictures.
    pub(super) pictures: Vec<(String, String)>,
    /// Why it is not delivered.
    pub(super) failure: Option<(String, String)>,
}

impl TextMessage {
    pub(super) fn status(&self, now: i64) -> &'static str {
        match now.saturating_sub(self.due) {
            ..WAITING => "READY",
            WAITING..DONE => "PROCESSING",
            _ => "COMPLETED",
        }
    }

    /// When it was done; none before.
    pub(super) fn completed(&self, now: i64) -> Option<i64> {
        (self.status(now) == "COMPLETED").then(|| self.due.saturating_add(DONE))
    }
}

/// Whether a number is nobody's.
pub(super) fn is_nobodys(number: &str) -> bool {
    number.len() < 8
}

impl State {
    pub(super) fn send_sms(&mut self, call: &Call) -> Answer {
        let service = self.sms_channel(call)?;
        let pictures = self.attached(call, &service)?;
        let kind = match call.member("type") {
            // Without a picture there is nothing for an MMS to show.
            "MMS" if pictures.is_empty() => "LMS",
            kind => kind,
        };
        let number = self.next("requests");
        let reserved = !call.member("reserveTime").is_empty();
        let request = request_id(call, number, if reserved { "RSSA" } else { "VORSSA" });
        let reservation = Reservation::wanted(call, &request)?;
        let template = TextMessage {
            number: 0,
            request: request.clone(),
            id: String::new(),
            due: reservation
                .as_ref()
                .map_or(call.now, |reserved| reserved.due),
            reservation: reservation
                .is_some()
                .then(|| reservations::key(&service, &request)),
            kind: kind.to_owned(),
            content_type: text_or(&call.body["contentType"], "COMM").to_owned(),
            country: text_or(&call.body["countryCode"], "82").to_owned(),
            from: call.member("from").to_owned(),
            to: String::new(),
            subject: call.body["subject"].as_str().map(str::to_owned),
            content: call.member("content").to_owned(),
            pictures,
            failure: None,
        };
        let recipients = call.body["messages"].as_array();
        let recipients = recipients.into_iter().flatten();
        let messages: Option<Vec<TextMessage>> = recipients
            .map(|recipient| addressed(&template, recipient))
            .collect();
        let Some(messages) = messages else {
            return Ok(accepted(call, &request, "400", "fail"));
        };
        if let Some(reservation) = reservation {
            let key = reservations::key(&service, &request);
            self.reservations.insert(key, reservation);
        }
        for message in messages {
            self.post(&service, message);
        }
        let name = if reserved { "reserved" } else { "success" };
        Ok(accepted(call, &request, "202", name))
    }

    /// Puts a text message into the outbox; its number.
    pub(super) fn post(&mut self, service: &str, mut message: TextMessage) -> u64 {
        let number = self.next("messages");
        // None beyond the years that the calendar knows: a reservation may end with them.
        let month = stamp(message.due).replace('-', "");
        let month = month.get(..6).unwrap_or_default();
        message.number = number;
        message.id = format!("0-ESA-{month}-{}-0", number.saturating_add(4_000_000));
        let refuses = message.content_type == "AD"
            && self
                .unsubscribes
                .contains(&format!("{service}/{}", message.to));
        message.failure = if is_nobodys(&message.to) {
            Some(("E001".to_owned(), "nobody has this number".to_owned()))
        } else if refuses {
            Some((
                "E002".to_owned(),
                "the recipient wants no advertising".to_owned(),
            ))
        } else {
            None
        };
        let key = format!("{service}/{number:016}");
        self.messages.insert(key, message);
        number
    }
}

/// The message to one recipient; none when EUC-KR cannot hold it.
fn addressed(template: &TextMessage, recipient: &Value) -> Option<TextMessage> {
    let mut message = template.clone();
    message.to = text_or(&recipient["to"], "").to_owned();
    if let Some(subject) = recipient["subject"].as_str() {
        message.subject = Some(subject.to_owned());
    }
    if let Some(content) = recipient["content"].as_str() {
        message.content = content.to_owned();
    }
    euc_kr::length(&message.content)?;
    message.content = euc_kr::cut(&message.content, longest(&message.kind)).to_owned();
    message.subject = match message.subject.filter(|_| message.kind != "SMS") {
        Some(subject) => {
            euc_kr::length(&subject)?;
            Some(euc_kr::cut(&subject, LONGEST_SUBJECT).to_owned())
        }
        None => None,
    };
    Some(message)
}

/// Octets of the content of a text message of this kind; what is longer is cut.
pub(super) fn longest(kind: &str) -> usize {
    if kind == "SMS" { 90 } else { 2000 }
}

/// The id of a request.
pub(super) fn request_id(call: &Call, number: u64, kind: &str) -> String {
    let end = call.world.random.hex(8);
    format!("{kind}-{}-{number:04}-20512345-{end}", call.now)
}

/// A text, or what is taken without one.
pub(super) fn text_or<'a>(value: &'a Value, otherwise: &'a str) -> &'a str {
    value.as_str().unwrap_or(otherwise)
}

/// What tells how a request was taken.
pub(super) fn accepted(call: &Call, request: &str, code: &str, name: &str) -> Value {
    json!({
        "requestId": request,
        "requestTime": precise(call.now),
        "statusCode": code,
        "statusName": name,
    })
}
