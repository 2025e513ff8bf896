//! Taking secrets out of text that is kept for diagnosis.

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

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
    members(&private_keys(text))
}

/// Takes the values out of serde's messages, which quote what was found: `string "…"`.
pub(crate) fn quoted_values(message: &str) -> String {
    let Some((before, value)) = message.split_once("string \"") else {
        return message.to_owned();
    };
    let rest = &value[string_end(value)..];
    format!(
        "{before}string{}",
        quoted_values(rest.strip_prefix('"').unwrap_or(rest))
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

fn members(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, after)) = next_string(rest) {
        result.push_str(before);
        result.push('"');
        result.push_str(name);
        let (Some(closed), true) = (after.strip_prefix('"'), is_secret(name)) else {
            if let Some(closed) = after.strip_prefix('"') {
                result.push('"');
                rest = closed;
                continue;
            }
            rest = "";
            continue;
        };
        result.push('"');
        let value = closed.trim_start();
        let Some(value) = value
            .strip_prefix(':')
            .map(str::trim_start)
            .and_then(|value| value.strip_prefix('"'))
        else {
            rest = closed;
            continue;
        };
        result.push_str(&closed[..closed.len() - value.len()]);
        result.push_str(REDACTED);
        rest = &value[string_end(value)..];
        if let Some(closed) = rest.strip_prefix('"') {
            result.push('"');
            rest = closed;
        }
    }
    result.push_str(rest);
    result
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
    use super::{quoted_values, text};

    #[test]
    fn messages_do_not_quote_values() {
        assert_eq!(
            quoted_values(r#"invalid type: string "-----BEGIN \"x", expected struct Ca"#),
            "invalid type: string, expected struct Ca"
        );
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
