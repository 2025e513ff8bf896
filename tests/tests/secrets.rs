//! No secret in any log, `Debug` or error, of any operation.
//!
//! The secrets are taken from the specifications (`format: password`), so that a new one is covered
//! without a line here.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex};

use ncloud_core::{Credentials, Site};
use ncloud_spec::document::{Document, members};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::services::{Clients, Failure, Input, documents};
use ncloud_tests::settings;
use serde_json::Value;

const SECRET_KEY: &str = "hunter2-hunter2-hunter2";

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let server = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
    let config = settings::of(&server.url())
        .credentials(Credentials::new("access", SECRET_KEY).unwrap())
        .build()
        .unwrap();
    let clients = Clients::connect(&config).unwrap();
    let mut secrets = BTreeSet::from([SECRET_KEY.to_owned()]);
    let mut shown = format!("{config:?} {clients:?}");
    for document in &documents() {
        for operation in document.operations() {
            for example in operation.examples() {
                let request = operation.request_body().map(|media| &media["schema"]);
                let response = operation.success().map(|(_, media)| &media["schema"]);
                collect(document, request, example.body.as_ref(), &mut secrets);
                collect(document, response, example.response.as_ref(), &mut secrets);
                let parameters = example.path.iter().chain(&example.query);
                for (name, value) in parameters.chain(&example.headers) {
                    let is_it = |parameter: &&Value| parameter["name"] == name.as_str();
                    let parameter = operation.parameters().find(is_it);
                    let schema = parameter.map(|parameter| &parameter["schema"]);
                    collect(document, schema, Some(value), &mut secrets);
                }
                let body = example
                    .response
                    .as_ref()
                    .map(Value::to_string)
                    .unwrap_or_default();
                // A success, failures that echo the answer, and one that does not decode.
                for answer in [
                    Answer::json(200, body.clone()),
                    Answer::json(400, body.clone()),
                    Answer::json(
                        401,
                        r#"{"error":{"errorCode":"200","message":"Authentication Failed"}}"#,
                    ),
                    Answer::json(200, format!("[{body}]")),
                    Answer::json(200, &body.as_bytes()[..body.len() / 2]),
                ] {
                    server.answer(answer);
                    let outcome = clients
                        .call(document.name(), operation.id(), &Input::from(&example))
                        .await;
                    if let Err(failure) = &outcome {
                        shown.push_str(&format!("{failure} {failure:?}"));
                        if let Failure::Call(error) = failure {
                            let string_to_sign = error.string_to_sign().unwrap_or_default();
                            let body =
                                String::from_utf8_lossy(error.raw_body().unwrap_or_default());
                            shown.push_str(&format!("{string_to_sign} {body}"));
                        }
                    }
                }
                for received in server.take_received() {
                    let proof = received
                        .header("x-ncp-apigw-signature-v2")
                        .or_else(|| received.header("x-ncp-ocapi-token"));
                    secrets.insert(proof.unwrap().to_owned());
                }
            }
        }
    }
    assert!(
        secrets.len() > 100,
        "signatures and secrets of the examples: {}",
        secrets.len()
    );
    let logged = log.text();
    assert!(
        logged.contains("createCa") && logged.contains("answered"),
        "the log is there"
    );
    for secret in &secrets {
        assert!(!logged.contains(secret.as_str()), "a log shows `{secret}`");
        assert!(
            !shown.contains(secret.as_str()),
            "Debug or an error shows `{secret}`"
        );
    }
}

/// Collects the values of members that the specification marks as secret.
fn collect(
    document: &Document,
    schema: Option<&Value>,
    value: Option<&Value>,
    found: &mut BTreeSet<String>,
) {
    let (Some(schema), Some(value)) = (schema, value) else {
        return;
    };
    let schema = document.resolve(schema);
    if schema["format"] == "password"
        && let Some(secret) = value.as_str()
        // A few characters are everywhere; nobody takes them for a secret.
        && secret.len() > 4
    {
        // As it is, and as it stands in JSON.
        found.insert(secret.to_owned());
        found.insert(value.to_string().trim_matches('"').to_owned());
        ncloud_tests::trace::secret(secret);
    }
    for name in ["allOf", "oneOf", "anyOf"] {
        for part in schema[name].as_array().into_iter().flatten() {
            collect(document, Some(part), Some(value), found);
        }
    }
    for (name, property) in members(&schema["properties"]) {
        collect(document, Some(property), value.get(name), found);
    }
    if let Some(items) = schema.get("items") {
        for item in value.as_array().into_iter().flatten() {
            collect(document, Some(items), Some(item), found);
        }
    }
}

#[tokio::test]
async fn an_operation_that_the_site_does_not_document_is_sent_with_one_warning() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let server = CannedServer::start(Answer::json(500, "{}")).await.unwrap();
    let config = settings::of(&server.url()).site(Site::Gov).build().unwrap();
    let client = ncloud_search_engine::Client::connect(&config).unwrap();
    for _ in 0..3 {
        client
            .get_cluster_info()
            .service_group_instance_no(1)
            .send()
            .await
            .unwrap_err();
    }
    assert_eq!(server.take_received().len(), 3);
    assert_eq!(
        log.text().matches("no page of this site documents").count(),
        1,
        "{}",
        log.text()
    );
}
