//! From the published document to the one that progenitor compiles.
//!
//! The two differ only by the [`RULES`] below. Each is a small function with its reason; each reports
//! how many places it changed, and a test fails when a rule has nothing left to do.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::describe;
use super::schema::{
    Usage, for_each_object, for_each_schema, in_schema, is_required, is_secret_object,
    known_values, wrapped_reference,
};
use crate::document::{Document, is_success};

/// A difference between the published and the compiled document.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Name of the rule.
    pub name: &'static str,
    /// Why the published document cannot be compiled as it is.
    pub reason: &'static str,
    apply: fn(&mut Document) -> usize,
}

impl Rule {
    /// Changes the document; returns the number of places changed.
    #[must_use = "a rule that changes nothing may have become obsolete"]
    pub fn apply(&self, document: &mut Document) -> usize {
        (self.apply)(document)
    }
}

/// The rules, in the order in which they apply.
pub const RULES: &[Rule] = &[
    Rule {
        name: "only-successful-answers",
        reason: "progenitor asserts one answer type per operation, and ncloud-core decodes every failure",
        apply: only_successful_answers,
    },
    Rule {
        name: "one-successful-answer",
        reason: "progenitor panics on two statuses of success; lint sees that their answers are alike",
        apply: one_successful_answer,
    },
    Rule {
        name: "headers-beside-the-query",
        reason: "what progenitor does with headers stays in its runtime; the rewriting tells them from the query by the \
                 published document",
        apply: headers_beside_the_query,
    },
    Rule {
        name: "parts-beside-the-query",
        reason: "progenitor refuses multipart bodies; as parameters the parts get typed setters, and ncloud-core writes \
                 the body",
        apply: parts_beside_the_query,
    },
    Rule {
        name: "named-scalars-are-scalars",
        reason: "typify makes a type of every named text, number or choice between them, which users would have to convert to",
        apply: named_scalars_are_scalars,
    },
    Rule {
        name: "only-reachable-schemas",
        reason: "failures have schemas for other languages; here they would be types that nothing returns",
        apply: only_reachable_schemas,
    },
    Rule {
        name: "facts-into-descriptions",
        reason: "rustdoc shows the description only: limits, source page, sites and retry class go there",
        apply: facts_into_descriptions,
    },
    Rule {
        name: "types-of-ncloud-core",
        reason: "secrets, times and numbers that may be text have types of their own in ncloud-core",
        apply: types_of_ncloud_core,
    },
    Rule {
        name: "known-values-as-enum",
        reason: "typify makes an enum of `enum` only; the known values of an open set are in `x-ncloud-enum`",
        apply: known_values_as_enum,
    },
    Rule {
        name: "numbers-are-not-enums",
        reason: "typify makes no enum of numbers; the allowed ones are checked before the call",
        apply: numbers_are_not_enums,
    },
    Rule {
        name: "plain-references",
        reason: "typify makes a new type of a nullable `allOf` around a reference; optional members are options anyway",
        apply: plain_references,
    },
    Rule {
        name: "optional-lists-are-options",
        reason: "typify skips an optional empty list when it encodes, so `[]` would be lost, and refuses `null`",
        apply: optional_lists_are_options,
    },
    Rule {
        name: "unknown-members-are-kept",
        reason: "typify drops unknown members for `additionalProperties: true` and keeps them for `{}`",
        apply: unknown_members_are_kept,
    },
    Rule {
        name: "no-limits",
        reason: "typify makes types of some limits, ignores others and enforces them on answers; requests are checked by ncloud-core instead",
        apply: no_limits,
    },
    Rule {
        name: "no-defaults",
        reason: "typify invents a default on decode and always sends it",
        apply: no_defaults,
    },
    Rule {
        name: "no-examples",
        reason: "examples are data for people and tests; the compiler would only read past them",
        apply: no_examples,
    },
];

/// The document that progenitor compiles.
#[must_use]
pub fn lower(published: &Document) -> Document {
    let mut document = published.clone();
    for rule in RULES {
        let _changed = rule.apply(&mut document);
    }
    document
}

fn only_successful_answers(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_operation(document, |operation| {
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        {
            let before = responses.len();
            responses.retain(|status, _| is_success(status));
            changed += before - responses.len();
        }
    });
    changed
}

fn one_successful_answer(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_operation(document, |operation| {
        if let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        {
            let first = responses.keys().find(|status| is_success(status)).cloned();
            let before = responses.len();
            responses.retain(|status, _| !is_success(status) || Some(status) == first.as_ref());
            changed += before - responses.len();
        }
    });
    changed
}

fn headers_beside_the_query(document: &mut Document) -> usize {
    let mut changed = 0;
    let mut change = |parameter: &mut Value| {
        if parameter["in"] == "header" {
            parameter["in"] = json!("query");
            changed += 1;
        }
    };
    if let Some(parameters) = document
        .value_mut()
        .pointer_mut("/components/parameters")
        .and_then(Value::as_object_mut)
    {
        parameters.values_mut().for_each(&mut change);
    }
    for_each_operation(document, |operation| {
        if let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        {
            parameters.iter_mut().for_each(&mut change);
        }
    });
    changed
}

fn parts_beside_the_query(document: &mut Document) -> usize {
    let parts: BTreeMap<String, Vec<Value>> = document
        .operations()
        .map(|operation| (operation.id().to_owned(), operation.parts()))
        .filter(|(_, parts)| !parts.is_empty())
        .collect();
    let mut changed = 0;
    for_each_operation(document, |operation| {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let Some(parts) = parts.get(id) else {
            return;
        };
        let parts = parts.iter().map(|part| {
            let mut part = part.clone();
            part["in"] = json!("query");
            in_schema(&mut part["schema"], &mut file_of_ncloud_core);
            part
        });
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.extend(parts);
        }
        operation.remove("requestBody");
        changed += 1;
    });
    changed
}

fn file_of_ncloud_core(schema: &mut Map<String, Value>) {
    if schema.get("format") == Some(&json!("binary")) {
        schema.insert(
            "x-rust-type".to_owned(),
            json!({ "crate": "ncloud-core", "version": "*", "path": "ncloud_core::FilePart" }),
        );
    }
}

fn named_scalars_are_scalars(document: &mut Document) -> usize {
    let scalars: BTreeMap<String, Map<String, Value>> = document
        .components("schemas")
        .filter_map(|(name, schema)| {
            Some((
                name.to_owned(),
                schema
                    .as_object()
                    .filter(|schema| is_plain(schema))?
                    .clone(),
            ))
        })
        .collect();
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        let name = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|at| at.strip_prefix("#/components/schemas/"));
        if let Some(scalar) = name.and_then(|name| scalars.get(name)) {
            *schema = scalar.clone();
            changed += 1;
        }
    });
    changed
}

/// A text that is no enumeration, a number, or what has a type in `ncloud-core`: some choices, and
/// secrets.
fn is_plain(schema: &Map<String, Value>) -> bool {
    let format = schema.get("x-ncloud-format").and_then(Value::as_str);
    if matches!(format, Some("string-or-list" | "integer-or-string")) {
        return true;
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => !schema.contains_key("enum") && !schema.contains_key("x-ncloud-enum"),
        Some("integer" | "number" | "boolean") => true,
        Some("object") => is_secret_object(schema),
        _ => false,
    }
}

fn only_reachable_schemas(document: &mut Document) -> usize {
    let usage = Usage::of(document);
    let Some(schemas) = document
        .value_mut()
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return 0;
    };
    let before = schemas.len();
    schemas.retain(|name, _| usage.requests.contains(name) || usage.responses.contains(name));
    before - schemas.len()
}

fn facts_into_descriptions(document: &mut Document) -> usize {
    let mut changed = 0;
    let service = document.service().clone();
    for_each_operation(document, |operation| {
        let text = describe::operation(operation, &service);
        operation.insert("description".to_owned(), Value::String(text));
        changed += 1;
    });
    for_each_schema(document.value_mut(), &mut |schema| {
        if let Some(limits) = describe::limits(schema) {
            let text = schema
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let text = format!("{text}\n\n{limits}");
            schema.insert("description".to_owned(), Value::String(text));
            changed += 1;
        }
    });
    changed
}

fn types_of_ncloud_core(document: &mut Document) -> usize {
    let usage = Usage::of(document);
    let published = document.clone();
    let mut changed = 0;
    // A number in an answer may arrive as text; in a request we write it ourselves.
    if let Some(schemas) = document
        .value_mut()
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (_, schema) in schemas
            .iter_mut()
            .filter(|(name, _)| usage.responses.contains(*name))
        {
            in_schema(schema, &mut |schema| {
                if schema.get("type") == Some(&json!("integer"))
                    && !schema.contains_key("x-ncloud-format")
                {
                    schema.insert("x-ncloud-format".to_owned(), json!("integer"));
                }
            });
        }
    }
    for_each_schema(document.value_mut(), &mut |schema| {
        let format = schema.get("x-ncloud-format").and_then(Value::as_str);
        let secret = schema.get("format") == Some(&json!("password"));
        let path = match format {
            _ if is_secret_object(schema) => "ncloud_core::SecretJson",
            _ if secret => "ncloud_core::Secret",
            Some("string-or-list") if published.is_secret(&Value::Object(schema.clone())) => {
                "ncloud_core::SecretOrList"
            }
            Some("integer-or-string") => "ncloud_core::IntegerOrString",
            Some("integer") => "ncloud_core::Integer",
            Some("numeric-string") => "ncloud_core::NumericString",
            Some("epoch-milliseconds") => "ncloud_core::EpochMilliseconds",
            Some("string-or-list") => "ncloud_core::StringOrList",
            Some("pem-chain") => "ncloud_core::PemChain",
            _ => return,
        };
        schema.insert(
            "x-rust-type".to_owned(),
            json!({ "crate": "ncloud-core", "version": "*", "path": path }),
        );
        changed += 1;
    });
    changed
}

fn known_values_as_enum(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        let is_text =
            schema.get("type") == Some(&json!("string")) && !schema.contains_key("x-rust-type");
        if is_text && schema.contains_key("x-ncloud-enum") && !schema.contains_key("enum") {
            let schema_value = Value::Object(schema.clone());
            let values: Vec<&str> = known_values(&schema_value)
                .map(|(value, _)| value)
                .collect();
            schema.insert("enum".to_owned(), json!(values));
            changed += 1;
        }
    });
    changed
}

fn numbers_are_not_enums(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        if schema.get("type") == Some(&json!("integer")) && schema.remove("enum").is_some() {
            changed += 1;
        }
    });
    changed
}

fn plain_references(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        let names: Vec<String> = optional_properties(schema);
        for name in names {
            let property = &mut schema["properties"][&name];
            if property.get("description").is_none() {
                if let Some(reference) = wrapped_reference(property).cloned() {
                    *property = reference;
                    changed += 1;
                }
            } else if wrapped_reference(property).is_some()
                && let Some(property) = property.as_object_mut()
            {
                property.remove("nullable");
                property.remove("type");
                changed += 1;
            }
        }
    });
    changed
}

fn optional_lists_are_options(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        for name in optional_properties(schema) {
            let property = &mut schema["properties"][&name];
            if property["type"] == "array" {
                property["nullable"] = json!(true);
                changed += 1;
            }
        }
    });
    changed
}

fn unknown_members_are_kept(document: &mut Document) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        if schema.get("additionalProperties") == Some(&json!(true)) {
            schema.insert("additionalProperties".to_owned(), json!({}));
            changed += 1;
        }
    });
    changed
}

fn no_limits(document: &mut Document) -> usize {
    remove_from_schemas(
        document,
        &[
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "x-ncloud-max-bytes",
            "x-ncloud-minutes-ahead",
        ],
    )
}

fn no_defaults(document: &mut Document) -> usize {
    remove_from_schemas(document, &["default"])
}

fn no_examples(document: &mut Document) -> usize {
    let mut changed = remove_from_schemas(document, &["example"]);
    for_each_object(document.value_mut(), &mut |object| {
        // A property may itself be called `example`; parameters and media types have a schema.
        if object.contains_key("schema") {
            let names = ["example", "examples"].iter();
            changed += names.filter(|name| object.remove(**name).is_some()).count();
        }
    });
    changed
}

fn remove_from_schemas(document: &mut Document, names: &[&str]) -> usize {
    let mut changed = 0;
    for_each_schema(document.value_mut(), &mut |schema| {
        changed += names
            .iter()
            .filter(|name| schema.remove(**name).is_some())
            .count();
    });
    changed
}

fn optional_properties(schema: &Map<String, Value>) -> Vec<String> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    properties
        .keys()
        .filter(|name| !is_required(schema, name))
        .cloned()
        .collect()
}

fn for_each_operation(document: &mut Document, mut change: impl FnMut(&mut Map<String, Value>)) {
    let Some(paths) = document
        .value_mut()
        .get_mut("paths")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        for operation in item.values_mut().filter_map(Value::as_object_mut) {
            if operation.contains_key("operationId") {
                change(operation);
            }
        }
    }
}
