//! Printing answers.

pub(crate) mod cells;
pub(crate) mod file;
mod query;
mod table;
mod text;
mod times;

use std::io::IsTerminal as _;

use serde_json::Value;

use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};

/// How answers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Json,
    Yaml,
    Text,
}

impl Format {
    pub(crate) const NAMES: [&str; 4] = ["table", "json", "yaml", "text"];

    /// The format of this name; JSON for any other.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "table" => Self::Table,
            "yaml" => Self::Yaml,
            "text" => Self::Text,
            _ => Self::Json,
        }
    }
}

/// Checks what the flags say about the output, before anything is sent.
///
/// # Errors
/// When the query is not JMESPath.
pub(crate) fn check(globals: &Globals) -> Result<(), Failure> {
    match &globals.query {
        Some(query) => query::compile(query).map(|_| ()),
        None => Ok(()),
    }
}

/// What a table makes of an answer.
#[derive(Default)]
pub(crate) struct View {
    /// JSON pointer of what it shows of a whole answer.
    pub(crate) rows: Option<&'static str>,
    /// Names of members that are times, milliseconds since 1970.
    pub(crate) times: &'static [&'static str],
}

/// Prints an answer, or the part of it that was asked for.
///
/// # Errors
/// When standard output cannot be written.
pub(crate) fn print(globals: &Globals, answer: &Value, view: &View) -> Result<(), Failure> {
    let part;
    let shown = match &globals.query {
        Some(query) => {
            part = query::apply(query, answer)?;
            &part
        }
        None if globals.format == Format::Table => {
            let rows = view.rows.and_then(|rows| answer.pointer(rows));
            rows.unwrap_or(answer)
        }
        None => answer,
    };
    let text = match globals.format {
        Format::Json => serde_json::to_string_pretty(shown).map_err(unprintable)?,
        Format::Yaml => serde_saphyr::to_string(shown).map_err(unprintable)?,
        Format::Text => text::lines(shown),
        Format::Table => {
            let mut shown = shown.clone();
            times::write_out(&mut shown, view.times);
            let drawn = table::draw(&shown);
            if !drawn.left_out.is_empty() {
                let left_out = drawn.left_out.join(", ");
                let note = format!("note: no room for {left_out}; --query or -o json shows them");
                crate::progress::note(&note);
            }
            drawn.text
        }
    };
    line(&text)
}

/// Columns of the terminal, or of `COLUMNS`; none when nobody has said how wide a line may be.
pub(crate) fn width() -> Option<u16> {
    let asked = std::env::var("COLUMNS").ok();
    let asked = asked.and_then(|columns| columns.parse().ok());
    // Some terminals that do not know their width say so with 0.
    let asked = asked.filter(|columns: &u16| *columns > 0);
    let stdout = std::io::stdout();
    asked.or_else(|| terminal_size::terminal_size_of(stdout).map(|(width, _)| width.0))
}

fn unprintable(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        Exit::Other,
        format!("the answer cannot be printed: {error}"),
        "choose another --output",
    )
}

/// Prints text with a line break at its end: as it is, but for a terminal without what could talk to it.
///
/// # Errors
/// When standard output cannot be written.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let stdout = std::io::stdout();
    if stdout.is_terminal() {
        return write(stdout.lock(), &cells::printable_lines(text));
    }
    write(stdout.lock(), text)
}

/// As [`line()`], with colours for a terminal. Elsewhere control characters are taken out, so values that must
/// arrive as they are do not go here.
///
/// # Errors
/// When standard output cannot be written.
pub(crate) fn coloured(text: &str) -> Result<(), Failure> {
    write(anstream::stdout().lock(), text)
}

fn write(mut output: impl std::io::Write, text: &str) -> Result<(), Failure> {
    output.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(())
}
