//! From a published document, OpenAPI 3.0.3, to the same in OpenAPI 3.1.
//!
//! Schemas of 3.1 are JSON Schema (draft 2020-12), so what 3.0 wrote in its own way is written in
//! that of JSON Schema. Nothing else changes: parameters, answers and extensions read the same.

use serde_json::{Map, Value, json};

use super::schema::for_each_schema;
use crate::document::Document;

/// The version that the rendering states. Tools that know 3.1 at all know this one.
pub const VERSION: &str = "3.1.0";
/// JSON Schema with the keywords and formats that OpenAPI adds.
const DIALECT: &str = "https://spec.openapis.org/oas/3.1/dialect/base";

/// The document in OpenAPI 3.1.
#[must_use]
pub fn openapi31(published: &Document) -> Document {
    let mut value = with_dialect(published.value());
    bodies_of_octets(&mut value);
    for_each_schema(&mut value, &mut convert);
    Document::from_value(published.file(), value)
}

/// Sets the version, and the dialect after it, where a reader looks for it.
fn with_dialect(published: &Value) -> Value {
    let mut root = Map::new();
    for (name, member) in crate::document::members(published) {
        if name == "openapi" {
            root.insert(name.to_owned(), json!(VERSION));
            root.insert("jsonSchemaDialect".to_owned(), json!(DIALECT));
        } else {
            root.insert(name.to_owned(), member.clone());
        }
    }
    Value::Object(root)
}

/// A body that is a file: its schema takes the media type that it stands under.
fn bodies_of_octets(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter_mut() {
                match name.as_str() {
                    "content" => media_types(member),
                    "example" | "examples" | "schemas" => continue,
                    _ => {}
                }
                bodies_of_octets(member);
            }
        }
        Value::Array(array) => array.iter_mut().for_each(bodies_of_octets),
        _ => {}
    }
}

fn media_types(content: &mut Value) {
    for (media_type, media) in content.as_object_mut().into_iter().flatten() {
        if let Some(schema) = media.get_mut("schema").and_then(Value::as_object_mut)
            && schema.get("format") == Some(&json!("binary"))
        {
            binary(schema, media_type);
        }
    }
}

/// Outer schemas come first, so what is moved inwards is converted on its own turn.
fn convert(schema: &mut Map<String, Value>) {
    exclusive(schema, "minimum", "exclusiveMinimum");
    exclusive(schema, "maximum", "exclusiveMaximum");
    if let Some(example) = schema.get("example").cloned() {
        rename(schema, "example", "examples", json!([example]));
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("byte") => rename(schema, "format", "contentEncoding", json!("base64")),
        Some("binary") => binary(schema, "application/octet-stream"),
        _ => {}
    }
    if remove(schema, "nullable") == Some(json!(true)) {
        nullable(schema);
    }
}

/// Octets are no JSON text: 3.1 says "type omitted" and names the media type.
fn binary(schema: &mut Map<String, Value>, media_type: &str) {
    remove(schema, "type");
    rename(schema, "format", "contentMediaType", json!(media_type));
}

/// `exclusiveMinimum: true` beside `minimum: 3` becomes `exclusiveMinimum: 3`.
fn exclusive(schema: &mut Map<String, Value>, bound: &str, exclusive: &str) {
    match schema.get(exclusive) {
        Some(Value::Bool(true)) => match remove(schema, bound) {
            Some(limit) => {
                schema.insert(exclusive.to_owned(), limit);
            }
            // Without the bound it meant nothing.
            None => drop(remove(schema, exclusive)),
        },
        Some(Value::Bool(false)) => drop(remove(schema, exclusive)),
        _ => {}
    }
}

/// OpenAPI 3.0.3 heeds `nullable` beside a `type` only; elsewhere it meant nothing.
fn nullable(schema: &mut Map<String, Value>) {
    let Some(Value::String(kind)) = schema.get("type").cloned() else {
        return;
    };
    // What `allOf` names has the type without null, so null is an alternative to it.
    if let Some(parts) = schema.get("allOf").cloned() {
        let whole = match parts.as_array().map(Vec::as_slice) {
            Some([only]) => only.clone(),
            _ => json!({ "allOf": parts }),
        };
        remove(schema, "type");
        rename(schema, "allOf", "anyOf", json!([whole, { "type": "null" }]));
        return;
    }
    schema.insert("type".to_owned(), json!([kind, "null"]));
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// Replaces a member by another in its place, so that the order of the document stays.
fn rename(schema: &mut Map<String, Value>, from: &str, to: &str, value: Value) {
    *schema = std::mem::take(schema)
        .into_iter()
        .map(|(name, member)| {
            if name == from {
                (to.to_owned(), value.clone())
            } else {
                (name, member)
            }
        })
        .collect();
}

/// Removes a member and keeps the order of the others.
fn remove(schema: &mut Map<String, Value>, name: &str) -> Option<Value> {
    schema.shift_remove(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(schema: Value) -> Value {
        let document = json!({ "openapi": "3.0.3", "components": { "schemas": { "It": schema } } });
        let document = openapi31(&Document::from_value("example", document));
        document.value()["components"]["schemas"]["It"].clone()
    }

    #[test]
    fn keywords_of_3_0_become_those_of_json_schema() {
        for (before, after) in [
            (
                json!({ "type": "string", "nullable": true }),
                json!({ "type": ["string", "null"] }),
            ),
            (
                json!({ "type": "string", "nullable": false }),
                json!({ "type": "string" }),
            ),
            (
                json!({ "type": "string", "nullable": true, "enum": ["A"] }),
                json!({ "type": ["string", "null"], "enum": ["A", null] }),
            ),
            (
                json!({ "nullable": true, "description": "Anything." }),
                json!({ "description": "Anything." }),
            ),
            (
                json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/a" }], "description": "d" }),
                json!({ "anyOf": [{ "$ref": "#/a" }, { "type": "null" }], "description": "d" }),
            ),
            (
                json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/a" }, { "example": 1 }] }),
                json!({ "anyOf": [{ "allOf": [{ "$ref": "#/a" }, { "examples": [1] }] }, { "type": "null" }] }),
            ),
            (
                json!({ "allOf": [{ "$ref": "#/a" }], "description": "d" }),
                json!({ "allOf": [{ "$ref": "#/a" }], "description": "d" }),
            ),
            (
                json!({ "type": "integer", "minimum": 3, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false }),
                json!({ "type": "integer", "exclusiveMinimum": 3, "maximum": 9 }),
            ),
            (
                json!({ "type": "string", "example": null, "description": "d" }),
                json!({ "type": "string", "examples": [null], "description": "d" }),
            ),
            (
                json!({ "type": "string", "format": "byte" }),
                json!({ "type": "string", "contentEncoding": "base64" }),
            ),
            (
                json!({ "type": "string", "format": "binary" }),
                json!({ "contentMediaType": "application/octet-stream" }),
            ),
            (
                json!({ "type": "string", "format": "password", "x-ncloud-format": "pem" }),
                json!({ "type": "string", "format": "password", "x-ncloud-format": "pem" }),
            ),
            (
                json!({ "oneOf": [{ "type": "string", "nullable": true }, { "type": "array", "items": { "type": "integer", "nullable": true } }] }),
                json!({ "oneOf": [{ "type": ["string", "null"] }, { "type": "array", "items": { "type": ["integer", "null"] } }] }),
            ),
            (
                // A member that has the name of a keyword is no keyword.
                json!({ "type": "object", "properties": { "example": { "type": "string" }, "nullable": { "type": "boolean", "nullable": true } } }),
                json!({ "type": "object", "properties": { "example": { "type": "string" }, "nullable": { "type": ["boolean", "null"] } } }),
            ),
        ] {
            assert_eq!(converted(before.clone()), after, "{before}");
        }
    }

    #[test]
    fn a_file_takes_the_media_type_that_it_stands_under() {
        let schema = json!({ "type": "string", "format": "binary" });
        let document = json!({
            "openapi": "3.0.3",
            "paths": { "/file": { "get": { "responses": { "200": { "content": { "application/zip": { "schema": schema } } } } } } },
        });
        let document = openapi31(&Document::from_value("example", document));
        let operation = document.operations().next().unwrap();
        let (_, media) = operation.success().unwrap();
        assert_eq!(
            media["schema"],
            json!({ "contentMediaType": "application/zip" })
        );
        let root: Vec<&str> = crate::document::members(document.value())
            .map(|(name, _)| name)
            .collect();
        assert_eq!(root, ["openapi", "jsonSchemaDialect", "paths"]);
        assert_eq!(document.value()["openapi"], VERSION);
    }
}
