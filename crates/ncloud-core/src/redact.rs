//! Taking secrets out of text that is kept for diagnosis.

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// Parts of member names whose values are secret, in lower case.
const SECRET_NAMES: [&str; 7] = [
    "privatekey",
    "secret",
    "password",
    "passwd",
    "hmackey",
    "token",
    "signature",
];

/// Replaces private keys in PEM, and the values of JSON members whose names say that they are
/// secret. Works on truncated and broken JSON too.
pub(crate) fn text(text: &str) -> String {
    members(&private_keys(text), &[])
}

/// Takes the values out of serde's messages, which quote what was found: `string "…"`, ``integer `…` ``.
pub(crate) fn quoted_values(message: &str) -> String {
    let without_numbers = ["integer `", "floating point `"]
        .into_iter()
        .fold(message.to_owned(), |message, kind| numbers(&message, kind));
    texts(&without_numbers)
}

/// Takes out the numbers that follow the name of their kind.
fn numbers(message: &str, kind: &str) -> String {
    let mut pieces = message.split(kind);
    let first = pieces.next().unwrap_or_default().to_owned();
    let name = kind.trim_end_matches(" `");
    pieces.fold(first, |before, piece| {
        let after = piece.split_once('`').map_or("", |(_, after)| after);
        before + name + after
    })
}

fn texts(message: &str) -> String {
    let Some((before, value)) = message.split_once("string \"") else {
        return message.to_owned();
    };
    let rest = &value[string_end(value)..];
    format!(
        "{before}string{}",
        texts(rest.strip_prefix('"').unwrap_or(rest))
    )
}

fn private_keys(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        let (before, block) = rest.split_at(start);
        let label_end = block[11..].find("-----").map(|end| end + 11);
        let is_private = label_end.is_some_and(|end| block[11..end].ends_with("PRIVATE KEY"));
        result.push_str(before);
        if !is_private {
            result.push_str(&block[..11]);
            rest = &block[11..];
            continue;
        }
        result.push_str(REDACTED);
        // A block that is cut off is secret to its end.
        rest = block.find("-----END ").map_or("", |end| {
            let tail = &block[end + 9..];
            tail.find("-----").map_or("", |close| &tail[close + 5..])
        });
    }
    result.push_str(rest);
    result
}

/// Replaces the values of JSON members whose names say that they are secret: texts, and lists of texts. Of
/// those that are named in `secrets` every text goes, however deep it is.
pub(crate) fn members(text: &str, secrets: &[&str]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_string(rest) {
        result.push_str(before);
        result.push('"');
        result.push_str(name);
        let Some(closed) = after.strip_prefix('"') else {
            return result;
        };
        result.push('"');
        let is_named = secrets.contains(&name);
        let value = closed.trim_start().strip_prefix(':').map(str::trim_start);
        let Some(value) = value.filter(|_| is_named || is_secret(name)) else {
            rest = closed;
            continue;
        };
        result.push_str(&closed[..closed.len() - value.len()]);
        rest = match value.chars().next() {
            Some('[' | '{') if is_named => nested(value, &mut result),
            Some('[') => list(value, &mut result),
            _ => one(value, &mut result),
        };
    }
    result.push_str(rest);
    result
}

/// Replaces the string that a text begins with, if it does; what follows it.
fn one<'a>(value: &'a str, result: &mut String) -> &'a str {
    let Some(inside) = value.strip_prefix('"') else {
        return value;
    };
    result.push('"');
    result.push_str(REDACTED);
    let rest = &inside[string_end(inside)..];
    rest.strip_prefix('"').map_or(rest, |closed| {
        result.push('"');
        closed
    })
}

/// Replaces the strings of a list up to its end, or up to what is nested in it; what follows them.
fn list<'a>(value: &'a str, result: &mut String) -> &'a str {
    let (bracket, mut items) = value.split_at(1);
    result.push_str(bracket);
    while let Some(at) = items.find(['"', ']', '[', '{']) {
        result.push_str(&items[..at]);
        items = &items[at..];
        if !items.starts_with('"') {
            break;
        }
        items = one(items, result);
    }
    items
}

/// Replaces the strings of a list or an object and of all that is nested in it, but not the names of
/// members; what follows it.
fn nested<'a>(value: &'a str, result: &mut String) -> &'a str {
    let mut rest = value;
    let mut depth = 0_usize;
    while let Some(at) = rest.find(['"', '[', ']', '{', '}']) {
        let (before, found) = rest.split_at(at);
        result.push_str(before);
        if found.starts_with('"') {
            rest = name(found, result).unwrap_or_else(|| one(found, result));
            continue;
        }
        let (bracket, after) = found.split_at(1);
        result.push_str(bracket);
        rest = after;
        if matches!(bracket, "[" | "{") {
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            break;
        }
    }
    rest
}

/// Keeps the string that a text begins with, when it is the name of a member; what follows it.
fn name<'a>(text: &'a str, result: &mut String) -> Option<&'a str> {
    let inside = text.strip_prefix('"')?;
    let after = inside[string_end(inside)..].strip_prefix('"')?;
    if !after.trim_start().starts_with(':') {
        return None;
    }
    result.push_str(&text[..text.len() - after.len()]);
    Some(after)
}

/// Splits at the next JSON string: what is before it, its inside, and what follows from its closing
/// quote on.
fn next_string(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('"')?;
    let inside = &text[start + 1..];
    let end = string_end(inside);
    Some((&text[..start], &inside[..end], &inside[end..]))
}

/// Where a string that has begun ends: at its quote, or at the end of the text.
fn string_end(inside: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index,
            _ => {}
        }
    }
    inside.len()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{members, quoted_values, text};

    #[test]
    fn messages_do_not_quote_values() {
        assert_eq!(
            quoted_values(r#"invalid type: string "-----BEGIN \"x", expected struct Ca"#),
            "invalid type: string, expected struct Ca"
        );
        for (message, without) in [
            (
                "`key`: invalid type: integer `1234`, expected a string",
                "`key`: invalid type: integer, expected a string",
            ),
            (
                "invalid value: floating point `1.5`, expected i64",
                "invalid value: floating point, expected i64",
            ),
        ] {
            assert_eq!(quoted_values(message), without);
        }
        assert_eq!(
            quoted_values("missing field `caTag`"),
            "missing field `caTag`"
        );
    }

    #[test]
    fn private_keys_disappear() {
        let body =
            r#"{"a":"-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----","b":1}"#;
        assert_eq!(text(body), r#"{"a":"[redacted]","b":1}"#);
        assert_eq!(text("x -----BEGIN PRIVATE KEY-----\nMHc"), "x [redacted]");
        let certificate = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----";
        assert_eq!(text(certificate), certificate);
    }

    #[test]
    fn secret_members_disappear() {
        assert_eq!(
            text(r#"{"secretKey" : "b\"bbb", "accessKeyId":"a", "userPassword":"p"}"#),
            r#"{"secretKey" : "[redacted]", "accessKeyId":"a", "userPassword":"[redacted]"}"#
        );
        assert_eq!(
            text(r#"{"privateKey":"MIIE"#),
            r#"{"privateKey":"[redacted]"#
        );
        assert_eq!(text(r#"{"secretKey":null}"#), r#"{"secretKey":null}"#);
    }

    #[test]
    fn named_members_disappear_with_lists_of_texts() {
        let secrets = ["plaintext"];
        for (given, left) in [
            (
                r#"{"plaintext":"YQ==","b":"c"}"#,
                r#"{"plaintext":"[redacted]","b":"c"}"#,
            ),
            (
                r#"{"plaintext": ["YQ==", "Yg=="], "b":"c"}"#,
                r#"{"plaintext": ["[redacted]", "[redacted]"], "b":"c"}"#,
            ),
            (r#"{"plaintext":["YQ"#, r#"{"plaintext":["[redacted]"#),
            (r#"{"plaintext":[],"b":1}"#, r#"{"plaintext":[],"b":1}"#),
            (r#"{"plaintext":null}"#, r#"{"plaintext":null}"#),
            (r#"{"plaintexts":"a"}"#, r#"{"plaintexts":"a"}"#),
        ] {
            assert_eq!(members(given, &secrets), left);
        }
    }

    #[test]
    fn named_members_disappear_with_all_that_is_nested_in_them() {
        let secrets = ["record"];
        for (given, left) in [
            (
                r#"{"record":{"a":"b","c":[{"d":"e"},"f"],"g":1},"h":"i"}"#,
                r#"{"record":{"a":"[redacted]","c":[{"d":"[redacted]"},"[redacted]"],"g":1},"h":"i"}"#,
            ),
            (
                r#"{"record":[{"a" : "}b"}],"h":"i"}"#,
                r#"{"record":[{"a" : "[redacted]"}],"h":"i"}"#,
            ),
            (r#"{"record":{"a":"b"#, r#"{"record":{"a":"[redacted]"#),
            (r#"{"record":{},"h":"i"}"#, r#"{"record":{},"h":"i"}"#),
            (
                r#"{"secretList":[{"a":"b"}]}"#,
                r#"{"secretList":[{"a":"b"}]}"#,
            ),
        ] {
            assert_eq!(members(given, &secrets), left);
        }
    }

    #[test]
    fn other_text_stays() {
        for plain in [
            "",
            "\"",
            "{\"a\":\"b",
            "no json at all",
            "{\"code\":\"SUCCESS\"}",
        ] {
            assert_eq!(text(plain), plain);
        }
    }
}
