//! The hierarchy of CAs as a drawing.

use std::collections::BTreeSet;
use std::time::SystemTime;

use anstyle::AnsiColor;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

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

    /// What is told, in parts that belong together.
    fn parts(&self, now: SystemTime, is_stray: bool) -> Vec<String> {
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
        let status = format!("{style}{}{style:#}", printable(self.status));
        let mut parts = vec![name, printable(self.tag), status, expires];
        if is_stray {
            parts.push(format!("signed by {}", printable(self.issuer)));
        }
        parts
    }
}

/// The drawing, in lines of at most this width. Who signed a CA is known by name only: one whose issuer is
/// not there, or is there more than once, stands on its own, with the name of the issuer.
pub(super) fn draw(items: &[Value], now: SystemTime, width: Option<u16>) -> String {
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
    let mut drawing = Drawing {
        parents: (0..all.len()).map(parent).collect(),
        all: &all,
        now,
        width: width.map_or(usize::MAX, usize::from),
        drawn: BTreeSet::new(),
        lines: Vec::new(),
    };
    let tops = (0..all.len()).filter(|index| drawing.parents[*index].is_none());
    // CAs that name each other have no top; they are drawn all the same.
    let tops: Vec<usize> = tops.chain(0..all.len()).collect();
    for top in tops {
        if drawing.drawn.insert(top) {
            drawing.add(top, "", "", !all[top].is_root());
        }
    }
    drawing.lines.join("\n")
}

struct Drawing<'a> {
    all: &'a [Authority<'a>],
    parents: Vec<Option<usize>>,
    now: SystemTime,
    width: usize,
    drawn: BTreeSet<usize>,
    lines: Vec<String>,
}

impl Drawing<'_> {
    /// Adds a CA, and those below it. `branch` is before its own line, `indent` before the ones below.
    fn add(&mut self, own: usize, branch: &str, indent: &str, is_stray: bool) {
        let children: Vec<usize> = (0..self.all.len())
            .filter(|index| self.parents[*index] == Some(own) && !self.drawn.contains(index))
            .collect();
        self.drawn.extend(&children);
        let below = if children.is_empty() { "  " } else { "│ " };
        let parts = self.all[own].parts(self.now, is_stray);
        self.flow(&parts, branch, &format!("{indent}{below}"));
        for (place, child) in children.iter().enumerate() {
            let (branch, next) = if place + 1 == children.len() {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            let (branch, indent) = (format!("{indent}{branch}"), format!("{indent}{next}"));
            self.add(*child, &branch, &indent, false);
        }
    }

    /// Puts parts beside each other as far as there is room, and the others below. Only a part that is
    /// wider than a whole line is broken, between words.
    fn flow(&mut self, parts: &[String], branch: &str, below: &str) {
        let mut line = branch.to_owned();
        let mut gap = "";
        for part in parts {
            if shown_width(&format!("{line}{gap}{part}")) <= self.width {
                line = format!("{line}{gap}{part}");
            } else {
                for (place, word) in part.split(' ').enumerate() {
                    let gap = if place == 0 { gap } else { " " };
                    let is_whole = place == 0 && !gap.is_empty();
                    if is_whole || shown_width(&format!("{line}{gap}{word}")) > self.width {
                        self.lines.push(line);
                        line = format!("{below}{word}");
                    } else {
                        line = format!("{line}{gap}{word}");
                    }
                }
            }
            gap = "  ";
        }
        self.lines.push(line);
    }
}

/// Columns of a line; colours take none.
fn shown_width(line: &str) -> usize {
    anstream::adapter::strip_str(line).map(str::width).sum()
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
        let drawing = draw(&items, SystemTime::UNIX_EPOCH, None);
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

    #[test]
    fn what_does_not_fit_stands_below() {
        let items = [
            authority("root", "root"),
            authority("\u{d55c}\u{ad6d}", "root"),
        ];
        let drawing = draw(&items, SystemTime::UNIX_EPOCH, Some(20));
        let drawing = anstream::adapter::strip_str(&drawing).to_string();
        let lines: Vec<&str> = drawing.lines().collect();
        let expected = [
            "root  t-root  ACTIVE",
            "│ expires 1970-01-11",
            "│ (in 10 days)",
            "└─ \u{d55c}\u{ad6d}  t-\u{d55c}\u{ad6d}",
            "     ACTIVE",
            "     expires",
            "     1970-01-11 (in",
            "     10 days)",
        ];
        assert_eq!(lines, expected);
    }
}
