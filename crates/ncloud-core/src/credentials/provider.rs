//! Where key pairs come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::{Credentials, Result};

/// A key pair that is on its way.
pub type ProvidedCredentials<'a> = Pin<Box<dyn Future<Output = Result<Credentials>> + Send + 'a>>;

/// A source of key pairs: a vault, a file that rotates, a role.
///
/// It is asked before every attempt of every call, so that keys can be rotated without a new client.
/// A source that asks the network caches; see [`Config::load`](crate::Config::load) for the one of a
/// server role. A failure fails the call: nothing is ever sent unsigned.
///
/// ```
/// use ncloud_core::{Config, Credentials, ProvideCredentials, ProvidedCredentials};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     fn provide(&self) -> ProvidedCredentials<'_> {
///         Box::pin(async { Credentials::new("access-key-of-today", "secret-key-of-today") })
///     }
/// }
///
/// let config = Config::builder().credentials_provider(Vault).build()?;
/// # Ok::<(), ncloud_core::Error>(())
/// ```
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The key pair to sign with now.
    fn provide(&self) -> ProvidedCredentials<'_>;
}

/// A fixed pair provides itself.
impl ProvideCredentials for Credentials {
    fn provide(&self) -> ProvidedCredentials<'_> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}
