//! The differences, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::compare::Outcome;
use super::difference::Difference;
use super::model::Page;

/// What the comparison of a page found, as text.
pub(super) fn text(page: &Page, outcome: &Outcome) -> String {
    let judged = &outcome.judged;
    let mut text = format!("== {}: {}: {}\n", page.file, page.title, outcome.subject);
    for difference in judged.unexplained() {
        let _ = writeln!(text, "{}: {}", difference.what, difference.message);
        let _ = writeln!(text, "    at   {}", difference.location);
        let quote = if difference.quote.is_empty() {
            "(nothing)"
        } else {
            &difference.quote
        };
        let _ = writeln!(text, "    page {}:{}: {quote}", page.file, difference.line);
    }
    for obsolete in &judged.obsolete {
        let _ = writeln!(
            text,
            "obsolete erratum {}: {}",
            obsolete.erratum, obsolete.message
        );
        let _ = writeln!(text, "    at   {}", obsolete.location);
    }
    for note in page.notes.iter().chain(&outcome.notes) {
        let _ = writeln!(text, "note: {}:{}: {}", page.file, note.line, note.text);
    }
    let unexplained = judged.unexplained().count();
    let recorded: Vec<&Difference> = judged
        .differences
        .iter()
        .filter(|difference| difference.erratum.is_some())
        .collect();
    let _ = writeln!(
        text,
        "{}, {} more recorded as errata{}, obsolete errata: {}, lines not understood: {}",
        if unexplained == 1 {
            "1 difference".to_owned()
        } else {
            format!("{unexplained} differences")
        },
        recorded.len(),
        counts(&recorded),
        judged.obsolete.len(),
        page.remainder
            .iter()
            .filter(|remainder| !remainder.furniture)
            .count(),
    );
    text
}

/// How often each erratum explains something: ` (E1 2, E5 4)`.
fn counts(recorded: &[&Difference]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for id in recorded
        .iter()
        .filter_map(|difference| difference.erratum.as_deref())
    {
        match counts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => *count += 1,
            None => counts.push((id, 1)),
        }
    }
    if counts.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = counts
        .into_iter()
        .map(|(id, count)| format!("{id} {count}"))
        .collect();
    format!(" ({})", shown.join(", "))
}

/// The same as JSON.
pub(super) fn json(page: &Page, outcome: &Outcome) -> Value {
    json!({
        "file": page.file,
        "title": page.title,
        "subject": outcome.subject,
        "differences": outcome.judged.differences,
        "obsolete": outcome.judged.obsolete,
        "notes": page.notes.iter().chain(&outcome.notes).collect::<Vec<_>>(),
    })
}
