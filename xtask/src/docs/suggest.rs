//! What to paste for a difference: into the document when the page is right, into the errata when not.

use std::fmt::Write as _;

use serde_json::json;

use super::difference::{Difference, What};
use super::draft;
use super::model::Page;
use super::specification::Service;

/// The suggestion for a difference that nothing records.
pub(super) fn suggestion(
    page: &Page,
    difference: &Difference,
    operation: &str,
    services: &[Service<'_>],
    read: &str,
) -> String {
    let mut text = String::new();
    match difference.what {
        What::Operation if page.request_line.is_some() => {
            return draft::operation(page, services, read)
                .unwrap_or_else(|reason| format!("# {reason}\n"));
        }
        What::Extra => {
            let field = page.fields.iter().find(|field| {
                Some(field.place) == difference.place
                    && Some(&field.path) == difference.printed.as_ref()
            });
            if let Some(field) = field {
                let _ = writeln!(
                    text,
                    "# if the page is right, among the properties of {}:",
                    difference.location
                );
                text.push_str(&draft::property(page, field, operation));
                if draft::example::is_whole(page, field) {
                    let _ = writeln!(
                        text,
                        "# and, as its example has an integer, in an erratum that `{operation}` names:\n\
                         differences:\n  - {{what: type, in: {}, member: {}, printed: Number}}",
                        field.place, field.path
                    );
                }
            }
        }
        What::Required => {
            if let (Some(member), Some(printed)) = (&difference.member, &difference.printed) {
                let change = if printed == "Required" {
                    "require"
                } else {
                    "do not require"
                };
                let _ = writeln!(
                    text,
                    "# if the page is right, {change} `{member}` in {}",
                    difference.location
                );
            }
        }
        What::Value => {
            if let Some(value) = &difference.printed {
                let _ = writeln!(
                    text,
                    "# if the page is right, in `x-ncloud-enum` (and `enum`) of {}:",
                    difference.location
                );
                let _ = writeln!(text, "{value}: To write.");
            }
        }
        _ => {}
    }
    if let Some(erratum) = erratum(difference) {
        let _ = writeln!(
            text,
            "# if the page errs, in an erratum that `{operation}` names:\ndifferences:\n  - {erratum}"
        );
    }
    text
}

/// The difference as an entry of an erratum.
fn erratum(difference: &Difference) -> Option<String> {
    // Errata record what a page says about one operation, not which operations there are.
    if matches!(difference.what, What::Operation | What::Status) {
        return None;
    }
    let mut parts = vec![format!("what: {}", difference.what)];
    parts.extend(difference.place.map(|place| format!("in: {place}")));
    let mut part = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            let is_plain = value
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "._-".contains(character));
            let shown = if is_plain {
                value.clone()
            } else {
                json!(value).to_string()
            };
            parts.push(format!("{name}: {shown}"));
        }
    };
    part("member", &difference.member);
    part("printed", &difference.printed);
    if difference.what == What::Value && difference.printed.is_none() {
        part("believed", &difference.believed);
    }
    Some(format!("{{{}}}", parts.join(", ")))
}
