//! What a key pair may be used for, and from where.

use std::net::SocketAddr;

use super::Failure;
use crate::key::Key;
use crate::permission::Wanted;

/// Refuses addresses that the key pair may not be used from.
pub(super) fn check_address(key: &Key, peer: Option<SocketAddr>) -> Result<(), Failure> {
    let Some(ranges) = &key.addresses else {
        return Ok(());
    };
    let is_in = |peer: SocketAddr| {
        let address = peer.ip().to_canonical();
        ranges.iter().any(|range| range.contains(&address))
    };
    if peer.is_some_and(is_in) {
        return Ok(());
    }
    Err(Failure::not_permitted(
        "the key pair may not be used from the address that the request came from".to_owned(),
    ))
}

/// Refuses operations that the key pair was given no permission for.
pub(super) fn check(key: &Key, wanted: Wanted<'_>) -> Result<(), Failure> {
    let Some(permissions) = &key.permissions else {
        return Ok(());
    };
    if permissions
        .iter()
        .any(|permission| permission.allows(wanted))
    {
        return Ok(());
    }
    let operation = wanted.operation;
    let service = operation.service.name();
    let mut names = vec![operation.id.as_str()];
    let actions = operation.permissions.iter().map(String::as_str);
    names.extend(actions.filter(|action| *action != operation.id));
    names.push(service);
    Err(Failure::not_permitted(format!(
        "the key pair has none of the permissions {}",
        names.join(", ")
    )))
}
