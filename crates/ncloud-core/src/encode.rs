//! Percent-encoding of path segments and query values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986's unreserved characters stay; a space becomes `%20`, never `+`.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// As in a query, but the colon stays: serial numbers hold many, and the pages show them as they are.
const SEGMENT: &AsciiSet = &QUERY.remove(b':');

/// Encodes one path segment.
///
/// An empty segment, `.` and `..` cannot be encoded: every URL parser would take them for another
/// path, and so for another resource.
pub(crate) fn segment(value: &str) -> Result<Cow<'_, str>, String> {
    match value {
        "" => Err("must not be empty".to_owned()),
        "." | ".." => Err(format!("must not be `{value}`, which names another path")),
        _ => Ok(utf8_percent_encode(value, SEGMENT).into()),
    }
}

/// Encodes the name or the value of a query parameter.
pub(crate) fn query(value: &str) -> Cow<'_, str> {
    utf8_percent_encode(value, QUERY).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_cannot_leave_their_place() {
        assert_eq!(segment("a/b\\c?d%e f").unwrap(), "a%2Fb%5Cc%3Fd%25e%20f");
        assert_eq!(segment("한글").unwrap(), "%ED%95%9C%EA%B8%80");
        assert_eq!(segment("3F:1A:00:FF").unwrap(), "3F:1A:00:FF");
        assert!(segment("").is_err());
        assert!(segment(".").is_err());
        assert!(segment("..").is_err());
        assert_eq!(segment("...").unwrap(), "...");
    }

    #[test]
    fn spaces_are_not_plus_signs() {
        assert_eq!(query("한글 CA"), "%ED%95%9C%EA%B8%80%20CA");
        assert_eq!(query("a+b~c"), "a%2Bb~c");
    }
}
