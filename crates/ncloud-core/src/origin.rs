//! Origins that programs give: scheme, host and port, and nothing else.

use url::Url;

use crate::{Error, Result};

/// Reads an origin; without a slash at the end. `name` and `example` are for the error, and `check_scheme`
/// says what is wrong with a scheme.
pub(crate) fn parse(
    text: &str,
    name: &str,
    example: &str,
    check_scheme: impl FnOnce(&Url) -> Result<(), &'static str>,
) -> Result<String> {
    if text.contains('@') {
        // What stands before it may be a password; do not repeat it, even where the text is no URL.
        return Err(Error::configuration(format!(
            "{name} must not hold a user name or a password: give an origin such as {example}"
        )));
    }
    let refuse = |why: &str| {
        Error::configuration(format!(
            "`{text}` cannot be {name}: {why}; give an origin such as {example}"
        ))
    };
    let url = Url::parse(text).map_err(|error| refuse(&format!("it is not a URL ({error})")))?;
    check_scheme(&url).map_err(refuse)?;
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("it must not have a path, a query or a fragment"));
    }
    Ok(url.origin().ascii_serialization())
}
