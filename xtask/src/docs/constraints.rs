//! Limits, allowed values and defaults, from the words of a cell.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

use super::model::{Allowed, Kind, Limits, Range};
use super::pattern::compiled;
use super::words;

/// What a description says about the values of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Constraints {
    pub(super) limits: Limits,
    pub(super) values: Vec<Allowed>,
    pub(super) default: Option<String>,
}

/// Reads a description, a line for each line and item of the cell.
pub(super) fn read(description: &str, kinds: &[Kind]) -> Constraints {
    let items: Vec<Item<'_>> = description.lines().map(Item::of).collect();
    let mut constraints = Constraints {
        values: values(&items),
        default: default(description),
        limits: Limits::default(),
    };
    let is_numeric = kinds
        .iter()
        .any(|kind| matches!(kind, Kind::Integer | Kind::Long | Kind::Number));
    // What stands below a value is about that value alone.
    for item in items
        .iter()
        .filter(|item| item.depth < 2 && item.meaning().is_none())
    {
        limits(item.text, is_numeric, &mut constraints.limits);
    }
    constraints
}

/// A line of a description: how deep in lists, and its text.
#[derive(Clone, Copy)]
struct Item<'t> {
    depth: usize,
    text: &'t str,
}

impl<'t> Item<'t> {
    fn of(line: &'t str) -> Self {
        let text = line.trim_start();
        match text.strip_prefix('•').or_else(|| text.strip_prefix("- ")) {
            Some(item) => Self {
                depth: 1 + (line.len() - text.len()) / 2,
                text: item.trim(),
            },
            None => Self {
                depth: 0,
                text: text.trim(),
            },
        }
    }

    /// `VALUE: what it means`.
    fn meaning(&self) -> Option<(&'t str, &'t str)> {
        let (value, meaning) = self.text.split_once(':')?;
        let value = value.trim();
        (self.depth > 0 && is_value(value)).then(|| (value, meaning.trim()))
    }
}

/// Whether a word can be a value: letters, digits and what joins them.
fn is_value(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "_-.+/".contains(character))
        && word.contains(|character: char| character.is_ascii_alphanumeric())
}

/// Whether words can be a value: few of them, of what values are made of.
fn is_phrase(words: &str) -> bool {
    const MOST: usize = 4;
    words.split(' ').count() <= MOST && words.split(' ').all(is_value)
}

fn is_code(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.chars().all(|character| {
            character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_'
        })
}

fn values(items: &[Item<'_>]) -> Vec<Allowed> {
    let listed = items.iter().find_map(|item| {
        alternatives(item.text)
            .or_else(|| quoted(item.text))
            .or_else(|| numbers(item.text))
    });
    let words = listed.unwrap_or_else(|| lone(items));
    // A boolean has no other values.
    if words
        .iter()
        .all(|word| matches!(word.as_str(), "true" | "false" | "null"))
    {
        return Vec::new();
    }
    words
        .into_iter()
        .map(|value| {
            let meaning = items
                .iter()
                .filter_map(Item::meaning)
                .find(|(named, meaning)| *named == value && !meaning.is_empty())
                .map(|(_, meaning)| meaning.to_owned());
            Allowed { value, meaning }
        })
        .collect()
}

/// `A | B | C`, perhaps after words and a colon.
fn alternatives(text: &str) -> Option<Vec<String>> {
    let mut words: Vec<&str> = text.split('|').map(str::trim).collect();
    if words.len() < 2 {
        return None;
    }
    if let Some((_, word)) = words[0].rsplit_once(':') {
        words[0] = word.trim();
    }
    let words: Vec<&str> = words.into_iter().map(without_remark).collect();
    words
        .iter()
        .all(|word| is_phrase(word))
        .then(|| words.into_iter().map(str::to_owned).collect())
}

/// A word without what stands in brackets behind it.
fn without_remark(word: &str) -> &str {
    word.split_once('(').map_or(word, |(word, _)| word).trim()
}

/// `'A', 'B'` or `「A」、「B」`, and nothing else.
fn quoted(text: &str) -> Option<Vec<String>> {
    static QUOTED: LazyLock<Regex> =
        LazyLock::new(|| compiled(r#"['"`「『]([A-Za-z0-9_.-]+)['"`」』]"#));
    let text = without_remark(text);
    let words: Vec<String> = QUOTED
        .captures_iter(text)
        .map(|found| found[1].to_owned())
        .collect();
    let rest = QUOTED.replace_all(text, "");
    let is_all = rest
        .chars()
        .all(|character| character.is_whitespace() || ",、/|".contains(character));
    (words.len() > 1 && is_all && words.iter().all(|word| is_value(word))).then_some(words)
}

/// `128, 256, 512`, and nothing else.
fn numbers(text: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = without_remark(text)
        .split([',', '、'])
        .map(str::trim)
        .collect();
    let is_all = words
        .iter()
        .all(|word| !word.is_empty() && word.chars().all(|character| character.is_ascii_digit()));
    (words.len() > 2 && is_all).then(|| words.into_iter().map(str::to_owned).collect())
}

/// Items that are a code each, or a code and its meaning.
fn lone(items: &[Item<'_>]) -> Vec<String> {
    let explained: Vec<String> = items
        .iter()
        .filter_map(Item::meaning)
        .map(|(value, _)| value)
        .filter(|value| is_code(value))
        .map(str::to_owned)
        .collect();
    if explained.len() > 1 {
        return explained;
    }
    items
        .iter()
        .filter(|item| item.depth > 0 && is_code(item.text))
        .map(|item| item.text.to_owned())
        .collect()
}

fn default(description: &str) -> Option<String> {
    static AFTER: LazyLock<Regex> =
        LazyLock::new(|| compiled(&format!(r"(?:{})\s*[:=]\s*([^\s,)、]+)", words::DEFAULTS)));
    static BEFORE: LazyLock<Regex> =
        LazyLock::new(|| compiled(&format!(r"([^\s|(]+)\s*\((?:{})\)", words::DEFAULTS)));
    [&AFTER, &BEFORE]
        .into_iter()
        .find_map(|pattern| pattern.captures(description))
        .map(|found| found[1].trim_matches(['\'', '"', '`']).to_owned())
}

fn limits(text: &str, is_numeric: bool, limits: &mut Limits) {
    static SPAN: LazyLock<Regex> =
        LazyLock::new(|| with_unit(r"(-?\d[\d,]*)\s*(?:~|-|–|\bto\b)\s*(\d[\d,]*|N)"));
    static MOST: LazyLock<Regex> = LazyLock::new(|| one_end(words::MOST));
    static LEAST: LazyLock<Regex> = LazyLock::new(|| one_end(words::LEAST));
    if let Some(found) = SPAN.captures(text) {
        let range = Range {
            least: integer(&found[1]),
            most: integer(&found[2]),
        };
        // "3 of 2020-11-21" is no range: without a unit it must be what the line begins with.
        let begins = found
            .get(0)
            .is_some_and(|all| all.start() == 0 || text.contains('~'));
        return set(limits, &found, (3, 4), range, is_numeric, begins);
    }
    for (pattern, is_most) in [(&MOST, true), (&LEAST, false)] {
        if let Some(found) = pattern.captures(text) {
            let end = integer(&found[1]);
            let range = if is_most {
                Range {
                    least: None,
                    most: end,
                }
            } else {
                Range {
                    least: end,
                    most: None,
                }
            };
            set(limits, &found, (2, 3), range, is_numeric, is_numeric);
        }
    }
}

/// A limit after one of these words.
fn one_end(words: &str) -> Regex {
    with_unit(&format!(r"(?:{words})\s*(?:of\s*)?(\d[\d,]*)"))
}

/// What a limit looks like, perhaps with a unit behind it: a group for characters and one for octets.
fn with_unit(limit: &str) -> Regex {
    let (characters, octets) = (words::CHARACTERS, words::OCTETS);
    compiled(&format!(r"{limit}\s*(?:({characters})|({octets}))?"))
}

/// Puts a range where its unit says; `units` are the groups of characters and of octets.
fn set(
    limits: &mut Limits,
    found: &Captures<'_>,
    units: (usize, usize),
    range: Range,
    is_numeric: bool,
    without_unit: bool,
) {
    let target = if found.get(units.0).is_some() {
        &mut limits.length
    } else if found.get(units.1).is_some() || !(is_numeric || without_unit) {
        return;
    } else {
        &mut limits.value
    };
    target.least = target.least.or(range.least);
    target.most = target.most.or(range.most);
}

fn integer(digits: &str) -> Option<i64> {
    digits.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(description: &str) -> Constraints {
        read(description, &[Kind::String])
    }

    #[test]
    fn ranges_have_units() {
        let range = |least, most| Range { least, most };
        for (text, length) in [
            ("Name\n• 3~15자로 영문자", range(Some(3), Some(15))),
            (
                "名前\n• 3～15文字".replace('～', "~").as_str(),
                range(Some(3), Some(15)),
            ),
            ("Name\n• 3 to 15 characters", range(Some(3), Some(15))),
            ("Name\n• 0-100 characters", range(Some(0), Some(100))),
            (
                "String length: 3 ~ 15 characters.",
                range(Some(3), Some(15)),
            ),
            ("Name\n• Up to 64 characters", range(None, Some(64))),
            ("메모\n• 최대 100자", range(None, Some(100))),
        ] {
            assert_eq!(
                read_text(text).limits,
                Limits {
                    length,
                    value: Range::default()
                },
                "{text}"
            );
        }
        for text in [
            "Up to 200B",
            "Base64\n• 1~50바이트",
            "Since 2020-11-21",
            "Use 3 of them",
        ] {
            assert_eq!(read_text(text).limits, Limits::default(), "{text}");
        }
        let value = |text: &str, kind| read(text, &[kind]).limits.value;
        assert_eq!(
            value("Days\n• 1~3650", Kind::String),
            range(Some(1), Some(3650))
        );
        assert_eq!(
            value("Days\n• 1-730 (default: 90)", Kind::Integer),
            range(Some(1), Some(730))
        );
        assert_eq!(
            value("Page\n• 1~N (default: 1)", Kind::Integer),
            range(Some(1), None)
        );
        assert_eq!(
            value("Size in GB, 100~2,000", Kind::Integer),
            range(Some(100), Some(2000))
        );
    }

    #[test]
    fn values_come_with_their_meaning() {
        let constraints = read_text("State\n• ON | OFF\n  • ON: in use\n  • OFF: not in use");
        let expected = [("ON", "in use"), ("OFF", "not in use")];
        assert_eq!(
            constraints.values,
            expected.map(|(value, meaning)| Allowed {
                value: value.into(),
                meaning: Some(meaning.into())
            })
        );
        let names = |text: &str| -> Vec<String> {
            read_text(text)
                .values
                .into_iter()
                .map(|allowed| allowed.value)
                .collect()
        };
        assert_eq!(names("'AES256', 'RSA2048'"), ["AES256", "RSA2048"]);
        assert_eq!(names("「AES256」、「RSA2048」"), ["AES256", "RSA2048"]);
        assert_eq!(
            names("128, 256, 512 (Default = 256)"),
            ["128", "256", "512"]
        );
        assert_eq!(names("Kind\n• KVM"), ["KVM"]);
        assert_eq!(
            names("Kind\n• Allowed: Allow | Deny (default)"),
            ["Allow", "Deny"]
        );
        assert_eq!(names("Flag\n• true | false (default)"), [""; 0]);
        assert_eq!(names("letters, '-' and '_' only"), [""; 0]);
    }

    #[test]
    fn defaults_are_found_on_either_side() {
        for text in [
            "(기본값: 90)",
            "90 (기본값)",
            "(default: 90)",
            "(Default = 90).",
            "デフォルト: 90",
        ] {
            assert_eq!(read_text(text).default.as_deref(), Some("90"), "{text}");
        }
    }
}
