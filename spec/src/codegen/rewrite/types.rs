//! The types of bodies and parameters: documentation, growth, and no builders for answers.

use std::collections::BTreeMap;

use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct, Type, parse_quote};

use super::conversion::{conversion_target, converts_into, optional};
use super::{Context, choices, document, documentation, enums, items_of};
use crate::codegen::Error;

/// Rewrites the module `types`.
pub(super) fn rewrite(types: &mut ItemMod, context: &Context<'_>) -> Result<Members, Error> {
    document(
        &mut types.attrs,
        "Types of parameters, request bodies and answers.",
    );
    enums::rewrite(types, context)?;
    let items = items_of(types, context)?;
    choices::name_variants(items);
    // Text that typify did not put on a field because it is a reference: the text of its type.
    let texts: BTreeMap<String, String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), documentation(&item.attrs))),
            Item::Enum(item) => Some((item.ident.to_string(), documentation(&item.attrs))),
            _ => None,
        })
        .collect();
    let mut fields = Members::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => {
                describe_struct(item, &texts);
                fields.insert(item.ident.to_string(), members(item));
            }
            Item::Enum(item) => describe_choice(item, &texts),
            _ => {}
        }
    }
    let is_answer = |name: &str| context.usage.responses.contains(name);
    items.retain_mut(|item| match item {
        Item::Impl(implementation) => keep_builder_of_requests(implementation, &is_answer),
        _ => true,
    });
    for item in items.iter_mut() {
        match item {
            Item::Mod(module) if module.ident == "builder" => {
                rewrite_builders(module, &fields, &is_answer, context)?
            }
            Item::Mod(module) if module.ident == "error" => {
                document(&mut module.attrs, "Why a value could not be converted.");
                rewrite_errors(module, context)?;
            }
            Item::Struct(_) | Item::Enum(_) | Item::Impl(_) => {}
            other => {
                return Err(
                    context.unexpected(format!("an item among the types: {}", quote!(#other)))
                );
            }
        }
    }
    Ok(fields)
}

/// Answers may grow, and so may requests: users build them with builders.
fn describe_struct(item: &mut ItemStruct, texts: &BTreeMap<String, String>) {
    let text = without_schema(&documentation(&item.attrs));
    document(&mut item.attrs, &text);
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    if let Fields::Named(named) = &mut item.fields {
        for field in &mut named.named {
            let own = documentation(&field.attrs);
            let text = if is_flattened(field) {
                field.ty = parse_quote!(::ncloud_core::UnknownMembers);
                "Members that the specification does not know, as they came.".to_owned()
            } else if !own.is_empty() {
                own
            } else {
                innermost_name(&field.ty)
                    .and_then(|name| texts.get(&name).cloned())
                    .unwrap_or_default()
            };
            document(&mut field.attrs, &text);
        }
    }
}

/// A choice between schemas, which typify leaves without a word; enumerations have theirs already.
fn describe_choice(item: &mut ItemEnum, texts: &BTreeMap<String, String>) {
    if item
        .variants
        .iter()
        .all(|variant| !documentation(&variant.attrs).is_empty())
    {
        return;
    }
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    for variant in &mut item.variants {
        let inner = variant.fields.iter().next();
        let text = inner
            .and_then(|field| innermost_name(&field.ty))
            .and_then(|name| texts.get(&name).cloned())
            .unwrap_or_else(|| format!("{}, of which no more is known.", variant.ident));
        document(&mut variant.attrs, &text);
    }
}

/// Whether typify keeps the unknown members in this field.
fn is_flattened(field: &syn::Field) -> bool {
    serde_text(&field.attrs, "flatten").is_some()
}

/// The value of a serde attribute, empty for a flag; `None` when the attribute is not there.
pub(in crate::codegen) fn serde_text(attributes: &[syn::Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let _ = attribute.parse_nested_meta(|meta| {
            let value = if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::LitStr>()?.value()
            } else {
                String::new()
            };
            if meta.path.is_ident(name) {
                found = Some(value);
            }
            Ok(())
        });
    }
    found
}

/// typify appends the JSON schema of some types; the published document has it.
fn without_schema(text: &str) -> String {
    text.split("<details>")
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}

/// The members of every struct, by the names of both.
pub(super) type Members = BTreeMap<String, BTreeMap<String, Member>>;

/// A member of a struct.
pub(super) struct Member {
    /// Its name on the wire.
    pub(super) wire_name: String,
    /// Its documentation.
    text: String,
    /// Whether it holds the members that the document does not know.
    is_unknown: bool,
}

/// The members of a struct by their Rust names.
fn members(item: &ItemStruct) -> BTreeMap<String, Member> {
    let Fields::Named(named) = &item.fields else {
        return BTreeMap::new();
    };
    named
        .named
        .iter()
        .filter_map(|field| {
            let name = field.ident.as_ref()?.to_string();
            let wire_name = serde_text(&field.attrs, "rename").unwrap_or_else(|| name.clone());
            Some((
                name,
                Member {
                    wire_name,
                    text: documentation(&field.attrs),
                    is_unknown: is_flattened(field),
                },
            ))
        })
        .collect()
}

/// Name of the type inside options and lists.
fn innermost_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            syn::GenericArgument::Type(inner) => innermost_name(inner),
            _ => None,
        },
        _ => Some(last.ident.to_string()),
    }
}

/// Answers come from the wire: their `builder()` goes, and with it half of the generated code.
fn keep_builder_of_requests(
    implementation: &mut ItemImpl,
    is_answer: &impl Fn(&str) -> bool,
) -> bool {
    if implementation.trait_.is_some() {
        return true;
    }
    let name = innermost_name(&implementation.self_ty).unwrap_or_default();
    for item in &mut implementation.items {
        if let ImplItem::Fn(method) = item
            && method.sig.ident == "builder"
        {
            if is_answer(&name) {
                return false;
            }
            document(
                &mut method.attrs,
                &format!("A builder of [`{name}`]; required members must be set."),
            );
        }
    }
    true
}

fn rewrite_builders(
    module: &mut ItemMod,
    fields: &Members,
    is_answer: &impl Fn(&str) -> bool,
    context: &Context<'_>,
) -> Result<(), Error> {
    document(
        &mut module.attrs,
        "Builders of request bodies and of their parts.",
    );
    let items = items_of(module, context)?;
    items.retain(|item| !subject_of(item).is_some_and(|name| is_answer(&name)));
    for item in items {
        match item {
            Item::Struct(item) => {
                let text = format!("Builds [`{0}`](super::{0}).", item.ident);
                document(&mut item.attrs, &text);
                let members = fields.get(&item.ident.to_string());
                for field in &mut item.fields {
                    let name = field.ident.as_ref().map(ToString::to_string);
                    let member = members
                        .zip(name)
                        .and_then(|(members, name)| members.get(&name));
                    if member.is_some_and(|member| member.is_unknown) {
                        UnknownMembers.visit_type_mut(&mut field.ty);
                    }
                }
            }
            Item::Impl(implementation) if implementation.trait_.is_none() => {
                let members =
                    innermost_name(&implementation.self_ty).and_then(|name| fields.get(&name));
                for item in &mut implementation.items {
                    if let ImplItem::Fn(method) = item {
                        let name = method.sig.ident.to_string();
                        let member = members.and_then(|members| members.get(&name));
                        document(
                            &mut method.attrs,
                            member
                                .map(|member| member.text.as_str())
                                .unwrap_or_default(),
                        );
                        if member.is_some_and(|member| member.is_unknown) {
                            UnknownMembers.visit_generics_mut(&mut method.sig.generics);
                        }
                        take_the_value_itself(method, member);
                        Messages { members }.visit_block_mut(&mut method.block);
                    }
                }
            }
            // `Default`, which says what is missing.
            Item::Impl(implementation) => {
                let members =
                    innermost_name(&implementation.self_ty).and_then(|name| fields.get(&name));
                Messages { members }.visit_item_impl_mut(implementation);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Replaces the map of typify by the type whose `Debug` shows no values.
struct UnknownMembers;

impl VisitMut for UnknownMembers {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        let is_map = matches!(ty, Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "Map"));
        if is_map {
            *ty = parse_quote!(::ncloud_core::UnknownMembers);
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// Lets the setter of an optional member take a value, as those of parameters do: typify's takes an
/// `Option`, into which `&str` does not convert.
fn take_the_value_itself(method: &mut syn::ImplItemFn, member: Option<&Member>) {
    let (Some(member), Some(target)) = (member, conversion_target(&method.sig.generics)) else {
        return;
    };
    let Some(inner) = optional(&target) else {
        return;
    };
    let ident = method.sig.ident.clone();
    let message = format!("`{}`: {{error}}", member.wire_name);
    method.sig.generics.where_clause = Some(converts_into("T", &inner));
    method.block = parse_quote!({
        self.#ident = value.try_into().map(Some).map_err(|error| format!(#message));
        self
    });
}

/// Rewords typify's messages: members are named as on the wire, and what to do is said.
struct Messages<'a> {
    members: Option<&'a BTreeMap<String, Member>>,
}

impl Messages<'_> {
    fn reword(&self, text: &str) -> Option<String> {
        let wire_name = |name: &str| {
            let member = self.members.and_then(|members| members.get(name));
            member.map_or_else(|| name.to_owned(), |member| member.wire_name.clone())
        };
        if let Some(name) = text.strip_prefix("no value supplied for ") {
            return Some(format!(
                "`{}` is missing: set it with `.{name}(…)`",
                wire_name(name)
            ));
        }
        let name = text
            .strip_prefix("error converting supplied value for ")?
            .strip_suffix(": {e}")?;
        Some(format!("`{}`: {{e}}", wire_name(name)))
    }
}

impl VisitMut for Messages<'_> {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(text) = self.reword(&literal.value()) {
            *literal = syn::LitStr::new(&text, literal.span());
        }
    }

    /// Arguments of macros are not parsed, so `format!` is reworded as tokens.
    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        if let Ok(mut literal) = call.parse_body::<syn::LitStr>() {
            self.visit_lit_str_mut(&mut literal);
            call.tokens = quote!(#literal);
        }
    }
}

/// The type whose builder an item is about; for conversions, whichever side is in this module.
fn subject_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Impl(implementation) => innermost_name(&implementation.self_ty),
        _ => None,
    }
}

fn rewrite_errors(module: &mut ItemMod, context: &Context<'_>) -> Result<(), Error> {
    for item in items_of(module, context)? {
        if let Item::Struct(item) = item {
            document(
                &mut item.attrs,
                "A value that a type does not accept; the text says why.",
            );
        }
    }
    Ok(())
}
