//! Which operations may be called.

use ncloud_spec::document::Operation;

/// Why an operation is not called at a site; `None` when it may be.
///
/// Two marks must agree that it reads. `x-ncloud-retry` alone is not enough: writes that give the
/// same state again, such as setting a password, are `safe`, too. Nor is the verb: several GETs act
/// (restart, stop, release), and the documents mark those `unsafe`. So an operation is called when
/// it is `safe` and is either a GET or, for reads by POST, named `get…` or `list…`.
pub(crate) fn objection(operation: &Operation<'_>, site: &str) -> Option<&'static str> {
    if operation.value["x-ncloud-retry"] != "safe" {
        return Some("it is not marked safe to repeat");
    }
    let named_as_a_read = ["get", "list"]
        .iter()
        .any(|start| operation.id().starts_with(start));
    if operation.verb != "get" && !named_as_a_read {
        return Some("it is neither a GET nor named as a read");
    }
    if !operation.sites().any(|documented| documented == site) {
        return Some("the site does not document it");
    }
    if operation
        .success()
        .is_none_or(|(media_type, _)| media_type != "application/json")
    {
        return Some("its answer is not JSON, which is all that a schema describes");
    }
    None
}
