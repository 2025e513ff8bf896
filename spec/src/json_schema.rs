//! Schemas of a document as JSON Schema, for validators.

use serde_json::{Map, Value, json};

use crate::document::Document;

/// Where the schemas of the document are in what [`json_schema`] returns.
const SCHEMAS: &str = "#/$defs/";

/// A JSON Schema (draft 2020-12) of an OpenAPI 3.0 schema, with the components it may refer to.
///
/// The two differ in `nullable`, in references, which here point into `$defs`, and in the formats
/// of integers, which here become limits.
///
/// ```
/// use ncloud_spec::document::Document;
/// use ncloud_spec::json_schema::json_schema;
/// use serde_json::json;
///
/// let document = Document::from_value("example", json!({}));
/// let schema = json_schema(&document, &json!({"type": "string", "nullable": true}));
/// assert_eq!(schema["type"], json!(["string", "null"]));
/// ```
#[must_use]
pub fn json_schema(document: &Document, schema: &Value) -> Value {
    let mut converted = convert(schema);
    let definitions: Map<String, Value> = document
        .components("schemas")
        .map(|(name, schema)| (name.to_owned(), convert(schema)))
        .collect();
    if let Some(object) = converted.as_object_mut() {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    converted
}

fn convert(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    let mut converted = Map::new();
    for (name, member) in object {
        let member = match name.as_str() {
            "nullable" | "example" | "default" => continue,
            "$ref" => {
                let reference = member.as_str().unwrap_or_default();
                json!(reference.replacen("#/components/schemas/", SCHEMAS, 1))
            }
            "properties" => {
                let properties = member.as_object().into_iter().flatten();
                Value::Object(
                    properties
                        .map(|(name, property)| (name.clone(), convert(property)))
                        .collect(),
                )
            }
            "items" | "additionalProperties" | "not" => convert(member),
            "allOf" | "anyOf" | "oneOf" => Value::Array(
                member
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(convert)
                    .collect(),
            ),
            _ => member.clone(),
        };
        converted.insert(name.clone(), member);
    }
    bound(&mut converted);
    if object.get("nullable") == Some(&json!(true)) {
        nullable(converted)
    } else {
        Value::Object(converted)
    }
}

/// Gives an integer the limits that its format stands for: JSON Schema knows no such formats.
fn bound(schema: &mut Map<String, Value>) {
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    schema.entry("minimum").or_insert(least.into());
    schema.entry("maximum").or_insert(most.into());
}

fn nullable(mut schema: Map<String, Value>) -> Value {
    match schema.get("type") {
        // Beside `enum` and `allOf` a type that allows null does not help: they do not.
        Some(Value::String(name))
            if !schema.contains_key("enum") && !schema.contains_key("allOf") =>
        {
            let types = json!([name, "null"]);
            schema.insert("type".to_owned(), types);
            Value::Object(schema)
        }
        // A schema without a type allows null anyway, unless it refers to another.
        None if !["allOf", "anyOf", "oneOf", "$ref", "enum"]
            .iter()
            .any(|name| schema.contains_key(*name)) =>
        {
            Value::Object(schema)
        }
        _ => json!({ "anyOf": [Value::Object(schema), { "type": "null" }] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_integers_become_limits() {
        let document = Document::from_value("example", json!({}));
        let schema = json!({
            "type": "object",
            "properties": {
                "number": { "type": "integer", "format": "int64", "minimum": 1 },
                "port": { "type": "integer", "format": "int32", "nullable": true },
            },
        });
        let properties = &json_schema(&document, &schema)["properties"];
        assert_eq!(properties["number"]["minimum"], 1);
        assert_eq!(properties["number"]["maximum"], i64::MAX);
        assert_eq!(properties["port"]["minimum"], i32::MIN);
        assert_eq!(properties["port"]["type"], json!(["integer", "null"]));
    }
}
