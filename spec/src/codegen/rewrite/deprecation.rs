//! What the document marks `deprecated`, for the compiler to warn of.
//!
//! progenitor and typify do not look at it.

use serde_json::Value;
use syn::{Attribute, Item, parse_quote};

use super::operations::Builder;
use super::types::Members;
use super::{Context, Parts, items_of};
use crate::codegen::Error;

/// Marks the methods of deprecated operations and the fields of deprecated members.
pub(super) fn mark(
    parts: &mut Parts,
    members: &Members,
    calls: &[Builder<'_>],
    context: &Context<'_>,
) -> Result<(), Error> {
    for method in &mut parts.client_methods {
        let call = calls
            .iter()
            .find(|call| method.sig.ident == call.shape.method);
        if call.is_some_and(|call| is_deprecated(call.operation.value)) {
            method.attrs.push(attribute());
        }
    }
    let schemas = &context.document.value()["components"]["schemas"];
    for item in items_of(&mut parts.types, context)? {
        let Item::Struct(item) = item else { continue };
        let type_name = item.ident.to_string();
        let properties = &schemas[&type_name]["properties"];
        for field in &mut item.fields {
            let name = field.ident.as_ref().map(ToString::to_string);
            let member = members
                .get(&type_name)
                .zip(name)
                .and_then(|(members, name)| members.get(&name));
            if member.is_some_and(|member| is_deprecated(&properties[&member.wire_name])) {
                field.attrs.push(attribute());
            }
        }
    }
    Ok(())
}

fn is_deprecated(value: &Value) -> bool {
    value["deprecated"] == true
}

fn attribute() -> Attribute {
    parse_quote!(#[deprecated = "the vendor has marked it as obsolete; see the page"])
}
