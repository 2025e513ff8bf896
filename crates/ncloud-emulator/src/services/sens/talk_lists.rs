//! Messages by KakaoTalk that were sent.

use serde_json::{Value, json};

use super::lists::{Page, Window, fits};
use super::refusal::Refusal;
use super::talks::{DONE, Kind, Talk};
use super::{Answer, State};
use crate::call::Call;
use crate::clock::DAY;
use crate::services::korean_time::precise;

impl Talk {
    fn completed(&self, now: i64) -> Option<i64> {
        let end = self.due.saturating_add(DONE);
        (now >= end).then_some(end)
    }

    /// Code, name and description of the delivery.
    fn delivery(&self, now: i64) -> (Option<&str>, &str, Option<&str>) {
        match (&self.refusal, &self.failure) {
            (Some((code, reason)), _) => (Some(code), "fail", Some(reason)),
            _ if self.completed(now).is_none() => (None, "processing", None),
            (None, Some((code, reason))) => (Some(code), "fail", Some(reason)),
            (None, None) => (Some("0000"), "success", Some("success")),
        }
    }

    fn view(&self, now: i64) -> Value {
        let (code, name, description) = self.taken();
        let mut view = json!({
            "requestId": self.request,
            "messageId": self.id,
            "requestTime": precise(self.due),
            "plusFriendId": self.channel,
            "templateCode": self.template,
            "countryCode": self.country,
            "to": self.to,
            "content": self.content,
            "requestStatusCode": code,
            "requestStatusName": name,
            "requestStatusDesc": description,
            "useSmsFailover": self.sms_failover,
        });
        let (code, name, description) = self.delivery(now);
        view["messageStatusName"] = name.into();
        for (name, value) in [
            ("messageStatusCode", code),
            ("messageStatusDesc", description),
        ] {
            if let Some(value) = value {
                view[name] = value.into();
            }
        }
        if let Some(completed) = self.completed(now) {
            view["completeTime"] = precise(completed).into();
        }
        view
    }

    fn fits(&self, call: &Call) -> bool {
        fits(call, "requestId", &self.request)
            && fits(call, "messageId", &self.id)
            && fits(call, "plusFriendId", &self.channel)
            && fits(call, "requestStatusName", self.taken().1)
            && fits(call, "messageStatusName", self.delivery(call.now).1)
            && fits(
                call,
                "templateCode",
                self.template.as_deref().unwrap_or_default(),
            )
            && fits(call, "to", &self.to)
    }
}

/// The kind of message that an operation is about.
fn kind(call: &Call) -> Kind {
    if call.operation.id.contains("Brand") {
        Kind::Brand
    } else {
        Kind::Alimtalk
    }
}

impl State {
    /// The messages that an operation is about and that were sent by now; `prefix` begins their keys.
    fn sent_talks<'a>(&'a self, call: &'a Call, prefix: &'a str) -> impl Iterator<Item = &'a Talk> {
        let talks = self.talks.starting_with(prefix).map(|(_, talk)| talk);
        talks.filter(|talk| {
            talk.kind == kind(call) && self.is_sent(talk.reservation.as_deref(), call.now)
        })
    }

    pub(super) fn talk_list(&mut self, call: &Call) -> Answer {
        let prefix = self.talk_channel(call)?.talk_service() + "/";
        let most = if kind(call) == Kind::Brand { 30 } else { 31 } * DAY;
        let requested = Window::of(call, "requestStartTime", "requestEndTime", most)?;
        let completed = Window::of(call, "completeStartTime", "completeEndTime", DAY)?;
        let of_request = !call.text("requestId").is_empty();
        if requested.is_some() && completed.is_some() {
            return Err(Refusal::request("the two periods exclude each other"));
        }
        if !of_request && requested.is_none() && completed.is_none() {
            return Err(Refusal::request("requestId, or a period, is missing"));
        }
        if !of_request && call.text("plusFriendId").is_empty() {
            return Err(Refusal::request("plusFriendId is missing"));
        }
        let page = Page::of(call, if of_request { 100 } else { 20 }, 100)?;
        let talks = self.sent_talks(call, &prefix).filter(|talk| {
            let ended = talk.completed(call.now);
            requested.is_none_or(|window| window.has(talk.due))
                && completed.is_none_or(|window| ended.is_some_and(|time| window.has(time)))
                && talk.fits(call)
        });
        page.answer(call, talks.map(|talk| (talk.number, talk.view(call.now))))
    }

    pub(super) fn show_talk(&mut self, call: &Call) -> Answer {
        let prefix = self.talk_channel(call)?.talk_service() + "/";
        let id = call.text("messageId");
        let mut talks = self.sent_talks(call, &prefix);
        let found = talks.find(|talk| talk.id == id);
        let talk = found.ok_or_else(|| Refusal::not_found("there is no such message"))?;
        let mut view = talk.view(call.now);
        if let Some(members) = view.as_object_mut() {
            members.extend(talk.parts.clone());
        }
        if let Some(failover) = self.failover(talk, call.now) {
            view["failover"] = failover;
        }
        Ok(view)
    }

    /// The text message that was sent instead, when it was.
    fn failover(&self, talk: &Talk, now: i64) -> Option<Value> {
        let (service, number) = talk.failover.as_ref()?;
        let text = self.messages.get(&format!("{service}/{number:016}"))?;
        if text.due > now {
            return None;
        }
        let mut view = json!({
            "smsServiceId": service,
            "requestId": text.request,
            "requestStatusCode": "202",
            "requestStatusName": "success",
            "requestStatusDesc": "success",
            "messageId": text.id,
            "messageStatus": text.status(now),
        });
        if text.completed(now).is_some() {
            let (code, name) = match &text.failure {
                Some((code, _)) => (code.as_str(), "fail"),
                None => ("0", "success"),
            };
            view["messageStatusCode"] = code.into();
            view["messageStatusName"] = name.into();
            view["messageStatusDesc"] = name.into();
        }
        Some(view)
    }
}
