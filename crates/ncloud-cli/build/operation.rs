//! An operation in the catalogue.

use ncloud_spec::codegen::Error;
use ncloud_spec::document::{Document, Operation, members};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::{member, names, skeleton};

/// The entry of an operation; `constant` is the name of what `ncloud-core` knows of it.
pub(crate) fn entry(
    document: &Document,
    operation: Operation<'_>,
    constant: &Ident,
) -> Result<TokenStream, Error> {
    let command = names::kebab(operation.id());
    let summary = operation.value["summary"].as_str().unwrap_or_default();
    let details = details(document, operation.value);
    let parts = operation.parts();
    let parameters = operation.parameters().chain(&parts).map(|parameter| {
        let place = match parameter["in"].as_str() {
            Some("path") => quote!(Place::Path),
            Some("header") => quote!(Place::Header),
            Some("part") => quote!(Place::Part),
            _ => quote!(Place::Query),
        };
        let name = parameter["name"].as_str().unwrap_or_default();
        let required = parameter["required"] == true;
        let mut schema = document.resolve(&parameter["schema"]).clone();
        if let Some(schema) = schema.as_object_mut()
            && let Some(description) = parameter.get("description")
        {
            schema.insert("description".to_owned(), description.clone());
        }
        let member = member::entry(document, "", name, &schema, required);
        quote!(Parameter { place: #place, member: #member })
    });
    let body = match operation.request_body() {
        Some(media) => {
            let schema = &media["schema"];
            let members = member::entries(document, "", schema);
            let skeleton = skeleton::of(document, operation, schema)?;
            let required = operation.value["requestBody"]["required"] == true;
            let is_list = document.resolve(schema)["type"] == "array";
            if is_list && member::holds_secrets(document, schema) {
                let message = format!(
                    "{}: the body is a list with secrets, which --dry-run would show",
                    operation.id()
                );
                return Err(Error::new(document.file(), message));
            }
            quote! {
                Some(Body {
                    members: &[#(#members),*],
                    is_list: #is_list,
                    required: #required,
                    skeleton: #skeleton,
                })
            }
        }
        None => quote!(None),
    };
    let answer = match operation.success() {
        Some(("application/json", _)) => quote!(Answer::Json),
        Some(_) => quote!(Answer::File),
        None => quote!(Answer::Nothing),
    };
    let paging = paging(&operation.value["x-ncloud-paging"]);
    let waits = members(&operation.value["x-ncloud-wait"]).map(|(name, target)| wait(name, target));
    Ok(quote! {
        Operation {
            call: &operations::#constant,
            command: #command,
            summary: #summary,
            details: #details,
            parameters: &[#(#parameters),*],
            body: #body,
            answer: #answer,
            paging: #paging,
            waits: &[#(#waits),*],
        }
    })
}

/// What the help tells beyond the summary: the description, and facts that decide whether and how the
/// operation is called.
fn details(document: &Document, operation: &Value) -> String {
    let mut parts = vec![
        operation["description"]
            .as_str()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    ];
    let sites = texts(&operation["x-ncloud-sites"]);
    let mut facts = vec![format!("Sites: {}.", sites.join(", "))];
    facts.push(if operation["x-ncloud-retry"] == "safe" {
        "Safe to repeat.".to_owned()
    } else {
        "A second call may act a second time.".to_owned()
    });
    if operation["x-ncloud-account"] == "main" {
        facts.push("For keys of a main account only.".to_owned());
    }
    let permissions = texts(&operation["x-ncloud-permissions"]);
    if !permissions.is_empty() {
        facts.push(format!("Permissions: {}.", permissions.join(", ")));
    }
    parts.push(facts.join(" "));
    if let Some(slug) = operation["x-ncloud-source"]["slug"].as_str() {
        let pages = document.service()["documentation"]
            .as_str()
            .unwrap_or_default();
        parts.push(format!("Page: {pages}{slug}"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// The texts of a list.
fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

fn paging(paging: &Value) -> TokenStream {
    let (Some(parameter), Some(items)) = (paging["parameter"].as_str(), paging["items"].as_str())
    else {
        return quote!(None);
    };
    let pointer = |name: &str| match paging[name].as_str() {
        Some(way) => {
            let pointer = format!("/{way}");
            quote!(Some(#pointer))
        }
        None => quote!(None),
    };
    let items = format!("/{items}");
    let (pages, total, next) = (pointer("pages"), pointer("total"), pointer("next"));
    let first = paging["first"].as_i64().unwrap_or(1);
    quote! {
        Some(Paging {
            parameter: #parameter,
            first: #first,
            items: #items,
            pages: #pages,
            total: #total,
            next: #next,
        })
    }
}

fn wait(name: &str, target: &Value) -> TokenStream {
    let (success, failure) = (texts(&target["success"]), texts(&target["failure"]));
    let pointer = target["state"].as_str().unwrap_or_default();
    let gone = target["gone"] == true;
    let description = target["description"].as_str().unwrap_or_default().trim();
    quote! {
        Wait {
            target: &Target {
                name: #name,
                pointer: #pointer,
                success: &[#(#success),*],
                failure: &[#(#failure),*],
                gone: #gone,
            },
            description: #description,
        }
    }
}
