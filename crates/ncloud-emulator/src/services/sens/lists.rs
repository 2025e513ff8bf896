//! Pages of lists: of messages by a token, of everything else by a number.

use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::call::Call;
use crate::services::korean_time::{DAY, OFFSET, read};

/// A period that a list is asked for.
#[derive(Clone, Copy)]
pub(super) struct Window {
    from: i64,
    to: i64,
}

impl Window {
    /// The period between two parameters; none without them.
    pub(super) fn of(
        call: &Call,
        start: &str,
        end: &str,
        most: i64,
    ) -> Result<Option<Self>, Refusal> {
        let time = |name: &str| match call.text(name) {
            "" => Ok(None),
            text => match read(text, OFFSET) {
                Some(time) => Ok(Some(time)),
                None => Err(Refusal::request(format!("{name} is not a time"))),
            },
        };
        let (from, to) = match (time(start)?, time(end)?) {
            (None, None) => return Ok(None),
            // The end is a second as a whole.
            (Some(from), Some(to)) => (from, to.saturating_add(999)),
            _ => {
                let reason = format!("{start} and {end} belong together");
                return Err(Refusal::request(reason));
            }
        };
        if to < from {
            return Err(Refusal::request(format!("{end} is before {start}")));
        }
        if to - from > most.saturating_add(999) {
            let days = most / DAY;
            let reason = format!("{start} and {end} are more than {days} days apart");
            return Err(Refusal::request(reason));
        }
        Ok(Some(Self { from, to }))
    }

    /// Whether a time is in it.
    pub(super) fn has(self, time: i64) -> bool {
        (self.from..=self.to).contains(&time)
    }
}

/// A page of a list of messages.
pub(super) struct Page {
    size: usize,
    number: u64,
    /// The number of the last entry of the page before.
    after: u64,
}

impl Page {
    /// The page that is asked for.
    pub(super) fn of(call: &Call, default: i64, most: i64) -> Result<Self, Refusal> {
        let size = call.integer("pageSize").unwrap_or(default);
        if size > most {
            return Err(Refusal::request(format!("pageSize must be at most {most}")));
        }
        let (number, after) = match call.text("nextToken") {
            "" => (0, 0),
            token => {
                let unknown = || Refusal::request("nextToken is not one of this list");
                let (number, after) = token.split_once('-').ok_or_else(unknown)?;
                let read = |text: &str| text.parse().map_err(|_| unknown());
                (read(number)?, read(after)?)
            }
        };
        Ok(Self {
            size: usize::try_from(size).unwrap_or(1),
            number,
            after,
        })
    }

    /// The answer; `entries` are the numbers and views of all that fits, in their order.
    pub(super) fn answer(
        &self,
        call: &Call,
        entries: impl Iterator<Item = (u64, Value)>,
    ) -> Result<Value, Refusal> {
        let mut entries = entries.filter(|(number, _)| *number > self.after);
        let shown: Vec<(u64, Value)> = entries.by_ref().take(self.size).collect();
        let Some((last, _)) = shown.last() else {
            return Err(Refusal::empty_list());
        };
        let last = *last;
        let messages: Vec<Value> = shown.into_iter().map(|(_, view)| view).collect();
        let has_more = entries.next().is_some();
        let mut answer = json!({
            "statusCode": "202",
            "statusName": "success",
            "pageSize": self.size,
            "pageIndex": self.number,
            "itemCount": messages.len(),
            "hasMore": has_more,
            "messages": messages,
        });
        if has_more {
            answer["nextToken"] = format!("{}-{last}", self.number.saturating_add(1)).into();
        }
        let request = call.text("requestId");
        if !request.is_empty() {
            answer["requestId"] = request.into();
        }
        Ok(answer)
    }
}

/// A page of a list, with its counts. Pages are numbered from 0.
pub(super) fn numbered_page(call: &Call, all: &[Value], size: i64) -> Value {
    let size = call.integer("pageSize").unwrap_or(size).max(1);
    let index = call.integer("pageIndex").unwrap_or_default().max(0);
    let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let before = count(index.saturating_mul(size)).min(all.len());
    let end = before.saturating_add(count(size)).min(all.len());
    let items = &all[before..end];
    json!({
        "items": items,
        "pageIndex": index,
        "pageSize": size,
        "itemCount": items.len(),
        "totalCount": all.len(),
        "hasPrevious": before > 0,
        "hasNext": end < all.len(),
    })
}

/// How many entries come before the page that a call asks for, and how many are on it. `index` names the
/// parameter with the number of the page, from 0.
pub(super) fn before_and_on(call: &Call, index: &str, size: i64) -> (usize, usize) {
    let number = |name: &str, otherwise: i64| {
        let given = call.integer(name).unwrap_or(otherwise);
        usize::try_from(given).unwrap_or_default()
    };
    let size = number("pageSize", size);
    (number(index, 0).saturating_mul(size), size)
}

/// Whether an entry has what a filter asks for, if it asks for anything.
pub(super) fn fits(call: &Call, filter: &str, value: &str) -> bool {
    let wanted = call.text(filter);
    wanted.is_empty() || wanted == value
}
