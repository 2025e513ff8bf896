//! Tables of parameters and members.

use super::super::block::{Row, Table};
use super::super::characters::single_line;
use super::super::model::{Field, Place};
use super::super::words::{self, Column, Section};
use super::super::{constraints, kind};
use super::Reader;

impl Reader {
    pub(super) fn fields(&mut self, table: &Table) {
        if !table.has(Column::Name) {
            for row in &table.rows {
                self.leave_row(row, Some("a row of a table of another kind"));
            }
            return;
        }
        let place = self.place();
        let is_known = place.is_some() || self.section.is_some();
        if self.unknown_heading || !is_known {
            for row in &table.rows {
                self.leave_row(
                    row,
                    Some("the heading above its table does not tell what it is about"),
                );
            }
            return;
        }
        // Two tables below one heading: the second may be about something else.
        let is_joined = std::mem::replace(&mut self.has_table, true);
        if is_joined {
            self.note(
                table.line,
                "two tables stand below each other without a heading between",
                None,
            );
        }
        let place = place.filter(|place| !is_joined || *place == Place::Response);
        for row in &table.rows {
            self.field(table, row, place);
        }
    }

    /// Part of the call that tables here are about; none when the heading leaves it open.
    fn place(&self) -> Option<Place> {
        if let Some((place, _)) = &self.prefix {
            return Some(*place);
        }
        match self.section? {
            Section::Headers => Some(Place::Header),
            Section::PathParameters => Some(Place::Path),
            Section::QueryParameters => Some(Place::Query),
            Section::Body => Some(Place::Body),
            Section::Response
            | Section::ResponseBody
            | Section::ResponseExample
            | Section::Statuses => Some(Place::Response),
            _ => None,
        }
    }

    fn field(&mut self, table: &Table, row: &Row, place: Option<Place>) {
        let Some(name) = name(table.cell(row, Column::Name)) else {
            return self.leave_row(
                row,
                Some("what stands in the column of names is not a name"),
            );
        };
        let path = match &self.prefix {
            Some((_, prefix)) => format!("{prefix}.{name}"),
            None => name,
        };
        let printed = kind::read(&single_line(table.cell(row, Column::Type)));
        // Launch pages tell the place in the cell of the type.
        let told = printed.place.or(place);
        let decided = told.unwrap_or(Place::Body);
        if self.page.fields_in(decided).any(|field| field.path == path) {
            self.note(row.line, format!("`{path}` is listed twice"), None);
            return self.leave_row(row, Some("the member is listed twice"));
        }
        if told.is_none() {
            self.undecided.push(self.page.fields.len());
        }
        let mut description = table.cell(row, Column::Description).to_owned();
        let limits = table.cell(row, Column::Limits);
        if !limits.is_empty() && limits != "-" {
            description.push_str(&format!("\n• {limits}"));
        }
        let kinds = printed.kind.as_ref().map_or(&[][..], |kind| &kind.kinds);
        let constraints = constraints::read(&description, kinds);
        let default = Some(single_line(table.cell(row, Column::Default)))
            .filter(|text| !text.is_empty() && text != "-");
        let field = Field {
            place: decided,
            path,
            need: words::need(table.cell(row, Column::Required)).or(printed.need),
            limits: constraints.limits,
            values: constraints.values,
            default: default.or(constraints.default),
            description,
            quote: row.quote.clone(),
            line: row.line,
            kind: printed.kind,
        };
        if field
            .kind
            .as_ref()
            .is_some_and(|kind| kind.kinds.is_empty())
        {
            let unknown = field.kind.as_ref().map_or("", |kind| &kind.printed);
            self.note(
                row.line,
                format!("`{unknown}`, the type of `{}`, is not known", field.path),
                None,
            );
        }
        self.page.fields.push(field);
    }
}

/// The name in a cell, without marks for lists.
fn name(cell: &str) -> Option<String> {
    let cell = single_line(cell);
    let cell = cell.trim_matches(['`', '*', '"']);
    let mut name = String::new();
    let mut in_brackets = false;
    for character in cell.chars() {
        match character {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ if in_brackets => {}
            // Exports put space around dots where a long name was broken.
            ' ' | '\u{200b}' => {}
            other => name.push(other),
        }
    }
    let is_name = !name.is_empty()
        && name.split('.').all(|segment| {
            !segment.is_empty()
                && segment
                    .chars()
                    .all(|character| character.is_ascii_alphanumeric() || "_-$".contains(character))
        });
    // Words with spaces between them are prose.
    (is_name && cell.split_whitespace().count() <= 1 + cell.matches('.').count()).then_some(name)
}
