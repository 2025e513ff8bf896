//! Enumerations: open in answers, closed in requests, and with the meaning of each value.
//!
//! One that a request and an answer share is open as a Rust type, so that what was received can be sent
//! back; requests are checked against the allowed values.

use std::collections::BTreeSet;

use quote::quote;
use syn::{Item, ItemEnum, ItemMod, Type, parse_quote};

use super::types::serde_text;
use super::{Context, document, items_of};
use crate::codegen::{Error, describe};

/// Replaces what typify wrote around each enumeration of strings.
pub(super) fn rewrite(types: &mut ItemMod, context: &Context<'_>) -> Result<(), Error> {
    let items = items_of(types, context)?;
    let names: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item)
                if item
                    .variants
                    .iter()
                    .all(|variant| variant.fields.is_empty()) =>
            {
                Some(item.ident.to_string())
            }
            _ => None,
        })
        .collect();
    // typify's own conversions know neither unknown values nor what would have been allowed.
    items.retain(|item| match item {
        Item::Impl(implementation) => !matches!(&*implementation.self_ty, Type::Path(path)
            if path.path.get_ident().is_some_and(|ident| names.contains(&ident.to_string()))),
        _ => true,
    });
    let mut rewritten = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Enum(item) if names.contains(&item.ident.to_string()) => {
                rewritten.extend(enumeration(item, context)?);
            }
            other => rewritten.push(other),
        }
    }
    *items = rewritten;
    Ok(())
}

fn enumeration(mut item: ItemEnum, context: &Context<'_>) -> Result<Vec<Item>, Error> {
    let name = item.ident.clone();
    let schema = &context.document.value()["components"]["schemas"][name.to_string()];
    if schema.is_null() {
        return Err(
            context.unexpected(format!("the enumeration `{name}` is not a named component"))
        );
    }
    let open = context.usage.responses.contains(&name.to_string());
    let text = super::documentation(&item.attrs);
    document(&mut item.attrs, &text);
    item.attrs.push(parse_quote!(#[non_exhaustive]));

    let mut values = Vec::new();
    for variant in &mut item.variants {
        let value =
            serde_text(&variant.attrs, "rename").unwrap_or_else(|| variant.ident.to_string());
        let meaning = describe::enum_value(schema, &value).unwrap_or_default();
        document(&mut variant.attrs, &format!("`{value}`: {meaning}"));
        values.push((variant.ident.clone(), value));
    }
    let idents: Vec<_> = values.iter().map(|(ident, _)| ident.clone()).collect();
    let texts: Vec<_> = values.iter().map(|(_, text)| text.clone()).collect();
    let allowed = texts.join(", ");

    let (unknown_text, unknown_value) = if open {
        // A variant that holds text cannot be copied.
        remove_derive(&mut item, "Copy");
        item.variants.push(parse_quote! {
            /// A value that the specification does not know; it is sent back as it came.
            #[serde(untagged)]
            Unknown(::std::string::String)
        });
        (
            quote!(Self::Unknown(value) => value,),
            quote!(Ok(Self::Unknown(value.to_owned()))),
        )
    } else {
        let message = format!("is not one of {allowed}");
        (
            quote!(),
            quote!(Err(format!("`{value}` {}", #message).into())),
        )
    };
    Ok(vec![
        Item::Enum(item),
        parse_quote! {
            impl #name {
                /// The value as it is on the wire.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#idents => #texts,)*
                        #unknown_text
                    }
                }
            }
        },
        parse_quote! {
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        },
        parse_quote! {
            impl ::std::str::FromStr for #name {
                type Err = self::error::ConversionError;
                fn from_str(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
                    match value {
                        #(#texts => Ok(Self::#idents),)*
                        _ => #unknown_value,
                    }
                }
            }
        },
        parse_quote! {
            impl ::std::convert::TryFrom<&str> for #name {
                type Error = self::error::ConversionError;
                fn try_from(value: &str) -> ::std::result::Result<Self, self::error::ConversionError> {
                    value.parse()
                }
            }
        },
        parse_quote! {
            impl ::std::convert::TryFrom<::std::string::String> for #name {
                type Error = self::error::ConversionError;
                fn try_from(value: ::std::string::String) -> ::std::result::Result<Self, self::error::ConversionError> {
                    value.parse()
                }
            }
        },
    ])
}

fn remove_derive(item: &mut ItemEnum, name: &str) {
    for attribute in item
        .attrs
        .iter_mut()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let mut kept = Vec::new();
        let _ = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident(name) {
                let path = &meta.path;
                kept.push(quote!(#path));
            }
            Ok(())
        });
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}
