//! Parameters and bodies.

use serde_json::{Value, json};

use super::super::model::{Field, Kind, Page, Place};
use super::super::page::{same_name, template_names};
use super::super::specification::Service;
use super::schema::{Components, quoted};
use super::tree::{self, Node};
use super::{Fragment, TO_WRITE, example, name, schema};

/// The parameters of the path and the query. Of the path, those that the service describes for all.
pub(super) fn parameters(
    page: &Page,
    path: &str,
    service: Option<&Service<'_>>,
    components: &mut Components<'_>,
) -> Vec<Fragment> {
    let mut parameters = Vec::new();
    for template in template_names(path) {
        if let Some(shared) = service.and_then(|service| shared(service, template)) {
            parameters.push(shared);
            continue;
        }
        let field = page
            .fields_in(Place::Path)
            .find(|field| same_name(&field.path, template));
        parameters.push(parameter(
            page,
            path,
            template,
            Place::Path,
            field,
            components,
        ));
    }
    for field in page.fields_in(Place::Query) {
        parameters.push(parameter(
            page,
            path,
            &field.path,
            Place::Query,
            Some(field),
            components,
        ));
    }
    parameters
}

/// A reference to the parameter of the path that operations of the service share.
fn shared(service: &Service<'_>, template: &str) -> Option<Fragment> {
    let mut known = service.document().components("parameters");
    let (name, _) = known.find(|(_, parameter)| {
        parameter["in"] == Place::Path.name() && parameter["name"] == template
    })?;
    let mut reference = Fragment::object();
    reference.set("$ref", format!("#/components/parameters/{name}"));
    Some(reference)
}

fn parameter(
    page: &Page,
    path: &str,
    named: &str,
    place: Place,
    field: Option<&Field>,
    components: &mut Components<'_>,
) -> Fragment {
    let mut parameter = Fragment::object();
    parameter.set("name", named);
    parameter.set("in", place.name());
    if place == Place::Path || schema::is_required(field) {
        parameter.set("required", true);
    }
    parameter.set("description", TO_WRITE);
    if let Some(field) = field {
        parameter.comment("description", quoted(field));
    }
    let node = Node {
        name: named,
        field,
        children: Vec::new(),
    };
    let mut of = match field {
        Some(_) => components.property(&node),
        None => {
            let mut text = Fragment::object();
            text.set("type", "string");
            text
        }
    };
    // The parameter is described above.
    if let Some(members) = of.value.as_object_mut() {
        members.shift_remove("description");
    }
    parameter.put("schema", of);
    let value = example::parameter(page, path, named, place).or_else(|| {
        (parameter.value["required"] == true)
            .then(|| field.map_or_else(|| json!("example"), sample))
    });
    if let Some(value) = value {
        let is_number = field.is_some_and(|field| {
            field
                .kind
                .as_ref()
                .is_some_and(|kind| matches!(kind.kinds.as_slice(), [Kind::Integer | Kind::Long]))
        });
        let value = match value.as_str().and_then(|text| text.parse::<i64>().ok()) {
            Some(number) if is_number => json!(number),
            _ => value,
        };
        parameter.set("example", value);
    }
    parameter
}

/// The body of the request.
pub(super) fn body(
    page: &Page,
    operation: &str,
    components: &mut Components<'_>,
) -> Option<Fragment> {
    let fields: Vec<&Field> = page.fields_in(Place::Body).collect();
    let nodes = tree::of(&fields);
    let shown = page.requests.iter().find_map(|request| {
        let body = request.body.clone()?;
        Some((body, request.masked.as_slice()))
    });
    if nodes.is_empty() && shown.is_none() {
        return None;
    }
    let required: Vec<&str> = nodes
        .iter()
        .filter(|node| schema::is_required(node.field))
        .map(|node| node.name)
        .collect();
    let schema = components.object("Request", &nodes, &required);
    let mut body = Fragment::object();
    body.set("required", true);
    body.set("description", TO_WRITE);
    body.put(
        "content",
        content(
            &schema,
            shown.unwrap_or_else(|| (samples(&nodes), &[])),
            operation,
        ),
    );
    Some(body)
}

/// The answer of a success.
pub(super) fn answer(
    page: &Page,
    operation: &str,
    code: Option<&str>,
    components: &mut Components<'_>,
) -> Fragment {
    let fields: Vec<&Field> = page.fields_in(Place::Response).collect();
    let nodes = tree::of(&fields);
    let shown = page
        .responses
        .iter()
        .find(|response| !response.failure)
        .map(|response| (response.body.clone(), response.masked.as_slice()));
    // Only the result code is sure to be there.
    let required: Vec<&str> = code
        .into_iter()
        .filter(|code| nodes.iter().any(|node| node.name == *code))
        .collect();
    let schema = components.object("Response", &nodes, &required);
    let mut answer = Fragment::object();
    answer.set("description", TO_WRITE);
    answer.put(
        "content",
        content(
            &schema,
            shown.unwrap_or_else(|| (samples(&nodes), &[])),
            operation,
        ),
    );
    answer
}

fn content(schema: &str, (example, masked): (Value, &[String]), operation: &str) -> Fragment {
    let mut content = Fragment::object();
    content.set(
        "application/json",
        json!({
            "schema": {"$ref": format!("#/components/schemas/{schema}")},
            "examples": {"page": {"summary": format!("To write: {}", name::component(&[operation])), "value": example}},
        }),
    );
    if !masked.is_empty() {
        content.comments.insert(
            "/application~1json/examples/page/value".to_owned(),
            format!(
                "masked on the page, write values of their form: {}",
                masked.join(", ")
            ),
        );
    }
    content
}

/// Values for a body without an example.
fn samples(nodes: &[Node<'_>]) -> Value {
    let members = nodes.iter().map(|node| {
        let inner = samples(&node.children);
        let is_list = node
            .field
            .and_then(|field| field.kind.as_ref())
            .is_some_and(|kind| kind.kinds.contains(&Kind::Array));
        let value = match (node.children.is_empty(), is_list) {
            (false, true) => json!([inner]),
            (false, false) => inner,
            _ => node.field.map_or(Value::Null, sample),
        };
        (node.name.to_owned(), value)
    });
    Value::Object(members.collect())
}

/// A value that the limits of a member allow.
fn sample(field: &Field) -> Value {
    if let Some(allowed) = field.values.first() {
        return json!(allowed.value);
    }
    let kinds = field.kind.as_ref().map_or(&[][..], |kind| &kind.kinds);
    match kinds.first() {
        Some(Kind::Integer | Kind::Long | Kind::Number) => json!(
            field
                .limits
                .value
                .least
                .or(field.limits.value.most)
                .unwrap_or(1)
        ),
        Some(Kind::Boolean) => json!(true),
        Some(Kind::Array) => json!([]),
        Some(Kind::Object) => json!({}),
        None => Value::Null,
        _ => {
            let length = usize::try_from(field.limits.length.least.unwrap_or(1))
                .unwrap_or(1)
                .clamp(1, 64);
            let text = "example".chars().cycle().take(
                length.max(
                    field
                        .limits
                        .length
                        .most
                        .map_or(7, |most| most.min(7).unsigned_abs() as usize),
                ),
            );
            json!(text.collect::<String>())
        }
    }
}
