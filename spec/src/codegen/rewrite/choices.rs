//! Choices between named types: `oneOf`, told apart by what fits.

use std::collections::BTreeMap;

use syn::visit_mut::VisitMut;
use syn::{Fields, Ident, Item, ItemEnum, Type, parse_quote};

use super::document;

/// Names each variant after its type; typify numbers them.
pub(super) fn name_variants(items: &mut [Item]) {
    let mut renamed: BTreeMap<String, BTreeMap<String, Ident>> = BTreeMap::new();
    for item in items.iter_mut() {
        if let Item::Enum(choice) = item {
            let names = named_after_types(choice);
            if !names.is_empty() {
                choice.attrs.push(parse_quote!(#[non_exhaustive]));
                renamed.insert(choice.ident.to_string(), names);
            }
        }
    }
    for item in items {
        if let Item::Impl(implementation) = item
            && let Type::Path(subject) = &*implementation.self_ty
            && let Some(subject) = subject.path.get_ident()
            && let Some(names) = renamed.get(&subject.to_string())
        {
            Variants { names }.visit_item_impl_mut(implementation);
        }
    }
}

/// The new names of the variants by their old ones.
fn named_after_types(choice: &mut ItemEnum) -> BTreeMap<String, Ident> {
    let mut names = BTreeMap::new();
    for variant in &mut choice.variants {
        let old = variant.ident.to_string();
        if let (Some(_), Fields::Unnamed(fields)) = (old.strip_prefix("Variant"), &variant.fields)
            && let Some(Type::Path(path)) = fields.unnamed.first().map(|field| &field.ty)
            && let Some(name) = path.path.get_ident()
        {
            variant.ident = name.clone();
            document(&mut variant.attrs, &format!("What fits [`{name}`]."));
            names.insert(old, name.clone());
        }
    }
    names
}

struct Variants<'a> {
    names: &'a BTreeMap<String, Ident>,
}

impl VisitMut for Variants<'_> {
    fn visit_path_segment_mut(&mut self, segment: &mut syn::PathSegment) {
        if let Some(name) = self.names.get(&segment.ident.to_string()) {
            segment.ident = name.clone();
        }
        syn::visit_mut::visit_path_segment_mut(self, segment);
    }
}
