//! The hierarchy of CAs as a drawing.

use std::collections::BTreeSet;
use std::time::SystemTime;

use anstyle::AnsiColor;
use serde_json::Value;

use crate::output::cells::printable;
use crate::time::{day, distance, from_milliseconds};

/// What the drawing tells of a CA.
struct Authority<'a> {
    tag: &'a str,
    alias: &'a str,
    name: &'a str,
    issuer: &'a str,
    status: &'a str,
    expires: Option<SystemTime>,
}

impl<'a> Authority<'a> {
    fn read(item: &'a Value) -> Self {
        let text = |pointer: &str| {
            let value = item.pointer(pointer);
            value.and_then(Value::as_str).unwrap_or_default()
        };
        let expires = item.pointer("/caCertInfo/notAfterDate");
        let milliseconds = expires.and_then(|value| {
            let text = value.as_str().and_then(|text| text.parse().ok());
            value.as_i64().or(text)
        });
        Self {
            tag: text("/caInfo/caTag"),
            alias: text("/caInfo/alias"),
            name: text("/caCertInfo/commonName"),
            issuer: text("/caCertInfo/issuerName"),
            status: text("/caInfo/status"),
            expires: milliseconds.and_then(from_milliseconds),
        }
    }

    fn is_root(&self) -> bool {
        self.issuer.is_empty() || self.issuer == self.name
    }

    fn line(&self, now: SystemTime) -> String {
        let colour = match self.status {
            "ACTIVE" => AnsiColor::Green,
            "PENDING" => AnsiColor::Yellow,
            _ => AnsiColor::Red,
        };
        let style = colour.on_default();
        let name = printable(if self.name.is_empty() {
            self.alias
        } else {
            self.name
        });
        let expires = match self.expires {
            Some(time) => format!("expires {} ({})", day(time), distance(time, now)),
            None => "no certificate yet".to_owned(),
        };
        let (tag, status) = (printable(self.tag), printable(self.status));
        format!("{name}  {tag}  {style}{status}{style:#}  {expires}")
    }
}

/// The drawing. Who signed a CA is known by name only: one whose issuer is not there, or is there more
/// than once, stands on its own, with the name of the issuer.
pub(super) fn draw(items: &[Value], now: SystemTime) -> String {
    let all: Vec<Authority<'_>> = items.iter().map(Authority::read).collect();
    if all.is_empty() {
        return "(no CAs)".to_owned();
    }
    let parent = |child: usize| {
        let child = &all[child];
        let named = |other: &Authority<'_>| !child.is_root() && other.name == child.issuer;
        let mut found = (0..all.len()).filter(|index| named(&all[*index]));
        found.next().filter(|_| found.next().is_none())
    };
    let parents: Vec<Option<usize>> = (0..all.len()).map(parent).collect();
    let mut drawn = BTreeSet::new();
    let mut lines = Vec::new();
    let tops = (0..all.len()).filter(|index| parents[*index].is_none());
    // CAs that name each other have no top; they are drawn all the same.
    for top in tops.chain(0..all.len()) {
        if !drawn.insert(top) {
            continue;
        }
        let own = &all[top];
        let mut line = own.line(now);
        if !own.is_root() {
            line = format!("{line}  signed by {}", printable(own.issuer));
        }
        lines.push(line);
        below(top, "", &all, &parents, &mut drawn, &mut lines, now);
    }
    lines.join("\n")
}

fn below(
    parent: usize,
    indent: &str,
    all: &[Authority<'_>],
    parents: &[Option<usize>],
    drawn: &mut BTreeSet<usize>,
    lines: &mut Vec<String>,
    now: SystemTime,
) {
    let children: Vec<usize> = (0..all.len())
        .filter(|index| parents[*index] == Some(parent) && !drawn.contains(index))
        .collect();
    for (place, child) in children.iter().enumerate() {
        drawn.insert(*child);
        let is_last = place + 1 == children.len();
        let (branch, next) = if is_last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        lines.push(format!("{indent}{branch}{}", all[*child].line(now)));
        let indent = format!("{indent}{next}");
        below(*child, &indent, all, parents, drawn, lines, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn authority(name: &str, issuer: &str) -> Value {
        json!({
            "caInfo": { "caTag": format!("t-{name}"), "status": "ACTIVE" },
            "caCertInfo": { "commonName": name, "issuerName": issuer, "notAfterDate": 864_000_000 },
        })
    }

    #[test]
    fn children_stand_below_their_parents() {
        let items = [
            authority("sub-1", "root"),
            authority("root", "root"),
            authority("leaf", "sub-1"),
            authority("sub-2", "root"),
            authority("stray", "elsewhere"),
            authority("hen", "egg"),
            authority("egg", "hen"),
        ];
        let drawing = draw(&items, SystemTime::UNIX_EPOCH);
        let names: Vec<&str> = drawing
            .lines()
            .map(|line| line.split("  t-").next().unwrap_or_default())
            .collect();
        assert_eq!(
            names,
            [
                "root",
                "├─ sub-1",
                "│  └─ leaf",
                "└─ sub-2",
                "stray",
                "hen",
                "└─ egg"
            ]
        );
        assert!(
            drawing.contains("expires 1970-01-11 (in 10 days)"),
            "{drawing}"
        );
        assert!(drawing.contains("signed by elsewhere"), "{drawing}");
    }
}
