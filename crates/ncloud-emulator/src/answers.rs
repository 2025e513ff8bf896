//! Answers of the operations that keep no state: the documented example, fitted to the request.

use serde_json::{Map, Value};

use crate::call::{Call, Content, Outcome};

/// A documented answer of the operation that was called.
pub(crate) fn from_example(call: &Call) -> Outcome {
    let operation = &call.operation;
    let envelope = &operation.service.envelope;
    if operation.answers_nothing {
        return Outcome {
            status: operation.success_status,
            content: Content::Nothing,
        };
    }
    let Some(example) = &operation.example else {
        return call.success("Success", Value::Null);
    };
    let mut given = Map::new();
    collect(&call.body, &mut given);
    given.extend(call.parameters.clone());
    given.retain(|name, _| !operation.service.secrets.contains(name) && !envelope.owns(name));
    let mut answer = example.clone();
    echo(&mut answer, &given);
    // A value that is right in the request may be wrong in the answer, which then stays as it was.
    if !operation.allows_answer(operation.success_status, &answer) {
        answer = example.clone();
    }
    envelope.renew(&mut answer, &call.world.random);
    Outcome {
        status: operation.success_status,
        content: Content::Json(answer),
    }
}

/// The members of the body and of the objects in it, by name; outer ones win.
fn collect(body: &Value, given: &mut Map<String, Value>) {
    let members = body.as_object();
    for (name, member) in members.into_iter().flatten() {
        given.entry(name).or_insert_with(|| member.clone());
    }
    for member in members.into_iter().flat_map(Map::values) {
        collect(member, given);
    }
}

/// Replaces the members of an answer that were given in the request.
fn echo(answer: &mut Value, given: &Map<String, Value>) {
    match answer {
        Value::Object(members) => {
            for (name, member) in members {
                match given.get(name) {
                    Some(value) if is_alike(value, member) => *member = value.clone(),
                    _ => echo(member, given),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| echo(item, given)),
        _ => {}
    }
}

/// Whether a value is a list without objects: those in a request are seldom those of an answer.
fn is_plain_list(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.iter().any(Value::is_object))
}

/// Whether two values have one JSON type, other than null and object.
fn is_alike(one: &Value, other: &Value) -> bool {
    one.is_string() && other.is_string()
        || one.is_number() && other.is_number()
        || one.is_boolean() && other.is_boolean()
        || is_plain_list(one) && is_plain_list(other)
}
