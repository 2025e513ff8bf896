//! What a call proves with who makes it.

use http::HeaderName;

use crate::config::Settings;
use crate::options::CallOptions;
use crate::service::{Operation, Security};
use crate::{Error, Result, Token};

/// What goes with a request; either the one or the other, never both.
#[derive(Clone, Debug)]
pub(crate) enum Authentication {
    /// A signature of the key pair of the settings.
    Signature,
    /// A token in this header.
    Token { header: HeaderName, token: Token },
}

/// Chooses among what the operation takes and what the caller has: the token of the call, else the
/// key pair, else the token of the settings.
///
/// # Errors
/// When the caller has nothing that the operation takes.
pub(crate) fn choose(
    operation: &'static Operation,
    settings: &Settings,
    options: &CallOptions,
) -> Result<Authentication> {
    let takes_signature = operation.security.contains(&Security::Signature);
    let header = operation
        .security
        .iter()
        .find_map(|security| match security {
            Security::Token { header } => Some(HeaderName::from_static(header)),
            Security::Signature => None,
        });
    if let Some(token) = options.token.clone() {
        return match header {
            Some(header) => Ok(Authentication::Token { header, token }),
            None => Err(Error::invalid_request(
                operation,
                "the operation takes a signature of the account, not a token: make the call without one",
            )),
        };
    }
    if takes_signature && settings.credentials.is_some() {
        return Ok(Authentication::Signature);
    }
    match (header, settings.token.clone()) {
        (Some(header), Some(token)) => Ok(Authentication::Token { header, token }),
        (Some(_), None) => Err(Error::configuration(
            "the operation takes a token, and there is none: give one with `CallOptions::token` or \
             `ConfigBuilder::token`",
        )
        .in_operation(operation)),
        (None, _) => Err(Error::configuration(
            "the operation takes a signature of the account, and there is no key pair: give \
             credentials; a token is not accepted",
        )
        .in_operation(operation)),
    }
}
