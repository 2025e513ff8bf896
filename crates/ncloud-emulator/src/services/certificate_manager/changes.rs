//! Certificates that changed in a window of time.

use serde_json::{Value, json};

use super::certificate::{Certificate, Status};
use super::refusal::{Answer, Refusal};
use super::state;
use crate::call::Call;
use crate::clock::{MINUTE, SECOND, read_timestamp};

/// Lists the requested certificates whose last change is in the window.
pub(super) fn list(call: &Call) -> Answer {
    let window = window(call)?;
    let state = state(call);
    let rows = state.certificates.values();
    let changes: Vec<Value> = rows
        .filter(|certificate| {
            let changed = certificate.changed(call.now);
            window.is_some_and(|(start, end)| (start..=end).contains(&changed))
        })
        .filter_map(|certificate| entry(certificate, call.now))
        .collect();
    let members = json!({ "totalCount": changes.len(), "orders": changes });
    Ok(call.success("Success", members))
}

/// A change; none in a state that the list has no word for.
fn entry(certificate: &Certificate, now: i64) -> Option<Value> {
    certificate.request.as_ref()?;
    let status = match certificate.status(now) {
        Status::Normal | Status::NoPrivateKey | Status::GlobalEdge => "Normal",
        Status::Ongoing => "Ongoing",
        Status::ValidationExpired => "Validation timed out",
        _ => return None,
    };
    Some(json!({
        "orderId": certificate.order.map(|order| order.to_string()),
        "certificateId": certificate.number,
        "status": status,
    }))
}

/// The window, epoch milliseconds; none when it is given in two ways, which finds nothing.
fn window(call: &Call) -> Result<Option<(i64, i64)>, Refusal> {
    let given = |name: &str| call.parameters.contains_key(name);
    let dates = given("startDateTime") && given("endDateTime");
    let back = |amount: Option<i64>, unit: i64| {
        let length = amount.unwrap_or_default().saturating_mul(unit);
        Some((call.now.saturating_sub(length), call.now))
    };
    match (given("minutes"), given("seconds"), dates) {
        (true, false, false) => Ok(back(call.integer("minutes"), MINUTE)),
        (false, true, false) => Ok(back(call.integer("seconds"), SECOND)),
        (false, false, true) => Ok(Some((
            read(call, "startDateTime")?,
            // All of the last second.
            read(call, "endDateTime")?.saturating_add(999),
        ))),
        (false, false, false) => Err(Refusal::NoWindow),
        _ => Ok(None),
    }
}

fn read(call: &Call, name: &'static str) -> Result<i64, Refusal> {
    milliseconds(call.text(name)).ok_or_else(|| {
        let rule = "must have the form yyyy-MM-dd HH:mm:ss".to_owned();
        Refusal::Invalid(name, rule)
    })
}

/// Reads `yyyy-MM-dd HH:mm:ss`, also with a `T` between, in UTC.
fn milliseconds(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, time) = text.split_once([' ', 'T'])?;
    let is_whole = time.len() == "HH:mm:ss".len();
    is_whole.then(|| read_timestamp(&format!("{date} {time}")))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_utc() {
        let expected = Some(1_709_208_000_000);
        assert_eq!(milliseconds("2024-02-29 12:00:00"), expected);
        assert_eq!(milliseconds("2024-02-29T12:00:00Z"), expected);
        for text in [
            "",
            "2024-02-29",
            "2024-02-29 12:00",
            "2024-02-29 12:00:00.000",
            "2023-02-29 12:00:00",
            "2024-02-29 24:00:00",
            "+2024-02-29 12:00:00",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
