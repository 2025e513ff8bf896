//! A body to start from: every member, with the value of an example where there is one.

use ncloud_spec::codegen::Error;
use ncloud_spec::document::{Document, Operation, members};
use serde_json::{Map, Value, json};

/// Schemas nested deeper than this are cyclic.
const DEPTH: usize = 16;

/// The body as text, ready to be printed and edited.
pub(crate) fn of(
    document: &Document,
    operation: Operation<'_>,
    schema: &Value,
) -> Result<String, Error> {
    let examples: Vec<Value> = operation
        .examples()
        .into_iter()
        .filter_map(|example| example.body)
        .collect();
    let examples: Vec<&Value> = examples.iter().collect();
    let skeleton = value(document, schema, &examples, 0);
    serde_json::to_string_pretty(&skeleton)
        .map_err(|error| Error::new(document.file(), format!("{}: {error}", operation.pointer())))
}

fn value(document: &Document, schema: &Value, examples: &[&Value], depth: usize) -> Value {
    let schema = document.resolve(schema);
    // What an example shows of a secret must not end as somebody's password.
    if document.is_secret(schema) {
        return json!("");
    }
    let mut found = Map::new();
    if depth < DEPTH {
        for (name, property) in members(&schema["properties"]) {
            let examples: Vec<&Value> = examples.iter().filter_map(|all| all.get(name)).collect();
            found.insert(
                name.to_owned(),
                value(document, property, &examples, depth + 1),
            );
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            match value(document, part, examples, depth + 1) {
                Value::Object(members) => found.extend(members),
                other => return other,
            }
        }
    }
    if !found.is_empty() {
        return Value::Object(found);
    }
    if let Some(example) = examples.iter().find(|example| !example.is_null()) {
        return (*example).clone();
    }
    if let Some(example) = schema.get("example").or_else(|| schema.get("default")) {
        return example.clone();
    }
    if let Some((first, _)) = members(&schema["x-ncloud-enum"]).next() {
        return json!(first);
    }
    match schema["type"].as_str() {
        Some("string") => json!(""),
        Some("integer" | "number") => json!(0),
        Some("boolean") => json!(false),
        Some("array") => {
            let item = value(document, &schema["items"], &[], depth + 1);
            json!([item])
        }
        _ => json!({}),
    }
}
