//! From a hand-written service document to the published one: self-contained and explicit.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::{Usage, for_each_object, is_required, schema_name, wrapped_reference};
use crate::document::{Document, DocumentError};

/// How service documents refer to the shared one.
const COMMON: &str = "../common.yaml#";

/// Makes the published document of a service.
///
/// Three things are added to what is written by hand: the shared components that it refers to, the
/// security schemes that it names, and `nullable` on the optional members of its answers.
///
/// # Errors
/// When a document is not YAML or a shared component does not exist.
pub fn bundle(service: &Document, common: &Document) -> Result<Document, DocumentError> {
    let mut published = service.clone();
    import_shared_components(&mut published, common)?;
    import_security_schemes(&mut published, common)?;
    mark_optional_answers_nullable(&mut published);
    Ok(published)
}

/// Copies every component of the shared document that is referred to, and what those refer to.
fn import_shared_components(
    published: &mut Document,
    common: &Document,
) -> Result<(), DocumentError> {
    loop {
        let mut wanted = Vec::new();
        localise_references(published.value_mut(), &mut wanted);
        wanted.retain(|pointer| published.value().pointer(pointer).is_none());
        if wanted.is_empty() {
            return Ok(());
        }
        for pointer in wanted {
            if published.value().pointer(&pointer).is_some() {
                continue;
            }
            let mut component = common.value().pointer(&pointer).cloned().ok_or_else(|| {
                DocumentError::new(
                    published.file(),
                    format!(
                        "`$ref: {COMMON}{pointer}` leads nowhere in {}",
                        common.file()
                    ),
                )
            })?;
            // Inside the shared document references are local; mark them for the next round.
            make_shared(&mut component);
            insert(published.value_mut(), &pointer, component);
        }
    }
}

/// Turns references to the shared document into local ones and notes their targets.
fn localise_references(value: &mut Value, wanted: &mut Vec<String>) {
    for_each_reference(value, &mut |reference| {
        if let Some(pointer) = reference.strip_prefix(COMMON) {
            wanted.push(pointer.to_owned());
            *reference = format!("#{pointer}");
        }
    });
}

fn make_shared(value: &mut Value) {
    for_each_reference(value, &mut |reference| {
        if let Some(pointer) = reference.strip_prefix('#') {
            *reference = format!("{COMMON}{pointer}");
        }
    });
}

fn for_each_reference(value: &mut Value, change: &mut impl FnMut(&mut String)) {
    for_each_object(value, &mut |object| {
        if let Some(Value::String(reference)) = object.get_mut("$ref") {
            change(reference);
        }
    });
}

fn import_security_schemes(
    published: &mut Document,
    common: &Document,
) -> Result<(), DocumentError> {
    let mut names = Vec::new();
    let operations: Vec<&Value> = published
        .operations()
        .map(|operation| &operation.value["security"])
        .collect();
    for security in operations
        .into_iter()
        .chain([&published.value()["security"]])
    {
        for requirement in security.as_array().into_iter().flatten() {
            names.extend(
                requirement
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .cloned(),
            );
        }
    }
    for name in names {
        let pointer = format!("/components/securitySchemes/{name}");
        if published.value().pointer(&pointer).is_none() {
            let scheme = common.value().pointer(&pointer).cloned().ok_or_else(|| {
                DocumentError::new(
                    published.file(),
                    format!(
                        "`security` names `{name}`, which is not in {}",
                        common.file()
                    ),
                )
            })?;
            insert(published.value_mut(), &pointer, scheme);
        }
    }
    Ok(())
}

/// Sets the member at a pointer of plain names, creating objects on the way.
fn insert(value: &mut Value, pointer: &str, member: Value) {
    let mut current = value;
    for name in pointer.split('/').skip(1) {
        if !current.is_object() {
            *current = json!({});
        }
        current = &mut current[name];
    }
    *current = member;
}

/// Publishes optional members of answers as nullable.
///
/// The pages show `null` for some of them and leave others out, without saying which may be which.
/// One rule for all keeps the hand-written documents short and the clients tolerant.
fn mark_optional_answers_nullable(published: &mut Document) {
    let usage = Usage::of(published);
    let kinds: BTreeMap<String, Value> = published
        .components("schemas")
        .filter_map(|(name, schema)| Some((name.to_owned(), schema.get("type")?.clone())))
        .collect();
    let Some(schemas) = published
        .value_mut()
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (_, schema) in schemas
        .iter_mut()
        .filter(|(name, _)| usage.responses.contains(*name))
    {
        let Some(object) = schema.as_object_mut() else {
            continue;
        };
        let names: Vec<String> = object
            .get("properties")
            .and_then(Value::as_object)
            .map(|properties| {
                properties
                    .keys()
                    .filter(|name| !is_required(object, name))
                    .cloned()
                    .collect()
            })
            .unwrap_or_default();
        for name in names {
            make_nullable(&mut object["properties"][&name], &kinds);
        }
    }
}

/// OpenAPI 3.0.3 heeds `nullable` beside a `type` only, and allows nothing beside `$ref`: a reference
/// is wrapped in `allOf`, and its type repeated. `kinds` are the types of the components. What has
/// no type, or refers to what has none, stays as it is: a schema without a type allows null anyway.
fn make_nullable(schema: &mut Value, kinds: &BTreeMap<String, Value>) {
    let kind = |reference: &Value| kinds.get(schema_name(reference)?).cloned();
    if let Some(kind) = kind(schema) {
        *schema = json!({ "type": kind, "nullable": true, "allOf": [schema.take()] });
        return;
    }
    let kind = wrapped_reference(schema).and_then(kind);
    if let Some(object) = schema.as_object_mut() {
        if let Some(kind) = kind {
            object.insert("type".to_owned(), kind);
        }
        if object.contains_key("type") {
            object.insert("nullable".to_owned(), json!(true));
        }
    }
}
