//! Tables that fit the terminal, whatever its width and the script of its words.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::cells::{cell, flat};
use super::width;

/// One line below the header, and no other: rows stay close together.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
/// Width when there is no terminal: wide enough for most tables, and the same wherever it is piped.
const PIPED: u16 = 160;
/// What a column needs beside its widest cell.
const PADDING: usize = 2;
/// Fewer columns than this say little of an item.
const SIDE_BY_SIDE: usize = 3;

/// A table, and the columns for which there was no room.
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) left_out: Vec<String>,
}

impl Drawn {
    fn whole(text: String) -> Self {
        Self {
            text,
            left_out: Vec::new(),
        }
    }
}

/// A list as rows, an object as names and values, anything else as it is.
pub(crate) fn draw(value: &Value) -> Drawn {
    let width = width().unwrap_or(PIPED);
    match value {
        Value::Array(items) if items.iter().all(Value::is_object) => rows(items, width),
        Value::Array(items) => {
            let mut table = empty(width);
            for item in items {
                match item {
                    Value::Array(cells) => table.add_row(cells.iter().map(cell)),
                    item => table.add_row([cell(item)]),
                };
            }
            Drawn::whole(table.to_string())
        }
        Value::Object(_) => match only_list(value) {
            Some(items) => rows(items, width),
            None => Drawn::whole(pairs(value, width, true)),
        },
        other => Drawn::whole(cell(other)),
    }
}

/// The list of objects that an answer is about: the only one that it has.
fn only_list(value: &Value) -> Option<&[Value]> {
    let mut lists = flat(value).into_iter().filter_map(|(_, value)| {
        let items = value.as_array()?;
        (!items.is_empty() && items.iter().all(Value::is_object)).then_some(items.as_slice())
    });
    let first = lists.next()?;
    lists.next().is_none().then_some(first)
}

fn rows(items: &[Value], width: u16) -> Drawn {
    let flat: Vec<_> = items.iter().map(flat).collect();
    let columns = columns(&flat);
    if columns.is_empty() {
        return Drawn::whole("(nothing)".to_owned());
    }
    let names: Vec<String> = columns.iter().map(|name| last(name, &columns)).collect();
    let mut shown = Vec::new();
    let mut left_out = Vec::new();
    let mut room = usize::from(width);
    for (way, name) in columns.iter().zip(&names) {
        let cells = flat.iter().map(|members| found(members, way).width());
        let widest = cells.chain([name.width()]).max().unwrap_or_default() + PADDING;
        if widest <= room {
            room -= widest;
            shown.push((way, name));
        } else {
            left_out.push(name.clone());
        }
    }
    // Columns side by side need room; without it, each item is a list of its own.
    if shown.len() < SIDE_BY_SIDE.min(columns.len()) {
        let blocks = items.iter().map(|item| pairs(item, width, false));
        return Drawn::whole(blocks.collect::<Vec<_>>().join("\n"));
    }
    let mut table = empty(width);
    table.set_header(shown.iter().map(|(_, name)| *name));
    for members in &flat {
        table.add_row(shown.iter().map(|(way, _)| found(members, way)));
    }
    Drawn {
        text: table.to_string(),
        left_out,
    }
}

fn found(members: &[(String, &Value)], way: &str) -> String {
    let value = members.iter().find(|(other, _)| other == way);
    value.map_or_else(String::new, |(_, value)| cell(value))
}

/// The ways of the members that some item has and that fit a cell: certificates and lists of objects
/// are for JSON, not for tables.
fn columns(items: &[Vec<(String, &Value)>]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for (name, value) in items.iter().flatten() {
        if !is_long(value) && !cell(value).is_empty() && !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns
}

fn is_long(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim_end().contains('\n'),
        Value::Array(items) => items.iter().any(Value::is_object),
        _ => false,
    }
}

/// The last part of a way, when no other column ends the same.
fn last(way: &str, columns: &[String]) -> String {
    let end = |way: &str| way.rsplit('.').next().unwrap_or_default().to_owned();
    let own = end(way);
    let is_alone = columns.iter().filter(|other| end(other) == own).count() == 1;
    if is_alone { own } else { way.to_owned() }
}

/// Names and values; `whole` also shows what is long.
fn pairs(value: &Value, width: u16, whole: bool) -> String {
    let mut table = empty(width);
    let columns = flat(value);
    let columns = columns
        .into_iter()
        .filter(|(_, value)| whole || (!is_long(value) && !cell(value).is_empty()));
    for (name, value) in columns {
        let text = match value {
            Value::String(text) if text.contains('\n') => {
                let lines: Vec<String> = text.lines().map(|line| cell(&line.into())).collect();
                lines.join("\n")
            }
            other => cell(other),
        };
        table.add_row([name, text]);
    }
    table.to_string()
}

fn empty(width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table
}
