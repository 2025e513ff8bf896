//! Tables of HTML, merged cells included.

use scraper::ElementRef;

use super::super::block::{Block, Line, Row, Table};
use super::super::characters::single_line;
use super::super::words::{self, Column};
use super::{Reader, cell};

/// A cell that reaches into the rows below.
#[derive(Clone)]
struct Reaching {
    rows: usize,
    text: String,
}

impl Reader {
    pub(super) fn table(&mut self, element: ElementRef<'_>) {
        let mut table: Option<Table> = None;
        for cells in grid(element) {
            let columns: Vec<Column> = cells.iter().map(|cell| words::column(&cell.text)).collect();
            let quote = quote(&cells);
            // A head within a table: two tables were joined.
            let is_head =
                columns.len() > 1 && columns.iter().all(|column| *column != Column::Other);
            if is_head {
                self.blocks.extend(table.take().map(Block::Table));
                self.number += 1;
                table = Some(Table {
                    line: self.number,
                    columns,
                    rows: Vec::new(),
                });
                continue;
            }
            let Some(current) = table.as_mut() else {
                let line = self.line(quote);
                self.blocks.push(Block::Unread(
                    line,
                    "a row of a table whose head is not known",
                ));
                continue;
            };
            self.number += 1;
            let continues = cells.first().is_some_and(|cell| cell.continued);
            let last_text = cells
                .last()
                .map(|cell| cell.text.clone())
                .unwrap_or_default();
            if let (true, Some(row)) = (continues, current.rows.last_mut()) {
                // The name reaches into this row: it says more about the same member.
                if let Some(cell) = row.cells.last_mut() {
                    cell.push('\n');
                    cell.push_str(&last_text);
                }
                row.quote.push_str(" / ");
                row.quote.push_str(&quote);
            } else if cells.len() == current.columns.len() && !cells[0].text.is_empty() {
                current.rows.push(Row {
                    line: self.number,
                    cells: cells.into_iter().map(|cell| cell.text).collect(),
                    quote,
                });
            } else {
                let line = Line {
                    number: self.number,
                    text: quote,
                };
                self.blocks.push(Block::Unread(
                    line,
                    "its cells do not fit the head of its table",
                ));
            }
        }
        self.blocks.extend(table.map(Block::Table));
    }
}

/// A place of the grid.
#[derive(Clone, Default)]
struct Cell {
    text: String,
    /// It belongs to a cell that began in a row above.
    continued: bool,
}

/// The cells of a table in rows; merged cells are in the first of their columns and in all their rows.
fn grid(element: ElementRef<'_>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut reaching: Vec<Option<Reaching>> = Vec::new();
    for row in element.descendants().filter_map(ElementRef::wrap) {
        if row.value().name() != "tr" || !is_own(element, row) {
            continue;
        }
        let mut cells: Vec<Cell> = Vec::new();
        for cell in row.children().filter_map(ElementRef::wrap) {
            if !matches!(cell.value().name(), "td" | "th") {
                continue;
            }
            continue_reaching(&mut cells, &mut reaching);
            let text = cell::lines(cell);
            let (width, height) = (span(cell, "colspan"), span(cell, "rowspan"));
            for column in 0..width {
                let text = if column == 0 {
                    text.clone()
                } else {
                    String::new()
                };
                reaching.resize(reaching.len().max(cells.len() + 1), None);
                reaching[cells.len()] = (height > 1).then(|| Reaching {
                    rows: height - 1,
                    text: text.clone(),
                });
                cells.push(Cell {
                    text,
                    continued: false,
                });
            }
        }
        continue_reaching(&mut cells, &mut reaching);
        rows.push(cells);
    }
    rows
}

/// Puts in the cells from above that reach into the next columns.
fn continue_reaching(cells: &mut Vec<Cell>, reaching: &mut [Option<Reaching>]) {
    while let Some(slot) = reaching.get_mut(cells.len()) {
        let Some(above) = slot.as_mut() else { break };
        cells.push(Cell {
            text: above.text.clone(),
            continued: true,
        });
        above.rows -= 1;
        if above.rows == 0 {
            *slot = None;
        }
    }
}

/// Whether the row is of this table and not of one within it.
fn is_own(table: ElementRef<'_>, row: ElementRef<'_>) -> bool {
    row.ancestors()
        .filter_map(ElementRef::wrap)
        .find(|ancestor| ancestor.value().name() == "table")
        .is_some_and(|nearest| nearest.id() == table.id())
}

/// How many columns or rows a cell takes. A page is not trusted to keep it small.
fn span(cell: ElementRef<'_>, attribute: &str) -> usize {
    const MOST: usize = 100;
    let span = cell
        .value()
        .attr(attribute)
        .and_then(|span| span.trim().parse().ok());
    span.unwrap_or(1_usize).clamp(1, MOST)
}

/// The row as it is printed.
fn quote(cells: &[Cell]) -> String {
    let texts = cells
        .iter()
        .filter(|cell| !cell.continued)
        .map(|cell| single_line(&cell.text));
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" | ")
}
