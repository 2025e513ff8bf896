//! Pages of lists.

use serde_json::{Map, Value, json};

use crate::call::Call;

/// A page that was asked for.
pub(super) struct Page {
    /// From 1.
    pub(super) number: i64,
    pub(super) size: i64,
    /// Entries on all pages.
    total: usize,
}

impl Page {
    /// The page that a call asks for of a list with this many entries; `size` is that of pages unless
    /// the call gives another.
    pub(super) fn of(call: &Call, size: i64, total: usize) -> Self {
        Self {
            number: call.integer("pageNo").unwrap_or(1).max(1),
            size: call.integer("pageSize").unwrap_or(size).max(1),
            total,
        }
    }

    /// The entries on it.
    pub(super) fn cut<'a, T>(&self, entries: &'a [T]) -> &'a [T] {
        let index = |number: i64| {
            let index = usize::try_from(number).unwrap_or(usize::MAX);
            index.min(entries.len())
        };
        let start = (self.number - 1).saturating_mul(self.size);
        &entries[index(start)..index(start.saturating_add(self.size))]
    }

    /// Number of pages.
    pub(super) fn pages(&self) -> i64 {
        let total = i64::try_from(self.total).unwrap_or(i64::MAX);
        total / self.size + i64::from(total % self.size != 0)
    }

    /// What lists of Search Engine Service say of their pages.
    pub(super) fn members(&self) -> Map<String, Value> {
        let mut members = self.counts();
        members.insert("isFirst".to_owned(), json!(self.number == 1));
        members.insert("isLast".to_owned(), json!(self.number >= self.pages()));
        members
    }

    /// What its dashboard says of its pages.
    pub(super) fn counts(&self) -> Map<String, Value> {
        let counts = [
            ("currentPage", json!(self.number)),
            ("pageSize", json!(self.size)),
            ("totalPage", json!(self.pages())),
            ("totalCount", json!(self.total)),
        ];
        counts
            .into_iter()
            .map(|(name, count)| (name.to_owned(), count))
            .collect()
    }
}
