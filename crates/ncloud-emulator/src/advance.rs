//! How far the clock was put forward, so that an emulator that is started again with its state does
//! not go back in time.

use std::io;

use crate::store::{Rows, Stored, Table, Tables};

const TABLE: &str = "clock";
/// The one key of the table.
const ADVANCED: &str = "advancedMilliseconds";

/// The one row.
pub(crate) struct Advance(Table<i64>);

impl Default for Advance {
    fn default() -> Self {
        Self(Table::new(TABLE))
    }
}

impl Tables for Advance {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![&mut self.0]
    }
}

impl Advance {
    /// Whether a stored row belongs here.
    pub(crate) fn owns(stored: &Stored) -> bool {
        stored.table == TABLE
    }

    /// What was stored; nothing at first.
    ///
    /// # Errors
    /// When a row is not readable.
    pub(crate) fn new(stored: Vec<Stored>) -> io::Result<Self> {
        let mut advance = Self::default();
        for row in stored {
            advance.0.load(&row.key, &row.row)?;
        }
        advance.0.forget_changes();
        Ok(advance)
    }

    pub(crate) fn milliseconds(&self) -> i64 {
        self.0.get(ADVANCED).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, milliseconds: i64) {
        self.0.insert(ADVANCED, milliseconds);
    }
}
