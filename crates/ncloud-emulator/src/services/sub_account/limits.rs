//! Limits that the schemas of requests cannot tell.

use serde_json::Value;

use super::refusal::Refusal;
use super::rows::Tags;

/// Sub accounts and policies of an account at most.
pub(super) const MOST: usize = 500;
/// Tags of a resource at most.
const MOST_TAGS: usize = 20;
/// Bytes of a text at most.
const LONGEST_TEXT: usize = 300;

/// A text of at most 300 bytes.
pub(super) fn text(name: &str, text: &str) -> Result<String, Refusal> {
    if text.len() > LONGEST_TEXT {
        return Err(Refusal::rule(format!(
            "{name} must have {LONGEST_TEXT} bytes at most"
        )));
    }
    Ok(text.to_owned())
}

/// The name of a group or of a policy: a letter, then letters, digits and `.`, `_`, `-`.
pub(super) fn name(name: &str, text: &str) -> Result<String, Refusal> {
    let rest = |character: char| character.is_alphanumeric() || "._-".contains(character);
    if text.starts_with(char::is_alphabetic) && text.chars().all(rest) {
        return Ok(text.to_owned());
    }
    Err(Refusal::rule(format!(
        "{name} must begin with a letter, and have letters, digits, dots, underscores and hyphens only"
    )))
}

/// Tags, values by keys.
pub(super) fn tags(given: &Value) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for (key, value) in given.as_object().into_iter().flatten() {
        tag(&mut tags, key, value.as_str().unwrap_or_default())?;
    }
    Ok(tags)
}

/// Adds a tag, or gives it another value.
pub(super) fn tag(tags: &mut Tags, key: &str, value: &str) -> Result<(), Refusal> {
    let is_good = |text: &str| {
        let known = |character: char| character.is_alphanumeric() || "(-_)".contains(character);
        text.chars().count() <= 128 && text.chars().all(known)
    };
    if key.is_empty() || !is_good(key) || !is_good(value) {
        return Err(Refusal::rule(
            "the key and the value of a tag have 128 letters, digits, hyphens and underscores at most",
        ));
    }
    tags.insert(key.to_owned(), value.to_owned());
    if tags.len() > MOST_TAGS {
        return Err(Refusal::rule(format!(
            "a resource has {MOST_TAGS} tags at most"
        )));
    }
    Ok(())
}
