//! Bends every member of every answer in turn: optional ones never fail the decode, required ones
//! fail it with their place and the raw body.

use ncloud_core::ErrorKind;
use ncloud_spec::document::{Document, Operation};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::services::{Clients, Failure, Input, documents};
use ncloud_tests::settings;
use serde_json::{Value, json};

/// What a bent answer must lead to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// It decodes.
    Decoded,
    /// It is an error that keeps the raw body and names the place.
    Refused,
}

/// A bent answer.
struct Mutation {
    name: String,
    body: Value,
    expected: Expected,
    /// Part of the error's text.
    place: String,
}

#[tokio::test]
async fn bent_answers_are_decoded_or_refused_as_the_specification_says() {
    let server = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
    let config = settings::of(&server.url()).build().unwrap();
    let clients = Clients::connect(&config).unwrap();
    let mut tried = 0;
    for document in &documents() {
        for operation in document.operations() {
            for example in operation.examples() {
                let (Some(response), Some(schema)) = (&example.response, answer_schema(operation))
                else {
                    continue;
                };
                for mutation in mutations(document, schema, response) {
                    let body = mutation.body.to_string();
                    let (status, _) = operation.success_response().unwrap();
                    server.answer(Answer::json(status.parse().unwrap(), body.clone()));
                    let outcome = clients
                        .call(document.name(), operation.id(), &Input::from(&example))
                        .await;
                    let place = format!(
                        "{} {} {}: {}",
                        document.name(),
                        operation.id(),
                        example.name,
                        mutation.name
                    );
                    check(outcome, &mutation, &body, &place);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1000, "only {tried} mutations");
    println!("{tried} mutations");
}

fn check(outcome: Result<Value, Failure>, mutation: &Mutation, body: &str, place: &str) {
    match (mutation.expected, outcome) {
        (Expected::Decoded, Ok(_)) => {}
        (Expected::Refused, Err(Failure::Call(error))) => {
            let raw = String::from_utf8(error.raw_body().unwrap().to_vec()).unwrap();
            assert!(raw == body || raw.contains("[redacted]"), "{place}: {raw}");
            assert!(
                error.to_string().contains(&mutation.place),
                "{place}: {error}"
            );
            assert!(
                matches!(
                    error.kind(),
                    ErrorKind::UnexpectedAnswer | ErrorKind::Service
                ),
                "{place}: {error:?}"
            );
        }
        (expected, outcome) => panic!("{place}: expected {expected:?}, got {outcome:?}"),
    }
}

fn answer_schema(operation: Operation<'_>) -> Option<&Value> {
    operation
        .success()
        .filter(|(kind, _)| *kind == "application/json")
        .map(|(_, media)| &media["schema"])
}

/// Every mutation of every member of an answer.
fn mutations(document: &Document, schema: &Value, answer: &Value) -> Vec<Mutation> {
    let mut found = Vec::new();
    collect(
        document,
        schema,
        answer,
        "",
        &mut |pointer, member, name, required| {
            let mut add =
                |what: &str, change: &dyn Fn(&mut Value), expected: Expected, place: &str| {
                    let mut body = answer.clone();
                    change(
                        body.pointer_mut(pointer)
                            .unwrap_or_else(|| panic!("{pointer}")),
                    );
                    found.push(Mutation {
                        name: format!("{pointer}/{name} {what}"),
                        body,
                        expected,
                        place: place.to_owned(),
                    });
                };
            let remove = |object: &mut Value| {
                object.as_object_mut().unwrap().remove(name);
            };
            let gone = if required {
                Expected::Refused
            } else {
                Expected::Decoded
            };
            add("dropped", &remove, gone, name);
            let rename = |object: &mut Value| {
                let value = object.as_object_mut().unwrap().remove(name).unwrap();
                object[format!("{name}2")] = value;
            };
            add("renamed", &rename, gone, name);
            add("null", &|object| object[name] = Value::Null, gone, name);

            let value = &answer.pointer(pointer).unwrap_or(&Value::Null)[name];
            if let Some(swapped) = swapped(document, member, value) {
                add(
                    "respelt",
                    &|object| object[name] = swapped.clone(),
                    Expected::Decoded,
                    name,
                );
            }
            if is_typed(document, member) {
                add(
                    "retyped",
                    &|object| object[name] = other_type(document, member),
                    Expected::Refused,
                    name,
                );
            }
        },
    );
    found
}

/// Calls `visit` for each member that the answer has and the schema describes.
fn collect(
    document: &Document,
    schema: &Value,
    answer: &Value,
    pointer: &str,
    visit: &mut impl FnMut(&str, &Value, &str, bool),
) {
    let schema = target(document, schema);
    for (name, member) in ncloud_spec::document::members(&schema["properties"]) {
        let Some(value) = answer.get(name) else {
            continue;
        };
        let required = schema["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|known| known == name));
        visit(pointer, member, name, required);
        collect(document, member, value, &format!("{pointer}/{name}"), visit);
    }
    if let (Some(items), Some(first)) = (schema.get("items"), answer.get(0)) {
        collect(document, items, first, &format!("{pointer}/0"), visit);
    }
}

/// The schema behind references and behind the `allOf` of nullable ones.
fn target<'a>(document: &'a Document, schema: &'a Value) -> &'a Value {
    let schema = document.resolve(schema);
    match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) => target(document, only),
        _ => schema,
    }
}

/// The same number, spelt the other way, where the service may do so.
fn swapped(document: &Document, member: &Value, value: &Value) -> Option<Value> {
    let schema = target(document, member);
    let may_be_number = schema["x-ncloud-format"] == "numeric-string";
    match value {
        Value::Number(number) if schema["type"] == "integer" => Some(json!(number.to_string())),
        Value::String(text) if may_be_number => {
            text.parse::<i64>().ok().map(|number| json!(number))
        }
        _ => None,
    }
}

fn is_typed(document: &Document, member: &Value) -> bool {
    let schema = target(document, member);
    schema.get("type").is_some()
}

/// A value of a type that the member cannot have.
fn other_type(document: &Document, member: &Value) -> Value {
    let schema = target(document, member);
    // A chain may be a text or a list.
    if schema["x-ncloud-format"] == "pem-chain" {
        return json!({"unexpected": true});
    }
    match schema["type"].as_str() {
        Some("object" | "array") => json!("text"),
        Some("boolean") => json!("true"),
        _ => json!({"unexpected": true}),
    }
}
