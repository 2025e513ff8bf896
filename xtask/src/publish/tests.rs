//! Bundles that are made, and input from which none is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ncloud_spec::document::Document;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Arguments, File, Files, bundle, write};
use crate::workspace;

/// A copy of the specification, with one service, in a folder of its own.
fn copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("spec");
    for file in [
        "openapi/private-ca.json",
        "openapi/private-ca.yaml",
        "vectors/signature-v2.json",
        "bundle/README.md",
        "common.yaml",
        "failures.yaml",
    ] {
        let copy = spec.join(file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(workspace::root().join("spec").join(file), copy).unwrap();
    }
    (folder, spec)
}

/// The pages come with a browser's programs, which these tests do without.
fn no_pages() -> Result<Vec<File>, String> {
    Ok(Vec::new())
}

fn run(arguments: &Arguments) -> Result<(), String> {
    write(arguments, no_pages)
}

/// The bundle of this specification, made once.
fn ours() -> &'static Files {
    static OURS: LazyLock<Files> = LazyLock::new(|| {
        bundle(
            &workspace::root().join("spec"),
            &workspace::root(),
            no_pages,
        )
        .unwrap()
    });
    &OURS
}

/// Changes the document of Private CA, in both of its forms.
fn edit(spec: &Path, change: impl FnOnce(&mut Value)) {
    let file = spec.join("openapi/private-ca.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    change(&mut document);
    let text = serde_json::to_string_pretty(&document).unwrap();
    fs::write(&file, &text).unwrap();
    // JSON is YAML.
    fs::write(file.with_extension("yaml"), text).unwrap();
}

#[test]
fn bad_input_is_named_and_leaves_nothing() {
    let operation = "/paths/~1api~1v1~1ca/post";
    type Change = fn(&mut Value);
    let cases: [(&str, Change, String); 8] = [
        (
            "another version of OpenAPI",
            |document| document["openapi"] = json!("3.1.0"),
            "/openapi: must be 3.0.x".to_owned(),
        ),
        (
            "no patch version",
            |document| document["openapi"] = json!("3.0."),
            "/openapi: must be 3.0.x".to_owned(),
        ),
        (
            "a reference that leads nowhere",
            |document| {
                document["paths"]["/api/v1/ca"]["post"]["responses"]["4XX"] =
                    json!({ "$ref": "#/components/responses/None" })
            },
            format!("{operation}/responses/4XX: `$ref: #/components/responses/None` leads nowhere"),
        ),
        (
            "a reference to another file",
            |document| {
                document["paths"]["/api/v1/ca"]["post"]["responses"]["4XX"] =
                    json!({ "$ref": "other.yaml#/info" })
            },
            format!("{operation}/responses/4XX: `$ref: other.yaml#/info` leads nowhere"),
        ),
        (
            "an id that is taken",
            |document| document["paths"]["/api/v1/ca"]["post"]["operationId"] = json!("getca"),
            "/operationId: `".to_owned(),
        ),
        (
            "an example of a request that does not fit",
            |document| {
                document["paths"]["/api/v1/ca"]["post"]["requestBody"]["content"]["application/json"]
                    ["examples"]["page"]["value"]["keyType"] = json!("RSA1")
            },
            format!(
                "{operation}/requestBody/content/application~1json/examples/page/value/keyType: the example does not fit"
            ),
        ),
        (
            "an example of an answer that does not fit",
            |document| {
                document["paths"]["/api/v1/ca"]["post"]["responses"]["200"]["content"]["application/json"]
                    ["examples"]["page"]["value"]["data"] = json!(1)
            },
            format!(
                "{operation}/responses/200/content/application~1json/examples/page/value/data: the example does not fit"
            ),
        ),
        (
            "an example of a parameter that does not fit",
            |document| {
                document["paths"]["/api/v1/ca"]["post"]["parameters"][0]["example"] = json!("ROOT")
            },
            format!("{operation}/parameters/0/example: the example does not fit"),
        ),
    ];
    for (name, change, expected) in cases {
        let (folder, spec) = copy();
        edit(&spec, change);
        let out = folder.path().join("out");
        let message = run(&Arguments {
            out,
            spec: spec.clone(),
        })
        .unwrap_err();
        let place = format!(
            "{}: {expected}",
            spec.join("openapi/private-ca.json").display()
        );
        if name == "an id that is taken" {
            assert!(
                message.contains("openapi/private-ca.json: /paths/"),
                "{name}: {message}"
            );
            assert!(message.contains(&expected), "{name}: {message}");
        } else {
            assert!(message.contains(&place), "{name}: {message}");
        }
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "{name}: only the input is left"
        );
    }
}

#[test]
fn text_that_is_no_document_is_named() {
    for (file, text, expected) in [
        (
            "private-ca.json",
            "{",
            "private-ca.json: not readable as JSON",
        ),
        (
            "private-ca.yaml",
            "a: [",
            "private-ca.yaml: not readable as YAML",
        ),
        ("private-ca.yaml", "a: 1", "does not say what"),
        ("extra.json", "{}", "extra.yaml: No such file"),
        ("extra.txt", "", "only .yaml and .json belong here"),
    ] {
        let (folder, spec) = copy();
        fs::write(spec.join("openapi").join(file), text).unwrap();
        let out = folder.path().join("out");
        let message = run(&Arguments { out, spec }).unwrap_err();
        assert!(message.contains(expected), "{file}: {message}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{file}");
    }
}

#[test]
fn a_bundle_replaces_an_earlier_one_and_nothing_else() {
    let (_source, spec) = copy();
    let folder = tempfile::tempdir().unwrap();
    let publish = |out: &Path| {
        run(&Arguments {
            out: out.to_owned(),
            spec: spec.clone(),
        })
    };
    let out = folder.path().join("new/bundle");
    publish(&out).unwrap();
    // What an earlier version published and this one does not.
    let index = out.join("index.json");
    let mut earlier: Value = serde_json::from_slice(&fs::read(&index).unwrap()).unwrap();
    let old = json!({ "path": "old.txt", "size": 0, "sha256": "" });
    earlier["files"].as_array_mut().unwrap().push(old);
    fs::write(&index, earlier.to_string()).unwrap();
    fs::write(out.join("old.txt"), "").unwrap();
    publish(&out).unwrap();
    assert!(!out.join("old.txt").exists());
    let made = bundle(&spec, &workspace::root(), no_pages).unwrap();
    assert_eq!(
        super::place::paths(&out).unwrap(),
        made.into_keys().collect()
    );

    fs::write(out.join("mine.txt"), "kept").unwrap();
    let message = publish(&out).unwrap_err();
    assert!(
        message.contains("mine.txt: is not part of the earlier bundle"),
        "{message}"
    );
    assert!(out.join("mine.txt").exists() && index.exists());

    let foreign = folder.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    publish(&foreign).unwrap();
    fs::write(foreign.join("index.json"), r#"{"name":"other"}"#).unwrap();
    let message = publish(&foreign).unwrap_err();
    assert!(
        message.contains("neither empty nor an earlier bundle"),
        "{message}"
    );
    let message = publish(&foreign.join("README.md")).unwrap_err();
    assert!(message.contains("is not a folder"), "{message}");
    // Nothing is left beside the bundles.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
}

#[test]
fn two_bundles_are_the_same() {
    let (_folder, spec) = copy();
    let [one, other] = [(); 2].map(|()| bundle(&spec, &workspace::root(), no_pages).unwrap());
    assert!(one == other);
}

#[test]
fn the_index_lists_every_file_but_itself() {
    let files = ours();
    let index: Value = serde_json::from_slice(&files["index.json"]).unwrap();
    let listed: Vec<&str> = index["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    let present: Vec<&String> = files.keys().filter(|path| *path != "index.json").collect();
    assert_eq!(listed, present);
    for service in index["services"].as_array().unwrap() {
        for document in service["documents"].as_array().unwrap() {
            for form in ["yaml", "json"] {
                assert!(files.contains_key(document[form].as_str().unwrap()));
            }
        }
        let fixtures = service["fixtures"].as_str().unwrap();
        let count = files
            .keys()
            .filter(|path| path.starts_with(fixtures))
            .count();
        assert_eq!(service["operations"], count);
    }
}

/// 3.1 schemas are JSON Schema as they stand, so a validator needs no conversion of ours.
#[test]
fn examples_fit_the_schemas_of_3_1() {
    let files = ours();
    let mut compared = 0;
    for service in ncloud_spec::SERVICES {
        let text = &files[&format!("openapi/3.1/{}.json", service.name)];
        let value: Value = serde_json::from_slice(text).unwrap();
        let yaml = String::from_utf8(files[&format!("openapi/3.1/{}.yaml", service.name)].clone());
        let twin = Document::parse("3.1", &yaml.unwrap()).unwrap();
        assert_eq!(twin.value(), &value);
        let document = Document::from_value(service.name, value.clone());
        for operation in document.operations() {
            let media = [
                operation.request_body(),
                operation.success().map(|(_, media)| media),
            ];
            for media in media.into_iter().flatten() {
                let mut schema = media["schema"].clone();
                schema["components"] = value["components"].clone();
                let validator = jsonschema::validator_for(&schema).unwrap();
                for (_, example) in ncloud_spec::document::members(&media["examples"]) {
                    let problems: Vec<_> = validator.iter_errors(&example["value"]).collect();
                    assert!(problems.is_empty(), "{}: {problems:?}", operation.id());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "only {compared}");
}

#[test]
fn fixtures_are_signed_as_the_vectors_say() {
    let files = ours();
    let fixture = |path: &str| serde_json::from_slice::<Value>(&files[path]).unwrap();
    let create = fixture("fixtures/private-ca/createCa.json");
    let request = &create["request"];
    assert_eq!(request["target"], "/api/v1/ca?caType=PRIVATE_ROOT");
    assert_eq!(
        request["url"],
        "https://pca.apigw.ntruss.com/api/v1/ca?caType=PRIVATE_ROOT"
    );
    assert_eq!(request["method"], "POST");
    assert_eq!(request["headers"]["content-type"], "application/json");
    assert_eq!(request["body"]["keyType"], "RSA2048");
    assert_eq!(create["response"]["body"]["code"], "SUCCESS");
    assert_eq!(create["retry"], "unsafe");
    let to_sign = request["stringToSign"].as_str().unwrap();
    assert_eq!(
        to_sign,
        "POST /api/v1/ca?caType=PRIVATE_ROOT\n1505290625682\nAKIDEXAMPLE000000001"
    );
    let headers = &request["headers"];
    assert_eq!(headers["x-ncp-apigw-timestamp"], "1505290625682");
    assert_eq!(headers["x-ncp-iam-access-key"], "AKIDEXAMPLE000000001");
    // Computed by Python's `hmac` with the secret key of the first vector.
    assert_eq!(
        headers["x-ncp-apigw-signature-v2"],
        "rp1aoC/5Wr76lc7D/4MT+Ic/4n0vmRIhUqCa6qFnhcM="
    );
}

/// The snapshots of `tests/` hold what the client of the crates sends. It sorts the query.
#[test]
fn fixtures_are_what_the_client_sends() {
    let sorted = |target: &str| {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut query: Vec<String> = query.split('&').map(str::to_owned).collect();
        query.sort();
        (path.to_owned(), query)
    };
    for service in ncloud_spec::SERVICES {
        let snapshot = format!("tests/snapshots/wire/{}.snap", service.name);
        let snapshot = fs::read_to_string(workspace::root().join(snapshot)).unwrap();
        let start = format!("fixtures/{}/", service.name);
        for text in ours()
            .iter()
            .filter_map(|(path, text)| path.starts_with(&start).then_some(text))
        {
            let fixture: Value = serde_json::from_slice(text).unwrap();
            let of = |member: &str| fixture[member].as_str().unwrap();
            let title = format!("# {}, example `{}`\n", of("operationId"), of("example"));
            let (_, sent) = snapshot.split_once(&title).expect(&title);
            let (method, target) = sent.lines().next().unwrap().split_once(' ').unwrap();
            let request = &fixture["request"];
            assert_eq!(request["method"], method, "{title}");
            let published = request["target"].as_str().unwrap();
            assert_eq!(sorted(published), sorted(target), "{title}");
        }
    }
}

#[test]
fn tables_cover_every_code_and_operation() {
    let files = ours();
    let table = |path: &str| serde_json::from_slice::<Value>(&files[path]).unwrap();
    let errors = table("tables/errors.json");
    assert_eq!(errors["gateway"].as_array().unwrap().len(), 11);
    assert_eq!(errors["gateway"][6]["repeat"], "always");
    assert_eq!(
        errors["services"]["private-ca"]["envelope"]["success"],
        "SUCCESS"
    );
    let retry = table("tables/retry.json");
    assert_eq!(retry["operations"]["private-ca"]["getCa"], "safe");
    assert_eq!(
        retry["operations"]["search-engine"]
            .as_object()
            .unwrap()
            .len(),
        43
    );
    assert_eq!(retry["policy"]["attempts"], 3);
}
