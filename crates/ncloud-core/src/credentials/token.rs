//! A credential of its own kind: a token that a service has issued.

use std::fmt;

use http::HeaderValue;

use crate::{Error, Result, Secret};

/// A token, for the operations that take one in the place of a signature.
///
/// A token goes to the host of the service whose operation takes it, alone: never together with an
/// access key or a signature, and never to another host. Calls to URLs of one's own
/// ([`Client::request`](crate::Client::request)) cannot send one.
///
/// Which kind an operation takes is in its documentation. Those of Key Management Service come from
/// `createTokenSet`: the access token calls the cryptographic operations of one key, the refresh
/// token renews.
///
/// ```
/// use ncloud_core::{CallOptions, Config, Token};
///
/// let token = Token::new("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl")?;
/// assert_eq!(format!("{token:?}"), "Token(***)");
/// // For all calls that take it, by a program without a key pair:
/// let config = Config::builder().token(token.clone()).build()?;
/// // Or for one call:
/// let options = CallOptions::new().token(token);
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Secret);

impl Token {
    /// A token as it was issued. White space around it is not part of it.
    ///
    /// # Errors
    /// When it is empty or cannot be the value of a header.
    pub fn new(token: impl Into<Secret>) -> Result<Self> {
        let token = token.into();
        let text = token.expose().trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "the token must be visible ASCII characters without spaces: check that it was copied whole",
            ));
        }
        Ok(Self(Secret::new(text)))
    }

    /// The token itself. Take care where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// As the value of a header, which does not show in logs.
    pub(crate) fn header_value(&self) -> Result<HeaderValue> {
        let mut value = HeaderValue::from_str(self.expose())
            .map_err(|_| Error::configuration("the token cannot be the value of a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_header_is_a_token() {
        assert_eq!(Token::new(" a.b.c\n").unwrap().expose(), "a.b.c");
        for bad in ["", " ", "a b", "a\nb", "토큰"] {
            let error = Token::new(bad).unwrap_err();
            assert!(bad.trim().is_empty() || !error.to_string().contains(bad));
        }
        let value = Token::new("a.b.c").unwrap().header_value().unwrap();
        assert!(value.is_sensitive());
    }
}
