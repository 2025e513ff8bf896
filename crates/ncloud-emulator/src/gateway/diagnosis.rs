//! Says which part of a wrong signature differs, by trying the usual mistakes.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::signature::{is_of, string_to_sign};
use crate::target;

/// What was sent, as it was sent.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    pub(crate) timestamp: &'a str,
    pub(crate) access_key: &'a str,
    pub(crate) host: Option<&'a str>,
}

/// A value that may have been signed instead of the right one, and what to say if it was.
type Guess = (String, Option<&'static str>);

/// What to say when no guess fits.
const UNKNOWN: &str = "the secret key differs, or something else was signed";

/// Explains why `signature` is not the one of what was sent. Names neither the secret nor a
/// signature, nor anything else that was sent.
pub(crate) fn explain(sent: Sent<'_>, signature: &str, secret: &str) -> String {
    let Some((bytes, encoding)) = decode_leniently(signature) else {
        return "the signature is not standard base64 with padding".to_owned();
    };
    let mut best: Option<Vec<&str>> = None;
    for (secret, secret_remark) in secrets(secret) {
        for (text, mut remarks) in texts(sent) {
            if !is_of(&bytes, &text, secret.as_bytes()) {
                continue;
            }
            remarks.extend(secret_remark);
            remarks.extend(encoding);
            if best.as_ref().is_none_or(|best| remarks.len() < best.len()) {
                best = Some(remarks);
            }
        }
    }
    match best {
        Some(remarks) if !remarks.is_empty() => remarks.join("; "),
        _ => encoding.map_or(UNKNOWN.to_owned(), |encoding| {
            format!("{encoding}; and {UNKNOWN}")
        }),
    }
}

/// Every text that may have been signed, with what is wrong about it.
fn texts(sent: Sent<'_>) -> Vec<(String, Vec<&'static str>)> {
    let mut texts = Vec::new();
    for (method, method_remark) in methods(sent.method) {
        for (target, target_remark) in targets(sent) {
            for (timestamp, timestamp_remark) in timestamps(sent.timestamp) {
                let remarks = [method_remark, target_remark, timestamp_remark];
                let remarks: Vec<&str> = remarks.into_iter().flatten().collect();
                // Who makes three mistakes at once is told of none; trying all would take long.
                if remarks.len() > 2 {
                    continue;
                }
                let text = string_to_sign(&method, &target, &timestamp, sent.access_key);
                let with = |remark: &'static str| [remarks.as_slice(), &[remark]].concat();
                if remarks.len() < 2 {
                    texts.push((
                        format!("{text}\n"),
                        with("the string to sign ended with a line feed"),
                    ));
                    texts.push((
                        text.replace('\n', "\r\n"),
                        with("the lines were joined by CR LF instead of LF"),
                    ));
                }
                texts.push((text, remarks));
            }
        }
    }
    texts
}

fn methods(method: &str) -> Vec<Guess> {
    let remark = Some("the method was signed in another case than it was sent in");
    let mut title = method.to_lowercase();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut guesses = vec![(method.to_owned(), None)];
    for other in [method.to_lowercase(), method.to_uppercase(), title] {
        if other != method {
            guesses.push((other, remark));
        }
    }
    guesses
}

fn timestamps(timestamp: &str) -> Vec<Guess> {
    let mut guesses = vec![(timestamp.to_owned(), None)];
    if let Some(seconds) = timestamp
        .len()
        .checked_sub(3)
        .and_then(|end| timestamp.get(..end))
    {
        guesses.push((
            seconds.to_owned(),
            Some("the timestamp was signed in seconds, not in the milliseconds of the header"),
        ));
    }
    guesses
}

fn targets(sent: Sent<'_>) -> Vec<Guess> {
    let target = sent.target;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut guesses = vec![(target.to_owned(), None)];
    let mut guess = |text: String, remark| {
        if text != target {
            guesses.push((text, Some(remark)));
        }
    };
    guess(path.to_owned(), "the query was left out of the signature");
    let bare = if query.is_empty() {
        "a question mark was signed that was not sent"
    } else {
        "the query was left out of the signature"
    };
    guess(format!("{path}?"), bare);
    let spaces = "the target was signed in another encoding: `+` and `%20` differ";
    guess(target.replace("%20", "+"), spaces);
    guess(target.replace('+', "%20"), spaces);
    let encoding = "the target was signed in another encoding: decoded text instead of escapes";
    if let Ok(decoded) = target::decode(target) {
        guess(decoded, encoding);
    }
    if let Ok(decoded) = target::decode(&target.replace('+', " ")) {
        guess(decoded, encoding);
    }
    let escapes = "the target was signed in another encoding: other characters were escaped";
    for character in [':', ',', '~', '/', '[', ']', '*', '(', ')', '!', '\''] {
        let escape = format!("%{:02X}", u32::from(character));
        if character != '/' {
            guess(target.replace(character, &escape), escapes);
        }
        guess(target.replace(&escape, &character.to_string()), escapes);
    }
    let case = "the target was signed in another encoding: the case of escapes differs";
    guess(
        map_escapes(target, |digit| digit.to_ascii_lowercase()),
        case,
    );
    guess(
        map_escapes(target, |digit| digit.to_ascii_uppercase()),
        case,
    );
    let empty = "an empty query value was signed with or without `=`, unlike it was sent";
    guess(with_query(path, query, |pair| format!("{pair}=")), empty);
    guess(
        with_query(path, query, |pair| pair.trim_end_matches('=').to_owned()),
        empty,
    );
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    guess(
        format!("{path}?{}", pairs.join("&")),
        "the query was signed in another order than it was sent in",
    );
    if let Some(host) = sent.host {
        let whole = "the whole URL was signed, not the path and the query only";
        for prefix in ["https://", "http://", ""] {
            guess(format!("{prefix}{host}{target}"), whole);
        }
    }
    let base = "the target was signed without the beginning of its path";
    let mut rest = target;
    while let Some(at) = rest
        .get(1..)
        .and_then(|rest| rest.split('?').next()?.find('/'))
    {
        rest = &rest[at + 1..];
        guess(rest.to_owned(), base);
    }
    if let Some(relative) = target.strip_prefix('/') {
        guess(
            relative.to_owned(),
            "the target was signed without its first slash",
        );
    }
    guesses
}

/// The target with `change` applied to each pair of the query that has no `=` or an empty value.
fn with_query(path: &str, query: &str, change: impl Fn(&str) -> String) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| {
            let empty = !pair.contains('=') || pair.ends_with('=');
            let doubled = pair.ends_with('=') && change(pair).ends_with("==");
            if empty && !doubled {
                change(pair)
            } else {
                pair.to_owned()
            }
        })
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

/// The text with `change` applied to the two characters after each `%`.
fn map_escapes(text: &str, change: impl Fn(char) -> char) -> String {
    let mut left = 0;
    text.chars()
        .map(|character| {
            if character == '%' {
                left = 2;
                return character;
            }
            if left == 0 {
                return character;
            }
            left -= 1;
            change(character)
        })
        .collect()
}

fn secrets(secret: &str) -> Vec<Guess> {
    let mut guesses = vec![
        (secret.to_owned(), None),
        (
            format!("{secret}\n"),
            Some("the secret key was used with a line feed at its end"),
        ),
    ];
    // A key whose bytes are not text cannot be tried as one; it is rare enough to leave out.
    let decoded = STANDARD.decode(secret).ok();
    if let Some(text) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) {
        guesses.push((
            text,
            Some("the secret key was base64-decoded before it was used"),
        ));
    }
    guesses
}

/// The bytes of a signature in any of the usual encodings, with what is wrong about it.
fn decode_leniently(signature: &str) -> Option<(Vec<u8>, Option<&'static str>)> {
    if let Ok(bytes) = STANDARD.decode(signature) {
        // 64 hexadecimal digits happen to be base64 too, of the wrong length.
        let hexadecimal = || {
            Some((
                from_hex(signature)?,
                Some("the signature is hexadecimal, not base64"),
            ))
        };
        return if bytes.len() == 32 {
            Some((bytes, None))
        } else {
            hexadecimal().or(Some((bytes, None)))
        };
    }
    let trimmed = signature.trim();
    if let Ok(bytes) = URL_SAFE
        .decode(trimmed)
        .or_else(|_| URL_SAFE_NO_PAD.decode(trimmed))
    {
        return Some((
            bytes,
            Some("the signature is in URL-safe base64 or lacks its padding"),
        ));
    }
    let bytes = STANDARD_NO_PAD.decode(trimmed).ok()?;
    Some((bytes, Some("the signature lacks its padding")))
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 {
        return None;
    }
    (0..64)
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha2::Sha256;

    use super::*;

    #[test]
    fn a_question_mark_alone_is_no_query() {
        let explained = |target: &str, signed: &str| {
            let sent = Sent {
                method: "GET",
                target,
                timestamp: "1600000000000",
                access_key: "AKID",
                host: None,
            };
            let text = string_to_sign(sent.method, signed, sent.timestamp, sent.access_key);
            let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
            mac.update(text.as_bytes());
            let signature = STANDARD.encode(mac.finalize().into_bytes());
            explain(sent, &signature, "secret")
        };
        let question_mark = "a question mark was signed that was not sent";
        assert_eq!(explained("/a", "/a?"), question_mark);
        let left_out = "the query was left out of the signature";
        assert_eq!(explained("/a?b=1", "/a?"), left_out);
        assert_eq!(explained("/a?", "/a"), left_out);
    }
}
