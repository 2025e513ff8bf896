//! Why a run ends before all rows are done.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::time::Duration;

use indicatif::ProgressBar;
use tokio::sync::Notify;

use crate::failure::{Exit, Failure};
use crate::{interrupted, progress};

/// Rows that fail one after the other before the network, or the service, is taken for out of order.
const PATIENCE: u32 = 5;

/// Whether to end: rows that have begun are brought to their end, others do not begin.
#[derive(Default)]
pub(crate) struct Stop {
    reason: RefCell<Option<Failure>>,
    asked: Notify,
    /// Rows that have failed since one succeeded.
    failed: Cell<u32>,
}

/// Whose fault the failure of a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// What the row asks for.
    Row,
    /// Chance, perhaps; or the network is down.
    Chance,
    /// Settings, permissions or this machine: no other row will fare better.
    All,
}

impl Stop {
    pub(crate) fn is_asked(&self) -> bool {
        self.reason.borrow().is_some()
    }

    /// Ends the run, for the first reason that is given.
    pub(crate) fn ask(&self, reason: Failure) {
        self.reason.borrow_mut().get_or_insert(reason);
        self.asked.notify_waiters();
    }

    /// Why it ended.
    pub(crate) fn reason(&self) -> Option<Failure> {
        self.reason.borrow_mut().take()
    }

    pub(crate) fn row_succeeded(&self) {
        self.failed.set(0);
    }

    /// Takes note of the failure of a row. Ends the run when no other would fare better, or when too many have
    /// failed one after the other.
    pub(crate) fn row_failed(&self, fault: Fault, failure: &Failure) {
        let again = match fault {
            Fault::Row => return,
            Fault::Chance => {
                self.failed.set(self.failed.get() + 1);
                self.failed.get() < PATIENCE
            }
            Fault::All => false,
        };
        if !again {
            self.ask(Failure::new(failure.exit, failure.what(), ""));
        }
    }

    /// A piece of work that nothing depends on when the run ends.
    pub(crate) async fn unless_asked<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let asked = self.asked.notified();
        if self.is_asked() {
            return None;
        }
        tokio::select! {
            () = asked => None,
            done = work => Some(done),
        }
    }

    /// Waits for requests that were not answered, unless the run ends meanwhile; `bar` says so.
    pub(crate) async fn wait(&self, bar: &ProgressBar, duration: Duration) {
        bar.set_message("waiting until no request can arrive any more");
        // A wait that was cut short is noticed by who waits.
        self.unless_asked(tokio::time::sleep(duration)).await;
        bar.set_message("");
    }

    /// Asks to end at Ctrl-C, or when the time is over; returns at the second Ctrl-C.
    pub(crate) async fn listen(&self, bar: &ProgressBar, timeout: Option<Duration>) {
        let time_is_over = async {
            match timeout {
                Some(timeout) => tokio::time::sleep(timeout).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = interrupted() => {
                let text = "ending when the requests under way are answered; Ctrl-C again ends at once";
                progress::tell(bar, text);
                self.ask(Failure::new(Exit::Interrupted, "interrupted", ""));
            }
            () = time_is_over => self.ask(Failure::new(Exit::Timeout, "the time is over", "")),
        }
        interrupted().await;
    }
}
