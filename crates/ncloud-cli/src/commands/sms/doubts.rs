//! Requests that were sent and not answered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use super::SERVICE;
use super::batches::Run;
use super::journal::Doubt;
use super::report::Outcome;
use super::rows::Row;
use crate::bulk::after;
use crate::call::Call;
use crate::failure::Failure;
use crate::time;

/// How far around a request its messages are looked for: in which zone the service writes times is not known.
const AROUND: u64 = 24 * 60 * 60 * 1000;

impl Run<'_> {
    /// Finds out about requests that were sent and not answered, and sends to their recipients where there is
    /// none; once in each run.
    ///
    /// # Errors
    /// When the list cannot be had. What is in doubt stays so.
    pub(super) async fn settle_doubts(&self) -> Result<(), Failure> {
        let latest = after(self.settle);
        let mut done = BTreeSet::new();
        loop {
            let doubts = self.journal.borrow().doubts();
            let left: Vec<Doubt> = doubts
                .into_iter()
                .filter(|doubt| !done.contains(&doubt.batch))
                .collect();
            if self.stop.is_asked() || left.is_empty() {
                return Ok(());
            }
            let mut until = None;
            for doubt in left {
                // A request that could be acted on after the list was made may not be in it.
                let now = after(Duration::ZERO);
                let found = match self.stop.unless_asked(self.find(&doubt)).await {
                    Some(found) => found?,
                    None => return Ok(()),
                };
                let indices = self.indices(&doubt);
                let settled = doubt.settled.min(latest);
                if let Some(request) = found {
                    self.journal.borrow_mut().accepted(doubt.batch, &request)?;
                    self.note(&indices, &Outcome::Found(request));
                } else if settled <= now {
                    self.journal.borrow_mut().refused(doubt.batch)?;
                    self.note(&indices, &Outcome::Open);
                    let last = self.journal.borrow().doubts().last().map(|one| one.batch);
                    self.send_all(&indices).await;
                    // Those that are in doubt again are left to the next run.
                    let again = self.journal.borrow().doubts();
                    let again = again.into_iter().map(|one| one.batch);
                    done.extend(again.filter(|batch| last.is_none_or(|last| *batch > last)));
                } else {
                    until = Some(until.map_or(settled, |until: u64| until.min(settled)));
                }
            }
            let Some(until) = until else { continue };
            if self.no_wait {
                return Ok(());
            }
            let now = after(Duration::ZERO);
            let left = Duration::from_millis(until.saturating_sub(now));
            self.stop.wait(&self.bar, left).await;
        }
    }

    /// The rows of a request.
    fn indices(&self, doubt: &Doubt) -> Vec<usize> {
        let names: BTreeSet<&str> = doubt.rows.iter().map(String::as_str).collect();
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| names.contains(row.name.as_str()))
            .map(|(index, _)| index)
            .collect()
    }

    /// The id of a request, when its messages are in the list.
    async fn find(&self, doubt: &Doubt) -> Result<Option<String>, Failure> {
        let rows: Vec<&Row> = self
            .indices(doubt)
            .into_iter()
            .map(|index| &self.rows[index])
            .collect();
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let stamp = |time: u64| {
            let time = i64::try_from(time).ok().and_then(time::from_milliseconds);
            let text = time.map(time::second).unwrap_or_default();
            text.trim_end_matches('Z').to_owned()
        };
        let (start, end) = (
            stamp(doubt.at.saturating_sub(AROUND)),
            stamp(after(Duration::from_millis(AROUND))),
        );
        let window = [
            ("requestStartTime", start.as_str()),
            ("requestEndTime", end.as_str()),
            ("from", self.common.from()),
            ("to", first.to.as_str()),
        ];
        let known: BTreeSet<String> = {
            let journal = self.journal.borrow();
            journal.requests().into_iter().map(str::to_owned).collect()
        };
        let listed = self.list(&window).await?;
        let requests: BTreeSet<&str> = listed
            .iter()
            .filter_map(|message| message["requestId"].as_str())
            .filter(|request| !known.contains(*request))
            .collect();
        for request in requests {
            let messages = self.list(&[("requestId", request)]).await?;
            if are_of(&messages, &rows) {
                return Ok(Some(request.to_owned()));
            }
        }
        Ok(None)
    }

    async fn list(&self, parameters: &[(&str, &str)]) -> Result<Vec<Value>, Failure> {
        let service = [("serviceId", self.common.service())];
        let parameters = [&service, parameters].concat();
        let (config, globals) = (self.config, self.globals);
        let call = Call::of(config, globals, SERVICE, "getSmsList", &parameters, None)?;
        call.items().await
    }
}

/// Whether messages are those of these rows: to the same numbers, as often, and where a text is listed, with that.
fn are_of(messages: &[Value], rows: &[&Row]) -> bool {
    fn count<'a>(numbers: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
        let mut counts = BTreeMap::new();
        for number in numbers {
            *counts.entry(number).or_insert(0) += 1;
        }
        counts
    }
    let sent = count(messages.iter().filter_map(|message| message["to"].as_str()));
    let wanted = count(rows.iter().map(|row| row.to.as_str()));
    let has_text = |message: &Value| match (message["to"].as_str(), message["content"].as_str()) {
        (Some(to), Some(content)) => {
            let mut rows = rows.iter().filter(|row| row.to == to);
            rows.any(|row| row.content.trim() == content.trim())
        }
        // Older answers have no text.
        _ => true,
    };
    sent == wanted && messages.iter().all(has_text)
}
