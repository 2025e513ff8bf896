//! What the pages show of a published document.

use ncloud_spec::document::{Document, Operation, Server};
use serde_json::{Value, json};

use super::errata;

/// Everything that templates may show of a service.
pub fn service(document: &Document) -> Value {
    let block = document.service();
    let servers: Vec<Value> = document.servers().map(server).collect();
    let operations: Vec<Value> = document.operations().map(operation).collect();
    json!({
        "name": document.name(),
        "title": document.title(),
        "api_version": block["apiVersion"],
        "document_version": document.value()["info"]["version"],
        "documented": block["documentedOperations"],
        "description": document.value()["info"]["description"],
        "sites": sites(document),
        "servers": described(document, servers),
        "operations": operations,
        "partly": partly(document),
        "envelope": block["envelope"],
        "bad_request": block["badRequest"],
        "not_found": block["notFound"],
        "empty_list": block["emptyList"],
        "errata": errata::of(document),
    })
}

/// Sites with their regions or boundaries of keys, in the order of the document.
fn sites(document: &Document) -> Vec<Value> {
    let mut sites: Vec<(&str, Vec<&str>)> = Vec::new();
    for server in document.servers() {
        if sites.last().is_none_or(|(site, _)| *site != server.site) {
            sites.push((server.site, Vec::new()));
        }
        let part = server.region.or(server.key_boundary);
        if let (Some((_, regions)), Some(region)) = (sites.last_mut(), part) {
            regions.push(region);
        }
    }
    sites
        .into_iter()
        .map(|(site, regions)| json!({"site": site, "regions": regions}))
        .collect()
}

fn server(server: Server<'_>) -> Value {
    json!({
        "site": server.site,
        "region": server.region,
        "key_boundary": server.key_boundary,
        "url": server.url,
    })
}

/// The servers with what the document says about them.
fn described(document: &Document, mut servers: Vec<Value>) -> Vec<Value> {
    for server in &mut servers {
        let all = document.value()["servers"].as_array();
        let same = all.and_then(|all| all.iter().find(|each| each["url"] == server["url"]));
        server["description"] = same.map_or(Value::Null, |same| same["description"].clone());
    }
    servers
}

fn operation(operation: Operation<'_>) -> Value {
    json!({
        "id": operation.id(),
        "method": operation.verb.to_uppercase(),
        "path": operation.path,
        "summary": operation.value["summary"],
        "retry": operation.value["x-ncloud-retry"],
        "anchor": anchor(operation),
    })
}

/// Where Redoc shows the operation. It joins the words of a tag.
pub fn anchor(operation: Operation<'_>) -> String {
    let tag = operation.value["tags"][0].as_str().unwrap_or_default();
    format!("tag/{}/operation/{}", tag.replace(' ', "-"), operation.id())
}

/// Operations that not every site of the service documents.
fn partly(document: &Document) -> Vec<Value> {
    let all = document.sites();
    document
        .operations()
        .filter(|operation| operation.sites().count() < all.len())
        .map(|operation| {
            let sites: Vec<&str> = operation.sites().collect();
            json!({"id": operation.id(), "anchor": anchor(operation), "sites": sites})
        })
        .collect()
}
