//! Mails that were sent.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::lists::{before_and_on, fits};
use super::mails::{Mail, MailRequest};
use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::read_with_offset;

/// The entries of the page that is asked for.
fn cut(call: &Call, all: Vec<Value>) -> Vec<Value> {
    let (before, size) = before_and_on(call, "pageNo", 10);
    all.into_iter().skip(before).take(size).collect()
}

/// The states that a list of mails is asked for, joined by "or"; all without any.
fn is_wanted(call: &Call, status: &str) -> bool {
    match call.parameters.get("status") {
        Some(Value::Array(wanted)) => wanted.is_empty() || wanted.iter().any(|one| one == status),
        Some(Value::String(wanted)) => wanted == status,
        _ => true,
    }
}

fn is_for(mail: &Mail, address: &str) -> bool {
    let mut recipients = mail.recipients.iter();
    address.is_empty() || recipients.any(|recipient| recipient.address == address)
}

impl State {
    /// The request that the path names.
    fn mail_request(&self, call: &Call) -> Result<&MailRequest, Refusal> {
        let service = self.mail_channel(call)?;
        let key = format!("{service}/{}", call.text("requestId"));
        let found = self.mails.get(&key);
        found.ok_or_else(|| Refusal::not_found("there is no such request"))
    }

    pub(super) fn mail_request_list(&mut self, call: &Call) -> Answer {
        let service = self.mail_channel(call)?;
        let time = |name: &str| {
            let time = read_with_offset(call.text(name));
            time.ok_or_else(|| Refusal::request(format!("{name} is not a time with an offset")))
        };
        let (from, to) = (time("fromDateTime")?, time("toDateTime")?);
        if to < from {
            return Err(Refusal::request("toDateTime is before fromDateTime"));
        }
        let prefix = format!("{service}/");
        let requests = self
            .mails
            .starting_with(&prefix)
            .map(|(_, request)| request);
        let mut requests: Vec<&MailRequest> = requests
            .filter(|request| {
                let mail = call.text("mailId");
                let address = call.text("recipientAddress");
                (from..=to).contains(&request.created)
                    && fits(call, "requestId", &request.id)
                    && request.title.contains(call.text("title"))
                    && fits(call, "senderAddress", &request.sender)
                    && fits(call, "dispatchType", "API")
                    && call.integer("templateNo").is_none()
                    && is_wanted(call, request.status(call.now))
                    && (mail.is_empty() || request.mails.iter().any(|one| one.id == mail))
                    && request.mails.iter().any(|mail| is_for(mail, address))
            })
            .collect();
        requests.sort_by_key(|request| request.number);
        // Descending unless the other order is asked for.
        if !call.text("sort").ends_with(",asc") {
            requests.reverse();
        }
        let total = requests.len();
        let shown = requests
            .into_iter()
            .map(|request| json!({ "requestId": request.id, "status": request.status(call.now) }));
        Ok(json!({ "requests": cut(call, shown.collect()), "totalElements": total }))
    }

    pub(super) fn show_mail_request(&mut self, call: &Call) -> Answer {
        let request = self.mail_request(call)?;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for mail in &request.mails {
            *counts
                .entry(request.mail_status(mail, call.now))
                .or_default() += 1;
        }
        let sent = counts.get("COMPLETED").copied().unwrap_or_default();
        let finished = if request.is_final(call.now) {
            request.mails.len()
        } else {
            0
        };
        let counts = counts.into_iter();
        let counts = counts.map(|(status, count)| json!({ "status": status, "count": count }));
        Ok(json!({
            "requestId": request.id,
            "status": request.status(call.now),
            "requestCount": request.mails.len(),
            "sentCount": sent,
            "finishCount": finished,
            "countsByStatus": counts.collect::<Vec<_>>(),
        }))
    }

    pub(super) fn mail_list(&mut self, call: &Call) -> Answer {
        let request = self.mail_request(call)?;
        let mails = request.mails.iter().filter(|mail| {
            fits(call, "mailId", &mail.id)
                && is_for(mail, call.text("recipientAddress"))
                && mail.title.contains(call.text("title"))
                && is_wanted(call, request.mail_status(mail, call.now))
        });
        let mails = mails.map(|mail| {
            json!({
                "mailId": mail.id,
                "title": mail.title,
                "status": request.mail_status(mail, call.now),
            })
        });
        let mails: Vec<Value> = mails.collect();
        let total = mails.len();
        Ok(json!({ "mails": cut(call, mails), "totalElements": total }))
    }

    pub(super) fn show_mail(&mut self, call: &Call) -> Answer {
        let request = self.mail_request(call)?;
        let id = call.text("mailId");
        let found = request.mails.iter().find(|mail| mail.id == id);
        let mail = found.ok_or_else(|| Refusal::not_found("there is no such mail"))?;
        let is_final = request.is_final(call.now);
        let recipients = mail.recipients.iter().map(|recipient| {
            let status = match (is_final, recipient.fails()) {
                (false, _) => request.mail_status(mail, call.now),
                (true, true) => "FAILED",
                (true, false) => "COMPLETED",
            };
            json!({ "status": status, "retryCount": 0 })
        });
        Ok(json!({
            "mailId": mail.id,
            "title": mail.title,
            "body": mail.body,
            "attachFiles": [],
            "recipients": recipients.collect::<Vec<_>>(),
        }))
    }
}
