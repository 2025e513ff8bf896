//! Pages of our own in every layout and language, the vendor's where they are at hand, and broken ones.

mod broken;
mod documents;
mod drafts;
mod edited;
mod expected;
mod pages;
mod properties;
mod reduced;
mod render;

use std::sync::LazyLock;

use super::compare::{self, Outcome};
use super::model::{Page, RequestExample, ResponseExample};
use super::page;
use super::specification::{Service, Specification};
use crate::workspace;

/// The specification is read once for all tests.
fn specification() -> &'static Specification {
    static SPECIFICATION: LazyLock<Specification> =
        LazyLock::new(|| Specification::read(&workspace::root()).unwrap());
    &SPECIFICATION
}

fn services() -> &'static [Service<'static>] {
    static SERVICES: LazyLock<Vec<Service<'static>>> =
        LazyLock::new(|| specification().services().unwrap());
    &SERVICES
}

fn read(text: &str) -> Page {
    page::read("page.txt", text.as_bytes()).unwrap_or_else(|reason| panic!("{reason}\n{text}"))
}

/// Compares a page with the specification.
fn compared(page: &Page) -> Outcome {
    compare::page(page, specification(), services())
}

/// A page without what depends on its form: lines, quotes, prose, and how it was mended.
fn essence(page: &Page) -> Page {
    let mut page = page.clone();
    page.file.clear();
    page.notes.clear();
    page.remainder.clear();
    page.service = None;
    for field in &mut page.fields {
        field.line = 0;
        field.quote.clear();
        field.description.clear();
    }
    page.fields.sort_by_key(|field| field.place);
    if let Some(request) = &mut page.request_line {
        request.line = 0;
    }
    for row in &mut page.statuses {
        (row.line, row.quote) = (0, String::new());
    }
    page.operations
        .iter_mut()
        .for_each(|listed| listed.line = 0);
    page.requests
        .iter_mut()
        .for_each(|RequestExample { line, .. }| *line = 0);
    page.responses
        .iter_mut()
        .for_each(|ResponseExample { line, .. }| *line = 0);
    page
}
