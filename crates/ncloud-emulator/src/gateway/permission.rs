//! What a sub account may call.

use super::Failure;
use crate::key::Key;
use crate::operation::Operation;

/// Refuses operations that the key pair was given no permission for.
///
/// A permission is the name of an operation, of one of the actions that its page lists, or of a
/// whole service.
pub(super) fn check(key: &Key, operation: &Operation) -> Result<(), Failure> {
    let Some(permissions) = &key.permissions else {
        return Ok(());
    };
    let service = operation.service.name();
    let fits = |permission: &String| {
        *permission == operation.id
            || permission == service
            || operation.permissions.contains(permission)
    };
    if permissions.iter().any(fits) {
        return Ok(());
    }
    let mut wanted = vec![operation.id.as_str()];
    let actions = operation.permissions.iter().map(String::as_str);
    wanted.extend(actions.filter(|action| *action != operation.id));
    wanted.push(service);
    Err(Failure::not_permitted(format!(
        "the key pair of this sub account has none of the permissions {}",
        wanted.join(", ")
    )))
}
