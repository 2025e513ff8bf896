//! One kind of rows, in the order of their keys.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Bound;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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

    /// All rows, without their keys, in the order of those.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &Row> {
        self.rows.values()
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

    /// Removes the rows whose keys begin with `prefix`; how many there were.
    pub(crate) fn remove_starting_with(&mut self, prefix: &str) -> usize {
        let rows = self.starting_with(prefix);
        let keys: Vec<String> = rows.map(|(key, _)| key.to_owned()).collect();
        for key in &keys {
            self.remove(key);
        }
        keys.len()
    }
}

/// The last numbers that were given, by what they are for.
impl Table<i64> {
    /// The next number of a series, which begins with `first`. After the last there is, it comes again: a
    /// row of an imported state may hold any number.
    pub(crate) fn next(&mut self, series: &str, first: i64) -> i64 {
        let last = self.rows.get(series);
        let number = last.map_or(first, |last| last.saturating_add(1));
        self.insert(series, number);
        number
    }
}

/// What tables of all kinds of rows have in common.
pub(crate) trait Rows {
    /// Name on disk and in exported states.
    fn name(&self) -> &'static str;
    /// Adds the rows that changed since the last call to `changes`.
    ///
    /// # Errors
    /// When a row cannot be written as JSON.
    fn take_changes(&mut self, changes: &mut Vec<Change>) -> io::Result<()>;
    /// Forgets which rows changed.
    fn forget_changes(&mut self);
    /// Takes a row from disk or from an exported state.
    ///
    /// # Errors
    /// When the row is not one of this table.
    fn load(&mut self, key: &str, row: &[u8]) -> io::Result<()>;
    /// All rows as one JSON object.
    ///
    /// # Errors
    /// When a row cannot be written as JSON.
    fn export(&self) -> io::Result<Value>;
    /// Removes all rows.
    fn clear(&mut self);
}

impl<Row: Serialize + DeserializeOwned> Rows for Table<Row> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn take_changes(&mut self, changes: &mut Vec<Change>) -> io::Result<()> {
        for key in std::mem::take(&mut self.changed) {
            let row = self.rows.get(&key).map(serde_json::to_vec).transpose();
            let row = row.map_err(|error| not_writable(self.name, &key, &error))?;
            changes.push(Change {
                table: self.name,
                key,
                row,
            });
        }
        Ok(())
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

    fn export(&self) -> io::Result<Value> {
        let rows = self.rows.iter().map(|(key, row)| {
            let row = serde_json::to_value(row);
            let row = row.map_err(|error| not_writable(self.name, key, &error))?;
            Ok((key.clone(), row))
        });
        Ok(Value::Object(rows.collect::<io::Result<_>>()?))
    }

    fn clear(&mut self) {
        for key in std::mem::take(&mut self.rows).into_keys() {
            self.changed.insert(key);
        }
    }
}

fn not_writable(table: &str, key: &str, error: &serde_json::Error) -> io::Error {
    io::Error::other(format!(
        "the row {key:?} of {table} cannot be written: {error}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_each_other_up_to_the_last() {
        let mut numbers: Table<i64> = Table::new("test");
        let given = [
            numbers.next("a", 7),
            numbers.next("a", 7),
            numbers.next("b", 1),
        ];
        assert_eq!(given, [7, 8, 1]);
        numbers.insert("a", i64::MAX);
        assert_eq!(numbers.next("a", 7), i64::MAX);
    }

    #[test]
    fn rows_of_one_prefix_are_removed() {
        let mut table = Table::new("test");
        for key in ["a", "a/1", "a/2", "b/1"] {
            table.insert(key, key.len());
        }
        assert_eq!(table.remove_starting_with("a/"), 2);
        assert_eq!(table.values().collect::<Vec<_>>(), [&1, &3]);
        let mut changes = Vec::new();
        table.take_changes(&mut changes).unwrap();
        assert_eq!(changes.len(), 4, "the disk is told of all of them");
        assert_eq!(table.remove_starting_with("c"), 0);
    }

    #[test]
    fn a_row_that_cannot_be_written_is_told() {
        // The keys of an object are texts, and these are not.
        let mut table: Table<BTreeMap<Vec<u8>, u8>> = Table::new("test");
        table.insert("row", BTreeMap::from([(vec![1], 2)]));
        assert!(table.export().is_err());
        let mut changes = Vec::new();
        let told = table.take_changes(&mut changes).unwrap_err();
        assert!(told.to_string().contains("the row \"row\" of test"));
        assert!(changes.is_empty());
    }
}
