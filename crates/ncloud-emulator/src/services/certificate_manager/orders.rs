//! Orders of Advanced certificates: subscriptions, extensions and revocations.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Date, Month, OffsetDateTime};

use super::certificate::{Certificate, Status};
use super::lists::page;
use super::refusal::{Answer, Refusal};
use super::{State, key, state};
use crate::call::Call;
use crate::clock::{DAY, SECOND, timestamp, utc};

/// How long an extension takes, milliseconds.
pub(super) const EXTENSION_TIME: i64 = 30 * SECOND;
/// The most years that a subscription may reach into the future.
const MOST_YEARS: i64 = 3;
/// Number of the first order.
const FIRST: i64 = 900_001;

/// A row of the table.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    number: i64,
    /// When it was registered, epoch milliseconds.
    registered: i64,
    /// Years that were applied for.
    years: i64,
    /// When its first certificate was issued, epoch milliseconds.
    begun: Option<i64>,
    extensions: Vec<Extension>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    years: i64,
    /// When it takes effect, epoch milliseconds.
    done: i64,
}

/// Opens an order, and returns its number.
pub(super) fn open(state: &mut State, call: &Call) -> i64 {
    // No page tells the unit; more than the service sells cannot be meant as years.
    let years = call.body["subscriptionPeriod"].as_i64();
    let years = years.filter(|years| (1..=MOST_YEARS).contains(years));
    let number = state.numbers.next("orders", FIRST);
    let order = Order {
        number,
        registered: call.now,
        years: years.unwrap_or(1),
        begun: None,
        extensions: Vec::new(),
    };
    state.orders.insert(key(number), order);
    number
}

/// Begins the subscription with the first certificate.
pub(super) fn begin(state: &mut State, order: Option<i64>, at: i64) {
    let Some(order) = order.and_then(|number| state.orders.get_mut(&key(number))) else {
        return;
    };
    order.begun.get_or_insert(at);
}

impl Order {
    /// Years applied for, with those that extensions have added by `now`.
    fn years(&self, now: i64) -> i64 {
        let done = self
            .extensions
            .iter()
            .filter(|extension| extension.done <= now);
        done.fold(self.years, |years, extension| years + extension.years)
    }

    /// End of the subscription, epoch milliseconds; none before the first certificate.
    pub(super) fn end(&self, now: i64) -> Option<i64> {
        Some(add_years(self.begun?, self.years(now)))
    }

    /// Years that can be added.
    fn extendable_years(&self, now: i64) -> i64 {
        let Some(end) = self.end(now).filter(|end| now < *end) else {
            return 0;
        };
        let left = (1..=MOST_YEARS).take_while(|years| add_years(now, *years) <= end);
        MOST_YEARS - left.last().unwrap_or(0)
    }

    fn entry(&self, now: i64) -> Value {
        let end = self.end(now);
        json!({
            "orderId": self.number.to_string(),
            "subscriptionStartDt": timestamp(self.registered),
            "subscriptionEndDt": end.map(timestamp),
            "subscriptionYears": self.years(now),
            "remainingDays": end.map(|end| end.saturating_sub(now).div_euclid(DAY)),
            "extendableYears": self.extendable_years(now),
        })
    }
}

/// The same time of the day some years later; the 28th for a 29th of February that is none.
fn add_years(milliseconds: i64, years: i64) -> i64 {
    let later = utc(milliseconds).and_then(|time: OffsetDateTime| {
        let year = time.year().checked_add(i32::try_from(years).ok()?)?;
        let date = time.date();
        let same = Date::from_calendar_date(year, date.month(), date.day());
        let date = same.or_else(|_| Date::from_calendar_date(year, Month::February, 28));
        let later = time.replace_date(date.ok()?);
        i64::try_from(later.unix_timestamp_nanos() / 1_000_000).ok()
    });
    // Beyond the calendar.
    later.unwrap_or(i64::MAX)
}

fn find<'a>(state: &'a State, order: &str) -> Result<&'a Order, Refusal> {
    let number: Option<i64> = order.parse().ok();
    let found = number.and_then(|number| state.orders.get(&key(number)));
    // As it was written, not `+900001`.
    let found = found.filter(|found| found.number.to_string() == order);
    found.ok_or(Refusal::NothingFound("order"))
}

fn certificates(state: &State, order: i64) -> impl Iterator<Item = &Certificate> {
    let rows = state.certificates.values();
    rows.filter(move |certificate| certificate.order == Some(order))
}

/// Lists all orders.
pub(super) fn list(call: &Call) -> Answer {
    let state = state(call);
    let orders: Vec<&Order> = state.orders.values().collect();
    let total = orders.len();
    let orders = page(call, &orders, None).iter();
    let orders: Vec<Value> = orders.map(|order| order.entry(call.now)).collect();
    let members = json!({ "totalCount": total, "orders": orders });
    Ok(call.success("Success", members))
}

/// Shows one order with its certificates.
pub(super) fn get(call: &Call) -> Answer {
    let state = state(call);
    let order = find(&state, call.text("orderId"))?;
    let certificates: Vec<Value> = certificates(&state, order.number)
        .map(|certificate| certificate.entry(call.now))
        .collect();
    let mut members = order.entry(call.now);
    members["totalCount"] = certificates.len().into();
    members["certificates"] = certificates.into();
    Ok(call.success("Success", members))
}

/// Adds years to an order, on which no other extension may be running.
pub(super) fn extend(call: &Call) -> Answer {
    let mut state = state(call);
    let order = find(&state, call.member("orderId"))?;
    let years = match call.member("subscriptionPeriod") {
        "3Y" => 3,
        "2Y" => 2,
        _ => 1,
    };
    let running = |extension: &Extension| call.now < extension.done;
    let refuse = |rule: String| Err(Refusal::Invalid("subscriptionPeriod", rule));
    if order.extensions.iter().any(running) {
        return refuse("cannot be added while another extension is running".to_owned());
    }
    let most = order.extendable_years(call.now);
    if years > most {
        return refuse(format!("must be at most {most} years now"));
    }
    let number = order.number;
    if let Some(order) = state.orders.get_mut(&key(number)) {
        let done = call.now.saturating_add(EXTENSION_TIME);
        order.extensions.push(Extension { years, done });
    }
    Ok(call.success("Success", json!({})))
}

/// Revokes one certificate of an order, or with the number 0 all of them.
pub(super) fn revoke(call: &Call) -> Answer {
    let mut state = state(call);
    let order = find(&state, call.member("orderId"))?.number;
    let wanted = call.body["certificateNo"].as_i64().unwrap_or_default();
    let live = |certificate: &&Certificate| {
        !matches!(
            certificate.status(call.now),
            Status::Failed
                | Status::ValidationExpired
                | Status::Revoked
                | Status::RevocationRequested
        )
    };
    let numbers: Vec<i64> = certificates(&state, order)
        .filter(|certificate| wanted == 0 || certificate.number == wanted)
        .filter(live)
        .map(|certificate| certificate.number)
        .collect();
    if numbers.is_empty() {
        return Err(Refusal::NothingFound("certificate"));
    }
    for number in &numbers {
        if let Some(certificate) = state.certificates.get_mut(&key(*number)) {
            certificate.revoked = Some(call.now);
            certificate.updated = call.now;
        }
    }
    Ok(call.success("Success", json!({ "totalRows": numbers.len() })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_added_by_the_calendar() {
        assert_eq!(
            timestamp(add_years(1_709_208_000_000, 1)),
            "2025-02-28 12:00:00"
        );
        assert_eq!(
            timestamp(add_years(1_709_208_000_000, 4)),
            "2028-02-29 12:00:00"
        );
        assert_eq!(add_years(i64::MAX, 1), i64::MAX);
    }
}
