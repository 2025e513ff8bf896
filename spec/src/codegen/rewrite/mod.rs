//! From progenitor's output to the client that users see.
//!
//! progenitor contributes the types, their builders and one builder per operation. What it emits
//! around them (its own error type, public constructors for any host, hooks that can be forgotten)
//! is taken out, and each `send` becomes one call into `ncloud-core`. Every pass knows the shape that
//! it expects and fails with what it found instead, so that a new version of progenitor is noticed.

mod choices;
mod client;
mod conversion;
mod deprecation;
mod enums;
mod operations;
mod paging;
mod send;
mod types;
mod waiting;

pub(super) use types::serde_text;

use quote::quote;
use syn::{File, Item, ItemMod, parse_quote};

use super::metadata;
use super::schema::Usage;
use super::{Error, Generated};
use crate::document::Document;

/// Rewrites the parsed output of progenitor for a published document.
pub(super) fn rewrite(file: File, published: &Document) -> Result<Generated, Error> {
    let context = Context {
        document: published,
        usage: Usage::of(published),
    };
    let mut parts = Parts::take(file, &context)?;
    let members = types::rewrite(&mut parts.types, &context)?;
    let calls = operations::rewrite(&mut parts.builder, &members, &context)?;
    deprecation::mark(&mut parts, &members, &calls, &context)?;
    let client = client::client(parts.client_methods, &context)?;

    let service = metadata::service(published)?;
    let constants = calls
        .iter()
        .map(|call| {
            metadata::operation(
                published,
                &context.usage,
                call.operation,
                &call.shape.method,
            )
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let (types, builder) = (parts.types, parts.builder);
    let file = syn::parse2(quote! {
        /// What `ncloud-core` knows of the service and of each operation.
        pub(crate) mod operations {
            use ncloud_core::http::Method;
            #[allow(unused_imports)]
            use ncloud_core::service::{
                EmptyList, Envelope, Host, Limit, Operation, Place, Rejection, RetryClass, Rule,
                Security, Service,
            };
            #[allow(unused_imports)]
            use ncloud_core::{KeyBoundary, Site};

            #service
            #(#constants)*
        }

        #client
        #[allow(clippy::all, deprecated, unused_qualifications)]
        #types
        #[allow(clippy::all, deprecated, unused_qualifications)]
        #builder
    })
    .map_err(|error| context.unexpected(format!("the rewritten client does not parse: {error}")))?;
    Ok(Generated {
        file,
        calls: calls.into_iter().map(|call| call.shape).collect(),
    })
}

/// What every pass needs.
struct Context<'a> {
    document: &'a Document,
    usage: Usage,
}

impl Context<'_> {
    /// An error that says which assumption about progenitor's output no longer holds.
    fn unexpected(&self, what: impl std::fmt::Display) -> Error {
        Error::new(
            self.document.file(),
            format!(
                "progenitor's output is not as the rewriting passes in spec/src/codegen/rewrite expect: {what}"
            ),
        )
    }
}

/// The parts of progenitor's output that are kept.
struct Parts {
    types: ItemMod,
    builder: ItemMod,
    client_methods: Vec<syn::ImplItemFn>,
}

impl Parts {
    fn take(file: File, context: &Context<'_>) -> Result<Self, Error> {
        let (mut types, mut builder, mut client_methods) = (None, None, Vec::new());
        for item in file.items {
            match item {
                Item::Mod(mut module) if module.ident == "types" || module.ident == "builder" => {
                    // The rewritten client sets its own `allow`s.
                    module.attrs.clear();
                    let part = if module.ident == "types" {
                        &mut types
                    } else {
                        &mut builder
                    };
                    *part = Some(module);
                }
                // An inherent impl holds the constructors, which go, or the operations, which stay.
                Item::Impl(implementation) if implementation.trait_.is_none() => {
                    client_methods.extend(implementation.items.into_iter().filter_map(|item| {
                        match item {
                            syn::ImplItem::Fn(method) if method.sig.receiver().is_some() => {
                                Some(method)
                            }
                            _ => None,
                        }
                    }));
                }
                // progenitor's runtime, the client struct with its base URL, the prelude.
                Item::Use(_) | Item::Struct(_) | Item::Impl(_) => {}
                Item::Mod(module) if module.ident == "prelude" => {}
                other => {
                    return Err(context
                        .unexpected(format!("an item that is not known: {}", quote!(#other))));
                }
            }
        }
        let missing = |name: &str| context.unexpected(format!("there is no module `{name}`"));
        Ok(Self {
            types: types.ok_or_else(|| missing("types"))?,
            builder: builder.ok_or_else(|| missing("builder"))?,
            client_methods,
        })
    }
}

/// The items of a module with a body.
fn items_of<'a>(
    module: &'a mut ItemMod,
    context: &Context<'_>,
) -> Result<&'a mut Vec<Item>, Error> {
    match &mut module.content {
        Some((_, items)) => Ok(items),
        None => Err(context.unexpected(format!("the module `{}` has no body", module.ident))),
    }
}

/// The text of the doc comments among the attributes.
pub(super) fn documentation(attributes: &[syn::Attribute]) -> String {
    let lines: Vec<String> = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

/// Replaces the doc comments among the attributes.
fn document(attributes: &mut Vec<syn::Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    let text = text.trim();
    attributes.insert(0, parse_quote!(#[doc = #text]));
}
