//! The report, for people and for programs.

use std::fmt::Write as _;

use serde_json::json;

use super::change::{Change, Class};

/// Operations that are named one by one; more are counted.
const NAMED: usize = 3;

/// Markdown: services in turn, what breaks first.
pub(super) fn markdown(changes: &[Change]) -> String {
    let mut text = String::from("# Differences of the specification\n\n");
    if changes.is_empty() {
        text.push_str("None.\n");
        return text;
    }
    text.push_str(
        "| audience | breaking | additive | documentation |\n| --- | ---: | ---: | ---: |\n",
    );
    for (audience, class) in [
        ("callers of the Rust crates", rust as fn(&Change) -> Class),
        ("consumers of the documents", spec),
    ] {
        let count = |wanted| {
            changes
                .iter()
                .filter(|change| class(change) == wanted)
                .count()
        };
        let _ = writeln!(
            text,
            "| {audience} | {} | {} | {} |",
            count(Class::Breaking),
            count(Class::Additive),
            count(Class::Documentation)
        );
    }
    let mut services: Vec<&str> = changes
        .iter()
        .map(|change| change.service.as_str())
        .collect();
    services.dedup();
    for service in services {
        let _ = write!(
            text,
            "\n## {service}\n\n| Rust | documents | difference | place | operations |\n| --- | --- | --- | --- | --- |\n"
        );
        let mut rows: Vec<&Change> = changes
            .iter()
            .filter(|change| change.service == service)
            .collect();
        // The order of places stays within a class.
        rows.sort_by_key(|change| std::cmp::Reverse((change.worst(), change.rust)));
        for change in rows {
            let _ = writeln!(
                text,
                "| {} | {} | {} | `{}` | {} |",
                name(change.rust),
                name(change.spec),
                cell(&change.what),
                cell(&change.place),
                operations(change)
            );
        }
    }
    text
}

/// JSON: the worst class of each audience, and all differences.
pub(super) fn json(changes: &[Change]) -> Result<String, String> {
    let report = json!({
        "rust": changes.iter().map(rust).max(),
        "spec": changes.iter().map(spec).max(),
        "changes": changes,
    });
    serde_json::to_string_pretty(&report).map_err(|error| error.to_string())
}

fn rust(change: &Change) -> Class {
    change.rust
}

fn spec(change: &Change) -> Class {
    change.spec
}

fn name(class: Class) -> &'static str {
    match class {
        Class::Documentation => "documentation",
        Class::Additive => "additive",
        Class::Breaking => "**breaking**",
    }
}

fn operations(change: &Change) -> String {
    let named: Vec<String> = change
        .operations
        .iter()
        .take(NAMED)
        .map(|id| format!("`{id}`"))
        .collect();
    match change.operations.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
