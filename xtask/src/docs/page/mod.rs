//! From blocks to a page: what stands under which heading, and what it means there.

mod examples;
mod fields;
mod identity;
mod place;
mod skeleton;

pub(super) use place::{same_name, template_names};

use std::sync::LazyLock;

use regex_lite::Regex;

use super::block::{Block, Line, Row, Table};
use super::html;
use super::model::{ListedOperation, Note, Page, Place, Remainder, RequestLine, StatusRow};
use super::pattern::compiled;
use super::words::{self, Column, Section};
use super::{characters, text};

/// Reads a page; `file` names it.
///
/// # Errors
/// With the reason, when nothing of a page of the vendor's documentation was found in it.
pub(super) fn read(file: &str, octets: &[u8]) -> Result<Page, String> {
    if octets.starts_with(b"%PDF-") {
        return Err("a PDF: export its text, for example with `pdftotext -layout`".to_owned());
    }
    let source = std::str::from_utf8(octets).map_err(|error| {
        format!(
            "not UTF-8 (octet {}): save the page again as UTF-8",
            error.valid_up_to()
        )
    })?;
    let source = characters::plain(source);
    if source.trim().is_empty() {
        return Err("empty".to_owned());
    }
    let (blocks, address, title) = if is_html(&source) {
        let saved = html::read(&source)?;
        (saved.blocks, saved.address, saved.title)
    } else {
        (text::blocks(&source), None, None)
    };
    let mut reader = Reader::new(file);
    reader.title(&blocks, title);
    for block in &blocks {
        reader.block(block);
    }
    reader.finish(&source, address.as_deref(), &blocks)
}

/// Whether a text is a document of HTML. A text that only quotes a tag is not.
fn is_html(source: &str) -> bool {
    let start: String = source
        .trim_start()
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<article",
        "<main",
        "<div",
        "<h1",
        "<table",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
        || (start.starts_with("<!--") && source.to_ascii_lowercase().contains("<html"))
}

struct Reader {
    page: Page,
    section: Option<Section>,
    /// Path of the member whose own table is being read.
    prefix: Option<(Place, String)>,
    /// Under a heading that says nothing to us.
    unknown_heading: bool,
    /// A table of members was read since the last heading.
    has_table: bool,
    /// Indices of fields whose place the section does not tell.
    undecided: Vec<usize>,
}

impl Reader {
    fn new(file: &str) -> Self {
        Self {
            page: Page {
                file: file.to_owned(),
                ..Page::default()
            },
            section: None,
            prefix: None,
            unknown_heading: false,
            has_table: false,
            undecided: Vec::new(),
        }
    }

    /// The first heading that is not one of the usual ones, or else the first line.
    fn title(&mut self, blocks: &[Block], fallback: Option<String>) {
        let candidates = |headings: bool| {
            let before = blocks
                .iter()
                .take_while(|block| !matches!(block, Block::Table(_)));
            before.filter_map(move |block| match block {
                Block::Heading(line) if headings => Some(line),
                Block::Text(line) if !headings => Some(line),
                _ => None,
            })
        };
        let is_title = |line: &&Line| {
            !words::is_furniture(&line.text)
                && words::section(&line.text).is_none()
                && !line.text.contains(" > ")
                && !line.text.contains("....")
                && !line.text.starts_with('•')
        };
        let title = candidates(true)
            .find(is_title)
            .or_else(|| candidates(false).find(is_title));
        self.page.title = title
            .map(|line| line.text.clone())
            .or(fallback)
            .unwrap_or_default();
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(line) => self.heading(line),
            Block::Text(line) => self.text(line),
            Block::Table(table) => self.table(table),
            Block::Code(line) => self.code(line),
            Block::Unread(line, reason) => self.leave(line, Some(reason)),
        }
    }

    fn heading(&mut self, line: &Line) {
        if line.text == self.page.title {
            return;
        }
        self.has_table = false;
        if let Some(section) = words::section(&line.text) {
            self.section = Some(section);
            self.prefix = None;
            self.unknown_heading = false;
            return;
        }
        if let Some((place, path)) = self.member_of_heading(&line.text) {
            self.prefix = Some((place, path));
            self.unknown_heading = false;
            return;
        }
        self.prefix = None;
        self.unknown_heading = true;
        self.leave(line, None);
    }

    /// The member that a heading names: the table below describes what is in it.
    fn member_of_heading(&self, heading: &str) -> Option<(Place, String)> {
        let heading = heading.trim().trim_matches('`');
        let fields = self.page.fields.iter().rev();
        let named = fields.filter(|field| matches!(field.place, Place::Body | Place::Response));
        let mut same = named.filter(|field| {
            field.path == heading
                || field
                    .path
                    .rsplit('.')
                    .next()
                    .is_some_and(|name| name.eq_ignore_ascii_case(heading))
        });
        same.next().map(|field| (field.place, field.path.clone()))
    }

    fn text(&mut self, line: &Line) {
        if line.text == self.page.title || words::is_code_label(&line.text) {
            return;
        }
        if words::section(&line.text).is_some() {
            return self.heading(line);
        }
        if self.page.request_line.is_none()
            && self.is_before_examples()
            && self.request_line(&line.text, line.number)
        {
            return;
        }
        if self.section == Some(Section::BaseUrl)
            && line.text.starts_with("http")
            && !line.text.contains(' ')
        {
            self.page
                .base_urls
                .push(line.text.trim_end_matches('/').to_owned());
            return;
        }
        if self.page.service.is_none() {
            self.page.service = identity::service(&line.text);
        }
        self.leave(line, None);
    }

    fn is_before_examples(&self) -> bool {
        matches!(
            self.section,
            None | Some(Section::Request | Section::RequestUrl | Section::Callout)
        )
    }

    /// `POST /kms/v1/keys`, alone in a line.
    fn request_line(&mut self, text: &str, line: usize) -> bool {
        static PATTERN: LazyLock<Regex> =
            LazyLock::new(|| compiled(r"^(GET|POST|PUT|DELETE|PATCH)\s+((?:https?:/)?/\S+)$"));
        let Some(found) = PATTERN.captures(text) else {
            return false;
        };
        self.page.request_line = Some(RequestLine {
            method: found[1].to_owned(),
            uri: found[2].to_owned(),
            line,
        });
        true
    }

    fn table(&mut self, table: &Table) {
        if table.has(Column::Method) && table.has(Column::Uri) && !table.has(Column::Operation) {
            for row in &table.rows {
                if self.page.request_line.is_some() {
                    self.leave_row(row, Some("a second request line"));
                    continue;
                }
                self.page.request_line = Some(RequestLine {
                    method: table.cell(row, Column::Method).to_owned(),
                    uri: table.cell(row, Column::Uri).to_owned(),
                    line: row.line,
                });
            }
        } else if table.has(Column::Operation) {
            self.page
                .operations
                .extend(table.rows.iter().map(|row| ListedOperation {
                    name: characters::single_line(table.cell(row, Column::Operation)),
                    description: characters::single_line(table.cell(row, Column::Description)),
                    quote: row.quote.clone(),
                    line: row.line,
                }));
        } else if table.has(Column::Status) || table.has(Column::Code) {
            self.page.statuses.extend(table.rows.iter().map(|row| {
                let cell = |column| characters::single_line(table.cell(row, column));
                StatusRow {
                    http: cell(Column::Status).parse().ok(),
                    code: Some(cell(Column::Code)).filter(|code| !code.is_empty() && code != "-"),
                    message: cell(Column::Message).trim_matches('"').to_owned(),
                    description: cell(Column::Description),
                    quote: row.quote.clone(),
                    line: row.line,
                }
            }));
        } else {
            self.fields(table);
        }
    }

    fn leave(&mut self, line: &Line, reason: Option<&str>) {
        let furniture = words::is_furniture(&line.text) || reason == Some(html::FURNITURE);
        self.page.remainder.push(Remainder {
            line: line.number,
            text: line.text.clone(),
            reason: reason.filter(|_| !furniture).map(str::to_owned),
            furniture,
        });
    }

    fn leave_row(&mut self, row: &Row, reason: Option<&str>) {
        let line = Line {
            number: row.line,
            text: row.quote.clone(),
        };
        self.leave(&line, reason);
    }

    fn note(&mut self, line: usize, text: impl Into<String>, cut: Option<Place>) {
        self.page.notes.push(Note {
            line,
            text: text.into(),
            cut,
        });
    }

    /// What can only be told at the end; refuses what is no page.
    fn finish(
        mut self,
        source: &str,
        address: Option<&str>,
        blocks: &[Block],
    ) -> Result<Page, String> {
        self.decide_places();
        self.derive_from_skeletons();
        self.look_for_cuts(blocks);
        let page = &mut self.page;
        page.language = identity::language(source, page);
        page.slug = address.and_then(identity::slug);
        page.site = identity::site(page, address);
        if page.service.is_none() {
            page.service = identity::service(&page.title);
        }
        let is_empty = page.request_line.is_none()
            && page.fields.is_empty()
            && page.statuses.is_empty()
            && page.operations.is_empty();
        if is_empty {
            return Err("no request, table of members, table of codes or list of operations was found in it".to_owned());
        }
        Ok(self.page)
    }

    /// Notes where the page ends too early: a whole page has something after its last table.
    fn look_for_cuts(&mut self, blocks: &[Block]) {
        let last = blocks.iter().rev().find(|block| match block {
            Block::Text(line) | Block::Unread(line, _) => !words::is_furniture(&line.text),
            _ => true,
        });
        let ends_in_row = matches!(last, Some(Block::Unread(_, reason)) if reason.contains("row"));
        if (matches!(last, Some(Block::Table(_))) || ends_in_row)
            && let Some(field) = self.page.fields.last()
        {
            let (line, place) = (field.line, field.place);
            let text = format!(
                "the page ends in this table, after `{}`: it may have been cut",
                field.path
            );
            return self.note(line, text, Some(place));
        }
        let has_response = !self.page.responses.is_empty()
            || self.page.fields_in(Place::Response).next().is_some();
        if let Some(request) = self.page.request_line.clone()
            && !has_response
        {
            self.note(
                request.line,
                "there is no answer on the page: it may have been cut",
                Some(Place::Response),
            );
        }
    }
}
