//! Where the vendor's pages disagree, and the operations that it concerns.

use ncloud_spec::document::{Document, members};
use serde_json::{Value, json};

use super::document::anchor;

/// The errata of a document, in its order.
pub fn of(document: &Document) -> Vec<Value> {
    members(&document.value()["x-ncloud-errata"])
        .map(|(id, erratum)| {
            json!({
                "id": id,
                "page": erratum["page"],
                "wire": erratum["wire"],
                "reason": erratum["reason"],
                "operations": concerned(document, id),
            })
        })
        .collect()
}

/// The operations that name the erratum.
fn concerned(document: &Document, id: &str) -> Vec<Value> {
    document
        .operations()
        .filter(|operation| {
            operation.value["x-ncloud-errata"]
                .as_array()
                .is_some_and(|ids| ids.iter().any(|named| named == id))
        })
        .map(|operation| json!({"id": operation.id(), "anchor": anchor(operation)}))
        .collect()
}
