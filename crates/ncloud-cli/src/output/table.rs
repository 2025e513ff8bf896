//! Tables that fit the terminal, whatever its width and the script of its words.

use std::collections::BTreeSet;

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde_json::Value;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::cells::{cell, flat};
use super::width;

/// One line below the header, and no other: rows stay close together.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
/// Width when there is no terminal: wide enough for most tables, and the same wherever it is piped.
const PIPED: u16 = 160;
/// What a column needs beside its widest cell.
const PADDING: usize = 2;
/// What is between two columns.
const GAP: usize = 1;
/// Columns that values need beside their names.
const VALUE: usize = 12;
/// Columns before a value below its name.
const INDENT: usize = 2;
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
    let cells: Vec<Vec<String>> = columns
        .iter()
        .map(|way| flat.iter().map(|members| found(members, way)).collect())
        .collect();
    // Addresses take the room of several columns that say more.
    let is_address = |place: &usize| cells[*place].iter().any(|cell| cell.contains("://"));
    let (last, first): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(is_address);
    let mut room = usize::from(width) + GAP;
    let mut fitting = BTreeSet::new();
    for place in first.into_iter().chain(last) {
        let widths = cells[place].iter().map(|cell| cell.width());
        let widest = widths.chain([names[place].width()]).max();
        let widest = widest.unwrap_or_default() + PADDING + GAP;
        if widest <= room {
            room -= widest;
            fitting.insert(place);
        }
    }
    // Columns side by side need room; without it, each item is a list of its own.
    if fitting.len() < SIDE_BY_SIDE.min(columns.len()) {
        let blocks = items.iter().map(|item| pairs(item, width, false));
        return Drawn::whole(blocks.collect::<Vec<_>>().join("\n"));
    }
    let mut table = empty(width);
    table.set_header(fitting.iter().map(|place| &names[*place]));
    for (row, _) in items.iter().enumerate() {
        table.add_row(fitting.iter().map(|place| &cells[*place][row]));
    }
    let left_out = (0..names.len()).filter(|place| !fitting.contains(place));
    Drawn {
        text: table.to_string(),
        left_out: left_out.map(|place| names[place].clone()).collect(),
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
    let rows: Vec<(String, String)> = flat(value)
        .into_iter()
        .filter(|(_, value)| whole || (!is_long(value) && !cell(value).is_empty()))
        .map(|(name, value)| (name, lines_of(value)))
        .collect();
    let widest = rows.iter().map(|(name, _)| name.width()).max();
    let left = usize::from(width).saturating_sub(widest.unwrap_or_default() + 2 * PADDING + GAP);
    if left < VALUE {
        return below(&rows, usize::from(width));
    }
    let mut table = empty(width);
    for (name, text) in rows {
        table.add_row([name, text]);
    }
    table.to_string()
}

/// A value as text, of which a certificate keeps its lines.
fn lines_of(value: &Value) -> String {
    match value {
        Value::String(text) if text.contains('\n') => {
            let lines: Vec<String> = text.lines().map(|line| cell(&line.into())).collect();
            lines.join("\n")
        }
        other => cell(other),
    }
}

/// Values below their names, where there is no room beside them.
fn below(rows: &[(String, String)], width: usize) -> String {
    let mut lines = Vec::new();
    for (name, text) in rows {
        lines.extend(pieces(name, width));
        let text = text.lines().filter(|line| !line.is_empty());
        let text = text.flat_map(|line| pieces(line, width.saturating_sub(INDENT)));
        lines.extend(text.map(|piece| format!("{:INDENT$}{piece}", "")));
    }
    lines.join("\n")
}

/// A line in pieces of at most this width.
fn pieces(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut room = width;
    for character in line.chars() {
        let needed = character.width().unwrap_or_default();
        if needed > room {
            pieces.push(String::new());
            room = width;
        }
        room = room.saturating_sub(needed);
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
    }
    pieces
}

fn empty(width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_stand_below_their_names_where_there_is_no_room() {
        let value = json!({ "accessKeyOfTheUser": "\u{d55c}\u{ad6d}".repeat(6), "empty": null });
        let wide = "accessKeyOfTheUser\n  \u{d55c}\u{ad6d}";
        let drawn = pairs(&value, 20, true);
        assert!(drawn.starts_with(wide), "{drawn}");
        assert!(drawn.lines().all(|line| line.width() <= 20), "{drawn}");
        assert!(drawn.ends_with("\nempty"), "{drawn}");
        assert_eq!(pairs(&value, 80, true).lines().count(), 2);
    }

    #[test]
    fn addresses_leave_the_room_to_others() {
        let item = json!({
            "a": "1", "url": "http://127.0.0.1/ext/crl", "b": "2", "c": "\u{d55c}\u{ad6d}", "d": "4",
        });
        let Value::Array(items) = json!([item]) else {
            panic!();
        };
        let drawn = rows(&items, 30);
        assert_eq!(drawn.left_out, ["url"]);
        assert!(
            drawn.text.lines().all(|line| line.width() <= 30),
            "{}",
            drawn.text
        );
        assert!(rows(&items, 60).left_out.is_empty());
    }
}
