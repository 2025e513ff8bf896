//! Parts of a request target, decoded.

use percent_encoding::percent_decode_str;

/// A request target that is not percent-encoded UTF-8.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// Path segments and query pairs of a request target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) segments: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
}

impl Target {
    /// Splits and decodes a target. An encoded slash does not separate segments.
    pub(crate) fn parse(target: &str) -> Result<Self, Malformed> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix('/').unwrap_or(path);
        let segments = path.split('/').map(decode).collect::<Result<_, _>>()?;
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode_form(name)?, decode_form(value)?))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { segments, query })
    }

    /// The values of a query parameter that is repeated.
    pub(crate) fn query_values(&self, name: &str) -> Vec<&str> {
        let pairs = self.query.iter().filter(|(given, _)| given == name);
        pairs.map(|(_, value)| value.as_str()).collect()
    }

    /// The first value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(given, _)| given == name)?;
        Some(&pair.1)
    }
}

/// Decodes text in which each `%` begins an escape and the octets are UTF-8.
pub(crate) fn decode(text: &str) -> Result<String, Malformed> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let digits = after.as_bytes().get(..2).ok_or(Malformed)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(Malformed);
        }
        rest = &after[2..];
    }
    let decoded = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| Malformed)?;
    Ok(decoded.into_owned())
}

/// Decodes a part of a query, where `+` is a space.
fn decode_form(text: &str) -> Result<String, Malformed> {
    decode(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_and_pairs_are_decoded_after_they_are_split() {
        let target = Target::parse("/a%2Fb/%ED%95%9C?x=1+2&x=3&y&=z&%26=%3D").unwrap();
        assert_eq!(target.segments, ["a/b", "한"]);
        assert_eq!(target.query_value("x"), Some("1 2"));
        assert_eq!(target.query_value("y"), Some(""));
        assert_eq!(target.query_value("&"), Some("="));
        assert_eq!(target.query_value("Y"), None);
    }

    #[test]
    fn escapes_must_be_whole_and_utf8() {
        for target in ["/%", "/%4", "/%zz", "/%FF", "/%+1", "/a?b=%", "/%é"] {
            assert_eq!(Target::parse(target), Err(Malformed), "{target}");
        }
    }
}
