//! The operation builders: what they accept, and how they send.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemMod, ItemStruct, Type, parse_quote};

use super::conversion::{conversion_target, converts_into, first_type_argument};
use super::send::{self, Send};
use super::types::Members;
use super::{Context, document, documentation, items_of, paging, waiting};
use crate::codegen::calls::CallShape;
use crate::codegen::{Error, describe};
use crate::document::Operation;

/// A builder: its operation and how it is called.
pub(super) struct Builder<'a> {
    pub(super) operation: Operation<'a>,
    pub(super) shape: CallShape,
    /// Name of the operation's constant.
    pub(super) constant: Ident,
    /// Type of the decoded answer.
    pub(super) answer: Type,
}

/// Rewrites the module `builder`; returns its operations in order.
pub(super) fn rewrite<'a>(
    builder: &mut ItemMod,
    members: &Members,
    context: &Context<'a>,
) -> Result<Vec<Builder<'a>>, Error> {
    document(
        &mut builder.attrs,
        "One builder per operation: set its parameters, then `send`.",
    );
    let items = items_of(builder, context)?;
    items.retain(|item| !matches!(item, Item::Use(_)));
    let mut calls = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(builder) => builder_struct(builder),
            Item::Impl(implementation) => {
                let call = builder_impl(implementation, context)?;
                implementation.items.push(options_setter());
                implementation
                    .items
                    .extend(paging::stream(&call, members, context)?);
                implementation.items.extend(waiting::waiters(&call));
                calls.push(call);
            }
            other => {
                return Err(
                    context.unexpected(format!("an item among the builders: {}", quote!(#other)))
                );
            }
        }
    }
    items.insert(
        0,
        parse_quote!(
            use super::types;
        ),
    );
    Ok(calls)
}

fn builder_struct(builder: &mut ItemStruct) {
    let name = &builder.ident;
    let first_line = documentation(&builder.attrs)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    // "Builder for [`Client::create_ca`]": the link needs its path.
    let text = match first_line
        .split_once("Client::")
        .and_then(|(_, rest)| rest.split_once('`'))
    {
        Some((method, _)) => format!("A call of [`Client::{method}`](super::Client::{method})."),
        None => format!("A call of `{name}`."),
    };
    document(&mut builder.attrs, &text);
    builder
        .attrs
        .push(parse_quote!(#[must_use = "nothing is sent before `send` is awaited"]));
    if let syn::Fields::Named(fields) = &mut builder.fields {
        let named: syn::FieldsNamed = parse_quote!({ call_options: ncloud_core::CallOptions });
        fields.named.extend(named.named);
    }
}

fn builder_impl<'a>(
    implementation: &mut ItemImpl,
    context: &Context<'a>,
) -> Result<Builder<'a>, Error> {
    let name = format!("the builder {}", {
        let ty = &implementation.self_ty;
        quote!(#ty)
    });
    let missing = |what: &str| context.unexpected(format!("{name} has no `{what}`"));
    let mut methods: Vec<&mut ImplItemFn> = implementation
        .items
        .iter_mut()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method),
            _ => None,
        })
        .collect();

    let send_method = methods
        .iter_mut()
        .find(|method| method.sig.ident == "send")
        .ok_or_else(|| missing("send"))?;
    let mut send = send::read(std::mem::take(&mut send_method.block.stmts), context)?;
    let operation = find_operation(&send, context)?;
    let answer = rewrite_send(send_method, &mut send, operation, context)?;
    let path = operation.path_names().zip(&send.path_variables);
    let query = send
        .query
        .iter()
        .map(|(name, variable)| (name.as_str(), variable));
    let shape = CallShape {
        operation: operation.id().to_owned(),
        method: send.method_name.clone(),
        setters: path
            .chain(query)
            .map(|(name, variable)| (name.to_owned(), variable.to_string()))
            .collect(),
    };

    for method in methods {
        match method.sig.ident.to_string().as_str() {
            "send" => {}
            "new" => rewrite_new(method, operation, &send),
            "body" => document(
                &mut method.attrs,
                "Sets the whole body: a value, or its builder's result.",
            ),
            "body_map" => document(&mut method.attrs, "Sets the body through its builder."),
            _ => rewrite_setter(method, operation, &send, context)?,
        }
    }
    Ok(Builder {
        operation,
        shape,
        constant: constant(&send),
        answer,
    })
}

/// The operation of the document with this verb and this path.
fn find_operation<'a>(send: &Send, context: &Context<'a>) -> Result<Operation<'a>, Error> {
    context
        .document
        .operations()
        .find(|operation| operation.verb == send.verb && without_names(operation.path) == send.path)
        .ok_or_else(|| context.unexpected(format!("no operation is {} {}", send.verb, send.path)))
}

/// `/api/v1/ca/{caTag}` as `/api/v1/ca/{}`.
fn without_names(path: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        result.push(character);
    }
    result
}

fn constant(send: &Send) -> Ident {
    format_ident!("{}", send.method_name.to_uppercase())
}

fn rewrite_send(
    method: &mut ImplItemFn,
    send: &mut Send,
    operation: Operation<'_>,
    context: &Context<'_>,
) -> Result<Type, Error> {
    let (answer, send_method) = match operation.success() {
        Some(("application/json", _)) => (answer_type(method, context)?, quote!(send)),
        Some(_) => (parse_quote!(ncloud_core::Binary), quote!(send_for_binary)),
        None => (parse_quote!(()), quote!(send_for_nothing)),
    };
    let constant = constant(send);
    let mut errors = InvalidRequests {
        constant: constant.clone(),
    };
    for statement in &mut send.unpack {
        errors.visit_stmt_mut(statement);
    }
    for statement in &mut send.unpack {
        unpack_options(statement);
    }
    let unpack = &send.unpack;
    let path = operation
        .path_names()
        .zip(&send.path_variables)
        .map(|(name, variable)| quote!(.path(#name, &#variable)));
    let query = send
        .query
        .iter()
        .map(|(name, variable)| other_parameter(name, variable, operation, context))
        .collect::<Result<Vec<_>, Error>>()?;
    let body = send.body.iter().map(|variable| quote!(.json(&#variable)));
    method.block = parse_quote!({
        #(#unpack)*
        client.inner.request(&super::operations::#constant)
            #(#path)*
            #(#query)*
            #(#body)*
            .options(call_options)
            .#send_method()
            .await
    });
    method.sig.output = parse_quote!(-> ncloud_core::Result<ncloud_core::Response<#answer>>);
    let text = format!(
        "Sends `{} {}`.\n\n# Errors\nWhen a parameter is missing or breaks a limit, when the call fails, and \
         when the service refuses it, whatever the HTTP status.",
        operation.verb.to_uppercase(),
        operation.path,
    );
    document(&mut method.attrs, &text);
    Ok(answer)
}

/// The step that adds a query parameter, or what was lowered to one: a header, or a part of the body.
fn other_parameter(
    name: &str,
    variable: &Ident,
    operation: Operation<'_>,
    context: &Context<'_>,
) -> Result<TokenStream, Error> {
    let parameter = beside_the_path(name, operation)
        .ok_or_else(|| context.unexpected(format!("no parameter of the call is `{name}`")))?;
    let schema = context.document.resolve(&parameter["schema"]);
    let is_file = |schema: &Value| context.document.resolve(schema)["format"] == "binary";
    Ok(match parameter["in"].as_str() {
        Some("header") => quote!(.header(#name, &#variable)),
        Some("part") if is_file(schema) => quote!(.file(#name, #variable)),
        Some("part") if is_file(&schema["items"]) => quote!(.files(#name, #variable)),
        Some("part") => quote!(.part(#name, &#variable)),
        _ => quote!(.query(#name, &#variable)),
    })
}

/// A query parameter, header or part of the body. Lint sees that no two have one name.
fn beside_the_path<'a>(name: &str, operation: Operation<'a>) -> Option<Cow<'a, Value>> {
    let parts = operation.parts().into_iter().map(Cow::Owned);
    operation
        .parameters()
        .filter(|parameter| parameter["in"] != "path")
        .map(Cow::Borrowed)
        .chain(parts)
        .find(|parameter| parameter["name"] == name)
}

/// `let Self { client, … } = self;` unpacks the options of the call, too.
fn unpack_options(statement: &mut syn::Stmt) {
    if let syn::Stmt::Local(syn::Local {
        pat: syn::Pat::Struct(pattern),
        ..
    }) = statement
    {
        let with_options: syn::Pat = parse_quote!(Self { call_options });
        if let syn::Pat::Struct(with_options) = with_options {
            pattern.fields.extend(with_options.fields);
        }
    }
}

/// The setter of the call's options.
fn options_setter() -> ImplItem {
    parse_quote! {
        /// Sets what this call does differently from its configuration: timeout, repetition, headers.
        pub fn options(mut self, options: ncloud_core::CallOptions) -> Self {
            self.call_options = options;
            self
        }
    }
}

/// `T` of `Result<ResponseValue<T>, Error<()>>`.
fn answer_type(method: &ImplItemFn, context: &Context<'_>) -> Result<Type, Error> {
    let output = &method.sig.output;
    let unexpected =
        || context.unexpected(format!("the return type of `send`: {}", quote!(#output)));
    let syn::ReturnType::Type(_, result) = output else {
        return Err(unexpected());
    };
    let value = first_type_argument(result).ok_or_else(unexpected)?;
    first_type_argument(&value).ok_or_else(unexpected)
}

/// Replaces progenitor's `Error::InvalidRequest` by our error for the operation.
struct InvalidRequests {
    constant: Ident,
}

impl VisitMut for InvalidRequests {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        syn::visit_mut::visit_expr_mut(self, expression);
        if let syn::Expr::Path(path) = expression {
            let segments: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            if segments == ["Error", "InvalidRequest"] {
                let constant = &self.constant;
                *expression = parse_quote! {
                    |message| ncloud_core::Error::invalid_request(&super::operations::#constant, message)
                };
            }
        }
    }
}

/// The wire name of the parameter that a builder method sets, and its place.
fn parameter_of<'a>(
    method: &Ident,
    operation: Operation<'a>,
    send: &Send,
) -> Option<Cow<'a, Value>> {
    let mut path = operation.path_names().zip(&send.path_variables);
    if let Some((name, _)) = path.find(|(_, variable)| *variable == method) {
        return operation
            .parameters()
            .find(|parameter| parameter["name"] == name && parameter["in"] == "path")
            .map(Cow::Borrowed);
    }
    let (name, _) = send.query.iter().find(|(_, variable)| variable == method)?;
    beside_the_path(name, operation)
}

/// `new` is for the client's own methods; a missing parameter is named as on the wire.
fn rewrite_new(method: &mut ImplItemFn, operation: Operation<'_>, send: &Send) {
    method.vis = parse_quote!(pub(super));
    method.attrs.clear();
    let mut messages = MissingParameters { operation, send };
    messages.visit_block_mut(&mut method.block);
}

struct MissingParameters<'a> {
    operation: Operation<'a>,
    send: &'a Send,
}

impl VisitMut for MissingParameters<'_> {
    /// `Self { … }`: every call starts without differences from its configuration.
    fn visit_expr_struct_mut(&mut self, expression: &mut syn::ExprStruct) {
        expression
            .fields
            .push(parse_quote!(call_options: ncloud_core::CallOptions::new()));
        syn::visit_mut::visit_expr_struct_mut(self, expression);
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(method) = literal.value().strip_suffix(" was not initialized") {
            let ident = format_ident!("{method}");
            let parameter = parameter_of(&ident, self.operation, self.send);
            let name = parameter
                .as_ref()
                .and_then(|parameter| parameter["name"].as_str());
            let message = format!(
                "`{}` is missing: set it with `.{method}(…)`",
                name.unwrap_or(method)
            );
            *literal = syn::LitStr::new(&message, literal.span());
        }
    }
}

/// Documents a parameter and keeps the reason when a value cannot be converted.
fn rewrite_setter(
    method: &mut ImplItemFn,
    operation: Operation<'_>,
    send: &Send,
    context: &Context<'_>,
) -> Result<(), Error> {
    let ident = method.sig.ident.clone();
    let parameter = parameter_of(&ident, operation, send).ok_or_else(|| {
        context.unexpected(format!("`{}` sets no parameter that the call uses", ident))
    })?;
    let schema = context.document.resolve(&parameter["schema"]);
    document(&mut method.attrs, &describe::parameter(&parameter, schema));

    let target = conversion_target(&method.sig.generics)
        .ok_or_else(|| context.unexpected(format!("the bounds of `{ident}`")))?;
    method.sig.generics.where_clause = Some(converts_into("V", &target));
    let message = format!(
        "`{}`: {{error}}",
        parameter["name"].as_str().unwrap_or_default()
    );
    let wrap = if parameter["required"] == true {
        quote!()
    } else {
        quote!(.map(Some))
    };
    method.block = parse_quote!({
        self.#ident = value.try_into() #wrap .map_err(|error| format!(#message));
        self
    });
    Ok(())
}
