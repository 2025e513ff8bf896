//! The rows, one after the other and several at once, until all are done.
//!
//! No row is issued twice. Its key is made here and is on the disk before anything is asked for; the
//! journal says that a request is sent before it is sent. Whoever dies, or is not answered, leaves a row
//! in doubt: its certificate is looked for among those of the CA, by its public key. Only when it is not
//! there, and the request cannot be acted on any more, is it asked for again.

use std::cell::RefCell;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use indicatif::ProgressBar;
use ncloud_core::{Error, ErrorKind};
use serde_json::Value;

use super::found::Authority;
use super::journal::{Journal, Known, Stage};
use super::key::PrivateKey;
use super::place;
use super::report::Outcome;
use super::row::Row;
use crate::bulk::stop::{Fault, Stop};
use crate::bulk::{after, fault};
use crate::commands::cert::{call, sign};
use crate::failure::{Exit, Failure};
use crate::output::file;
use crate::progress;

/// Rows on their way to certificates.
pub(super) struct Batch<'a> {
    pub(super) authority: Authority<'a>,
    pub(super) rows: &'a [Row],
    pub(super) journal: RefCell<Journal>,
    pub(super) outcomes: RefCell<Vec<Outcome>>,
    pub(super) stop: Stop,
    pub(super) bar: ProgressBar,
    /// Whether existing files are written over.
    pub(super) force: bool,
    /// How long after it was sent a request may still be acted on.
    pub(super) settle: Duration,
    /// Whether to leave rows in doubt that would have to be waited for.
    pub(super) no_wait: bool,
}

/// Why a row has no certificate.
pub(super) struct RowFailure {
    failure: Failure,
    fault: Fault,
}

/// A failure beside the calls.
impl From<Failure> for RowFailure {
    fn from(failure: Failure) -> Self {
        let fault = match failure.exit {
            // A file of the row is not what it should be.
            Exit::Usage => Fault::Row,
            // What came is not what was asked for.
            Exit::Service => Fault::Chance,
            // This machine is out of order.
            _ => Fault::All,
        };
        Self { failure, fault }
    }
}

impl Batch<'_> {
    /// Does what is to be done, unless it is asked to stop.
    pub(super) async fn run(&self) {
        self.sweep();
        let begin: Vec<usize> = (0..self.rows.len())
            .filter(|index| matches!(self.stage(*index), None | Some(Stage::Keyed)))
            .collect();
        self.issue_all(&begin).await;
        if let Err(failure) = self.settle_doubts().await {
            self.stop.ask(failure);
        }
    }

    /// Removes halves of files that a run has left that was killed.
    fn sweep(&self) {
        for (index, row) in self.rows.iter().enumerate() {
            if matches!(self.stage(index), Some(Stage::Keyed | Stage::Sent { .. })) {
                let pending = row.pending_key();
                let files = [Some(&pending), Some(&row.certificate), row.chain.as_ref()];
                files
                    .into_iter()
                    .flatten()
                    .for_each(|path| file::sweep(path));
            }
        }
    }

    pub(super) fn known(&self, index: usize) -> Option<Known> {
        self.journal.borrow().known(&self.rows[index].name).cloned()
    }

    pub(super) fn stage(&self, index: usize) -> Option<Stage> {
        self.known(index).map(|known| known.stage)
    }

    /// Issues the certificates of these rows, several at once.
    pub(super) async fn issue_all(&self, indices: &[usize]) {
        let rows = stream::iter(indices.iter().copied());
        let rows = rows.take_while(|_| std::future::ready(!self.stop.is_asked()));
        let limit = self.authority.concurrency;
        rows.for_each_concurrent(limit, |index| async move {
            let outcome = self.issue(index).await;
            self.note(index, outcome.map(Outcome::Issued));
        })
        .await;
    }

    /// Takes note of how a row ended.
    pub(super) fn note(&self, index: usize, outcome: Result<Outcome, RowFailure>) {
        let outcome = match outcome {
            Ok(outcome) => {
                self.stop.row_succeeded();
                outcome
            }
            Err(RowFailure { failure, fault }) => {
                let line = self.rows[index].line;
                progress::tell(&self.bar, &format!("line {line}: {}", failure.what()));
                self.stop.row_failed(fault, &failure);
                Outcome::Failed(failure)
            }
        };
        let mut outcomes = self.outcomes.borrow_mut();
        outcomes[index] = outcome;
        let done = outcomes.iter().filter(|outcome| outcome.is_done()).count();
        let failed = outcomes
            .iter()
            .filter(|outcome| outcome.is_failed())
            .count();
        self.bar.set_position(done as u64);
        if failed > 0 {
            self.bar.set_message(format!("{failed} failed"));
        }
    }

    /// Issues the certificate of a row; its serial number.
    async fn issue(&self, index: usize) -> Result<String, RowFailure> {
        let row = &self.rows[index];
        let key = self.key(row).await?;
        let parameters = row.request();
        let parameters = parameters.map_err(|problem| Failure::usage(problem.reason, ""))?;
        let body = sign::body(&key.request(&parameters)?, row.period.as_deref());
        let public_key = key.public_key_hash();
        drop(key);
        let authority = &self.authority;
        let (config, globals) = (authority.config, authority.globals);
        let parameters = [("caTag", authority.tag)];
        let call = call(config, globals, sign::OPERATION, &parameters, Some(body))?;
        let settled = after(self.settle);
        self.journal.borrow_mut().sent(&row.name, settled)?;
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) => {
                if error.did_nothing() && !is_breakdown(&error) {
                    self.journal.borrow_mut().refused(&row.name)?;
                }
                let fault = fault(&error);
                let failure = error.into();
                return Err(RowFailure { failure, fault });
            }
        };
        let data = &answer["data"];
        self.finish(row, &public_key, &data["certificate"], &data["caChain"])
    }

    /// The key of a row: the one that an earlier run has made for the same, or a new one.
    async fn key(&self, row: &Row) -> Result<PrivateKey, Failure> {
        let content = row.content();
        let known = self.journal.borrow().known(&row.name).cloned();
        let stage = known.as_ref().map(|known| known.stage.clone());
        if let Some(known) = known.filter(|known| known.content == content)
            && let Some(key) = PrivateKey::read(&row.pending_key())?
            && key.public_key_hash() == known.public_key
        {
            return Ok(key);
        }
        if let Some(Stage::Sent { .. }) = stage {
            // It has its name already, or was taken away: either way, a new key would be a second certificate.
            return Err(place::key_is_gone(row));
        }
        let kind = row.key_type;
        let made = tokio::task::spawn_blocking(move || PrivateKey::generate(kind)).await;
        let key = made.map_err(|error| {
            let what = format!("no key was made: {error}");
            Failure::new(Exit::Other, what, "try again")
        })??;
        let public_key = key.public_key_hash();
        // Noted first: a key that is found there without a note is a stranger's.
        self.journal
            .borrow_mut()
            .key(&row.name, content, public_key)?;
        key.write(&row.pending_key())?;
        Ok(key)
    }

    /// Writes the files of a row; its serial number.
    pub(super) fn finish(
        &self,
        row: &Row,
        public_key: &str,
        certificate: &Value,
        chain: &Value,
    ) -> Result<String, RowFailure> {
        let serial = place::finish(row, public_key, certificate, chain, self.force)?;
        self.journal.borrow_mut().issued(&row.name, &serial)?;
        Ok(serial)
    }
}

/// Whether the service broke down while it acted, though it may say so as it refuses. The vendor's Go client
/// lists the codes; which HTTP status they come with is not documented.
fn is_breakdown(error: &Error) -> bool {
    let is_breakdown = |code: &str| code == "INTERNAL_SERVER_ERROR" || code.starts_with("FAIL_");
    error.kind() == ErrorKind::Service && error.code().is_some_and(is_breakdown)
}
