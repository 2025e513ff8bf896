//! Every operation of the specification has its command, and sends what the specification says.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

use std::collections::BTreeSet;
use std::process::{Command, Output};

use ncloud_spec::SERVICES;
use ncloud_spec::document::{Document, Operation, Security};
use serde_json::Value;

fn ncp(arguments: &[&str]) -> Output {
    ncp_with(arguments, &[])
}

fn ncp_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ncp"))
        .args(arguments)
        .env_clear()
        .env("NCLOUD_ACCESS_KEY_ID", "access")
        .env("NCLOUD_SECRET_ACCESS_KEY", "hunter2-secret")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The commands that the help of a service lists.
fn commands(service: &str) -> Vec<String> {
    let help = ncp(&[service, "-h"]);
    assert!(help.status.success(), "{service}");
    let help = text(&help.stdout);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_tree_of_commands_is_the_catalogue() {
    for service in SERVICES {
        let document = Document::published(*service).unwrap();
        // Without hyphens, a command is its operation in small letters.
        let expected: BTreeSet<String> = document
            .operations()
            .map(|operation| operation.id().to_lowercase())
            .collect();
        let commands = commands(service.name);
        let found: BTreeSet<String> = commands.iter().map(|name| name.replace('-', "")).collect();
        assert_eq!(found, expected, "{}", service.name);
        assert_eq!(commands.len(), expected.len(), "{}", service.name);
        for command in &commands {
            let help = ncp(&[service.name, command, "--help"]);
            assert!(help.status.success(), "{} {command}", service.name);
            // A narrow terminal breaks the line before a long address.
            let help = text(&help.stdout)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert!(help.contains("Page: https://"), "{command}: {help}");
        }
        assert_eq!(document.service()["documentedOperations"], commands.len());
    }
}

/// The flag of a parameter; what every command takes keeps its flag.
fn flag(name: &str) -> String {
    match kebab(name).as_str() {
        "version" => "--version-value".to_owned(),
        flag => format!("--{flag}"),
    }
}

/// As a shell would write a name, by another way than the program's.
fn kebab(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            words.push('-');
        }
        words.push(if letter == '_' {
            '-'
        } else {
            letter.to_ascii_lowercase()
        });
    }
    words
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The items of a list; a lone value is one.
fn items(value: &Value) -> &[Value] {
    value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice)
}

#[test]
fn every_example_becomes_its_request() {
    let directory = tempfile::tempdir().unwrap();
    let body_file = directory.path().join("body.json");
    let part_file = directory.path().join("part.bin");
    std::fs::write(&part_file, "octets").unwrap();
    for service in SERVICES {
        let document = Document::published(*service).unwrap();
        let commands = commands(service.name);
        let host = document
            .servers()
            .find(|server| server.site == "public")
            .unwrap();
        for operation in document.operations() {
            let command = commands
                .iter()
                .find(|name| name.replace('-', "") == operation.id().to_lowercase())
                .unwrap();
            for example in operation.examples() {
                let mut arguments = vec![service.name.to_owned(), command.clone()];
                let mut path = operation.path.to_owned();
                let secrets = document.secret_names();
                for (name, value) in &example.path {
                    let shown = if secrets.contains(name.as_str()) {
                        "[redacted]".to_owned()
                    } else {
                        plain(value)
                    };
                    path = path.replace(&format!("{{{name}}}"), &shown);
                }
                let parameters = example.path.iter().chain(&example.query);
                for (name, value) in parameters.chain(&example.headers) {
                    if secrets.contains(name.as_str()) {
                        arguments.push(flag(name) + "-env");
                        arguments.push("SECRET_PARAMETER".to_owned());
                        continue;
                    }
                    // The flag is repeated for each item of a list.
                    for value in items(value) {
                        arguments.push(flag(name));
                        arguments.push(plain(value));
                    }
                }
                for (name, value) in &example.parts {
                    for value in items(value) {
                        arguments.push(flag(name));
                        arguments.push(match is_file(&document, operation, name) {
                            true => part_file.to_str().unwrap().to_owned(),
                            false => plain(value),
                        });
                    }
                }
                if let Some(body) = &example.body {
                    std::fs::write(&body_file, body.to_string()).unwrap();
                    arguments.push("--body".to_owned());
                    arguments.push(body_file.to_str().unwrap().to_owned());
                }
                arguments.push("--dry-run".to_owned());
                let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
                check(
                    operation,
                    &arguments,
                    host.url,
                    &path,
                    example.body.as_ref(),
                );
            }
        }
    }
}

/// Whether a part of a multipart body is a file, or a list of files.
fn is_file(document: &Document, operation: Operation<'_>, name: &str) -> bool {
    let parts = operation.parts();
    let part = parts.iter().find(|part| part["name"] == name).unwrap();
    let schema = document.resolve(&part["schema"]);
    let item = if schema["type"] == "array" {
        &schema["items"]
    } else {
        schema
    };
    document.resolve(item)["format"] == "binary"
}

fn check(
    operation: Operation<'_>,
    arguments: &[&str],
    host: &str,
    path: &str,
    body: Option<&Value>,
) {
    let security = operation.security().unwrap();
    // Whoever names a token calls with it, where it is taken.
    let with_token = security != [Security::Signature];
    let output = if with_token {
        ncp_with(arguments, &[("NCLOUD_KMS_TOKEN", "hunter2-token")])
    } else {
        ncp_with(arguments, &[("SECRET_PARAMETER", "hunter2-parameter")])
    };
    let errors = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    let shown = text(&output.stdout);
    let method = operation.verb.to_uppercase();
    assert!(shown.starts_with(&format!("curl -X {method} ")), "{shown}");
    assert!(shown.contains(&format!("'{host}{path}")), "{path}: {shown}");
    let [signature, token] = ["x-ncp-apigw-signature-v2: ***", "x-ncp-ocapi-token: ***"];
    assert_eq!(shown.contains(signature), !with_token, "{shown}");
    assert_eq!(shown.contains(token), with_token, "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    let sent = shown
        .lines()
        .find_map(|line| line.trim().strip_prefix("-d '")?.strip_suffix("' \\"))
        .map(|sent| serde_json::from_str::<Value>(&sent.replace(r"'\''", "'")).unwrap());
    if let Some(body) = body {
        let sent = sent.unwrap();
        assert!(is_shown(&sent, body), "{}: {sent}", operation.id());
    }
}

/// Whether a value is as it was given, but for secrets at any depth.
fn is_shown(shown: &Value, given: &Value) -> bool {
    match (shown, given) {
        (Value::Object(shown), Value::Object(given)) => {
            let is_alike = |(name, value): (&String, &Value)| {
                shown.get(name).is_some_and(|shown| is_shown(shown, value))
            };
            // One flag may set several members.
            given.iter().all(is_alike)
        }
        (shown, given) => shown == "***" || shown == given,
    }
}

#[test]
fn skeletons_are_bodies_without_secrets() {
    let mut blank = 0;
    for service in SERVICES {
        let document = Document::published(*service).unwrap();
        let commands = commands(service.name);
        for operation in document.operations() {
            let Some(media) = operation.request_body() else {
                continue;
            };
            let command = commands
                .iter()
                .find(|name| name.replace('-', "") == operation.id().to_lowercase())
                .unwrap();
            let output = ncp(&[service.name, command, "--skeleton"]);
            assert!(output.status.success(), "{command}");
            let body: Value = serde_json::from_slice(&output.stdout).unwrap();
            let is_list = document.resolve(&media["schema"])["type"] == "array";
            assert_eq!(body.is_array(), is_list, "{command}");
            assert!(body.is_object() || is_list, "{command}");
            let mut secrets = BTreeSet::new();
            collect_secrets(
                &document,
                &media["schema"],
                "",
                &mut Vec::new(),
                &mut secrets,
            );
            for secret in &secrets {
                assert_eq!(body.pointer(secret), Some(&"".into()), "{command} {secret}");
            }
            blank += secrets.len();
        }
    }
    assert!(blank > 0);
}

/// JSON pointers of the members that are secrets: of whatever type, `format: password` is at them, at an
/// alternative of theirs or at what they are lists of.
///
/// `around` are the schemas around it: one that contains itself ends there.
fn collect_secrets<'a>(
    document: &'a Document,
    schema: &'a Value,
    at: &str,
    around: &mut Vec<&'a Value>,
    found: &mut BTreeSet<String>,
) {
    let schema = document.resolve(schema);
    if around.iter().any(|outer| std::ptr::eq(*outer, schema)) {
        return;
    }
    around.push(schema);
    if schema["format"] == "password" {
        found.insert(at.to_owned());
    }
    for name in ["allOf", "anyOf", "oneOf"] {
        for part in schema[name].as_array().into_iter().flatten() {
            collect_secrets(document, part, at, around, found);
        }
    }
    if let Some(items) = schema.get("items") {
        let place = match document.resolve(items).get("properties") {
            Some(_) => format!("{at}/0"),
            None => at.to_owned(),
        };
        collect_secrets(document, items, &place, around, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        collect_secrets(document, property, &format!("{at}/{name}"), around, found);
    }
    around.pop();
}
