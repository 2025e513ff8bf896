//! The public surface of a generated client as text that a reviewer can read.
//!
//! Signatures, fields, variants and serde names, without bodies. A change of the specification shows
//! here as a few lines, where the generated code itself would show hundreds.

use std::fmt::Write as _;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, ItemMod, Type, Visibility};

use super::rewrite::{documentation, serde_text};

/// The surface of a generated client.
#[must_use]
pub fn surface(file: &syn::File) -> String {
    let mut text = String::new();
    items(&file.items, "", &mut text);
    text
}

fn items(all: &[Item], path: &str, text: &mut String) {
    for item in all {
        match item {
            Item::Mod(module) if is_public(&module.vis) => nested(module, path, text),
            Item::Struct(item) if is_public(&item.vis) => {
                let _ = write!(
                    text,
                    "\nstruct {path}{}{}{}\n",
                    item.ident,
                    generics(&item.generics),
                    traits(&item.attrs)
                );
                fields(&item.fields, text);
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let _ = write!(text, "\nenum {path}{}{}\n", item.ident, traits(&item.attrs));
                for variant in &item.variants {
                    let name = serde_text(&variant.attrs, "rename")
                        .unwrap_or_else(|| variant.ident.to_string());
                    let name = if variant.fields.is_empty() {
                        format!("  {name:?}")
                    } else {
                        "  any other value".to_owned()
                    };
                    let _ = writeln!(text, "  {}{}{name}", variant.ident, short(&variant.fields));
                }
            }
            Item::Impl(item) => implementation(item, path, text),
            _ => {}
        }
    }
}

fn nested(module: &ItemMod, path: &str, text: &mut String) {
    if let Some((_, inner)) = &module.content {
        items(inner, &format!("{path}{}::", module.ident), text);
    }
}

fn fields(fields: &Fields, text: &mut String) {
    let Fields::Named(named) = fields else { return };
    for field in named.named.iter().filter(|field| is_public(&field.vis)) {
        let ident = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let name = match serde_text(&field.attrs, "flatten") {
            Some(_) => "every other member".to_owned(),
            None => format!(
                "{:?}",
                serde_text(&field.attrs, "rename").unwrap_or_else(|| ident.clone())
            ),
        };
        let _ = writeln!(text, "  {ident}: {}  {name}", short(&field.ty));
    }
}

fn implementation(item: &ItemImpl, path: &str, text: &mut String) {
    let subject = short(&item.self_ty);
    if let Some((name, _)) = &item.trait_ {
        // Conversions of generated builders say nothing beyond the builders themselves.
        if !path.contains("builder::") {
            let _ = writeln!(text, "  impl {}", short(name));
        }
        return;
    }
    if !matches!(&*item.self_ty, Type::Path(_)) {
        return;
    }
    let _ = writeln!(text, "\nimpl {path}{subject}");
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        if !is_public(&method.vis) {
            continue;
        }
        let inputs: Vec<String> = method
            .sig
            .inputs
            .iter()
            .map(|input| argument(input, &method.sig.generics))
            .collect();
        let output = match &method.sig.output {
            syn::ReturnType::Default => String::new(),
            syn::ReturnType::Type(_, output) => format!(" -> {}", short(output)),
        };
        let asynchronous = if method.sig.asyncness.is_some() {
            "async "
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "  {asynchronous}{}({}){output}",
            method.sig.ident,
            inputs.join(", ")
        );
        if method.sig.ident == "send" {
            // The first line of its documentation is method and path.
            if let Some(line) = documentation(&method.attrs).lines().next() {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
}

/// An argument; a generic one is written as `impl Bound`.
fn argument(input: &syn::FnArg, generics: &syn::Generics) -> String {
    let syn::FnArg::Typed(typed) = input else {
        return short(input).replace("mut ", "");
    };
    let ty = short(&typed.ty);
    let bound = generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
        .find_map(|predicate| match predicate {
            syn::WherePredicate::Type(predicate) if short(&predicate.bounded_ty) == ty => {
                Some(short(&predicate.bounds))
            }
            _ => None,
        });
    match bound {
        Some(bound) => format!("{}: impl {bound}", short(&typed.pat)),
        None => format!("{}: {ty}", short(&typed.pat)),
    }
}

fn generics(generics: &syn::Generics) -> String {
    if generics.params.is_empty() {
        String::new()
    } else {
        short(generics)
    }
}

/// Derived traits that are part of the contract, and whether the type may grow.
fn traits(attributes: &[Attribute]) -> String {
    let mut names = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            names.extend(
                meta.path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string()),
            );
            Ok(())
        });
    }
    names.sort();
    let grows = if attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"))
    {
        ", may grow"
    } else {
        ""
    };
    format!(" ({}{grows})", names.join(" "))
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens in the usual spacing, with the paths of the standard library left out.
fn short(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (long, brief) in [
        (":: std :: option :: ", ""),
        (":: std :: string :: ", ""),
        (":: std :: vec :: ", ""),
        (":: std :: result :: ", ""),
        (":: std :: convert :: ", ""),
        (":: std :: ops :: ", ""),
        ("std :: convert :: ", ""),
        ("std :: ops :: ", ""),
        (":: std :: fmt :: ", ""),
        (":: std :: str :: ", ""),
        (":: serde_json :: ", "serde_json::"),
        (":: ncloud_core :: ", "ncloud_core::"),
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" <", "<"),
        (" , ", ", "),
        (" : ", ": "),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        ("' ", "'"),
        (":: std::error::", ""),
        (" ()", ""),
    ] {
        text = text.replace(long, brief);
    }
    text
}
