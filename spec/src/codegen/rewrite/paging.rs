//! `stream` on the builders of paged lists, as `x-ncloud-paging` says.

use quote::{format_ident, quote};
use serde_json::Value;
use syn::{ImplItem, parse_quote};

use super::Context;
use super::operations::Builder;
use super::types::Members;
use crate::codegen::Error;
use crate::codegen::schema::{is_required, is_secret_object, schema_name, wrapped_reference};

/// The method `stream`, when the operation is a paged list.
pub(super) fn stream(
    call: &Builder<'_>,
    types: &Members,
    context: &Context<'_>,
) -> Result<Option<ImplItem>, Error> {
    let Some(paging) = call.operation.value.get("x-ncloud-paging") else {
        return Ok(None);
    };
    let missing = |what: &str| {
        Error::new(
            context.document.file(),
            format!(
                "{}/x-ncloud-paging/{what} does not fit",
                call.operation.pointer()
            ),
        )
    };
    let parameter = paging["parameter"]
        .as_str()
        .ok_or_else(|| missing("parameter"))?;
    let (_, setter) = call
        .shape
        .setters
        .iter()
        .find(|(name, _)| name == parameter)
        .ok_or_else(|| missing("parameter"))?;
    let setter = format_ident!("{setter}");
    let walk = Walk {
        call,
        types,
        context,
    };
    let list = walk
        .to(paging["items"].as_str().ok_or_else(|| missing("items"))?)
        .ok_or_else(|| missing("items"))?;
    let item = item_type(list.schema, context).ok_or_else(|| missing("items"))?;
    let taken = &list.taken;
    let items = if list.optional {
        quote!(#taken.unwrap_or_default())
    } else {
        taken.clone()
    };
    let constant = &call.constant;
    if let Some(way) = paging["next"].as_str() {
        let next = walk.to(way).ok_or_else(|| missing("next"))?;
        let seen = &next.seen;
        let next = if next.optional {
            quote!(#seen.cloned())
        } else {
            quote!(Some(#seen.clone()))
        };
        let text = format!(
            "Every item of the list, fetched page by page. It starts where `{parameter}` was set to, without it at the \
             first page; an account that has nothing to list gives an empty stream."
        );
        return Ok(Some(parse_quote! {
            #[doc = #text]
            pub fn stream(self) -> ncloud_core::ItemStream<'a, #item> {
                ncloud_core::paging::items_by_token(
                    &super::operations::#constant,
                    move |token: ::std::option::Option<::std::string::String>| {
                        let call = self.clone();
                        let call = match token {
                            Some(token) => call.#setter(token),
                            None => call,
                        };
                        async move {
                            let answer = call.send().await?.into_inner();
                            let next = #next;
                            Ok(ncloud_core::paging::TokenPage { items: #items, next })
                        }
                    },
                )
            }
        }));
    }
    let total = |name: &str| match paging[name].as_str() {
        None => Ok(quote!(None)),
        Some(way) => {
            let number = walk.to(way).ok_or_else(|| missing(name))?;
            let seen = &number.seen;
            Ok(if number.optional {
                quote!(#seen.map(::ncloud_core::Integer::get))
            } else {
                quote!(Some(#seen.get()))
            })
        }
    };
    let (pages, count) = (total("pages")?, total("total")?);
    // `items` counts from 1.
    let number = if paging["first"] == 0 {
        quote!(page - 1)
    } else {
        quote!(page)
    };
    let text = format!(
        "Every item of the list, fetched page by page. It starts at the first page, whatever `{parameter}` was set to; \
         an account that has nothing to list gives an empty stream."
    );
    Ok(Some(parse_quote! {
        #[doc = #text]
        pub fn stream(self) -> ncloud_core::ItemStream<'a, #item> {
            ncloud_core::paging::items(&super::operations::#constant, move |page: i64| {
                let call = self.clone().#setter(#number);
                async move {
                    let answer = call.send().await?.into_inner();
                    let total_pages = #pages;
                    let total_items = #count;
                    Ok(ncloud_core::paging::Page { items: #items, total_pages, total_items })
                }
            })
        }
    }))
}

/// Rust type of the items of a list.
fn item_type(list: &Value, context: &Context<'_>) -> Option<syn::Type> {
    let items = list.get("items")?;
    let schema = context.document.resolve(items);
    if schema.as_object().is_some_and(is_secret_object) {
        return Some(parse_quote!(::ncloud_core::SecretJson));
    }
    if let Some(name) = schema_name(items) {
        let name = format_ident!("{name}");
        return Some(parse_quote!(types::#name));
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("password")) => Some(parse_quote!(::ncloud_core::Secret)),
        (Some("string"), _) => Some(parse_quote!(::std::string::String)),
        _ => None,
    }
}

/// The way to a member of a decoded answer.
struct Walk<'a, 'b> {
    call: &'a Builder<'b>,
    types: &'a Members,
    context: &'a Context<'b>,
}

/// A member of a decoded answer, as expressions on the variable `answer`.
struct Place<'a> {
    /// Moves the member out.
    taken: proc_macro2::TokenStream,
    /// Refers to the member.
    seen: proc_macro2::TokenStream,
    /// Whether the expressions are options.
    optional: bool,
    schema: &'a Value,
}

impl<'b> Walk<'_, 'b> {
    /// Follows wire names joined by `/`.
    fn to(&self, way: &str) -> Option<Place<'b>> {
        let document = self.context.document;
        let mut schema = &self.call.operation.success()?.1["schema"];
        let (mut taken, mut seen, mut optional) = (quote!(answer), quote!(&answer), false);
        for step in way.split('/') {
            let reference = wrapped_reference(schema).unwrap_or(schema);
            let type_name = schema_name(reference)?;
            let object = document.resolve(reference);
            let required = is_required(object.as_object()?, step);
            let field = self
                .types
                .get(type_name)?
                .iter()
                .find(|(_, member)| member.wire_name == step)?
                .0;
            let field = format_ident!("{field}");
            (taken, seen) = match (optional, required) {
                (false, true) => (quote!(#taken.#field), quote!((&(#seen).#field))),
                (false, false) => (quote!(#taken.#field), quote!((#seen).#field.as_ref())),
                (true, true) => (
                    quote!(#taken.map(|value| value.#field)),
                    quote!(#seen.map(|value| &value.#field)),
                ),
                (true, false) => (
                    quote!(#taken.and_then(|value| value.#field)),
                    quote!(#seen.and_then(|value| value.#field.as_ref())),
                ),
            };
            optional |= !required;
            schema = &object["properties"][step];
        }
        let schema = wrapped_reference(schema).unwrap_or(schema);
        Some(Place {
            taken,
            seen,
            optional,
            schema: document.resolve(schema),
        })
    }
}
