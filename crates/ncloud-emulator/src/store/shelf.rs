//! The tables of one service under one lock.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Journal, Rows};
use crate::server::lock;

/// The tables of a service.
pub(crate) trait Tables {
    fn tables(&mut self) -> Vec<&mut dyn Rows>;
}

/// What a service remembers, under a lock that is never held while anything slow happens.
pub(crate) struct Shelf<State> {
    state: Mutex<State>,
    journal: Option<Arc<Journal>>,
}

impl<State: Tables> Shelf<State> {
    pub(crate) fn new(state: State, journal: Option<Arc<Journal>>) -> Self {
        Self {
            state: Mutex::new(state),
            journal,
        }
    }

    /// The state, for as long as the guard lives. Takes no second lock of the same shelf meanwhile.
    pub(crate) fn lock(&self) -> Guard<'_, State> {
        Guard {
            state: lock(&self.state),
            journal: self.journal.as_deref(),
        }
    }
}

/// The state while it is locked. Writes down what changed when it is dropped.
pub(crate) struct Guard<'a, State: Tables> {
    state: MutexGuard<'a, State>,
    journal: Option<&'a Journal>,
}

impl<State: Tables> Deref for Guard<'_, State> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl<State: Tables> DerefMut for Guard<'_, State> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl<State: Tables> Drop for Guard<'_, State> {
    fn drop(&mut self) {
        let Some(journal) = self.journal else {
            for table in self.state.tables() {
                table.forget_changes();
            }
            return;
        };
        let mut changes = Vec::new();
        for table in self.state.tables() {
            table.take_changes(&mut changes);
        }
        // Still under the lock, so that the journal has the order of the changes.
        journal.write(changes);
    }
}
