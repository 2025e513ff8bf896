//! The generator: rules that still apply, documents that it refuses, and why.

use ncloud_spec::codegen::{bundle, generate, lint, lower};
use ncloud_spec::document::{Document, unescape_pointer};
use serde_json::{Value, json};

fn published(name: &str) -> Document {
    Document::published(ncloud_spec::service(name).unwrap()).unwrap()
}

#[test]
fn every_lowering_rule_still_changes_something() {
    for (index, rule) in lower::RULES.iter().enumerate() {
        let changed: usize = ncloud_spec::SERVICES
            .iter()
            .map(|service| {
                let mut document = Document::published(*service).unwrap();
                for earlier in &lower::RULES[..index] {
                    let _ = earlier.apply(&mut document);
                }
                rule.apply(&mut document)
            })
            .sum();
        assert!(
            changed > 0,
            "`{}` changes nothing: remove it if its reason is gone ({})",
            rule.name,
            rule.reason
        );
    }
}

#[test]
fn published_documents_are_clean() {
    for service in ncloud_spec::SERVICES {
        assert_eq!(
            lint::lint(&Document::published(*service).unwrap(), service.name),
            []
        );
    }
}

#[test]
fn lint_takes_maps_and_answers_without_a_code() {
    let mut document = published("private-ca");
    let map = json!({
        "type": "object",
        "description": "Numbers by names.",
        "additionalProperties": {"type": "array", "items": {"type": "integer"}}
    });
    let schemas = &mut document.value_mut()["components"]["schemas"];
    schemas["Numbers"] = map;
    schemas["CreateCaRequest"]["properties"]["numbers"] =
        json!({"$ref": "#/components/schemas/Numbers"});
    let envelope = &mut document.value_mut()["x-ncloud-service"]["envelope"];
    *envelope = json!({"failure": "code", "code": "code", "message": "msg"});
    assert_eq!(lint::lint(&document, "private-ca"), []);
}

/// Changes one place of a good document.
fn broken(pointer: &str, value: Value) -> Document {
    let mut document = published("private-ca");
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = document
        .value_mut()
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"));
    let member = unescape_pointer(member);
    match value {
        Value::Null => {
            parent.as_object_mut().unwrap().remove(&member);
        }
        value => parent[&member] = value,
    }
    document
}

#[test]
fn lint_names_the_place_and_what_to_do() {
    let operation = "/paths/~1api~1v1~1ca/post";
    let schema = "/components/schemas/CreateCaRequest";
    for (pointer, value, expected) in [
        ("/openapi".to_owned(), json!("3.1.0"), "must be '3.0.3'"),
        (
            "/x-ncloud-service/name".to_owned(),
            json!("private-cb"),
            "must be `private-ca`",
        ),
        (
            "/x-ncloud-service/envelope/code".to_owned(),
            Value::Null,
            "write a `code`",
        ),
        (
            "/x-ncloud-service/envelope/success".to_owned(),
            Value::Null,
            "give the code of success",
        ),
        (
            "/servers/0/url".to_owned(),
            json!("http://pca.apigw.ntruss.com"),
            "must start with https://",
        ),
        (
            "/servers/0/x-ncloud-site".to_owned(),
            json!("pub"),
            "must be public, gov or fin",
        ),
        (
            format!("{operation}/operationId"),
            json!("getca"),
            "is taken",
        ),
        (
            format!("{operation}/summary"),
            json!(" "),
            "write a `summary`",
        ),
        (
            format!("{operation}/x-ncloud-source/slug"),
            Value::Null,
            "write a `slug`",
        ),
        (
            format!("{operation}/x-ncloud-sites"),
            json!(["fin"]),
            "each needs a server",
        ),
        (
            format!("{operation}/x-ncloud-retry"),
            json!("maybe"),
            "must be `safe`",
        ),
        (
            format!("{operation}/x-ncloud-confidence"),
            Value::Null,
            "must be A",
        ),
        (
            "/paths/~1api~1v1~1ca/get/x-ncloud-paging/first".to_owned(),
            json!(2),
            "must be 0, or left out",
        ),
        (
            format!("{operation}/x-ncloud-errata"),
            json!(["E99"]),
            "not among the errata",
        ),
        (
            "/x-ncloud-errata/E1/differences/0/what".to_owned(),
            json!("nothing"),
            "must be one of path",
        ),
        (
            "/x-ncloud-errata/E1/differences/0/printed".to_owned(),
            Value::Null,
            "needs `printed`",
        ),
        (
            "/x-ncloud-errata/E1/differences/0/page".to_owned(),
            json!("a typing error"),
            "is not a member that we use",
        ),
        (
            "/x-ncloud-errata/E1/differences/0/in".to_owned(),
            json!("answer"),
            "`in` must be one of",
        ),
        (
            "/x-ncloud-errata/E1/differences/0/operations".to_owned(),
            json!(["trimCa"]),
            "is not an operation that names `E1`",
        ),
        (
            "/x-ncloud-errata/E10/differences/0/printed".to_owned(),
            json!("PENDING"),
            "either as `printed` or as `believed`",
        ),
        (
            "/x-ncloud-errata/E1/differences".to_owned(),
            json!([]),
            "leave the member out",
        ),
        (
            format!("{operation}/x-ncloud-retries"),
            json!(1),
            "not an extension that we use",
        ),
        (
            format!("{operation}/description"),
            json!("To write."),
            "is left from a draft",
        ),
        (
            "/x-ncloud-service/documentedOperations".to_owned(),
            json!(1),
            "operations are described",
        ),
        (
            format!("{operation}/x-ncloud-review"),
            json!("unreviewed"),
            "a draft is not published",
        ),
        (
            format!("{operation}/tags"),
            json!(["Nothing"]),
            "tags declared at the root",
        ),
        (
            format!("{operation}/parameters/0/example"),
            Value::Null,
            "needs an example",
        ),
        (
            format!("{operation}/parameters/0/description"),
            Value::Null,
            "write a `description`",
        ),
        (
            format!("{operation}/responses/5XX"),
            Value::Null,
            "describe this answer",
        ),
        (
            format!("{operation}/responses/200"),
            Value::Null,
            "one answer of success",
        ),
        (
            format!("{operation}/responses/202"),
            json!({"description": "d"}),
            "one answer of success",
        ),
        (
            "/paths/~1api~1v1~1ca/servers".to_owned(),
            json!([{"url": "https://other.example.com"}]),
            "write a document of its own",
        ),
        (
            format!("{operation}/servers"),
            json!([{"url": "https://other.example.com"}]),
            "write a document of its own",
        ),
        (
            format!("{operation}/parameters/0/in"),
            json!("cookie"),
            "must be `path`, `query` or `header`",
        ),
        (
            format!("{operation}/requestBody/content"),
            json!({"text/plain": {}}),
            "as application/json or as multipart/form-data",
        ),
        (
            format!("{operation}/requestBody/content"),
            json!({"multipart/form-data": {"schema": {"$ref": "#/components/schemas/CreateCaRequest"}}}),
            "the part `x509Parameters` must be text",
        ),
        (
            format!("{operation}/x-ncloud-empty-list"),
            json!({"status": 404, "answer": {}}),
            "must be a status that `responses` has an answer for",
        ),
        (
            format!("{operation}/x-ncloud-empty-list"),
            json!({"status": 404, "answer": []}),
            "give the answer with an empty list",
        ),
        (
            format!("{operation}/x-ncloud-rejection"),
            json!({"member": "status", "values": ["fail"], "code": "code"}),
            "x-ncloud-rejection/member: must name a member of the answer",
        ),
        (
            format!("{operation}/x-ncloud-rejection"),
            json!({"member": "code", "values": [], "code": "code"}),
            "list the values",
        ),
        (
            "/paths/~1api~1v1~1ca/get/x-ncloud-paging/next".to_owned(),
            json!("nextToken"),
            "name one of `pages`",
        ),
        (
            format!("{operation}/responses/default"),
            json!({"description": "d"}),
            "use a status of success",
        ),
        (
            format!("{operation}/responses/200/content/application~1json/examples"),
            Value::Null,
            "give an example",
        ),
        (
            format!("{operation}/responses/200/content/application~1json/schema"),
            json!({"type": "object"}),
            "named component",
        ),
        (
            format!("{schema}/properties/memo"),
            json!({"type": "object", "description": "d"}),
            "named component",
        ),
        (
            format!("{schema}/properties/memo"),
            json!({"description": "d"}),
            "give it a `type`",
        ),
        (
            format!("{schema}/properties/memo/description"),
            Value::Null,
            "write a `description`",
        ),
        (
            format!("{schema}/properties/alias/pattern"),
            json!("[a-z]"),
            "anchor it",
        ),
        (
            format!("{schema}/properties/alias/pattern"),
            json!("^(?=a)b$"),
            "does not compile",
        ),
        (
            format!("{schema}/required"),
            json!(["aliass"]),
            "not among the properties",
        ),
        (
            format!("{schema}/additionalProperties"),
            json!(false),
            "write `true`",
        ),
        (
            format!("{schema}/additionalProperties"),
            json!({"type": "string"}),
            "in a map without `properties`",
        ),
        (
            "/components/schemas/Map".to_owned(),
            json!({"type": "object", "description": "d", "additionalProperties": {"type": "object"}}),
            "/components/schemas/Map/additionalProperties: make it a named component",
        ),
        (
            "/components/schemas/KeyType/x-ncloud-enum/EC256".to_owned(),
            Value::Null,
            "say what the value means",
        ),
        (
            "/components/schemas/lower".to_owned(),
            json!({"type": "string", "description": "d"}),
            "PascalCase",
        ),
        (
            format!("{schema}/properties/keyType"),
            json!({"$ref": "#/components/schemas/KeyTypo"}),
            "leads nowhere",
        ),
        (
            "/paths/~1api~1v1~1ca~1{caTag}/get/parameters".to_owned(),
            json!([]),
            "must be the same",
        ),
    ] {
        let findings = lint::lint(&broken(&pointer, value.clone()), "private-ca");
        let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(
            texts.iter().any(|text| text.contains(expected)),
            "{pointer} = {value}: {texts:#?}"
        );
        assert!(
            texts
                .iter()
                .all(|text| text.starts_with("spec/openapi/private-ca.json: /")),
            "{texts:#?}"
        );
    }
}

#[test]
fn streams_start_at_the_first_page() {
    let mut document = published("private-ca");
    let from_one = generate(&document).unwrap().code();
    document.value_mut()["paths"]["/api/v1/ca"]["get"]["x-ncloud-paging"]["first"] = json!(0);
    let from_zero = generate(&document).unwrap().code();
    assert!(from_one.contains(".page_no(page);") && !from_one.contains("page - 1"));
    assert!(from_zero.contains(".page_no(page - 1);"));
}

/// `createCa` with a header beside its own parameters.
fn with_header(name: &str) -> Document {
    let mut document = published("private-ca");
    let parameters = &mut document.value_mut()["paths"]["/api/v1/ca"]["post"]["parameters"];
    let parameters = parameters.as_array_mut().unwrap();
    let header = json!({
        "name": name, "in": "header", "description": "d", "schema": {"type": "string"}
    });
    parameters.push(header);
    document
}

#[test]
fn headers_are_parameters_unless_every_call_has_them() {
    let document = with_header("x-ncp-lang");
    assert_eq!(lint::lint(&document, "private-ca"), []);
    let code = generate(&document).unwrap().code();
    assert!(code.contains(".header(\"x-ncp-lang\", &x_ncp_lang)"));
    for (name, expected) in [
        ("X-NCP-APIGW-Timestamp", "every call has it"),
        ("Content-Type", "every call has it"),
        ("caType", "`caType` is in two of"),
    ] {
        let findings = lint::lint(&with_header(name), "private-ca");
        let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(
            texts.iter().any(|text| text.contains(expected)),
            "{texts:#?}"
        );
    }
}

#[test]
fn what_is_deprecated_is_marked() {
    let mut document = published("private-ca");
    let plain = generate(&document).unwrap().code();
    assert_eq!(plain.matches("#[deprecated").count(), 0);
    document.value_mut()["paths"]["/api/v1/ca"]["post"]["deprecated"] = json!(true);
    let schemas = &mut document.value_mut()["components"]["schemas"];
    schemas["CreateCaRequest"]["properties"]["memo"]["deprecated"] = json!(true);
    let code = generate(&document).unwrap().code();
    let mut marked = code.split("obsolete; see the page\"]").skip(1);
    assert!(
        marked
            .next()
            .unwrap()
            .trim_start()
            .starts_with("pub fn create_ca(")
    );
    assert!(marked.next().unwrap().trim_start().starts_with("pub memo:"));
    assert!(marked.next().is_none());
}

#[test]
fn answers_of_several_statuses_must_be_alike() {
    let mut document = published("private-ca");
    let responses = &mut document.value_mut()["paths"]["/api/v1/ca"]["post"]["responses"];
    responses["201"] = responses["200"].clone();
    assert_eq!(lint::lint(&document, "private-ca"), []);
    generate(&document).unwrap();
}

#[test]
fn a_document_may_have_no_envelope() {
    let mut document = published("private-ca");
    let head = document.value_mut()["x-ncloud-service"].as_object_mut();
    head.unwrap().remove("envelope");
    assert_eq!(lint::lint(&document, "private-ca"), []);
    let code = generate(&document).unwrap().code();
    assert!(code.contains("code: None"));
}

#[test]
fn answers_without_a_code_need_a_member_of_failures() {
    let mut document = published("private-ca");
    let envelope = &mut document.value_mut()["x-ncloud-service"]["envelope"];
    envelope.as_object_mut().unwrap().remove("success");
    let error = generate(&document).unwrap_err().to_string();
    assert!(
        error.contains("/x-ncloud-service/envelope needs"),
        "{error}"
    );
    document.value_mut()["x-ncloud-service"]["envelope"]["failure"] = json!("code");
    let code = generate(&document).unwrap().code();
    assert!(code.contains("success: None"));
}

#[test]
fn documents_that_are_not_openapi_are_refused_with_the_file() {
    for (text, expected) in [
        ("", "spec/x.yaml"),
        ("- a", "must be a mapping"),
        ("a: [", "not readable as YAML"),
        ("a: 1\n\tb: 2", "not readable as YAML"),
        ("a: 1\na: 2", "not readable as YAML"),
    ] {
        let error = Document::parse("spec/x.yaml", text)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("spec/x.yaml") && error.contains(expected),
            "{text:?}: {error}"
        );
    }
    let empty = Document::from_value("spec/x.yaml", json!({}));
    assert!(
        generate(&empty)
            .unwrap_err()
            .to_string()
            .contains("spec/x.yaml: not an OpenAPI 3.0 document")
    );
    let mut new = published("private-ca");
    new.value_mut()["openapi"] = json!("3.1.0");
    assert!(
        generate(&new)
            .unwrap_err()
            .to_string()
            .contains("progenitor refuses the document")
    );
}

#[test]
fn a_shared_component_that_does_not_exist_is_named() {
    let common = Document::from_value("spec/common.yaml", json!({}));
    let service = Document::from_value(
        "spec/services/x.yaml",
        json!({"a": {"$ref": "../common.yaml#/components/schemas/No"}}),
    );
    let error = bundle::bundle(&service, &common).unwrap_err().to_string();
    assert!(
        error.contains("spec/services/x.yaml") && error.contains("/components/schemas/No"),
        "{error}"
    );
}

#[test]
fn a_published_document_reads_back_as_it_was() {
    for service in ncloud_spec::SERVICES {
        let document = Document::published(*service).unwrap();
        let text = ncloud_spec::codegen::publish::yaml(&document).unwrap();
        assert_eq!(text, service.openapi, "{}", service.name);
        let read = Document::parse(service.name, service.openapi).unwrap();
        assert_eq!(
            read.value(),
            document.value(),
            "{}: YAML and JSON are one document",
            service.name
        );
    }
}

#[test]
fn the_generated_code_never_names_progenitors_runtime() {
    for service in ncloud_spec::SERVICES {
        let code = generate(&Document::published(*service).unwrap())
            .unwrap()
            .code();
        for name in ["progenitor", "reqwest", "api-version", "unwrap()"] {
            assert!(!code.contains(name), "{}: `{name}`", service.name);
        }
    }
}
