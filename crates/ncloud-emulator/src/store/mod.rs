//! What the services remember: tables in memory and, where a directory was given, on disk.
//!
//! A service changes its tables under the lock of a [`Shelf`]. When the lock is given back, the
//! rows that changed go to the [`Journal`], in order; an answer leaves only after everything that
//! was changed before it is on disk.

mod journal;
mod shelf;
mod table;

pub(crate) use journal::{Journal, Stored};
pub(crate) use shelf::{Guard, Kept, Shelf, Tables};
pub(crate) use table::{Rows, Table};

/// A row that was written, or removed when there is no content.
pub(crate) struct Change {
    pub(crate) table: &'static str,
    pub(crate) key: String,
    /// The row as JSON.
    pub(crate) row: Option<Vec<u8>>,
}
