//! The document around the operation of a service that we do not have.

use serde_json::{Map, Value, json};

use super::super::locate::hosts;
use super::super::model::Page;
use super::{Fragment, TO_WRITE};

/// A whole document. What the page cannot tell is marked.
pub(super) fn document(page: &Page, draft: Fragment) -> Fragment {
    let service = page.service.clone().unwrap_or_else(|| "Service".to_owned());
    let words: Vec<String> = service
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = if words.is_empty() {
        "service".to_owned()
    } else {
        words.join("-")
    };
    let site = page.site.as_deref().unwrap_or("public");
    let servers: Vec<Value> = hosts(page)
        .into_iter()
        .map(|host| json!({"url": format!("https://{host}"), "description": TO_WRITE, "x-ncloud-site": site}))
        .collect();
    let mut document = Fragment::object();
    document.set("openapi", "3.0.3");
    document.set(
        "info",
        json!({
            "title": format!("NAVER Cloud Platform {service}"),
            "version": "0.1.0",
            "description": TO_WRITE,
            "license": {"name": "MIT OR Apache-2.0", "url": "https://spdx.org/licenses/MIT.html"},
        }),
    );
    document.set(
        "x-ncloud-service",
        json!({
            "name": name,
            "apiVersion": "v1",
            "documentedOperations": 1,
            "documentation": "https://api.ncloud-docs.com/docs/",
            "envelope": envelope(page),
            "badRequest": {"status": 400, "missing": "", "invalid": ""},
            "notFound": [],
            "emptyList": [],
        }),
    );
    document.comment(
        "x-ncloud-service",
        "check each line: one page does not tell them",
    );
    document.set("servers", servers);
    let schemes = ["ncloudTimestamp", "ncloudAccessKey", "ncloudSignatureV2"];
    let required: Map<String, Value> = schemes
        .into_iter()
        .map(|scheme| (scheme.to_owned(), json!([])))
        .collect();
    document.set("security", json!([required]));
    document.set(
        "tags",
        json!([{"name": "Operation", "description": TO_WRITE}]),
    );
    let mut members = draft;
    let components = members.value["components"].take();
    document.value["paths"] = members.value["paths"].take();
    document.value["components"] = components;
    document.set_failure();
    document.comments.extend(members.comments);
    document
}

/// The members of the envelope, as the answer of the page has them.
fn envelope(page: &Page) -> Value {
    let names = |candidates: &[&str]| {
        let has = |name: &str| {
            page.fields.iter().any(|field| field.path == name)
                || page
                    .responses
                    .iter()
                    .any(|response| response.body.get(name).is_some())
        };
        candidates
            .iter()
            .copied()
            .find(|name| has(name))
            .unwrap_or(candidates[0])
            .to_owned()
    };
    let code = names(&["code", "returnCode", "errorCode"]);
    let success = page
        .responses
        .iter()
        .find_map(|response| response.body.get(&code).cloned());
    json!({
        "code": code,
        "success": success.filter(|success| success.is_string() || success.is_number()).unwrap_or_else(|| json!("SUCCESS")),
        "message": names(&["message", "msg", "returnMessage"]),
    })
}

impl Fragment {
    /// Every operation refers to the failures of the gateway.
    fn set_failure(&mut self) {
        self.value["components"]["responses"] = json!({
            "Failure": {
                "description": "Refused by the gateway or by the service.",
                "content": {"application/json": {"schema": {"$ref": "../common.yaml#/components/schemas/GatewayFailure"}}},
            },
        });
    }
}
