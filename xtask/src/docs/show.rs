//! A page as text for people.

use std::fmt::Write as _;

use super::model::{Limits, Need, Page, Place, Range};

/// Everything that was read, and everything that was not.
pub(super) fn page(page: &Page) -> String {
    let mut text = format!("== {}: {}\n", page.file, page.title);
    let optional = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let _ = writeln!(
        text,
        "{:?}, site {}, service {}, slug {}",
        page.language,
        optional(&page.site),
        optional(&page.service),
        optional(&page.slug)
    );
    if let Some(request) = &page.request_line {
        let _ = writeln!(text, "{} {}", request.method, request.uri);
    }
    for url in &page.base_urls {
        let _ = writeln!(text, "API URL {url}");
    }
    for place in Place::ALL {
        fields(page, place, &mut text);
    }
    lists(page, &mut text);
    examples(page, &mut text);
    leftovers(page, &mut text);
    text
}

fn fields(page: &Page, place: Place, text: &mut String) {
    if page.fields_in(place).next().is_none() {
        return;
    }
    let _ = writeln!(text, "\n-- {place}: {} rows", page.fields_in(place).count());
    let width = page
        .fields_in(place)
        .map(|field| field.path.len())
        .max()
        .unwrap_or_default();
    for field in page.fields_in(place) {
        let kind = field.kind.as_ref().map_or("-", |kind| &kind.printed);
        let need = match field.need {
            Some(Need::Required) => "required",
            Some(Need::Optional) => "optional",
            Some(Need::Conditional) => "conditional",
            None => "-",
        };
        let mut more = limits(&field.limits);
        if !field.values.is_empty() {
            let values: Vec<&str> = field
                .values
                .iter()
                .map(|allowed| allowed.value.as_str())
                .collect();
            more.push(values.join(" | "));
        }
        more.extend(
            field
                .default
                .as_ref()
                .map(|default| format!("default {default}")),
        );
        let row = format!(
            "{:width$}  {kind:8}  {need:11}  {}",
            field.path,
            more.join("; ")
        );
        let _ = writeln!(text, "{}", row.trim_end());
    }
}

fn limits(limits: &Limits) -> Vec<String> {
    let range =
        |range: Range, of: &str| (range != Range::default()).then(|| format!("{of} {range}"));
    [range(limits.length, "length"), range(limits.value, "value")]
        .into_iter()
        .flatten()
        .collect()
}

fn lists(page: &Page, text: &mut String) {
    if !page.statuses.is_empty() {
        let _ = writeln!(text, "\n-- codes: {} rows", page.statuses.len());
    }
    for row in &page.statuses {
        let http = row
            .http
            .map_or_else(|| "-".to_owned(), |http| http.to_string());
        let code = row.code.as_deref().unwrap_or("-");
        let _ = writeln!(
            text,
            "{http:4} {code:6} {} ({})",
            row.message, row.description
        );
    }
    if !page.operations.is_empty() {
        let _ = writeln!(text, "\n-- operations: {} rows", page.operations.len());
    }
    for operation in &page.operations {
        let _ = writeln!(text, "{} ({})", operation.name, operation.description);
    }
}

fn examples(page: &Page, text: &mut String) {
    for request in &page.requests {
        let method = request.method.as_deref().unwrap_or("-");
        let url = request.url.as_deref().unwrap_or("-");
        let _ = writeln!(
            text,
            "\n-- example of a request, line {}\n{method} {url}",
            request.line
        );
        for (name, value) in &request.headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        if let Some(body) = &request.body {
            let _ = writeln!(text, "{body:#}");
        }
    }
    for response in &page.responses {
        let what = if response.failure {
            "a failure"
        } else {
            "an answer"
        };
        let _ = writeln!(
            text,
            "\n-- example of {what}, line {}\n{:#}",
            response.line, response.body
        );
        if !response.masked.is_empty() {
            let _ = writeln!(text, "masked: {}", response.masked.join(", "));
        }
    }
}

fn leftovers(page: &Page, text: &mut String) {
    if !page.notes.is_empty() {
        text.push_str("\n-- notes\n");
    }
    for note in &page.notes {
        let _ = writeln!(text, "{:4}: {}", note.line, note.text);
    }
    let (furniture, rest): (Vec<_>, Vec<_>) = page
        .remainder
        .iter()
        .partition(|remainder| remainder.furniture);
    let _ = writeln!(
        text,
        "\n-- not understood: {} ({} more of navigation, feet and the like)",
        rest.len(),
        furniture.len()
    );
    for remainder in rest {
        let reason = remainder
            .reason
            .as_ref()
            .map_or_else(String::new, |reason| format!("  [{reason}]"));
        let _ = writeln!(
            text,
            "{:4}: {}{reason}",
            remainder.line,
            remainder.text.replace('\n', "\n      ")
        );
    }
    text.push('\n');
}
