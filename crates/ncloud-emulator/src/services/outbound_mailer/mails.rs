//! Mails to send.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::files::Attachment;
use super::refusal::Refusal;
use super::{Answer, State, prefix, send_block};
use crate::call::Call;
use crate::clock::DAY;
use crate::services::korean_time::{OFFSET, read, stamp};
use crate::services::mailing::{fill, is_address, is_undeliverable};

/// Until when a mail is prepared, and until when it is being sent, milliseconds.
const PREPARED: i64 = 1000;
const SENT: i64 = 3000;
/// The longest body, in bytes of UTF-8.
const LONGEST: usize = 500 * 1024;
/// Where the text about unsubscribing goes.
const PLACE: &str = "#{UNSUBSCRIBE_MESSAGE}";
/// The standard text.
const UNSUBSCRIBE: &str = "<p>To get no more of these mails, unsubscribe.</p>";

/// A request to send mail. Its key is the place and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MailRequest {
    pub(super) id: String,
    pub(super) created: i64,
    /// When it is sent, if it waits.
    pub(super) reserved: Option<i64>,
    /// Whether it waits to be confirmed in the console.
    pub(super) unconfirmed: bool,
    pub(super) requester: String,
    pub(super) template: Option<(i64, String)>,
    pub(super) title: String,
    pub(super) sender: String,
    pub(super) sender_name: Option<String>,
    pub(super) references: Option<String>,
    pub(super) advertising: bool,
    pub(super) attachments: Vec<Attachment>,
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

/// Who a mail is for, and what becomes of it there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Recipient {
    pub(super) address: String,
    pub(super) name: Option<String>,
    pub(super) kind: String,
    /// The state in the end.
    end: End,
}

/// The state of a mail at a recipient in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum End {
    Sent,
    Unsubscribed,
    Blocked,
    Undeliverable,
}

impl Recipient {
    /// Code and reason of a failure.
    pub(super) fn failure(&self) -> Option<(&'static str, &'static str)> {
        match self.end {
            End::Sent | End::Unsubscribed => None,
            End::Blocked => Some(("SEND_BLOCKED", "mail to the address is blocked")),
            End::Undeliverable => Some((send_block::CODE, send_block::REASON)),
        }
    }

    pub(super) fn end_code(&self) -> &'static str {
        match self.end {
            End::Sent => "S",
            End::Unsubscribed => "U",
            End::Blocked | End::Undeliverable => "F",
        }
    }
}

/// The state of several things whose states are these.
fn joined<'a>(states: impl Iterator<Item = &'a str>) -> &'a str {
    let states: Vec<&str> = states.collect();
    let all = |code: &str| states.iter().all(|state| *state == code);
    match states.first() {
        Some(first) if all(first) => first,
        // Those who want no mail are no failure.
        Some(_) if states.iter().all(|state| ["S", "U"].contains(state)) => "S",
        Some(_) => "PF",
        None => "S",
    }
}

impl MailRequest {
    /// When it is sent.
    fn due(&self) -> i64 {
        self.reserved.unwrap_or(self.created)
    }

    /// The state of all of its mails that do not differ yet; none in the end.
    pub(super) fn common(&self, now: i64) -> Option<&'static str> {
        match now.saturating_sub(self.due()) {
            ..0 => Some("R"),
            0..PREPARED => Some("P"),
            _ if self.unconfirmed => Some("R"),
            PREPARED..SENT => Some("I"),
            _ => None,
        }
    }

    pub(super) fn status(&self, now: i64) -> &str {
        match self.common(now) {
            Some(common) => common,
            None => joined(self.mails.iter().map(Mail::end_code)),
        }
    }

    /// The state of a mail; only requests are being prepared.
    pub(super) fn mail_status<'a>(&self, mail: &'a Mail, now: i64) -> &'a str {
        match self.common(now) {
            Some("P") => "R",
            Some(common) => common,
            None => mail.end_code(),
        }
    }

    /// When it was sent; none before.
    pub(super) fn sent(&self, now: i64) -> Option<i64> {
        self.common(now)
            .is_none()
            .then(|| self.due().saturating_add(SENT))
    }
}

impl Mail {
    fn end_code(&self) -> &str {
        joined(self.recipients.iter().map(Recipient::end_code))
    }
}

/// A recipient, and the values for it alone.
struct Addressee {
    recipient: Recipient,
    values: Value,
}

impl State {
    pub(super) fn send(&mut self, call: &Call) -> Answer {
        let template = match call.body["templateSid"].as_i64() {
            Some(sid) => Some(self.template(call, sid)?.clone()),
            None => None,
        };
        if template.as_ref().is_some_and(|template| !template.in_use) {
            return Err(Refusal::request("the template is not in use"));
        }
        let content = template.as_ref().map(|template| &template.content);
        let text = |name: &str, otherwise: Option<&String>| -> Result<String, Refusal> {
            let given = call.body[name].as_str().filter(|text| !text.is_empty());
            let given = given.or(otherwise.map(String::as_str)).map(str::to_owned);
            given.ok_or_else(|| Refusal::request(format!("{name} is missing")))
        };
        let sender = text(
            "senderAddress",
            content.map(|content| &content.sender_address),
        )?;
        check_sender(&sender)?;
        let title = text("title", content.map(|content| &content.title))?;
        let body = text("body", content.map(|content| &content.body))?;
        let advertising = call.body["advertising"] == true;
        let body = if advertising {
            with_unsubscribing(call, &body)?
        } else {
            body
        };
        let reserved = reserved(call)?;
        let due = reserved.unwrap_or(call.now);
        let addressees = self.addressees(call, due)?;
        let individual = call.body["individual"] != false;
        check_kinds(&addressees, individual)?;
        let attachments = self.attached(call)?;
        let number = self.numbers.next("requests", 1);
        // None beyond the years that the calendar knows.
        let day = stamp(call.now).replace('-', "");
        let day = day.get(..8).unwrap_or_default();
        let common = &call.body["parameters"];
        let mut write = |of: &[Addressee]| {
            let own = if individual {
                &of[0].values
            } else {
                &Value::Null
            };
            Mail {
                id: format!("{day}{:012}", self.numbers.next("mails", 1)),
                title: fill(&title, &[own, common]),
                body: fill(&body, &[own, common]),
                recipients: of.iter().map(|one| one.recipient.clone()).collect(),
            }
        };
        let mails: Vec<Mail> = if individual {
            addressees.chunks(1).map(&mut write).collect()
        } else {
            vec![write(&addressees)]
        };
        if mails.iter().any(|mail| mail.body.len() > LONGEST) {
            return Err(Refusal::request("body must have at most 500 KB"));
        }
        let name = content.and_then(|content| content.sender_name.clone());
        let request = MailRequest {
            id: format!("{day}{number:012}"),
            created: call.now,
            reserved,
            unconfirmed: call.body["confirmAndSend"] == true,
            requester: call.peer.map(|peer| peer.to_string()).unwrap_or_default(),
            template: template
                .as_ref()
                .map(|template| (template.sid, template.content.name.clone())),
            title: title.clone(),
            sender,
            sender_name: call.body["senderName"].as_str().map(str::to_owned).or(name),
            references: call.body["referencesHeader"].as_str().map(str::to_owned),
            advertising,
            attachments,
            mails,
        };
        if !request.unconfirmed {
            for one in &addressees {
                if one.recipient.end == End::Undeliverable {
                    self.block(call, &one.recipient.address, due.saturating_add(SENT));
                }
            }
        }
        let answer = json!({ "requestId": request.id, "count": request.mails.len() });
        self.requests
            .insert(format!("{}{number:016}", prefix(call)), request);
        Ok(answer)
    }

    /// The recipients of a request, with what becomes of the mail there.
    fn addressees(&self, call: &Call, due: i64) -> Result<Vec<Addressee>, Refusal> {
        let entries = call.body["recipients"].as_array().cloned();
        let mut entries = entries.unwrap_or_default();
        let filter = &call.body["recipientGroupFilter"];
        if !filter.is_null() {
            let chosen = self.chosen(call, filter)?.into_iter();
            entries.extend(chosen.map(|address| json!({ "address": address, "type": "R" })));
        }
        if entries.is_empty() {
            return Err(Refusal::request("recipients are missing"));
        }
        let entries = entries.iter().enumerate().map(|(place, entry)| {
            let address = entry["address"].as_str().unwrap_or_default();
            if !is_address(address) {
                let reason = format!("recipients.{place}.address is not an address");
                return Err(Refusal::request(reason));
            }
            let end = if self.refuses(call, address) {
                End::Unsubscribed
            } else if self.is_blocked(call, address, due) {
                End::Blocked
            } else if is_undeliverable(address) {
                End::Undeliverable
            } else {
                End::Sent
            };
            Ok(Addressee {
                recipient: Recipient {
                    address: address.to_owned(),
                    name: entry["name"].as_str().map(str::to_owned),
                    kind: entry["type"].as_str().unwrap_or_default().to_owned(),
                    end,
                },
                values: entry["parameters"].clone(),
            })
        });
        entries.collect()
    }
}

fn check_sender(address: &str) -> Result<(), Refusal> {
    const OTHERS: [&str; 3] = ["naver.com", "navercorp.com", "ncloud.com"];
    if !is_address(address) {
        return Err(Refusal::request("senderAddress is not an address"));
    }
    let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
    if OTHERS.contains(&domain.to_ascii_lowercase().as_str()) {
        return Err(Refusal::request(
            "senderAddress is at a domain that is not allowed",
        ));
    }
    Ok(())
}

fn check_kinds(addressees: &[Addressee], individual: bool) -> Result<(), Refusal> {
    let count = |kind: &str| {
        let of_kind = addressees.iter().filter(|one| one.recipient.kind == kind);
        of_kind.count()
    };
    if individual && count("R") != addressees.len() {
        return Err(Refusal::request(
            "individual mails are for recipients of type R only",
        ));
    }
    if count("C") > 30 || count("B") > 30 {
        return Err(Refusal::request(
            "recipients must have at most 30 each of types C and B",
        ));
    }
    Ok(())
}

/// A body with the text about unsubscribing.
fn with_unsubscribing(call: &Call, body: &str) -> Result<String, Refusal> {
    let text = if call.body["useBasicUnsubscribeMsg"] == false {
        match call.member("unsubscribeMessage") {
            "" => return Err(Refusal::request("unsubscribeMessage is missing")),
            text => text,
        }
    } else {
        UNSUBSCRIBE
    };
    Ok(if body.contains(PLACE) {
        body.replace(PLACE, text)
    } else {
        format!("{body}{text}")
    })
}

/// When the mail is to be sent; none for at once.
fn reserved(call: &Call) -> Result<Option<i64>, Refusal> {
    let due = match call.body["reservationUtc"].as_i64() {
        Some(due) => due,
        None => match call.member("reservationDateTime") {
            "" => return Ok(None),
            text => read(text, OFFSET)
                .ok_or_else(|| Refusal::request("reservationDateTime is not a time"))?,
        },
    };
    if due <= call.now {
        return Err(Refusal::request("the reservation is in the past"));
    }
    if due > call.now.saturating_add(30 * DAY) {
        return Err(Refusal::request(
            "the reservation is more than 30 days ahead",
        ));
    }
    Ok(Some(due))
}
