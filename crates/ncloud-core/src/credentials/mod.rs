//! The key pair that signs, and where it comes from; tokens, which take its place in some calls.

mod expiration;
pub(crate) mod file;
mod ini;
pub(crate) mod metadata;
#[cfg(unix)]
mod permissions;
mod provider;
pub(crate) mod role;
mod token;

use std::fmt;

pub use provider::{ProvideCredentials, ProvidedCredentials};
pub use role::RoleCredentials;
pub use token::Token;

use crate::signature::Signer;
use crate::{Result, Secret};

/// An access key and its secret key.
///
/// The secret key itself is not kept: it becomes the state of the signer. `Debug` shows the access
/// key and where the pair came from.
///
/// ```
/// use ncloud_core::Credentials;
///
/// let credentials = Credentials::new("my-access-key", "my-secret-key")?;
/// assert_eq!(credentials.access_key(), "my-access-key");
/// assert!(!format!("{credentials:?}").contains("my-secret-key"));
/// # Ok::<(), ncloud_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    signer: Signer,
    source: &'static str,
}

impl Credentials {
    /// A key pair given by the program. White space around either is not part of it.
    ///
    /// # Errors
    /// When either is empty, or the access key cannot be the value of a header.
    pub fn new(access_key: impl AsRef<str>, secret_key: impl Into<Secret>) -> Result<Self> {
        Self::from_source(access_key.as_ref(), &secret_key.into(), "explicit")
    }

    pub(crate) fn from_source(
        access_key: &str,
        secret_key: &Secret,
        source: &'static str,
    ) -> Result<Self> {
        let trimmed = Secret::new(secret_key.expose().trim());
        Ok(Self {
            signer: Signer::new(access_key.trim(), &trimmed)?,
            source,
        })
    }

    /// The access key.
    #[must_use]
    pub fn access_key(&self) -> &str {
        self.signer.access_key()
    }

    /// Where the pair came from: `explicit`, `environment`, `file` or `server role`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// What signs with this pair.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("access_key", &self.access_key())
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
