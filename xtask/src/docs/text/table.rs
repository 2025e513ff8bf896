//! Tables in a text, which nothing but their head marks.

use super::super::block::{Block, Line, Row, Table};
use super::super::characters::single_line;
use super::super::words::{self, Column};
use super::Reader;
use super::code::Code;
use super::line::SourceLine;
use super::row::Rows;

/// What a line of a table is.
enum Part {
    Row(Vec<String>),
    /// More of the last cell of the row before.
    More,
    /// A row that cannot be told into cells.
    Unread(&'static str),
    End,
}

impl Reader {
    /// Takes the table whose head is here.
    pub(super) fn table(&mut self, columns: Vec<Column>) {
        let head = &self.lines[self.at];
        let rows = Rows::of(&columns);
        let mark = head.mark();
        let mut table = Table {
            line: head.number,
            columns,
            rows: Vec::new(),
        };
        let mut lists = Lists::default();
        let mut unread = Vec::new();
        self.at += 1;
        while let Some(line) = self.lines.get(self.at).cloned() {
            if line.is_blank() || line.is_rule() {
                self.at += 1;
                continue;
            }
            match self.part(&table, &rows, mark) {
                Part::Row(cells) => {
                    self.names
                        .extend(cells.first().and_then(|name| last_segment(name)));
                    table.rows.push(Row {
                        line: line.number,
                        cells,
                        quote: line.raw().to_owned(),
                    });
                    lists = Lists::default();
                }
                Part::More => {
                    let more = lists.item(&line);
                    if let Some(row) = table.rows.last_mut() {
                        row.quote.push_str(" / ");
                        row.quote.push_str(&single_line(line.raw()));
                        if let Some(cell) = row.cells.last_mut() {
                            cell.push('\n');
                            cell.push_str(&more);
                        }
                    }
                }
                Part::Unread(reason) => unread.push(Block::Unread(
                    Line {
                        number: line.number,
                        text: line.raw().to_owned(),
                    },
                    reason,
                )),
                Part::End => break,
            }
            self.at += 1;
        }
        self.blocks.push(Block::Table(table));
        self.blocks.extend(unread);
    }

    /// What the line that is being looked at is to a table.
    fn part(&mut self, table: &Table, rows: &Rows, mark: Option<char>) -> Part {
        let at = self.at;
        let line = self.lines[at].clone();
        if line.is_fence() || line.is_marked_heading() || line.columns().is_some() {
            return Part::End;
        }
        // Bars are also what stands between allowed values: rows are marked as their head is.
        let is_marked = mark.is_some() && line.mark() == mark && !line.is_item;
        if let Some(mark) = mark.filter(|_| is_marked) {
            return self.marked_row(table, mark);
        }
        if self.is_heading(at) || words::is_furniture(line.text()) {
            return Part::End;
        }
        // Any words can be an operation and what it does: there a blank line ends the table.
        if table.has(Column::Operation) && !table.rows.is_empty() && self.is_after_blank(at) {
            return Part::End;
        }
        if let Some(cells) = rows.cells(line.text()) {
            return Part::Row(cells);
        }
        if rows.resemble(line.text()) {
            return Part::Unread(
                "it looks like a row of the table above, but its type is not known",
            );
        }
        if !line.is_item && is_lone_path(line.text()) {
            return Part::Unread("it looks like a row of the table above that was cut short");
        }
        if Code::beginning(line.text()).is_some() && !line.is_item {
            return Part::End;
        }
        if table.rows.is_empty() {
            return Part::End;
        }
        if self.is_after_blank(at) && !line.is_item && !self.row_follows(at, rows) {
            return Part::End;
        }
        Part::More
    }

    /// A row whose cells are marked. Some exports break it over lines: it goes on until it has its cells.
    fn marked_row(&mut self, table: &Table, mark: char) -> Part {
        let wanted = table.columns.len();
        let cells_of = |line: &SourceLine| {
            let mut cells = line.marked_cells(mark);
            // `name |` and nothing behind it.
            while cells.last().is_some_and(String::is_empty) && cells.len() > 1 {
                cells.pop();
            }
            cells
        };
        let mut cells = cells_of(&self.lines[self.at]);
        while cells.len() < wanted {
            let Some(next) = self.lines.get(self.at + 1) else {
                break;
            };
            let more = cells_of(next);
            // A line that has a name and a type of its own is a row of its own.
            if next.mark() != Some(mark) || cells.len() > 1 || more.len() >= wanted {
                break;
            }
            cells.extend(more);
            self.at += 1;
        }
        if cells.len() > wanted {
            return Part::Unread("it has more cells than the head of its table");
        }
        cells.resize(wanted, String::new());
        if cells[0].is_empty() {
            return Part::Unread("a row without a name: cells were merged");
        }
        Part::Row(cells)
    }

    fn is_after_blank(&self, at: usize) -> bool {
        self.lines[at - 1].is_blank()
    }

    /// Whether another row comes before anything that ends a table.
    fn row_follows(&self, at: usize, rows: &Rows) -> bool {
        self.lines[at + 1..]
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.is_blank())
            .take_while(|(offset, line)| {
                !self.is_heading(at + 1 + offset) && line.columns().is_none()
            })
            .any(|(_, line)| rows.cells(line.text()).is_some())
    }
}

/// The last name of a path, when it can be a heading of its own.
fn last_segment(name: &str) -> Option<String> {
    let segment = name.rsplit('.').next()?.trim_end_matches("[]");
    (segment.len() > 2).then(|| segment.to_owned())
}

/// A path and nothing else: `data.caInfo`.
fn is_lone_path(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|name| {
            name.starts_with(|first: char| first.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || "_[]".contains(character))
        })
}

/// How deep the items of the lists in a cell are, by how far they are indented.
#[derive(Default)]
struct Lists {
    indents: Vec<usize>,
}

impl Lists {
    fn item(&mut self, line: &SourceLine) -> String {
        if !line.is_item {
            return line.text().to_owned();
        }
        self.indents.retain(|indent| *indent < line.indent);
        self.indents.push(line.indent);
        format!("{}• {}", "  ".repeat(self.indents.len() - 1), line.text())
    }
}
