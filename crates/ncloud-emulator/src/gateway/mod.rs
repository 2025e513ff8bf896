//! What the gateway does before a service sees a request: who calls, from where, what they may do
//! and how often; and its own failures.

mod address_range;
mod authentication;
mod diagnosis;
mod failure;
mod keys;
mod limiter;
mod limits;
mod permission;
mod signature;
mod time_window;
mod xml;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::http::HeaderMap;
use ncloud_core::KeyBoundary;

pub(crate) use authentication::{is_signed, is_signed_as_v1};
pub(crate) use failure::{CODES, Failure};
pub(crate) use keys::Keys;
pub(crate) use limiter::Limiter;
pub use limits::Limits;

use crate::key::Key;
use crate::permission::Wanted;
use crate::world::World;

/// The gateway of one account.
pub(crate) struct Gateway {
    pub(crate) keys: Keys,
    pub(crate) limiter: Limiter,
    /// Whether signatures under the name of version 1 are refused.
    pub(crate) strict_v2: bool,
}

/// A request as far as the gateway looks at it.
#[derive(Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) method: &'a str,
    /// Request target exactly as sent.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) peer: Option<SocketAddr>,
    /// Boundary of keys whose address was called.
    pub(crate) key_boundary: KeyBoundary,
    /// Time of arrival, epoch milliseconds.
    pub(crate) now: i64,
}

impl Gateway {
    /// Finds out who calls: the key pair, if the signature is right and the address is allowed.
    pub(crate) fn identify(
        &self,
        arrival: Arrival<'_>,
        world: &World,
    ) -> Result<Arc<Key>, Failure> {
        let find = |access_key: &str| self.keys.find(access_key, world);
        let key = authentication::authenticate(find, arrival, self.strict_v2)?;
        self.limiter.check_address(arrival.peer)?;
        permission::check_address(&key, arrival.peer)?;
        Ok(key)
    }

    /// Lets a request with a token through to its service, which looks at the token, and counts it.
    pub(crate) fn admit_token(&self, arrival: Arrival<'_>, token: &str) -> Result<(), Failure> {
        if token.is_empty() {
            return Err(Failure::missing("the token is missing"));
        }
        self.limiter.check_address(arrival.peer)?;
        self.limiter.count(arrival.now)
    }

    /// Lets a request through to its operation, and counts it.
    pub(crate) fn admit(&self, key: &Key, wanted: Wanted<'_>, now: i64) -> Result<(), Failure> {
        permission::check(key, wanted)?;
        self.limiter.count(now)
    }
}
