//! Mails that were sent, as they are shown.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::files::Attachment;
use super::labels::{self, RECIPIENTS, RESERVATIONS, STATES};
use super::mails::{Mail, MailRequest};
use super::pages::{fits, is_wanted, page};
use super::refusal::Refusal;
use super::{Answer, State, prefix, times};
use crate::call::Call;

/// Whether a mail is for an address, if one is asked for.
fn is_for(mail: &Mail, address: &str) -> bool {
    let mut recipients = mail.recipients.iter();
    address.is_empty() || recipients.any(|recipient| recipient.address == address)
}

impl MailRequest {
    /// What requests, lists and mails show alike.
    fn head(&self, call: &Call) -> Value {
        let template = self.template.as_ref();
        json!({
            "requestId": self.id,
            "requestDate": times::view(self.created),
            "templateSid": template.map(|(sid, _)| sid),
            "templateName": template.map(|(_, name)| name),
            "senderAddress": self.sender,
            "senderName": self.sender_name,
            "sendDate": times::view_if(self.sent(call.now)),
        })
    }

    fn is_asked_for(&self, call: &Call) -> bool {
        let mail = call.text("mailId");
        let address = call.text("recipientAddress");
        let template = call.integer("templateSid");
        fits(call, "requestId", &self.id)
            && (mail.is_empty() || self.mails.iter().any(|one| one.id == mail))
            && fits(call, "dispatchType", "API")
            && self.title.contains(call.text("title"))
            && template.is_none_or(|sid| self.template.as_ref().is_some_and(|own| own.0 == sid))
            && fits(call, "senderAddress", &self.sender)
            && self.mails.iter().any(|mail| is_for(mail, address))
            && is_wanted(call, "sendStatus", self.status(call.now))
    }
}

impl State {
    /// The request that the path names.
    fn request(&self, call: &Call) -> Result<&MailRequest, Refusal> {
        let prefix = prefix(call);
        let id = call.text("requestId");
        let mut requests = self.requests.iter();
        let found = requests.find(|(key, one)| key.starts_with(&prefix) && one.id == id);
        let (_, request) = found.ok_or_else(|| Refusal::not_found("there is no such request"))?;
        Ok(request)
    }

    pub(super) fn request_list(&mut self, call: &Call) -> Answer {
        let (start, end) = times::window(call)?;
        let prefix = prefix(call);
        let requests = self.requests.starting_with(&prefix).map(|(_, one)| one);
        let requests = requests.filter(|request| {
            (start..=end).contains(&request.created) && request.is_asked_for(call)
        });
        let requests = requests.map(|request| {
            let recipients = request.mails.iter().map(|mail| mail.recipients.len());
            let mut view = request.head(call);
            view["title"] = request.title.clone().into();
            view["emailStatus"] = labels::view(call, STATES, request.status(call.now));
            view["dispatchType"] = "API".into();
            view["reservationDate"] = times::view_if(request.reserved);
            view["requestCount"] = request.mails.len().into();
            view["recipientCount"] = recipients.sum::<usize>().into();
            view
        });
        let mut requests: Vec<Value> = requests.collect();
        requests.reverse();
        let properties = [
            ("createUtc", "/requestDate/utc"),
            ("recipientCount", "/recipientCount"),
            ("reservationUtc", "/reservationDate/utc"),
            ("sendUtc", "/sendDate/utc"),
            ("statusCode", "/emailStatus/code"),
        ];
        page(call, requests, &properties)
    }

    pub(super) fn request_status(&mut self, call: &Call) -> Answer {
        let request = self.request(call)?;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for mail in &request.mails {
            *counts
                .entry(request.mail_status(mail, call.now))
                .or_default() += 1;
        }
        let all = request.mails.len();
        let sent = counts.get("S").copied().unwrap_or_default();
        let is_prepared = !matches!(request.common(call.now), Some("P"));
        let is_done = request.common(call.now).is_none();
        let counts = counts.into_iter().map(
            |(code, count)| json!({ "status": labels::view(call, STATES, code), "count": count }),
        );
        Ok(json!({
            "requestId": request.id,
            "readyCompleted": is_prepared,
            "allSentSuccess": sent == all,
            "requestCount": all,
            "sentCount": sent,
            "finishCount": if is_done { all } else { 0 },
            "readyCount": if is_prepared { all } else { 0 },
            "reservationDate": times::view_if(request.reserved),
            "countsByStatus": counts.collect::<Vec<_>>(),
        }))
    }

    pub(super) fn mail_list(&mut self, call: &Call) -> Answer {
        let request = self.request(call)?;
        let mails = request.mails.iter().filter(|mail| {
            fits(call, "mailId", &mail.id)
                && is_for(mail, call.text("recipientAddress"))
                && mail.title.contains(call.text("title"))
                && is_wanted(call, "sendStatus", request.mail_status(mail, call.now))
        });
        let reserved = if request.reserved.is_some() { "Y" } else { "N" };
        let mails = mails.map(|mail| {
            let first = mail.recipients.first().map(|one| one.address.as_str());
            let first = first.unwrap_or_default();
            let shown = match mail.recipients.len() {
                0 | 1 => first.to_owned(),
                count => format!("{first} ({})", count - 1),
            };
            let state = request.mail_status(mail, call.now);
            let mut view = request.head(call);
            view["mailId"] = mail.id.clone().into();
            view["title"] = mail.title.clone().into();
            view["emailStatus"] = labels::view(call, STATES, state);
            view["reservationStatus"] = labels::view(call, RESERVATIONS, reserved);
            view["advertising"] = request.advertising.into();
            view["representativeRecipient"] = shown.into();
            view
        });
        let properties = [
            ("id", "/mailId"),
            ("createUtc", "/requestDate/utc"),
            ("statusCode", "/emailStatus/code"),
        ];
        page(call, mails.collect(), &properties)
    }

    pub(super) fn show_mail(&mut self, call: &Call) -> Answer {
        let prefix = prefix(call);
        let id = call.text("mailId");
        let mut requests = self.requests.starting_with(&prefix);
        let found = requests.find_map(|(_, request)| {
            let mail = request.mails.iter().find(|mail| mail.id == id)?;
            Some((request, mail))
        });
        let (request, mail) = found.ok_or_else(|| Refusal::not_found("there is no such mail"))?;
        let is_done = request.common(call.now).is_none();
        let state = request.mail_status(mail, call.now);
        let recipients = mail.recipients.iter().map(|recipient| {
            let code = if is_done { recipient.end_code() } else { state };
            let failure = recipient.failure().filter(|_| is_done);
            json!({
                "address": recipient.address,
                "name": recipient.name,
                "type": labels::view(call, RECIPIENTS, &recipient.kind),
                "received": false,
                "receivedDate": null,
                "status": labels::view(call, STATES, code),
                "retryCount": 0,
                "sendResultCode": failure.map(|(code, _)| code),
                "sendResultMessage": failure.map(|(_, reason)| reason),
            })
        });
        let mut view = request.head(call);
        view["requesterIp"] = request.requester.clone().into();
        view["mailId"] = mail.id.clone().into();
        view["title"] = mail.title.clone().into();
        view["emailStatus"] = labels::view(call, STATES, state);
        view["reservationDate"] = times::view_if(request.reserved);
        view["body"] = mail.body.clone().into();
        view["referencesHeader"] = json!(request.references);
        view["attachFiles"] = request.attachments.iter().map(Attachment::view).collect();
        view["recipients"] = recipients.collect();
        view["advertising"] = request.advertising.into();
        Ok(view)
    }
}
