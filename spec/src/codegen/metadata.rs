//! The facts of a service and of its operations as constants for `ncloud-core`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::Error;
use super::limits::{self, Limit, Place, Rule};
use super::schema::Usage;
use crate::document::{Document, Operation, Security};

/// The `SERVICE` constant.
pub(super) fn service(document: &Document) -> Result<TokenStream, Error> {
    let name = document.name();
    let title = document.value()["info"]["title"]
        .as_str()
        .unwrap_or_default();
    let hosts = document
        .servers()
        .map(|server| {
            let site = site(document, server.site)?;
            let region = option(server.region.map(|region| quote!(#region)));
            let key_boundary = match server.key_boundary {
                Some(name) => {
                    let boundary = key_boundary(document, name)?;
                    quote!(Some(#boundary))
                }
                None => quote!(None),
            };
            let base_url = server.url;
            Ok(quote!(Host { site: #site, region: #region, key_boundary: #key_boundary, base_url: #base_url }))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let envelope = envelope(document)?;
    let secrets = document.secret_names().into_iter();
    Ok(quote! {
        pub(crate) static SERVICE: Service = Service {
            name: #name,
            title: #title,
            hosts: &[#(#hosts),*],
            envelope: #envelope,
            secrets: &[#(#secrets),*],
        };
    })
}

fn envelope(document: &Document) -> Result<TokenStream, Error> {
    let service = document.service();
    let envelope = &service["envelope"];
    // Where there is none, the HTTP status alone tells success from failure.
    let by_status = envelope.is_null();
    let field = |name: &str| {
        if by_status {
            return Ok(quote!(None));
        }
        let member = envelope[name].as_str().ok_or_else(|| {
            Error::new(
                document.file(),
                format!("/x-ncloud-service/envelope/{name} must name a member of the answer"),
            )
        })?;
        Ok(quote!(Some(#member)))
    };
    let code = field("code")?;
    let message = field("message")?;
    let success = text(&envelope["success"]);
    if !by_status && success.is_none() && envelope["failure"].is_null() {
        return Err(Error::new(
            document.file(),
            "/x-ncloud-service/envelope needs the code of success in `success`, or the member of failures in `failure`",
        ));
    }
    let success = option(success.map(|code| quote!(#code)));
    let failure = option(envelope["failure"].as_str().map(|name| quote!(#name)));
    let request_id = option(envelope["requestId"].as_str().map(|name| quote!(#name)));
    let codes = |name: &str| {
        service[name]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(text)
            .collect::<Vec<_>>()
    };
    let (not_found, empty_list) = (codes("notFound"), codes("emptyList"));
    Ok(quote! {
        Envelope {
            code: #code,
            success: #success,
            message: #message,
            failure: #failure,
            request_id: #request_id,
            not_found: &[#(#not_found),*],
            empty_list: &[#(#empty_list),*],
        }
    })
}

/// The constant of one operation, named after its Rust method.
pub(super) fn operation(
    document: &Document,
    usage: &Usage,
    operation: Operation<'_>,
    method_name: &str,
) -> Result<TokenStream, Error> {
    let constant = format_ident!("{}", method_name.to_uppercase());
    let id = operation.id();
    let path = operation.path;
    let verb = format_ident!("{}", operation.verb.to_uppercase());
    let retry = match operation.value["x-ncloud-retry"].as_str() {
        Some("safe") => quote!(RetryClass::Safe),
        Some("unsafe") => quote!(RetryClass::Unsafe),
        _ => {
            return Err(Error::new(
                document.file(),
                format!(
                    "{}/x-ncloud-retry must be `safe` or `unsafe`",
                    operation.pointer()
                ),
            ));
        }
    };
    let security = operation.security().map_err(|found| {
        Error::new(
            document.file(),
            format!(
                "{}/security: {found} is no alternative that is known",
                operation.pointer()
            ),
        )
    })?;
    let security = security.into_iter().map(|security| match security {
        Security::Signature => quote!(Security::Signature),
        Security::Token { header } => {
            let header = header.to_lowercase();
            quote!(Security::Token { header: #header })
        }
    });
    let sites = operation
        .sites()
        .map(|name| site(document, name))
        .collect::<Result<Vec<_>, Error>>()?;
    let accept = operation
        .success()
        .map_or("application/json", |(media_type, _)| media_type);
    let limits = limits::of(document, usage, operation);
    let limits = limits.iter().map(limit);
    let empty_list = empty_list(&operation.value["x-ncloud-empty-list"]);
    let rejection = rejection(&operation.value["x-ncloud-rejection"]);
    Ok(quote! {
        pub(crate) static #constant: Operation = Operation {
            service: &SERVICE,
            id: #id,
            method: Method::#verb,
            path: #path,
            accept: #accept,
            security: &[#(#security),*],
            retry: #retry,
            sites: &[#(#sites),*],
            limits: &[#(#limits),*],
            empty_list: #empty_list,
            rejection: #rejection,
        };
    })
}

/// A refusal that stands for an empty list; lint has seen that it is whole.
fn empty_list(fact: &Value) -> TokenStream {
    let status = fact["status"].as_u64();
    option(status.and_then(|status| {
        let status = proc_macro2::Literal::u16_unsuffixed(u16::try_from(status).ok()?);
        let answer = fact["answer"].to_string();
        Some(quote!(EmptyList { status: #status, answer: #answer }))
    }))
}

/// How an answer of success tells a rejection; lint has seen that it is whole.
fn rejection(fact: &Value) -> TokenStream {
    let member = fact["member"].as_str();
    option(member.and_then(|member| {
        let code = fact["code"].as_str()?;
        let values = fact["values"].as_array().into_iter().flatten();
        let values = values.filter_map(Value::as_str);
        Some(quote! {
            Rejection { member: #member, values: &[#(#values),*], code: #code }
        })
    }))
}

fn limit(limit: &Limit) -> TokenStream {
    let place = match limit.place {
        Place::Path => quote!(Place::Path),
        Place::Query => quote!(Place::Query),
        Place::Header => quote!(Place::Header),
        Place::Part => quote!(Place::Part),
        Place::Body => quote!(Place::Body),
    };
    let at = &limit.at;
    let secret = limit.secret;
    let rules = limit.rules.iter().map(rule);
    quote!(Limit { place: #place, at: #at, secret: #secret, rules: &[#(#rules),*] })
}

fn rule(rule: &Rule) -> TokenStream {
    match rule {
        Rule::Length { min, max } => {
            let max = option(max.map(|max| quote!(#max)));
            quote!(Rule::Length { min: #min, max: #max })
        }
        Rule::Bytes { encoding, max, by } => {
            let by = by
                .iter()
                .map(|(member, value, max)| quote!((#member, #value, #max)));
            quote!(Rule::Bytes { encoding: #encoding, max: #max, by: &[#(#by),*] })
        }
        Rule::Ahead { min, max, zone } => {
            let max = option(max.map(|max| quote!(#max)));
            let zone = option(zone.as_ref().map(|zone| quote!(#zone)));
            quote!(Rule::Ahead { min: #min, max: #max, zone: #zone })
        }
        Rule::Members { min, max } => {
            let max = option(max.map(|max| quote!(#max)));
            quote!(Rule::Members { min: #min, max: #max })
        }
        Rule::Octets { min, max } => {
            let max = option(max.map(|max| quote!(#max)));
            quote!(Rule::Octets { min: #min, max: #max })
        }
        Rule::Items { min, max } => {
            let max = option(max.map(|max| quote!(#max)));
            quote!(Rule::Items { min: #min, max: #max })
        }
        Rule::Range { min, max } => {
            let min = option(min.map(|min| quote!(#min)));
            let max = option(max.map(|max| quote!(#max)));
            quote!(Rule::Range { min: #min, max: #max })
        }
        Rule::MultipleOf(step) => quote!(Rule::MultipleOf(#step)),
        Rule::Pattern {
            expression,
            meaning,
        } => quote!(Rule::Pattern { expression: #expression, meaning: #meaning }),
        Rule::OneOf(values) => quote!(Rule::OneOf(&[#(#values),*])),
    }
}

fn site(document: &Document, name: &str) -> Result<TokenStream, Error> {
    match name {
        "public" => Ok(quote!(Site::Public)),
        "gov" => Ok(quote!(Site::Gov)),
        "fin" => Ok(quote!(Site::Fin)),
        _ => Err(Error::new(
            document.file(),
            format!("`{name}` is not a site; use public, gov or fin"),
        )),
    }
}

fn key_boundary(document: &Document, name: &str) -> Result<TokenStream, Error> {
    match name {
        "global" => Ok(quote!(KeyBoundary::Global)),
        "kr" => Ok(quote!(KeyBoundary::Kr)),
        "jp" => Ok(quote!(KeyBoundary::Jp)),
        _ => Err(Error::new(
            document.file(),
            format!("`{name}` is not a boundary of keys; use global, kr or jp"),
        )),
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

/// A code as text, whether the document writes it as text or as a number.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
