//! Messages by KakaoTalk: Alim Talk, and what Brand Messages have in common with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::reservations::{self, Reservation};
use super::sms::{TextMessage, accepted, is_nobodys, longest, text_or};
use super::{Answer, State, euc_kr, templates};
use crate::call::Call;

/// How long a message is on its way, milliseconds.
pub(super) const DONE: i64 = 3000;

/// A code, and the same in words.
pub(super) type Reason = (String, String);

/// A message by KakaoTalk to one recipient. Its key is the service id, a slash and its number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Talk {
    pub(super) number: u64,
    pub(super) kind: Kind,
    pub(super) request: String,
    pub(super) id: String,
    pub(super) due: i64,
    /// Key of the reservation that it waits for.
    pub(super) reservation: Option<String>,
    pub(super) channel: String,
    pub(super) template: Option<String>,
    pub(super) country: Option<String>,
    pub(super) to: String,
    pub(super) content: Option<String>,
    /// Why the service did not take it.
    pub(super) refusal: Option<Reason>,
    /// Why it is not delivered.
    pub(super) failure: Option<Reason>,
    pub(super) sms_failover: bool,
    /// Service and number of the text message that is sent instead.
    pub(super) failover: Option<(String, u64)>,
    /// Members of a Brand Message as they were sent.
    pub(super) parts: Map<String, Value>,
}

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Alimtalk,
    Brand,
}

impl Talk {
    /// Code, name and description of whether the service took it.
    pub(super) fn taken(&self) -> (&str, &str, &str) {
        match &self.refusal {
            Some((code, reason)) => (code, "fail", reason),
            None => ("A000", "success", "success"),
        }
    }

    fn accepted(&self) -> Value {
        let (code, name, description) = self.taken();
        json!({
            "messageId": self.id,
            "countryCode": self.country,
            "to": self.to,
            "content": self.content,
            "requestStatusCode": code,
            "requestStatusName": name,
            "requestStatusDesc": description,
            "useSmsFailover": self.sms_failover,
        })
    }
}

impl State {
    pub(super) fn send_alimtalk(&mut self, call: &Call) -> Answer {
        templates::must_be_known("plusFriendId", call.member("plusFriendId"))?;
        let template = templates::alimtalk(call.member("templateCode"))
            .ok_or_else(|| Refusal::request("templateCode is not a template of the channel"))?;
        let refusal = |recipient: &Value| {
            let content = text_or(&recipient["content"], "");
            (!templates::follows(content, template)).then(|| {
                let reason = "the text does not follow the template";
                ("E003".to_owned(), reason.to_owned())
            })
        };
        self.send_talks(call, Kind::Alimtalk, &refusal, &|recipient, _| {
            nobody(recipient)
        })
    }

    /// Sends a message to each recipient. `refusal` is why the service does not take one, and `failure` why
    /// one is not delivered at its time.
    pub(super) fn send_talks(
        &mut self,
        call: &Call,
        kind: Kind,
        refusal: &dyn Fn(&Value) -> Option<Reason>,
        failure: &dyn Fn(&Value, i64) -> Option<Reason>,
    ) -> Answer {
        let project = self.talk_channel(call)?;
        let service = project.talk_service();
        let request = call.world.random.uuid();
        let reservation = Reservation::wanted(call, &request)?;
        let key = reservations::key(&service, &request);
        let due = reservation
            .as_ref()
            .map_or(call.now, |reserved| reserved.due);
        let recipients = call.body["messages"].as_array().cloned();
        let recipients = recipients.unwrap_or_default();
        let texts: Vec<Option<TextMessage>> = recipients
            .iter()
            .map(|recipient| instead(recipient, &request, due))
            .collect::<Result<_, _>>()?;
        let mut answers = Vec::new();
        for (recipient, text) in recipients.iter().zip(texts) {
            let mut talk = Talk {
                number: self.next("talks"),
                kind,
                request: request.clone(),
                id: call.world.random.uuid(),
                due,
                reservation: reservation.is_some().then(|| key.clone()),
                channel: call.member("plusFriendId").to_owned(),
                template: call.body["templateCode"].as_str().map(str::to_owned),
                country: recipient["countryCode"].as_str().map(str::to_owned),
                to: text_or(&recipient["to"], "").to_owned(),
                content: recipient["content"].as_str().map(str::to_owned),
                refusal: refusal(recipient),
                failure: failure(recipient, due),
                sms_failover: recipient["useSmsFailover"] == true,
                failover: None,
                parts: parts(call, kind, recipient),
            };
            // After a refusal by the service itself no text message is sent.
            if talk.refusal.is_none()
                && talk.failure.is_some()
                && project.sms
                && let Some(mut text) = text
            {
                text.reservation = talk.reservation.clone();
                let service = project.sms_service();
                let number = self.post(&service, text);
                talk.failover = Some((service, number));
            }
            answers.push(talk.accepted());
            self.talks
                .insert(format!("{service}/{:016}", talk.number), talk);
        }
        // Brand Messages have no `reserved` among the names that their page lists.
        let name = match (reservation.is_some(), kind) {
            (true, Kind::Alimtalk) => "reserved",
            _ => "success",
        };
        let mut answer = accepted(call, &request, "202", name);
        match reservation {
            Some(reservation) => self.reservations.insert(key, reservation),
            None => answer["messages"] = answers.into(),
        }
        Ok(answer)
    }
}

/// The text message that is sent when a message by KakaoTalk is not delivered; none when none is wanted.
fn instead(recipient: &Value, request: &str, due: i64) -> Result<Option<TextMessage>, Refusal> {
    let config = &recipient["failoverConfig"];
    let Some(from) = config["from"].as_str() else {
        return Ok(None);
    };
    if recipient["useSmsFailover"] != true {
        return Ok(None);
    }
    let content = text_or(&config["content"], text_or(&recipient["content"], ""));
    let kind = text_or(&config["type"], "LMS");
    if euc_kr::length(content).is_none() {
        return Err(Refusal::request(
            "failoverConfig.content must be a text in EUC-KR",
        ));
    }
    Ok(Some(TextMessage {
        number: 0,
        request: request.to_owned(),
        id: String::new(),
        due: due.saturating_add(DONE),
        reservation: None,
        kind: kind.to_owned(),
        content_type: "COMM".to_owned(),
        country: text_or(&recipient["countryCode"], "82").to_owned(),
        from: from.to_owned(),
        to: text_or(&recipient["to"], "").to_owned(),
        subject: config["subject"].as_str().map(str::to_owned),
        content: euc_kr::cut(content, longest(kind)).to_owned(),
        pictures: Vec::new(),
        failure: None,
    }))
}

/// Why a message reaches nobody, whatever is in it.
pub(super) fn nobody(recipient: &Value) -> Option<Reason> {
    is_nobodys(text_or(&recipient["to"], "")).then(|| {
        let reason = "the recipient does not use KakaoTalk";
        ("3019".to_owned(), reason.to_owned())
    })
}

/// Members of a Brand Message that its result repeats.
fn parts(call: &Call, kind: Kind, recipient: &Value) -> Map<String, Value> {
    let mut parts = Map::new();
    if kind == Kind::Alimtalk {
        return parts;
    }
    let mut take = |from: &Value, names: &[&str]| {
        for name in names {
            if let Some(value) = from.get(name) {
                parts.insert((*name).to_owned(), value.clone());
            }
        }
    };
    take(&call.body, &["messageType", "targeting", "isAdult"]);
    let own = [
        "templateParameters",
        "headerContent",
        "additionalContent",
        "buttons",
        "image",
        "item",
        "carousel",
        "commerce",
        "coupon",
        "video",
    ];
    take(recipient, &own);
    parts
}
