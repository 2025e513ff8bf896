//! Whether the examples of a document fit its schemas.

use jsonschema::Validator;
use ncloud_spec::codegen::lint::Finding;
use ncloud_spec::codegen::schema::schema_name;
use ncloud_spec::document::{Document, Operation, escape_pointer, members};
use ncloud_spec::json_schema::json_schema;
use serde_json::{Map, Value, json};

/// Every example that does not fit, by its pointer and that of the place in it.
pub(crate) fn misfits(document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for operation in document.operations() {
        for (pointer, schema, example) in examples(document, operation) {
            let problems = match jsonschema::validator_for(&self_contained(document, schema)) {
                Ok(validator) => problems(&validator, example),
                Err(error) => vec![(String::new(), format!("its schema is broken: {error}"))],
            };
            findings.extend(problems.into_iter().map(|(place, problem)| Finding {
                file: document.file().to_owned(),
                pointer: format!("{pointer}{place}"),
                message: format!("the example does not fit its schema: {problem}"),
            }));
        }
    }
    findings
}

/// A JSON Schema with the components that it reaches. A document has so many that a validator for
/// all of them, made anew for each example, would take seconds.
fn self_contained(document: &Document, schema: &Value) -> Value {
    let nothing = Document::from_value(document.file(), json!({}));
    let mut definitions = Map::new();
    let mut wanted = Vec::new();
    referred(schema, &mut wanted);
    while let Some(name) = wanted.pop() {
        let component = &document.value()["components"]["schemas"][name];
        if !definitions.contains_key(name) {
            referred(component, &mut wanted);
            definitions.insert(name.to_owned(), json_schema(&nothing, component));
        }
    }
    let mut schema = json_schema(&nothing, schema);
    if !definitions.is_empty() {
        schema["$defs"] = Value::Object(definitions);
    }
    schema
}

/// Names of the components that a schema refers to.
fn referred<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
    found.extend(schema_name(schema));
    match schema {
        Value::Object(members) => members.values().for_each(|member| referred(member, found)),
        Value::Array(elements) => elements.iter().for_each(|element| referred(element, found)),
        _ => {}
    }
}

fn problems(validator: &Validator, example: &Value) -> Vec<(String, String)> {
    validator
        .iter_errors(example)
        .map(|error| (error.instance_path().to_string(), error.to_string()))
        .collect()
}

/// The examples of an operation: where each is, and the schema that it has to fit.
fn examples<'a>(
    document: &'a Document,
    operation: Operation<'a>,
) -> Vec<(String, &'a Value, &'a Value)> {
    let pointer = operation.pointer();
    let mut found = Vec::new();
    for (index, parameter) in operation.parameters().enumerate() {
        of_holder(
            parameter,
            &format!("{pointer}/parameters/{index}"),
            &mut found,
        );
    }
    let body = document.resolve(&operation.value["requestBody"]);
    let answers = members(&operation.value["responses"]).map(|(status, answer)| {
        let place = format!("responses/{}", escape_pointer(status));
        (place, document.resolve(answer))
    });
    for (place, holder) in [("requestBody".to_owned(), body)]
        .into_iter()
        .chain(answers)
    {
        for (media_type, media) in members(&holder["content"]) {
            let media_type = escape_pointer(media_type);
            of_holder(
                media,
                &format!("{pointer}/{place}/content/{media_type}"),
                &mut found,
            );
        }
    }
    found
}

/// The examples of a parameter or media type, which hold them in the same way.
fn of_holder<'a>(
    holder: &'a Value,
    pointer: &str,
    found: &mut Vec<(String, &'a Value, &'a Value)>,
) {
    let Some(schema) = holder.get("schema") else {
        return;
    };
    if let Some(example) = holder.get("example") {
        found.push((format!("{pointer}/example"), schema, example));
    }
    for (name, example) in members(&holder["examples"]) {
        if let Some(value) = example.get("value") {
            let name = escape_pointer(name);
            found.push((format!("{pointer}/examples/{name}/value"), schema, value));
        }
    }
}
