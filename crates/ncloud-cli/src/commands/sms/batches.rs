//! The recipients, 100 in a request, one request after the other.
//!
//! Nobody is sent to twice. The journal says that a request is sent before it is sent. Whoever dies, or is not
//! answered, leaves its recipients in doubt: the request is looked for in the list of messages. Only when it is
//! not there, and cannot be acted on any more, are they sent to.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::ProgressBar;
use ncloud_core::Config;

use super::SERVICE;
use super::journal::Journal;
use super::message::Common;
use super::report::Outcome;
use super::rows::Row;
use crate::bulk::stop::Stop;
use crate::bulk::{after, fault};
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::failure::Failure;
use crate::progress;

/// The most recipients of a request.
const MOST: usize = 100;

/// A run on its way through the rows.
pub(super) struct Run<'a> {
    pub(super) config: &'a Config,
    pub(super) globals: &'a Globals,
    pub(super) common: &'a Common,
    pub(super) rows: &'a [Row],
    pub(super) journal: RefCell<Journal>,
    pub(super) outcomes: RefCell<Vec<Outcome>>,
    pub(super) stop: Stop,
    pub(super) bar: ProgressBar,
    /// How long after it was sent a request may still be acted on.
    pub(super) settle: Duration,
    /// Whether to leave requests in doubt that would have to be waited for.
    pub(super) no_wait: bool,
}

/// Whether all requests are within the documented limits; nothing is sent.
///
/// # Errors
/// When one is not.
pub(super) async fn check(
    config: &Config,
    globals: &Globals,
    common: &Common,
    rows: &[Row],
) -> Result<(), Failure> {
    for rows in rows.chunks(MOST) {
        let rows: Vec<&Row> = rows.iter().collect();
        send(config, globals, common, &rows)?.check().await?;
    }
    Ok(())
}

fn send(
    config: &Config,
    globals: &Globals,
    common: &Common,
    rows: &[&Row],
) -> Result<Call, Failure> {
    let parameters = [("serviceId", common.service())];
    let body = common.body(rows);
    Call::of(config, globals, SERVICE, "sendSms", &parameters, Some(body))
}

impl Run<'_> {
    /// Does what is to be done, unless it is asked to stop.
    pub(super) async fn all(&self) {
        self.show();
        let open: Vec<usize> = {
            let outcomes = self.outcomes.borrow();
            let indices = 0..outcomes.len();
            indices
                .filter(|index| matches!(outcomes[*index], Outcome::Open))
                .collect()
        };
        self.send_all(&open).await;
        if let Err(failure) = self.settle_doubts().await {
            self.stop.ask(failure);
        }
    }

    /// Sends to these rows.
    pub(super) async fn send_all(&self, indices: &[usize]) {
        for batch in indices.chunks(MOST) {
            if self.stop.is_asked() {
                return;
            }
            if let Err(failure) = self.send(batch).await {
                self.stop.ask(failure);
            }
        }
    }

    /// Sends one request. An error is one of this machine.
    async fn send(&self, indices: &[usize]) -> Result<(), Failure> {
        let rows: Vec<&Row> = indices.iter().map(|index| &self.rows[*index]).collect();
        let call = send(self.config, self.globals, self.common, &rows)?;
        let (now, settled) = (after(Duration::ZERO), after(self.settle));
        let batch = self.journal.borrow_mut().sent(&rows, now, settled)?;
        // Whatever happens from here on, this is what is known until it is known better.
        self.note(indices, &Outcome::Doubt);
        match call.send().await {
            Ok(answer) => match answer["requestId"].as_str() {
                Some(request) => {
                    self.journal.borrow_mut().accepted(batch, request)?;
                    self.note(indices, &Outcome::Accepted(request.to_owned()));
                    self.stop.row_succeeded();
                }
                None => self.tell("a request was answered without its id"),
            },
            Err(error) => {
                let is_refused = error.did_nothing();
                let fault = fault(&error);
                let failure = Failure::from(error);
                if is_refused {
                    self.journal.borrow_mut().refused(batch)?;
                    self.note(indices, &Outcome::Refused(failure.what().to_owned()));
                }
                let lines = (rows.first(), rows.last());
                if let (Some(first), Some(last)) = lines {
                    let (first, last) = (first.line, last.line);
                    self.tell(&format!("lines {first} to {last}: {}", failure.what()));
                }
                self.stop.row_failed(fault, &failure);
            }
        }
        Ok(())
    }

    /// Takes note of how rows ended.
    pub(super) fn note(&self, indices: &[usize], outcome: &Outcome) {
        {
            let mut outcomes = self.outcomes.borrow_mut();
            for index in indices {
                outcomes[*index] = outcome.clone();
            }
        }
        self.show();
    }

    fn show(&self) {
        let outcomes = self.outcomes.borrow();
        let done = outcomes.iter().filter(|outcome| outcome.is_done()).count();
        self.bar.set_position(done as u64);
    }

    pub(super) fn tell(&self, text: &str) {
        progress::tell(&self.bar, text);
    }
}
