//! Text messages that were sent.

use serde_json::{Value, json};

use super::lists::{Page, Window, fits};
use super::refusal::Refusal;
use super::sms::TextMessage;
use super::{Answer, State};
use crate::call::Call;
use crate::clock::DAY;
use crate::services::korean_time::stamp;

/// How long messages are listed.
const KEPT: i64 = 90 * DAY;

impl TextMessage {
    /// What lists and the result show.
    fn view(&self, now: i64) -> Value {
        let mut view = json!({
            "requestId": self.request,
            "messageId": self.id,
            "requestTime": stamp(self.due),
            "contentType": self.content_type,
            "type": self.kind,
            "subject": self.subject,
            "content": self.content,
            "countryCode": self.country,
            "from": self.from,
            "to": self.to,
            "status": self.status(now),
        });
        if !self.pictures.is_empty() {
            let pictures = self.pictures.iter();
            let pictures = pictures.map(|(id, name)| json!({ "fileId": id, "name": name }));
            view["files"] = pictures.collect();
        }
        if let Some(completed) = self.completed(now) {
            let (code, reason) = match &self.failure {
                Some((code, reason)) => (code.as_str(), reason.as_str()),
                None => ("0", "success"),
            };
            view["completeTime"] = stamp(completed).into();
            view["telcoCode"] = "ETC".into();
            view["statusCode"] = code.into();
            view["statusName"] = self.result().into();
            view["statusMessage"] = reason.into();
        }
        view
    }

    fn result(&self) -> &'static str {
        if self.failure.is_some() {
            "fail"
        } else {
            "success"
        }
    }

    fn fits(&self, call: &Call) -> bool {
        let result = self.completed(call.now).map_or("", |_| self.result());
        fits(call, "requestId", &self.request)
            && fits(call, "messageId", &self.id)
            && fits(call, "type", &self.kind)
            && fits(call, "contentType", &self.content_type)
            && fits(call, "countryCode", &self.country)
            && fits(call, "status", self.status(call.now))
            && fits(call, "statusName", result)
            && fits(call, "from", &self.from)
            && fits(call, "to", &self.to)
    }
}

impl State {
    /// The text messages of a channel that were sent by now; `prefix` begins their keys.
    fn sent_texts<'a>(
        &'a self,
        prefix: &'a str,
        now: i64,
    ) -> impl Iterator<Item = &'a TextMessage> {
        let messages = self.messages.starting_with(prefix);
        messages.map(|(_, message)| message).filter(move |message| {
            message.due <= now && self.is_sent(message.reservation.as_deref(), now)
        })
    }

    pub(super) fn sms_list(&mut self, call: &Call) -> Answer {
        let prefix = self.sms_channel(call)? + "/";
        let requested = Window::of(call, "requestStartTime", "requestEndTime", 30 * DAY)?;
        let completed = Window::of(call, "completeStartTime", "completeEndTime", DAY)?;
        let of_request = !call.text("requestId").is_empty();
        if !of_request && requested.is_none() && completed.is_none() {
            return Err(Refusal::request(
                "requestId, or requestStartTime and requestEndTime, or completeStartTime and completeEndTime are missing",
            ));
        }
        let (size, most) = if of_request { (1000, 1000) } else { (20, 100) };
        let page = Page::of(call, size, most)?;
        let messages = self.sent_texts(&prefix, call.now).filter(|message| {
            let ended = message.completed(call.now);
            message.due > call.now.saturating_sub(KEPT)
                && requested.is_none_or(|window| window.has(message.due))
                && completed.is_none_or(|window| ended.is_some_and(|time| window.has(time)))
                && message.fits(call)
        });
        page.answer(
            call,
            messages.map(|message| (message.number, message.view(call.now))),
        )
    }

    pub(super) fn show_sms(&mut self, call: &Call) -> Answer {
        let prefix = self.sms_channel(call)? + "/";
        let id = call.text("messageId");
        let mut messages = self.sent_texts(&prefix, call.now);
        let found = messages.find(|message| message.id == id);
        let found = found.ok_or_else(|| Refusal::not_found("there is no such message"))?;
        Ok(json!({
            "statusCode": "200",
            "statusName": "success",
            "messages": [found.view(call.now)],
        }))
    }
}
