//! The generic bounds of generated setters: what a value is converted into.

use quote::format_ident;
use syn::{
    GenericArgument, Generics, PathArguments, Type, TypeParamBound, WhereClause, WherePredicate,
    parse_quote,
};

/// `X` of a setter's bound `V: TryInto<X>`.
pub(super) fn conversion_target(generics: &Generics) -> Option<Type> {
    let WherePredicate::Type(predicate) = generics.where_clause.as_ref()?.predicates.first()?
    else {
        return None;
    };
    let TypeParamBound::Trait(bound) = predicate.bounds.first()? else {
        return None;
    };
    argument_of(&bound.path)
}

/// The bounds `V: TryInto<X>`, whose error can be shown.
pub(super) fn converts_into(parameter: &str, target: &Type) -> WhereClause {
    let parameter = format_ident!("{parameter}");
    parse_quote! {
        where
            #parameter: ::std::convert::TryInto<#target>,
            <#parameter as ::std::convert::TryInto<#target>>::Error: ::std::fmt::Display
    }
}

/// `T` of a type such as `Result<T, …>` or `Option<T>`.
pub(super) fn first_type_argument(ty: &Type) -> Option<Type> {
    match ty {
        Type::Path(path) => argument_of(&path.path),
        _ => None,
    }
}

/// `T` of `Option<T>`, and of no other type.
pub(super) fn optional(ty: &Type) -> Option<Type> {
    match ty {
        Type::Path(path) if path.path.segments.last()?.ident == "Option" => argument_of(&path.path),
        _ => None,
    }
}

fn argument_of(path: &syn::Path) -> Option<Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(argument) => Some(argument.clone()),
        _ => None,
    }
}
