//! Rows without marks between their cells: the columns tell what to expect.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::docs::pattern::compiled;
use crate::docs::words::{self, Column};
use crate::docs::{characters, kind};

/// Names of parameters, members and headers, as a pattern.
const NAME: &str = r"[A-Za-z_$][A-Za-z0-9_$.\[\]-]*";

/// The headers that all services share. Where their names touch the next cell, nothing else tells
/// where they end.
const HEADERS: [&str; 8] = [
    "x-ncp-apigw-signature-v2",
    "x-ncp-apigw-signature-v1",
    "x-ncp-apigw-timestamp",
    "x-ncp-apigw-api-key",
    "x-ncp-iam-access-key",
    "x-ncp-ocapi-token",
    "Content-Type",
    "Accept",
];

/// Reads the rows of one table.
#[derive(Clone)]
pub(super) struct Rows {
    columns: Vec<Column>,
    /// Patterns of a row, from the safest; those that take single letters for a need.
    patterns: Vec<(Regex, bool)>,
}

impl Rows {
    pub(super) fn of(columns: &[Column]) -> Self {
        const USUAL: [Column; 4] = [
            Column::Name,
            Column::Type,
            Column::Required,
            Column::Description,
        ];
        // Most tables have the same columns, and patterns take long to compile.
        static ROWS: LazyLock<Rows> = LazyLock::new(|| Rows::compiled(&USUAL));
        if columns == USUAL {
            ROWS.clone()
        } else {
            Self::compiled(columns)
        }
    }

    fn compiled(columns: &[Column]) -> Self {
        // Cells may be apart or touch each other; apart they are safer to tell.
        let attempts = [(false, false), (false, true), (true, false), (true, true)];
        let patterns = attempts.into_iter().filter_map(|(touching, single)| {
            Some((
                Regex::new(&pattern(columns, touching, single)).ok()?,
                single,
            ))
        });
        Self {
            patterns: patterns.collect(),
            columns: columns.to_vec(),
        }
    }

    /// The cells of a line; none when it is not a row.
    pub(super) fn cells(&self, line: &str) -> Option<Vec<String>> {
        match self.columns.as_slice() {
            [Column::Name, Column::Description] => described_name(line),
            [Column::Method, Column::Uri, ..] => request_line(&self.columns, line),
            [Column::Status, ..] | [Column::Code, ..] => status(&self.columns, line),
            [Column::Operation, Column::Description] => operation(line),
            [Column::Name, ..] => self.member(line),
            _ => None,
        }
    }

    fn member(&self, line: &str) -> Option<Vec<String>> {
        let found = self.patterns.iter().find_map(|(pattern, single)| {
            let cells = captures(pattern, line)?;
            (!single || !continues_word(&self.columns, &cells)).then_some(cells)
        });
        found.or_else(|| self.without_need(line))
    }

    /// A row whose cell of need is empty: the type must then be a word of its own.
    fn without_need(&self, line: &str) -> Option<Vec<String>> {
        static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
            compiled(&format!(
                r"^({NAME})\s+((?:{}))(?:\s+(.*))?$",
                kind::pattern()
            ))
        });
        let at = self
            .columns
            .iter()
            .position(|column| *column == Column::Required)?;
        if self.columns.get(1) != Some(&Column::Type) || at != 2 {
            return None;
        }
        let mut cells = captures(&PATTERN, line)?;
        cells.insert(at, String::new());
        Some(cells)
    }

    /// Whether a line that is no row seems to have been meant as one: it says that something is
    /// required, where such a cell would be.
    pub(super) fn resemble(&self, line: &str) -> bool {
        static RESEMBLING: LazyLock<Regex> = LazyLock::new(|| {
            compiled(&format!(
                r"^{NAME}\s*[A-Za-z<>\[\]]*\s*(?:Required|Optional|Conditional|\s-\s)"
            ))
        });
        self.columns.contains(&Column::Required) && RESEMBLING.is_match(line)
    }
}

/// A row of members, as a pattern with a group for each cell.
fn pattern(columns: &[Column], touching: bool, single_letters: bool) -> String {
    let between = if touching { r"\s*" } else { r"\s+" };
    let mut pattern = String::from("^");
    for (index, column) in columns.iter().enumerate() {
        let is_last = index + 1 == columns.len();
        let free = if is_last { "(.*)" } else { "(.*?)" };
        if index > 0 && is_free(*column) && !touching {
            // An empty cell has no space before it.
            pattern.push_str(&format!("(?:{between}{free})?"));
        } else {
            if index > 0 {
                pattern.push_str(between);
            }
            pattern.push_str(&match column {
                Column::Name => format!("({NAME}{})", if touching { "?" } else { "" }),
                Column::Type if touching => format!("({})", kind::pattern_of_cell()),
                Column::Type => format!("((?i:{}))", kind::pattern_of_cell()),
                Column::Required if single_letters => "([YNOX])".to_owned(),
                // A hyphen that touches a name is part of it.
                Column::Required if touching && !columns.contains(&Column::Type) => {
                    format!("({})", words::NEEDS.trim_end_matches("|-"))
                }
                Column::Required => format!("({})", words::NEEDS),
                _ => free.to_owned(),
            });
        }
    }
    pattern.push('$');
    pattern
}

fn is_free(column: Column) -> bool {
    matches!(
        column,
        Column::Description | Column::Default | Column::Limits | Column::Other | Column::Message
    )
}

/// Whether a single letter was taken from the beginning of a word: `N` of `Name`.
fn continues_word(columns: &[Column], cells: &[String]) -> bool {
    let Some(at) = columns
        .iter()
        .position(|column| *column == Column::Required)
    else {
        return false;
    };
    cells
        .get(at + 1)
        .is_some_and(|next| next.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// The name of a header and what it is for.
fn described_name(line: &str) -> Option<Vec<String>> {
    static WHOLE_NAME: LazyLock<Regex> = LazyLock::new(|| compiled(&format!("^{NAME}$")));
    if let Some(name) = HEADERS.iter().find(|name| starts_with(line, name)) {
        let rest = &line[name.len()..];
        // `name: value` is an example below the row.
        if rest.trim_start().starts_with(':') {
            return None;
        }
        return Some(vec![line[..name.len()].to_owned(), rest.trim().to_owned()]);
    }
    let end = line.find(|character: char| {
        character.is_whitespace() || characters::is_east_asian(character)
    })?;
    let (name, rest) = line.split_at(end);
    let is_name = WHOLE_NAME.is_match(name);
    // "API Gateway ..." is prose.
    let is_written_so =
        name.contains(['-', '_']) || name.starts_with(|first: char| first.is_ascii_lowercase());
    (is_name && is_written_so).then(|| vec![name.to_owned(), rest.trim().to_owned()])
}

fn starts_with(line: &str, name: &str) -> bool {
    line.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

fn request_line(columns: &[Column], line: &str) -> Option<Vec<String>> {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"^(GET|POST|PUT|DELETE|PATCH)\s*(\S+)(?:\s+(.*))?$"));
    let mut cells = captures(&PATTERN, line)?;
    cells.truncate(columns.len().max(2));
    Some(cells)
}

/// A row of codes. Message and description may touch: the message is in English, the description in
/// the language of the page.
fn status(columns: &[Column], line: &str) -> Option<Vec<String>> {
    static STATUS: LazyLock<Regex> = LazyLock::new(|| compiled(r"^[1-5][0-9]{2}"));
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"^(?:[0-9]+|-|[A-Z][A-Z0-9]*_[A-Z0-9_]+|[A-Z]{3,}(?:\b|$))"));
    let mut rest = line;
    let mut cells = Vec::new();
    for column in columns {
        let pattern = match column {
            Column::Status => &STATUS,
            Column::Code => &CODE,
            _ => break,
        };
        let found = pattern.find(rest)?.as_str();
        rest = rest[found.len()..].trim_start();
        cells.push(found.to_owned());
    }
    if cells.is_empty() {
        return None;
    }
    let is_described = columns.contains(&Column::Message) && columns.contains(&Column::Description);
    let (message, description) = if is_described {
        split_languages(rest)
    } else {
        (rest, "")
    };
    cells.push(message.to_owned());
    if is_described {
        cells.push(description.to_owned());
    }
    cells.truncate(columns.len());
    Some(cells)
}

/// Parts a text where the language changes from English.
fn split_languages(text: &str) -> (&str, &str) {
    let Some(at) = text.find(characters::is_east_asian) else {
        return (text.trim(), "");
    };
    // A word of Latin letters may begin the description: "...format.PEM 형식". The sentence before it
    // ends, and no space follows.
    let sentence = text[..at].rfind('.').map(|dot| dot + 1);
    let end = sentence
        .filter(|end| !text[*end..].starts_with(' '))
        .unwrap_or(at);
    let (message, description) = text.split_at(end);
    (message.trim(), description.trim())
}

/// The name of an operation and what it does: the name is in Latin letters, or one word.
fn operation(line: &str) -> Option<Vec<String>> {
    let end = line
        .find(characters::is_east_asian)
        .or_else(|| line.find(' '))?;
    let (name, rest) = line.split_at(end);
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "_-() ".contains(character));
    is_name.then(|| vec![name.trim().to_owned(), rest.trim().to_owned()])
}

fn captures(pattern: &Regex, line: &str) -> Option<Vec<String>> {
    let found = pattern.captures(line)?;
    let cells = found.iter().skip(1);
    Some(
        cells
            .map(|cell| cell.map_or("", |cell| cell.as_str()).trim().to_owned())
            .collect(),
    )
}
