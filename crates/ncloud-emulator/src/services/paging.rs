//! Pages of lists.

use crate::call::Call;

/// The entries on a page of this number, from 0, and size.
pub(super) fn cut<T>(entries: &[T], number: i64, size: i64) -> &[T] {
    let index = |place: i64| {
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        index.min(entries.len())
    };
    let (number, size) = (number.max(0), size.max(0));
    let start = number.saturating_mul(size);
    &entries[index(start)..index(start.saturating_add(size))]
}

/// Pages of this size, at least 1, that so many entries are on.
pub(super) fn pages(entries: usize, size: i64) -> i64 {
    let entries = i64::try_from(entries).unwrap_or(i64::MAX);
    entries / size + i64::from(entries % size != 0)
}

/// A page that was asked for.
pub(super) struct Page {
    /// From 1.
    pub(super) number: i64,
    pub(super) size: i64,
    /// Entries on all pages.
    pub(super) total: usize,
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
        cut(entries, self.number - 1, self.size)
    }

    /// Number of pages.
    pub(super) fn pages(&self) -> i64 {
        pages(self.total, self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_part_of_the_entries() {
        let entries = [1, 2, 3, 4, 5];
        assert_eq!(cut(&entries, 0, 2), [1, 2]);
        assert_eq!(cut(&entries, 2, 2), [5]);
        for (number, size) in [(3, 2), (0, 0), (0, -1), (i64::MAX, i64::MAX)] {
            assert!(cut(&entries, number, size).is_empty(), "{number} {size}");
        }
        assert_eq!(cut(&entries, -1, 2), [1, 2]);
        assert_eq!(cut(&entries, 0, i64::MAX), entries);
        assert_eq!([pages(0, 2), pages(4, 2), pages(5, 2)], [0, 2, 3]);
    }
}
