//! Reading the body of a generated `send`: what is put where in the request.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Local, Pat, Stmt, Token};

use super::Context;
use crate::codegen::Error;

/// What a generated `send` does before it talks to the network.
pub(super) struct Send {
    /// Statements that check and unpack the builder's fields.
    pub(super) unpack: Vec<Stmt>,
    /// Path template with `{}` for each parameter, relative to the base URL.
    pub(super) path: String,
    /// Variables of the path parameters, in the order of the template.
    pub(super) path_variables: Vec<Ident>,
    /// Wire names and variables of the query parameters.
    pub(super) query: Vec<(String, Ident)>,
    /// Variable of the JSON body.
    pub(super) body: Option<Ident>,
    /// Verb in lower case.
    pub(super) verb: String,
    /// The operation id as progenitor spells it, which is the method's name.
    pub(super) method_name: String,
}

/// Reads the statements of a generated `send`.
pub(super) fn read(statements: Vec<Stmt>, context: &Context<'_>) -> Result<Send, Error> {
    let mut send = Send {
        unpack: Vec::new(),
        path: String::new(),
        path_variables: Vec::new(),
        query: Vec::new(),
        body: None,
        verb: String::new(),
        method_name: String::new(),
    };
    let mut url_seen = false;
    for statement in statements {
        match local_name(&statement).as_deref() {
            Some("url") => {
                url_seen = true;
                read_url(&mut send, initialiser(&statement, context)?, context)?;
            }
            Some("request") => read_request(&mut send, initialiser(&statement, context)?, context)?,
            Some("info") => {
                send.method_name = read_operation_info(initialiser(&statement, context)?, context)?
            }
            // The runtime's own part, which one call into ncloud-core replaces.
            Some("header_map" | "result" | "response") => {}
            None if url_seen && is_runtime_call(&statement) => {}
            _ if !url_seen => send.unpack.push(statement),
            _ => {
                return Err(context.unexpected(format!(
                    "a statement of `send`: {}",
                    statement.to_token_stream()
                )));
            }
        }
    }
    if !url_seen || send.verb.is_empty() || send.method_name.is_empty() {
        return Err(context.unexpected("`send` lacks one of `url`, `request` and `info`"));
    }
    Ok(send)
}

fn local_name(statement: &Stmt) -> Option<String> {
    match statement {
        Stmt::Local(Local {
            pat: Pat::Ident(pattern),
            ..
        }) => Some(pattern.ident.to_string()),
        _ => None,
    }
}

fn initialiser<'a>(statement: &'a Stmt, context: &Context<'_>) -> Result<&'a Expr, Error> {
    match statement {
        Stmt::Local(Local {
            init: Some(init), ..
        }) => Ok(&init.expr),
        _ => Err(context.unexpected(format!("no initialiser: {}", statement.to_token_stream()))),
    }
}

/// `header_map.append(…)`, `client.pre(…)`, `client.post(…)` and the final `match` on the status.
fn is_runtime_call(statement: &Stmt) -> bool {
    let text = statement.to_token_stream().to_string();
    [
        "header_map . append",
        "client . pre (",
        "client . post (",
        "match response . status ()",
    ]
    .iter()
    .any(|start| text.starts_with(start))
}

/// `format!("{}/api/v1/ca/{}", client.baseurl, encode_path(&ca_tag.to_string()),)`
fn read_url(send: &mut Send, expression: &Expr, context: &Context<'_>) -> Result<(), Error> {
    let unexpected = || context.unexpected(format!("the URL: {}", expression.to_token_stream()));
    let Expr::Macro(call) = expression else {
        return Err(unexpected());
    };
    let arguments = call
        .mac
        .parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .map_err(|_| unexpected())?;
    let mut arguments = arguments.into_iter();
    let template = arguments
        .next()
        .and_then(|argument| string_of(&argument))
        .ok_or_else(unexpected)?;
    send.path = template
        .strip_prefix("{}")
        .ok_or_else(unexpected)?
        .to_owned();
    // The base URL.
    arguments.next().ok_or_else(unexpected)?;
    for argument in arguments {
        let Expr::Call(encode) = &argument else {
            return Err(unexpected());
        };
        let [Expr::Reference(reference)] = encode.args.iter().collect::<Vec<_>>()[..] else {
            return Err(unexpected());
        };
        let Expr::MethodCall(to_string) = &*reference.expr else {
            return Err(unexpected());
        };
        send.path_variables
            .push(variable(&to_string.receiver).ok_or_else(unexpected)?);
    }
    Ok(())
}

/// `client.client.post(url).header(…).json(&body).query(&QueryParam::new("a", &a)).headers(…).build()?`
fn read_request(send: &mut Send, expression: &Expr, context: &Context<'_>) -> Result<(), Error> {
    let Expr::Try(attempt) = expression else {
        return Err(context.unexpected(format!("the request: {}", expression.to_token_stream())));
    };
    let mut current = &*attempt.expr;
    while let Expr::MethodCall(call) = current {
        let unexpected =
            || context.unexpected(format!("a step of the request: {}", call.to_token_stream()));
        match call.method.to_string().as_str() {
            "build" | "headers" | "header" => {}
            "json" => {
                send.body = Some(
                    call.args
                        .first()
                        .and_then(referenced)
                        .ok_or_else(unexpected)?,
                )
            }
            "query" => {
                let Some(Expr::Reference(reference)) = call.args.first() else {
                    return Err(unexpected());
                };
                let Expr::Call(new) = &*reference.expr else {
                    return Err(unexpected());
                };
                let [name, value] = new.args.iter().collect::<Vec<_>>()[..] else {
                    return Err(unexpected());
                };
                let name = string_of(name).ok_or_else(unexpected)?;
                // The chain is read from its end.
                send.query
                    .insert(0, (name, referenced(value).ok_or_else(unexpected)?));
            }
            verb @ ("get" | "post" | "put" | "delete" | "patch" | "head" | "options") => {
                verb.clone_into(&mut send.verb)
            }
            _ => return Err(unexpected()),
        }
        current = &call.receiver;
    }
    Ok(())
}

/// `OperationInfo { operation_id: "create_ca" }`
fn read_operation_info(expression: &Expr, context: &Context<'_>) -> Result<String, Error> {
    match expression {
        Expr::Struct(info) => info.fields.first().and_then(|field| string_of(&field.expr)),
        _ => None,
    }
    .ok_or_else(|| {
        context.unexpected(format!(
            "the operation info: {}",
            expression.to_token_stream()
        ))
    })
}

fn string_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

fn referenced(expression: &Expr) -> Option<Ident> {
    match expression {
        Expr::Reference(reference) => variable(&reference.expr),
        _ => None,
    }
}

fn variable(expression: &Expr) -> Option<Ident> {
    match expression {
        Expr::Path(path) => path
            .path
            .get_ident()
            .map(|ident| Ident::new(&ident.to_string(), ident.span())),
        _ => None,
    }
}
