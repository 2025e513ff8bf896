//! Messages that wait for their time.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::clock::{HOUR, MINUTE};
use crate::services::korean_time::{self, OFFSET, stamp};

/// How long a reserved request is being sent, milliseconds.
const SENDING: i64 = 1000;
/// How far ahead a reservation is at least, milliseconds.
const AHEAD: i64 = 10 * MINUTE;

/// A request that waits for its time. Its key is the service id, a slash and the id of the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Reservation {
    id: String,
    zone: String,
    pub(super) due: i64,
    end: Option<End>,
}

/// Why a request is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum End {
    Cancelled,
    /// The channel was gone.
    Skipped,
}

impl Reservation {
    /// The reservation that a request asks for; none when it is to be sent at once.
    pub(super) fn wanted(call: &Call, id: &str) -> Result<Option<Self>, Refusal> {
        let time = call.member("reserveTime");
        if time.is_empty() {
            return Ok(None);
        }
        let zone = match call.member("reserveTimeZone") {
            "" => "Asia/Seoul",
            zone => zone,
        };
        let offset = offset(zone).ok_or_else(|| {
            Refusal::request("reserveTimeZone is not a zone that the emulator knows")
        })?;
        let due = korean_time::read(time, offset)
            .ok_or_else(|| Refusal::request("reserveTime is not a time"))?;
        if due < call.now.saturating_add(AHEAD) {
            return Err(Refusal::request(
                "reserveTime must be at least 10 minutes ahead",
            ));
        }
        Ok(Some(Self {
            id: id.to_owned(),
            zone: zone.to_owned(),
            due,
            end: None,
        }))
    }

    fn status(&self, now: i64) -> &'static str {
        match self.end {
            Some(End::Cancelled) => "CANCELED",
            Some(End::Skipped) => "SKIP",
            None if now < self.due => "READY",
            None if now < self.due.saturating_add(SENDING) => "PROCESSING",
            None => "DONE",
        }
    }

    /// Whether its messages are sent by now.
    pub(super) fn is_sent(&self, now: i64) -> bool {
        self.end.is_none() && now >= self.due
    }

    fn view(&self, now: i64) -> Value {
        let offset = offset(&self.zone).unwrap_or(OFFSET);
        // Written in Korea's time, moved to that of the zone.
        let local = stamp(self.due.saturating_sub(OFFSET).saturating_add(offset));
        let hours = offset / HOUR;
        json!({
            "reserveId": self.id,
            "reserveTimeZone": self.zone,
            "reserveTime": format!("{}+{hours:02}:00", local.replace(' ', "T")),
            "reserveStatus": self.status(now),
        })
    }
}

/// How far a zone is ahead of UTC, milliseconds.
fn offset(zone: &str) -> Option<i64> {
    match zone {
        "Asia/Seoul" | "Asia/Tokyo" => Some(OFFSET),
        "UTC" | "Etc/UTC" => Some(0),
        _ => None,
    }
}

/// The key of a reservation.
pub(super) fn key(service: &str, request: &str) -> String {
    format!("{service}/{request}")
}

impl State {
    /// The reservation that the path names.
    fn reservation(&mut self, call: &Call) -> Result<&mut Reservation, Refusal> {
        if call.operation.id.contains("Alimtalk") {
            self.talk_channel(call)?;
        } else {
            self.sms_channel(call)?;
        }
        let key = key(call.text("serviceId"), call.text("reserveId"));
        let found = self.reservations.get_mut(&key);
        found.ok_or_else(|| Refusal::not_found("there is no such reservation"))
    }

    pub(super) fn reservation_status(&mut self, call: &Call) -> Answer {
        Ok(self.reservation(call)?.view(call.now))
    }

    pub(super) fn cancel_reservation(&mut self, call: &Call) -> Answer {
        let reservation = self.reservation(call)?;
        if reservation.status(call.now) != "READY" {
            return Err(Refusal::request("the reservation is not READY any more"));
        }
        reservation.end = Some(End::Cancelled);
        Ok(Value::Null)
    }

    /// Drops what waits for a channel that is gone.
    pub(super) fn skip_reservations(&mut self, service: &str, now: i64) {
        let prefix = key(service, "");
        let waiting = self.reservations.starting_with(&prefix);
        let waiting: Vec<String> = waiting
            .filter(|(_, reservation)| reservation.status(now) == "READY")
            .map(|(key, _)| key.to_owned())
            .collect();
        for key in waiting {
            if let Some(reservation) = self.reservations.get_mut(&key) {
                reservation.end = Some(End::Skipped);
            }
        }
    }

    /// Whether a message is sent by now: at once, or with the reservation of this key.
    pub(super) fn is_sent(&self, reservation: Option<&str>, now: i64) -> bool {
        reservation.is_none_or(|key| {
            let reservation = self.reservations.get(key);
            reservation.is_some_and(|reservation| reservation.is_sent(now))
        })
    }
}
