//! The operation itself.

use serde_json::{Value, json};

use super::super::locate::path_of;
use super::super::model::{Page, Place};
use super::super::page::template_names;
use super::super::specification::Service;
use super::schema::Components;
use super::{Fragment, TO_WRITE, members, name};

/// `paths` and `components` of the operation of a page.
pub(super) fn draft(
    page: &Page,
    service: Option<&Service<'_>>,
    read: &str,
) -> Result<Fragment, String> {
    let request = page
        .request_line
        .as_ref()
        .ok_or("the page has no method and URI")?;
    let path = path(page, &request.uri, service);
    let id = name::operation(&page.title).unwrap_or_else(|| id_of_path(&path));
    let mut operation = Fragment::object();
    operation.set("operationId", id.as_str());
    operation.set("tags", json!([tag(service)]));
    operation.comment("tags", "check: the first tag of the service");
    operation.set("summary", format!("To write: {}", name::component(&[&id])));
    operation.comment("summary", format!("page: {}", page.title));
    operation.set("description", TO_WRITE);
    operation.set(
        "x-ncloud-review",
        "A draft that nobody has checked against the page.",
    );
    let slug = page
        .slug
        .clone()
        .unwrap_or_else(|| format!("to-write-{}", id.to_lowercase()));
    operation.set("x-ncloud-source", json!({"slug": slug, "read": read}));
    operation.set(
        "x-ncloud-sites",
        json!([page.site.as_deref().unwrap_or("public")]),
    );
    let is_read = request.method == "GET";
    operation.set("x-ncloud-retry", if is_read { "safe" } else { "unsafe" });
    let is_whole = page.notes.iter().all(|note| note.cut.is_none());
    operation.set("x-ncloud-confidence", if is_whole { "A" } else { "B" });

    let mut parameters = Components::of(page, &id, Place::Query);
    let listed = members::parameters(page, &path, service, &mut parameters);
    if !listed.is_empty() {
        operation.put("parameters", sequence(listed));
    }
    let mut bodies = Components::of(page, &id, Place::Body);
    if let Some(body) = members::body(page, &id, &mut bodies) {
        operation.put("requestBody", body);
    }
    let code =
        service.and_then(|service| service.document().service()["envelope"]["code"].as_str());
    let mut answers = Components::of(page, &id, Place::Response);
    let mut responses = Fragment::object();
    responses.put("200", members::answer(page, &id, code, &mut answers));
    for status in ["4XX", "5XX"] {
        responses.set(status, json!({"$ref": "#/components/responses/Failure"}));
    }
    operation.put("responses", responses);

    let mut schemas = Fragment::object();
    for components in [parameters, bodies, answers] {
        merge(&mut schemas, components.into_fragment(), &mut operation);
    }
    let mut item = Fragment::object();
    item.put(&request.method.to_lowercase(), operation);
    let mut paths = Fragment::object();
    paths.put(&path, item);
    let mut components = Fragment::object();
    components.put("schemas", schemas);
    let mut draft = Fragment::object();
    draft.put("paths", paths);
    draft.put("components", components);
    Ok(draft)
}

/// Puts components to those that are there. Names that request and answer share are made different: they
/// need schemas of their own.
fn merge(schemas: &mut Fragment, mut components: Fragment, operation: &mut Fragment) {
    let names: Vec<String> = components
        .value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    for name in &names {
        if schemas.value.get(name).is_some() {
            let other = format!("{name}Answer");
            rename(&mut components.value, name, &other);
            if let Some(responses) = operation.value.get_mut("responses") {
                rename(responses, name, &other);
            }
            if let Some(members) = components.value.as_object_mut()
                && let Some(schema) = members.shift_remove(name)
            {
                members.insert(other, schema);
            }
        }
    }
    let comments = components.comments;
    for (name, schema) in components.value.as_object().into_iter().flatten() {
        schemas.set(name, schema.clone());
    }
    schemas.comments.extend(comments);
}

/// Lets references to one component lead to another.
fn rename(value: &mut Value, name: &str, other: &str) {
    match value {
        Value::String(text) if *text == format!("#/components/schemas/{name}") => {
            *text = format!("#/components/schemas/{other}");
        }
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| rename(element, name, other)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| rename(member, name, other)),
        _ => {}
    }
}

fn sequence(fragments: Vec<Fragment>) -> Fragment {
    let mut sequence = Fragment {
        value: Value::Array(Vec::new()),
        ..Fragment::default()
    };
    let mut elements = Vec::new();
    for (index, fragment) in fragments.into_iter().enumerate() {
        for (pointer, comment) in fragment.comments {
            sequence
                .comments
                .insert(format!("/{index}{pointer}"), comment);
        }
        elements.push(fragment.value);
    }
    sequence.value = Value::Array(elements);
    sequence
}

/// The path below a server, with names that can be names of parameters.
fn path(page: &Page, uri: &str, service: Option<&Service<'_>>) -> String {
    let servers = || {
        service
            .into_iter()
            .flat_map(|service| service.document().servers())
    };
    let uri = uri.split('?').next().unwrap_or(uri);
    let below = match servers().find_map(|server| uri.strip_prefix(server.url)) {
        Some(below) => below.to_owned(),
        None if uri.contains("://") => {
            let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
            rest.find('/').map_or("/", |at| &rest[at..]).to_owned()
        }
        None => {
            let uri = format!("/{}", uri.trim_start_matches('/'));
            format!("{}{uri}", head(page, &uri, service))
        }
    };
    let mut path = below.clone();
    for template in template_names(&below) {
        path = path.replace(
            &format!("{{{template}}}"),
            &format!("{{{}}}", name::member(template)),
        );
    }
    path
}

/// What the examples and the API URL have before the URI, below the servers.
fn head(page: &Page, uri: &str, service: Option<&Service<'_>>) -> String {
    let examples = page
        .requests
        .iter()
        .filter_map(|request| request.url.as_deref());
    let from_examples = examples.filter_map(|url| {
        let url = url.split('?').next().unwrap_or(url);
        let count = uri.matches('/').count();
        let (at, _) = url.rmatch_indices('/').nth(count - 1)?;
        Some(url[..at].to_owned())
    });
    let base = page
        .base_urls
        .iter()
        .cloned()
        .chain(from_examples)
        .next()
        .unwrap_or_default();
    let servers = service
        .into_iter()
        .flat_map(|service| service.document().servers());
    let mut below = servers.filter_map(|server| base.strip_prefix(server.url));
    match below.next() {
        Some(below) => below.to_owned(),
        None if service.is_some() => String::new(),
        None => path_of(&base).to_owned(),
    }
}

/// An id from the last segment of a path that is not a parameter.
fn id_of_path(path: &str) -> String {
    let segment = path
        .rsplit('/')
        .find(|segment| !segment.is_empty() && !segment.starts_with('{'));
    let name = name::member(segment.unwrap_or("operation"));
    name::with_first(&name, char::to_ascii_lowercase)
}

fn tag(service: Option<&Service<'_>>) -> String {
    let tags = service.map(|service| &service.document().value()["tags"]);
    tags.and_then(|tags| tags[0]["name"].as_str())
        .unwrap_or("Operation")
        .to_owned()
}
