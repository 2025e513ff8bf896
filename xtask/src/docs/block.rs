//! A page as a sequence of blocks: what all formats are brought to before they are understood.

use super::words::Column;

/// A piece of a page, in the order of reading.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Heading(Line),
    /// A line of prose.
    Text(Line),
    Table(Table),
    Code(Line),
    /// What a reader could not place, and why.
    Unread(Line, &'static str),
}

/// Text and the line where it begins; in HTML, the line of the source is not known and the number is
/// that of the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) text: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    pub(super) line: usize,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

/// A row. Items of a list within a cell are lines that begin with `• `, two spaces deeper for each
/// level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
    /// The row as it is printed.
    pub(super) quote: String,
}

impl Table {
    /// The cell of a column; empty when the table does not have the column.
    pub(super) fn cell<'r>(&self, row: &'r Row, column: Column) -> &'r str {
        self.columns
            .iter()
            .position(|other| *other == column)
            .and_then(|index| row.cells.get(index))
            .map_or("", String::as_str)
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }
}
