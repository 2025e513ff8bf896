//! The tables of one service under one lock.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Map, Value};

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

    /// The state, for as long as the guard lives. Whoever holds one must not lock the same shelf again: it
    /// would wait forever.
    pub(crate) fn lock(&self) -> Guard<'_, State> {
        Guard {
            state: lock(&self.state),
            journal: self.journal.as_deref(),
        }
    }
}

/// What shelves of all services have in common.
pub(crate) trait Kept {
    /// Adds all tables to an exported state.
    fn export(&self, tables: &mut Map<String, Value>);
    /// Whether a table is one of these.
    fn has(&self, table: &str) -> bool;
    /// Puts the tables of an exported state in the place of all rows. A table that is not in it
    /// is empty then.
    ///
    /// # Errors
    /// When a row is not readable.
    fn import(&self, tables: &Map<String, Value>) -> io::Result<()>;
    /// Whether [`import`](Self::import) would succeed.
    ///
    /// # Errors
    /// When it would not.
    fn check(&self, tables: &Map<String, Value>) -> io::Result<()>;
    /// Removes all rows.
    fn clear(&self);
}

impl<State: Tables + Default> Kept for Shelf<State> {
    fn export(&self, tables: &mut Map<String, Value>) {
        for table in self.lock().tables() {
            tables.insert(table.name().to_owned(), table.export());
        }
    }

    fn has(&self, name: &str) -> bool {
        let mut none = State::default();
        none.tables().iter().any(|table| table.name() == name)
    }

    fn import(&self, tables: &Map<String, Value>) -> io::Result<()> {
        load(&mut *self.lock(), tables)
    }

    fn check(&self, tables: &Map<String, Value>) -> io::Result<()> {
        load(&mut State::default(), tables)
    }

    fn clear(&self) {
        for table in self.lock().tables() {
            table.clear();
        }
    }
}

fn load(state: &mut impl Tables, exported: &Map<String, Value>) -> io::Result<()> {
    for table in state.tables() {
        table.clear();
        let rows = exported.get(table.name()).and_then(Value::as_object);
        for (key, row) in rows.into_iter().flatten() {
            table.load(key, row.to_string().as_bytes())?;
        }
    }
    Ok(())
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
