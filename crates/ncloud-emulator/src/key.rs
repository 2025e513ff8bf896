//! Key pairs that the emulator accepts.

use std::fmt;
use std::io;
use std::net::IpAddr;

use ipnet::IpNet;
use zeroize::Zeroizing;

use crate::permission::Permission;
use crate::random::Random;

/// A secret key. Its `Debug` form does not show it, and its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Zeroizing<String>);

impl SecretKey {
    pub(crate) fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The secret itself, for a client that is to sign with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey([redacted])")
    }
}

/// Whose key pair it is. Some operations refuse the keys of sub accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// The key pair of a main account, which may call everything.
    Main,
    /// The key pair of a sub account.
    Sub,
}

/// A key pair, whose it is and what it may do.
///
/// ```
/// use ncloud_emulator::Key;
///
/// let key = Key::sub("AKID", "secret").permissions(["getCaList", "certificate-manager"]);
/// assert_eq!(key.access_key(), "AKID");
/// assert!(!format!("{key:?}").contains("secret\""));
/// ```
#[derive(Clone, Debug)]
pub struct Key {
    pub(crate) access: String,
    pub(crate) secret: SecretKey,
    pub(crate) account: Account,
    /// What it may call; everything when there is no list.
    pub(crate) permissions: Option<Vec<Permission>>,
    /// Where it may be used from; everywhere when there is no list.
    pub(crate) addresses: Option<Vec<IpNet>>,
    /// Whether it was stopped, and authenticates nobody until it is started again.
    pub(crate) stopped: bool,
}

impl Key {
    /// A key pair of a main account.
    #[must_use]
    pub fn main(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        let secret = SecretKey::new(secret_key.into());
        Self::new(access_key.into(), secret, Account::Main)
    }

    /// A key pair of a sub account, which some operations refuse.
    #[must_use]
    pub fn sub(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        let secret = SecretKey::new(secret_key.into());
        Self::new(access_key.into(), secret, Account::Sub)
    }

    pub(crate) fn new(access: String, secret: SecretKey, account: Account) -> Self {
        Self {
            access,
            secret,
            account,
            permissions: None,
            addresses: None,
            stopped: false,
        }
    }

    /// Restricts the key pair to these permissions: names of operations (`createCa`), of the
    /// actions that the pages of operations list (`x-ncloud-permissions` in the published
    /// documents), or of services (`private-ca`).
    #[must_use]
    pub fn permissions<Name: Into<String>>(
        mut self,
        permissions: impl IntoIterator<Item = Name>,
    ) -> Self {
        let names = permissions.into_iter().map(Into::into);
        self.permissions = Some(names.map(Permission::Named).collect());
        self
    }

    /// Restricts the key pair to callers with these addresses: single ones, or ranges in CIDR notation.
    /// All others are refused as without permission: HTTP 401, code 210.
    ///
    /// # Errors
    /// When one is something else.
    pub fn allow_addresses<Range: AsRef<str>>(
        mut self,
        ranges: impl IntoIterator<Item = Range>,
    ) -> io::Result<Self> {
        let ranges = ranges.into_iter().map(|range| {
            let text = range.as_ref();
            address(text).ok_or_else(|| {
                let message = format!("`{text}` is no address, and no range in CIDR notation");
                io::Error::new(io::ErrorKind::InvalidInput, message)
            })
        });
        self.addresses = Some(ranges.collect::<io::Result<_>>()?);
        Ok(self)
    }

    /// The access key.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.access
    }

    /// A key pair of a main account with an access key that nobody else has.
    pub(crate) fn with_secret(random: &Random, secret: SecretKey) -> Self {
        let access = format!("EMULATOR{}", random.hex(12).to_uppercase());
        Self::new(access, secret, Account::Main)
    }

    /// Whether a client could send and sign with it. White space around a key is a mistake: clients
    /// take it off.
    ///
    /// # Errors
    /// When it could not.
    pub(crate) fn check(&self) -> io::Result<()> {
        let secret = self.secret.expose();
        let complaint = if self.access.is_empty() || secret.is_empty() {
            "an access key and a secret key must not be empty"
        } else if !self.access.bytes().all(|byte| byte.is_ascii_graphic()) {
            "an access key must be visible ASCII"
        } else if secret.trim() != secret {
            "a secret key must not begin or end with white space"
        } else {
            return Ok(());
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, complaint))
    }
}

/// An address, or a range of addresses in CIDR notation.
pub(crate) fn address(text: &str) -> Option<IpNet> {
    let alone = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(alone)
}
