//! Key pairs that the emulator accepts.

use std::fmt;

use zeroize::Zeroizing;

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
pub enum Account {
    /// The key pair of a main account, which may call everything.
    Main,
    /// The key pair of a sub account.
    Sub,
}

/// A key pair and whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) access: String,
    pub(crate) secret: SecretKey,
    pub(crate) account: Account,
}

impl Key {
    /// A key pair of a main account with an access key that nobody else has.
    pub(crate) fn with_secret(random: &Random, secret: SecretKey) -> Self {
        Self {
            access: format!("EMULATOR{}", random.hex(12).to_uppercase()),
            secret,
            account: Account::Main,
        }
    }
}
