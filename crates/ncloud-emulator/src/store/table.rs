//! One kind of rows, in the order of their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Bound;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Change;

/// Rows by key. Knows which ones changed since it was last asked.
pub(crate) struct Table<Row> {
    name: &'static str,
    rows: BTreeMap<String, Row>,
    changed: BTreeSet<String>,
}

impl<Row> Table<Row> {
    /// An empty table. The name is that on disk and in exported states: it must be unique among
    /// all tables and must not change.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            rows: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Row> {
        self.rows.get(key)
    }

    /// A row that is to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Row> {
        let row = self.rows.get_mut(key)?;
        if !self.changed.contains(key) {
            self.changed.insert(key.to_owned());
        }
        Some(row)
    }

    /// Adds a row, or replaces it.
    pub(crate) fn insert(&mut self, key: impl Into<String>, row: Row) {
        let key = key.into();
        self.changed.insert(key.clone());
        self.rows.insert(key, row);
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Row> {
        let row = self.rows.remove(key)?;
        self.changed.insert(key.to_owned());
        Some(row)
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All rows in the order of their keys.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Row)> {
        self.rows.iter().map(|(key, row)| (key.as_str(), row))
    }

    /// The rows whose keys begin with `prefix`, in the order of their keys.
    pub(crate) fn starting_with<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Row)> {
        let from: (Bound<&str>, Bound<&str>) = (Bound::Included(prefix), Bound::Unbounded);
        self.rows
            .range::<str, _>(from)
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, row)| (key.as_str(), row))
    }
}

/// What tables of all kinds of rows have in common.
pub(crate) trait Rows {
    /// Name on disk and in exported states.
    fn name(&self) -> &'static str;
    /// Adds the rows that changed since the last call to `changes`.
    fn take_changes(&mut self, changes: &mut Vec<Change>);
    /// Forgets which rows changed.
    fn forget_changes(&mut self);
    /// Takes a row from disk or from an exported state.
    ///
    /// # Errors
    /// When the row is not one of this table.
    fn load(&mut self, key: &str, row: &[u8]) -> io::Result<()>;
    /// All rows as one JSON object.
    fn export(&self) -> Value;
    /// Removes all rows.
    fn clear(&mut self);
}

impl<Row: Serialize + DeserializeOwned> Rows for Table<Row> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn take_changes(&mut self, changes: &mut Vec<Change>) {
        for key in std::mem::take(&mut self.changed) {
            let row = self.rows.get(&key).map(|row| {
                // Rows hold text, numbers and lists of them, which always become JSON.
                serde_json::to_vec(row).unwrap_or_default()
            });
            changes.push(Change {
                table: self.name,
                key,
                row,
            });
        }
    }

    fn forget_changes(&mut self) {
        self.changed.clear();
    }

    fn load(&mut self, key: &str, row: &[u8]) -> io::Result<()> {
        let row = serde_json::from_slice(row).map_err(|error| {
            let message = format!("the row {key:?} of {} is not readable: {error}", self.name);
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        self.insert(key, row);
        Ok(())
    }

    fn export(&self) -> Value {
        let rows = self.rows.iter().map(|(key, row)| {
            let row = serde_json::to_value(row).unwrap_or_default();
            (key.clone(), row)
        });
        Value::Object(rows.collect::<Map<String, Value>>())
    }

    fn clear(&mut self) {
        for key in std::mem::take(&mut self.rows).into_keys() {
            self.changed.insert(key);
        }
    }
}
