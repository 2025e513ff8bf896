//! Drafts of operations that we do not have.

use ncloud_spec::codegen::{bundle, generate, lint};
use ncloud_spec::document::Document;
use ncloud_spec::json_schema::json_schema;
use serde_json::Value;

use super::{read, services};
use crate::docs::draft;
use crate::docs::model::Page;
use crate::workspace;

const DATE: &str = "2026-01-01";

fn drafted(page: &Page) -> String {
    draft::operation(page, services(), DATE).unwrap()
}

/// Puts the members of a fragment into a document.
fn merge(into: &mut Value, fragment: Value) {
    match (into, fragment) {
        (Value::Object(into), Value::Object(fragment)) => {
            for (name, member) in fragment {
                match into.get_mut(&name) {
                    Some(existing) => merge(existing, member),
                    None => drop(into.insert(name, member)),
                }
            }
        }
        (into, fragment) => *into = fragment,
    }
}

/// Writes what a draft leaves to a person.
fn write(value: &mut Value) {
    match value {
        Value::String(text) => {
            *text = text
                .replace("To write", "Written")
                .replace("to-write", "written");
        }
        Value::Object(object) => object.values_mut().for_each(write),
        Value::Array(array) => array.iter_mut().for_each(write),
        _ => {}
    }
}

fn common() -> Document {
    let text = std::fs::read_to_string(workspace::root().join("spec/common.yaml")).unwrap();
    Document::parse("spec/common.yaml", &text).unwrap()
}

/// The draft is valid but for its mark, and code can be made of it once a person has removed that.
fn check(document: Document, name: &str, id: &str) {
    let published = bundle::bundle(&document, &common()).unwrap();
    let findings: Vec<String> = lint::lint(&published, name)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(
        findings[0].contains("x-ncloud-review: a draft is not published"),
        "{findings:?}"
    );

    let mut document = document;
    let pointer = document.operation(id).unwrap().pointer();
    let operation = document.value_mut().pointer_mut(&pointer).unwrap();
    operation.as_object_mut().unwrap().remove("x-ncloud-review");
    let published = bundle::bundle(&document, &common()).unwrap();
    let unwritten = lint::lint(&published, name);
    let is_left = |finding: &lint::Finding| finding.message.contains("is left from a draft");
    assert!(unwritten.len() > 2 && unwritten.iter().all(is_left));
    write(document.value_mut());
    let published = bundle::bundle(&document, &common()).unwrap();
    assert_eq!(lint::lint(&published, name), []);
    generate(&published).unwrap();

    // The examples of the page follow the schemas.
    let operation = published.operation(id).unwrap();
    let example = operation.examples().remove(0);
    let bodies = [
        (operation.request_body(), example.body),
        (
            operation.success().map(|(_, media)| media),
            example.response,
        ),
    ];
    for (media, body) in bodies {
        if let (Some(media), Some(body)) = (media, body) {
            let schema = json_schema(&published, &media["schema"]);
            let errors: Vec<String> = jsonschema::validator_for(&schema)
                .unwrap()
                .iter_errors(&body)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, [""; 0]);
        }
    }
}

#[test]
fn an_operation_of_a_known_service_is_drafted() {
    let text = include_str!("pages/korean-spaced.txt").replace(
        "teahouse.apigw.gov-ntruss.com",
        "privateca.apigw.gov-ntruss.com",
    );
    let page = read(&text);
    let draft = drafted(&page);
    assert!(
        draft.contains("# Draft, to merge into spec/services/private-ca.yaml"),
        "{draft}"
    );
    let fragment = Document::parse("draft", &draft).unwrap();
    let mut document = services()
        .iter()
        .find(|service| service.document().name() == "private-ca")
        .unwrap()
        .document()
        .clone();
    merge(document.value_mut(), fragment.value().clone());
    let documented = document.operations().count();
    document.value_mut()["x-ncloud-service"]["documentedOperations"] = documented.into();
    let operation = document.operation("brewTea").unwrap();
    assert_eq!(
        (operation.path, operation.verb),
        ("/api/v1/houses/{houseNo}/teas", "post")
    );
    assert_eq!(operation.value["x-ncloud-retry"], "unsafe");
    assert_eq!(operation.value["x-ncloud-source"]["read"], DATE);
    let request = &document.value()["components"]["schemas"]["BrewTeaRequest"];
    assert_eq!(request["required"], serde_json::json!(["teaName", "leaf"]));
    assert_eq!(request["properties"]["teaName"]["maxLength"], 15);
    assert_eq!(
        document.value()["components"]["schemas"]["BrewTeaLeaf"]["enum"][2],
        "WHITE"
    );
    check(document, "private-ca", "brewTea");
}

#[test]
fn operations_of_a_new_service_are_drafted_with_their_document() {
    for (text, name, id) in [
        (
            include_str!("pages/korean-spaced.txt"),
            "tea-house",
            "brewTea",
        ),
        (
            include_str!("pages/japanese-touching.txt"),
            "tea-house",
            "getTea",
        ),
        (include_str!("pages/english.html"), "tea-house", "pourTea"),
        (include_str!("pages/korean-older.txt"), "service", "warmUp"),
    ] {
        let page = crate::docs::page::read("page", text.as_bytes()).unwrap();
        let draft = drafted(&page);
        check(Document::parse("draft", &draft).unwrap(), name, id);
    }
}

/// Its parameters of the path are described once, and what the page masks is pointed at.
#[test]
fn a_draft_uses_what_the_service_has() {
    let text = include_str!("pages/japanese-touching.txt")
        .replace("teahouse", "pca")
        .replace("houseNo", "caTag")
        .replace("\"brewed\": null", "\"brewed\": \"****-****\"");
    let draft = drafted(&read(&text));
    assert!(
        draft.contains("- $ref: '#/components/parameters/CaTag'"),
        "{draft}"
    );
    assert!(draft.contains("# masked on the page"), "{draft}");
}

#[test]
fn what_is_there_is_not_drafted() {
    let page = super::expected::page(
        &services()[2],
        services()[2].operations().next().unwrap(),
        Default::default(),
    );
    let reason = draft::operation(&page, services(), DATE).unwrap_err();
    assert!(reason.contains("is there already"), "{reason}");
    let overview = read(include_str!("pages/korean-broken-lists.txt"));
    assert!(draft::operation(&overview, services(), DATE).is_err());
}
