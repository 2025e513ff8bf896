//! JSON as pages print it: masked, abridged, now and then broken.

use std::fmt::Write as _;

use ncloud_spec::document::escape_pointer;
use serde_json::Value;

/// JSON of a page, and what had to be done to read it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Printed {
    pub(super) value: Value,
    /// JSON pointers of values that are masked or mere placeholders.
    pub(super) masked: Vec<String>,
    /// What was mended, in words.
    pub(super) repairs: Vec<String>,
}

/// Marks a bare value that was not JSON, so that it is found again after parsing.
const MASK: char = '\u{e000}';

/// Reads the JSON of a page.
///
/// Mended are: digits masked by stars, bare placeholders, elisions, commas too many, line feeds in
/// texts, and brackets that a cut left open. What is still not JSON then is refused with the reason.
pub(super) fn read(text: &str) -> Result<Printed, String> {
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let mut printed = Printed {
            value,
            masked: Vec::new(),
            repairs: Vec::new(),
        };
        collect_masks(&mut printed.value, "", &mut printed.masked);
        return Ok(printed);
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return Err("not JSON: it does not begin with a bracket".to_owned());
    }
    let mut repair = Repair::default();
    let mended = repair.mend(text);
    let mut value =
        serde_json::from_str::<Value>(&mended).map_err(|error| format!("not JSON: {error}"))?;
    let mut masked = Vec::new();
    collect_masks(&mut value, "", &mut masked);
    repair.notes.dedup();
    Ok(Printed {
        value,
        masked,
        repairs: repair.notes,
    })
}

/// Whether the brackets of a text are closed again, and outside of strings.
pub(super) fn is_balanced(text: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_i32, false, false);
    for character in text.chars() {
        if in_string {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                // A text of JSON ends with its line: a quote that is missing must not swallow the rest.
                '"' | '\n' => in_string = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => in_string = true,
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    depth <= 0
}

#[derive(Default)]
struct Repair {
    notes: Vec<String>,
}

impl Repair {
    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|other| other == note) {
            self.notes.push(note.to_owned());
        }
    }

    fn mend(&mut self, text: &str) -> String {
        let mut mended = String::with_capacity(text.len());
        let mut open = Vec::new();
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(&character) = characters.get(at) {
            match character {
                '"' => at = self.string(&characters, at, &mut mended),
                '{' if self.is_placeholder(&characters, at, &mended) => {
                    at = self.placeholder(&characters, at, &mut mended);
                }
                '{' | '[' => {
                    open.push(if character == '{' { '}' } else { ']' });
                    mended.push(character);
                    at += 1;
                }
                '}' | ']' => {
                    self.drop_comma(&mut mended);
                    if open.pop().is_some() {
                        mended.push(character);
                    }
                    at += 1;
                }
                ',' if mended.trim_end().ends_with([',', '{', '[']) => at += 1,
                ',' | ':' => {
                    mended.push(character);
                    at += 1;
                }
                _ if character.is_whitespace() => {
                    mended.push(character);
                    at += 1;
                }
                _ => at = self.bare(&characters, at, &mut mended),
            }
        }
        self.close(&mut mended, open);
        mended
    }

    /// A text; a line feed in it is escaped, a missing end is put at the end of the page.
    fn string(&mut self, characters: &[char], start: usize, mended: &mut String) -> usize {
        mended.push('"');
        let mut at = start + 1;
        while let Some(&character) = characters.get(at) {
            match character {
                '\\' => {
                    mended.push('\\');
                    mended.extend(characters.get(at + 1));
                    at += 2;
                    continue;
                }
                '"' => {
                    mended.push('"');
                    return at + 1;
                }
                '\n' => {
                    self.note("a line feed within a text");
                    mended.push_str("\\n");
                }
                '\t' => mended.push_str("\\t"),
                other => mended.push(other),
            }
            at += 1;
        }
        self.note("the end is missing");
        mended.push('"');
        at
    }

    /// `{Private Key}`: braces around words, where a value belongs. Objects begin with a quote.
    fn is_placeholder(&self, characters: &[char], at: usize, mended: &str) -> bool {
        let is_value = mended.trim_end().ends_with([':', '[', ',']);
        let next = characters[at + 1..]
            .iter()
            .find(|next| !next.is_whitespace());
        is_value && next.is_some_and(|next| next.is_alphabetic())
    }

    fn placeholder(&mut self, characters: &[char], start: usize, mended: &mut String) -> usize {
        let length = characters[start..]
            .iter()
            .position(|character| *character == '}');
        let end = length.map_or(characters.len(), |length| start + length + 1);
        let text: String = characters[start..end].iter().collect();
        self.masked(&text, mended);
        end
    }

    /// A value without quotes: a number, true, false, null, or something masked.
    fn bare(&mut self, characters: &[char], start: usize, mended: &mut String) -> usize {
        let length = characters[start..].iter().position(|character| {
            matches!(character, ',' | '}' | ']' | '{' | '[' | ':' | '\n' | '"')
        });
        let end = length.map_or(characters.len(), |length| start + length);
        let text: String = characters[start..end].iter().collect();
        let text = text.trim();
        let is_dots = text.chars().all(|character| matches!(character, '.' | '…'));
        if text.starts_with("//") {
            let rest = characters[start..]
                .iter()
                .position(|character| *character == '\n');
            self.note("a comment");
            return rest.map_or(characters.len(), |length| start + length);
        }
        if is_dots {
            self.note("an elision");
            // `"a": ...` has no value otherwise.
            if mended.trim_end().ends_with(':') {
                self.masked(text, mended);
            }
        } else if serde_json::from_str::<Value>(text).is_ok() {
            mended.push_str(text);
        } else if text
            .starts_with(|first: char| first.is_ascii_digit() || first == '*' || first == '-')
            && text
                .chars()
                .all(|character| matches!(character, '0'..='9' | '*' | '-' | '.'))
        {
            // The digits that are left tell that it is a number; a mark at its place tells that it is masked.
            self.note("a masked number");
            let _ = write!(mended, "\"{MASK}#{text}\"");
        } else {
            self.masked(text, mended);
        }
        end.max(start + 1)
    }

    fn masked(&mut self, text: &str, mended: &mut String) {
        self.note("a placeholder without quotes");
        let _ = write!(mended, "{}", Value::String(format!("{MASK}{text}")));
    }

    fn drop_comma(&mut self, mended: &mut String) {
        let length = mended.trim_end().len();
        if mended[..length].ends_with(',') {
            mended.truncate(length - 1);
            self.note("a comma too many");
        }
    }

    /// Ends what a cut left open.
    fn close(&mut self, mended: &mut String, open: Vec<char>) {
        if open.is_empty() {
            return;
        }
        self.note("the end is missing");
        let trimmed = mended.trim_end().len();
        mended.truncate(trimmed);
        if mended.ends_with(':') {
            mended.push_str("null");
        } else if ends_with_lone_name(mended) {
            mended.push_str(": null");
        }
        for bracket in open.into_iter().rev() {
            self.drop_comma(mended);
            mended.push(bracket);
        }
    }
}

/// Whether an object ends with the name of a member that has no value.
fn ends_with_lone_name(text: &str) -> bool {
    let Some(rest) = text.strip_suffix('"') else {
        return false;
    };
    let Some(start) = rest.rfind('"') else {
        return false;
    };
    let before = text[..start].trim_end();
    // In a list a text stands alone, too; what is open decides.
    before.ends_with('{')
        || (before.ends_with(',') && {
            let brackets = before.chars().rev().scan(0_i32, |depth, character| {
                match character {
                    '}' | ']' => *depth += 1,
                    '{' | '[' => *depth -= 1,
                    _ => {}
                }
                Some((*depth, character))
            });
            brackets
                .into_iter()
                .find(|(depth, _)| *depth < 0)
                .is_some_and(|(_, character)| character == '{')
        })
}

/// Notes where values are masked, and gives them back their kind: a masked number is a number again.
fn collect_masks(value: &mut Value, pointer: &str, masked: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            if let Some(rest) = text.strip_prefix(MASK) {
                masked.push(pointer.to_owned());
                *value = match rest.strip_prefix('#') {
                    Some(digits) => number(digits),
                    None => Value::String(rest.to_owned()),
                };
            } else if text.contains('*') || (text.contains('{') && text.contains('}')) {
                masked.push(pointer.to_owned());
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                collect_masks(element, &format!("{pointer}/{index}"), masked);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = escape_pointer(name);
                collect_masks(member, &format!("{pointer}/{name}"), masked);
            }
        }
        _ => {}
    }
}

/// A masked number, with zeros for stars.
fn number(digits: &str) -> Value {
    serde_json::from_str(digits.replace('*', "0").trim_start_matches('0'))
        .unwrap_or_else(|_| Value::from(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_pages_print_is_read() {
        for (text, expected) in [
            (r#"{"a": 17***, "b": "x"}"#, json!({"a": 17000, "b": "x"})),
            (
                r#"{"a": {Private Key}, "b": 1}"#,
                json!({"a": "{Private Key}", "b": 1}),
            ),
            (r#"{"a": [1, 2, ...], }"#, json!({"a": [1, 2]})),
            (r#"{"a": {...}}"#, json!({"a": {}})),
            ("{\"a\": \"x\ny\"}", json!({"a": "x\ny"})),
            (
                "{\"a\": 1, // one\n\"b\": true}",
                json!({"a": 1, "b": true}),
            ),
            (
                r#"{"a": {"b": [1, {"c": "d"#,
                json!({"a": {"b": [1, {"c": "d"}]}}),
            ),
            (r#"{"a": 1, "b""#, json!({"a": 1, "b": null})),
            (r#"["a", "b""#, json!(["a", "b"])),
        ] {
            assert_eq!(
                read(text).map(|printed| printed.value),
                Ok(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn masked_values_are_named() {
        let printed =
            read(r#"{"no": 17***, "tag": "****-****", "key": {Key}, "plain": "x"}"#).unwrap();
        assert_eq!(printed.masked, ["/no", "/tag", "/key"]);
    }

    #[test]
    fn prose_is_refused() {
        assert!(read("see the page of errors").is_err());
    }
}
