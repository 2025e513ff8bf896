//! A line of a text.

use crate::docs::html;
use crate::docs::words::{self, Column};

/// A line, and what marks stand before its text.
#[derive(Clone)]
pub(super) struct SourceLine {
    pub(super) number: usize,
    /// Columns of white space before it.
    pub(super) indent: usize,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
    /// The line without white space around it.
    raw: String,
    text: String,
    /// Found once: readers ask for it again and again.
    columns: Option<Vec<Column>>,
    is_section: bool,
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<SourceLine> {
    text.lines()
        .enumerate()
        .map(|(index, line)| SourceLine::of(index + 1, line))
        .collect()
}

impl SourceLine {
    fn of(number: usize, line: &str) -> Self {
        let raw = line.trim();
        let indent = line
            .chars()
            .take_while(|character| character.is_whitespace())
            .count();
        let item = ['•', '◦', '▪', '·', '∙', '●', '○', '‣']
            .iter()
            .find_map(|mark| raw.strip_prefix(*mark))
            .or_else(|| raw.strip_prefix("- "))
            .or_else(|| raw.strip_prefix("* "));
        let text = item.unwrap_or(raw).trim();
        let is_item = item.is_some() && !text.is_empty();
        let text = text.trim_start_matches('#').trim();
        let is_section = words::section(text).is_some();
        let mut line = Self {
            number,
            indent,
            is_item,
            raw: raw.to_owned(),
            text: text.to_owned(),
            columns: None,
            is_section,
        };
        // "API URL" is a heading.
        if !is_section {
            line.columns = line.read_columns();
        }
        line
    }

    /// The text without the marks of a list or a heading.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The line as it is printed.
    pub(super) fn raw(&self) -> &str {
        &self.raw
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// A line that only draws: `---`, `---|---|`, or the bar that ends a broken row.
    pub(super) fn is_rule(&self) -> bool {
        const DRAWING: &str = "-|:=_ *";
        let draws = !self.raw.is_empty()
            && self
                .raw
                .chars()
                .all(|character| DRAWING.contains(character));
        draws && (self.raw.len() > 2 || self.raw == "|")
    }

    pub(super) fn is_fence(&self) -> bool {
        self.raw.starts_with("```")
    }

    pub(super) fn is_marked_heading(&self) -> bool {
        self.raw.starts_with('#') && self.raw.trim_start_matches('#').starts_with(' ')
    }

    /// What marks the cells of the line: bars or tabulators.
    pub(super) fn mark(&self) -> Option<char> {
        ['|', '\t']
            .into_iter()
            .find(|mark| self.raw.contains(*mark))
    }

    /// The cells of the line between these marks. A bar after a backslash is text.
    pub(super) fn marked_cells(&self, mark: char) -> Vec<String> {
        const ESCAPED: &str = "\u{1}";
        let raw = self.raw.replace("\\|", ESCAPED);
        let raw = if mark == '|' {
            raw.trim_matches('|')
        } else {
            &raw
        };
        let cells = raw.split(mark).map(|cell| cell.replace(ESCAPED, "|"));
        cells.map(|cell| html::without_tags(cell.trim())).collect()
    }

    /// Whether the line is a word that structures pages.
    pub(super) fn is_section(&self) -> bool {
        self.is_section
    }

    /// The columns, when the line is the head of a table.
    pub(super) fn columns(&self) -> Option<&[Column]> {
        self.columns.as_deref()
    }

    fn read_columns(&self) -> Option<Vec<Column>> {
        if let Some(mark) = self.mark() {
            let cells = self.marked_cells(mark);
            let columns: Vec<Column> = cells.iter().map(|cell| words::column(cell)).collect();
            let known = columns
                .iter()
                .filter(|column| **column != Column::Other)
                .count();
            return (columns.len() > 1 && known == columns.len()).then_some(columns);
        }
        words::columns(&self.text)
    }
}
