//! Walking the schemas of a document, and telling requests from answers.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::document::{Document, members};

/// Which component schemas requests and answers reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Names of the schemas that a request body or a parameter reaches.
    pub requests: BTreeSet<String>,
    /// Names of the schemas that a successful answer reaches.
    pub responses: BTreeSet<String>,
}

impl Usage {
    /// Follows every reference from every operation of `document`.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut usage = Self::default();
        for operation in document.operations() {
            for parameter in operation.parameters() {
                collect(document, &parameter["schema"], &mut usage.requests);
            }
            if let Some(body) = operation.request_body() {
                collect(document, &body["schema"], &mut usage.requests);
            }
            for part in operation.parts() {
                collect(document, &part["schema"], &mut usage.requests);
            }
            if let Some((_, answer)) = operation.success() {
                collect(document, &answer["schema"], &mut usage.responses);
            }
        }
        usage
    }
}

fn collect(document: &Document, value: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = schema_name(value) {
        if found.insert(name.to_owned()) {
            collect(document, document.resolve(value), found);
        }
        return;
    }
    match value {
        Value::Object(object) => object
            .values()
            .for_each(|member| collect(document, member, found)),
        Value::Array(array) => array
            .iter()
            .for_each(|member| collect(document, member, found)),
        _ => {}
    }
}

/// Name of the component schema that a `$ref` object points to.
#[must_use]
pub fn schema_name(value: &Value) -> Option<&str> {
    value
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// Whether a schema is of an object that is a secret as a whole, whatever its members.
#[must_use]
pub fn is_secret_object(schema: &Map<String, Value>) -> bool {
    let is = |name: &str, value: &str| schema.get(name).is_some_and(|given| given == value);
    is("type", "object") && is("format", "password")
}

/// The single component schema that an `allOf` wraps to give it a description or `nullable`.
#[must_use]
pub fn wrapped_reference(schema: &Value) -> Option<&Value> {
    match schema.get("allOf")?.as_array()?.as_slice() {
        [reference] if reference.get("$ref").is_some() => Some(reference),
        _ => None,
    }
}

/// Calls `change` for every schema object of the document, outer ones first: components,
/// parameters, bodies, and what is nested in them. References are not followed.
pub fn for_each_schema(document: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        for (section, entries) in components.iter_mut() {
            for entry in entries
                .as_object_mut()
                .into_iter()
                .flat_map(Map::values_mut)
            {
                if section == "schemas" {
                    in_schema(entry, change);
                } else {
                    beside_schemas(entry, change);
                }
            }
        }
    }
    if let Some(paths) = document.get_mut("paths") {
        beside_schemas(paths, change);
    }
}

/// Finds the `schema` members of parameters and media types.
fn beside_schemas(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter_mut() {
                match name.as_str() {
                    "schema" => in_schema(member, change),
                    // Examples are data: a member called `schema` in them is not a schema.
                    "example" | "examples" => {}
                    _ => beside_schemas(member, change),
                }
            }
        }
        Value::Array(array) => array
            .iter_mut()
            .for_each(|member| beside_schemas(member, change)),
        _ => {}
    }
}

/// Calls `change` for every object of a JSON value, outer ones first.
pub(super) fn for_each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            change(object);
            object
                .values_mut()
                .for_each(|member| for_each_object(member, change));
        }
        Value::Array(array) => array
            .iter_mut()
            .for_each(|member| for_each_object(member, change)),
        _ => {}
    }
}

/// Calls `change` for a schema object and for those that are nested in it, outer ones first. References are
/// not followed.
pub(super) fn in_schema(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    let Some(schema) = value.as_object_mut() else {
        return;
    };
    change(schema);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties
            .values_mut()
            .for_each(|property| in_schema(property, change));
    }
    for name in ["items", "additionalProperties", "not"] {
        if let Some(nested) = schema.get_mut(name) {
            in_schema(nested, change);
        }
    }
    for name in ["allOf", "anyOf", "oneOf"] {
        if let Some(alternatives) = schema.get_mut(name).and_then(Value::as_array_mut) {
            alternatives
                .iter_mut()
                .for_each(|alternative| in_schema(alternative, change));
        }
    }
}

/// The known values of an enumeration with their meanings, in the order of the document.
pub fn known_values(schema: &Value) -> impl Iterator<Item = (&str, &str)> {
    members(&schema["x-ncloud-enum"])
        .filter_map(|(value, meaning)| Some((value, meaning.as_str()?)))
}

/// Whether the parent schema requires the property of this name.
#[must_use]
pub fn is_required(parent: &Map<String, Value>, property: &str) -> bool {
    parent
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(|names| names.iter().any(|name| name == property))
}
