//! Every example of every answer decodes, and encodes back to what it was.

use ncloud_spec::document::Document;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::services::{Clients, Input, documents};
use ncloud_tests::settings;
use ncloud_tests::values::without_nulls;
use serde_json::Value;

#[tokio::test]
async fn each_example_survives_decoding_and_encoding() {
    let server = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
    let config = settings::of(&server.url()).build().unwrap();
    let clients = Clients::connect(&config).unwrap();
    let mut compared = 0;
    for document in &documents() {
        for operation in document.operations() {
            for example in operation.examples() {
                let place = format!("{} {} {}", document.name(), operation.id(), example.name);
                let (status, _) = operation.success_response().unwrap();
                let status = status.parse().unwrap();
                let (expected, answer) = match &example.response {
                    Some(body) => (body.clone(), Answer::json(status, body.to_string())),
                    None if operation.success().is_none() => {
                        (Value::Null, Answer::json(status, ""))
                    }
                    // A file has no example.
                    None => (
                        Value::Null,
                        Answer {
                            status: 200,
                            headers: Vec::new(),
                            body: b"PK\x05\x06".to_vec(),
                        },
                    ),
                };
                server.answer(answer);
                let encoded = clients
                    .call(document.name(), operation.id(), &Input::from(&example))
                    .await
                    .unwrap_or_else(|failure| panic!("{place}: {failure}"));
                assert_eq!(without_nulls(&encoded), without_nulls(&expected), "{place}");
                compared += 1;
            }
        }
    }
    assert!(
        compared > ncloud_spec::SERVICES.len(),
        "examples were compared"
    );
}

#[test]
fn each_example_fits_its_schema() {
    for document in &documents() {
        for operation in document.operations() {
            let request = operation.request_body().map(|media| &media["schema"]);
            let response = operation
                .success()
                .filter(|(kind, _)| *kind == "application/json")
                .map(|(_, media)| &media["schema"]);
            for example in operation.examples() {
                let place = format!("{} {} {}", document.name(), operation.id(), example.name);
                fits(
                    document,
                    request,
                    example.body.as_ref(),
                    &format!("{place}, request"),
                );
                fits(
                    document,
                    response,
                    example.response.as_ref(),
                    &format!("{place}, response"),
                );
                let parameters = example.path.iter().chain(&example.query);
                for (name, value) in parameters.chain(&example.headers) {
                    let parameter = operation
                        .parameters()
                        .find(|parameter| parameter["name"] == **name)
                        .unwrap();
                    fits(
                        document,
                        Some(&parameter["schema"]),
                        Some(value),
                        &format!("{place}, `{name}`"),
                    );
                }
            }
        }
    }
}

fn fits(document: &Document, schema: Option<&Value>, value: Option<&Value>, place: &str) {
    let (Some(schema), value) = (schema, value) else {
        assert_eq!(value, None, "{place}: an example without a schema");
        return;
    };
    let value = value.unwrap_or_else(|| panic!("{place}: there is no example"));
    let schema = ncloud_spec::json_schema::json_schema(document, schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{place}: {}", problems.join("; "));
}
