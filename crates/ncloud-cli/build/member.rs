//! A parameter or a member of a body in the catalogue.

use ncloud_spec::codegen::schema::known_values;
use ncloud_spec::document::{Document, members};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::names;

/// The members of an object, also of those that `allOf` puts together.
pub(crate) fn entries(document: &Document, prefix: &str, schema: &Value) -> Vec<TokenStream> {
    let schema = document.resolve(schema);
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.into_iter().flatten().any(|required| required == name)
    };
    let own = members(&schema["properties"])
        .map(|(name, property)| entry(document, prefix, name, property, required(name)));
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| entries(document, prefix, part)))
        .collect()
}

/// One member; `prefix` is the flag of the object that it is in.
pub(crate) fn entry(
    document: &Document,
    prefix: &str,
    name: &str,
    schema: &Value,
    required: bool,
) -> TokenStream {
    let flag = match prefix {
        "" => names::kebab(name),
        prefix => format!("{prefix}.{}", names::kebab(name)),
    };
    let resolved = core(document, schema);
    let kind = kind(document, &flag, resolved);
    let secret = document.is_secret(resolved);
    let is_text_file = matches!(
        resolved["x-ncloud-format"].as_str(),
        Some("pem" | "pem-chain")
    );
    let values = known_values(resolved)
        .map(|(value, meaning)| quote!((#value, #meaning)))
        .collect::<Vec<_>>();
    let closed = resolved.get("enum").is_some();
    // An enumeration without meanings still has values to offer.
    let values = if values.is_empty() {
        let plain = resolved["enum"].as_array().into_iter().flatten();
        plain
            .filter_map(|value| match value {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .map(|value| quote!((#value, "")))
            .collect()
    } else {
        values
    };
    let help = help(schema, resolved);
    quote! {
        Member {
            name: #name,
            flag: #flag,
            kind: #kind,
            required: #required,
            secret: #secret,
            is_text_file: #is_text_file,
            values: &[#(#values),*],
            closed: #closed,
            help: #help,
        }
    }
}

/// The schema itself, without the `allOf` that gives a reference a description.
fn core<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    let resolved = document.resolve(schema);
    match resolved["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) if resolved.get("properties").is_none() => core(document, only),
        _ => resolved,
    }
}

/// Whether a schema is, or has at any depth, a secret.
pub(crate) fn holds_secrets(document: &Document, schema: &Value) -> bool {
    let schema = document.resolve(schema);
    let properties = members(&schema["properties"]).map(|(_, property)| property);
    let alternatives = ["allOf", "anyOf", "oneOf"]
        .iter()
        .flat_map(|name| schema[*name].as_array().into_iter().flatten());
    let mut nested = properties.chain(alternatives).chain(schema.get("items"));
    document.is_secret(schema) || nested.any(|nested| holds_secrets(document, nested))
}

fn kind(document: &Document, flag: &str, schema: &Value) -> TokenStream {
    match schema["type"].as_str() {
        Some("string") if schema["format"] == "binary" => quote!(Kind::File),
        Some("string") => quote!(Kind::Text),
        Some("integer") => quote!(Kind::Integer),
        Some("number") => quote!(Kind::Number),
        Some("boolean") => quote!(Kind::Boolean),
        Some("array") => {
            let items = kind(document, flag, core(document, &schema["items"]));
            quote!(Kind::List(&#items))
        }
        _ => {
            let members = entries(document, flag, schema);
            if members.is_empty() {
                quote!(Kind::Json)
            } else {
                quote!(Kind::Object(&[#(#members),*]))
            }
        }
    }
}

/// Description and limits.
fn help(schema: &Value, resolved: &Value) -> String {
    let description = schema["description"]
        .as_str()
        .or_else(|| resolved["description"].as_str())
        .unwrap_or_default()
        .trim();
    let mut rules = Vec::new();
    for (unit, least, most) in [
        (" characters", "minLength", "maxLength"),
        (" items", "minItems", "maxItems"),
        ("", "minimum", "maximum"),
    ] {
        match (&resolved[least], &resolved[most]) {
            (Value::Null, Value::Null) => {}
            (least, Value::Null) => rules.push(format!("at least {least}{unit}")),
            (Value::Null, most) => rules.push(format!("at most {most}{unit}")),
            (least, most) => rules.push(format!("{least} to {most}{unit}")),
        }
    }
    if !resolved["multipleOf"].is_null() {
        rules.push(format!("a multiple of {}", resolved["multipleOf"]));
    }
    if let Some(pattern) = resolved["pattern"].as_str() {
        rules.push(format!("matching `{pattern}`"));
    }
    let mut text = description.to_owned();
    if !rules.is_empty() {
        text = format!("{text} Limits: {}.", rules.join("; "));
    }
    if !resolved["default"].is_null() {
        text = format!(
            "{text} When it is left out, the service takes {}.",
            resolved["default"]
        );
    }
    text.trim().to_owned()
}
