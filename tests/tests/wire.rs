//! Pins what each operation puts on the wire: method, target, headers, body.

use std::fmt::Write as _;
use std::time::Duration;

use ncloud_core::{Config, Credentials, RetryPolicy, Token};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::clock::FixedClock;
use ncloud_tests::faults::Received;
use ncloud_tests::services::{Clients, Input, documents};

/// For the operations that take one.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.e30.dG9rZW4";

#[tokio::test]
async fn each_operation_is_on_the_wire_as_reviewed() {
    // The answer does not matter here; conformance.rs looks at answers.
    let server = CannedServer::start(Answer::json(500, "{}")).await.unwrap();
    let config = Config::builder()
        .endpoint(server.url())
        .credentials(
            Credentials::new(
                "AKIDEXAMPLE000000001",
                "SkExampleSecretKey0123456789abcdefABCDEF",
            )
            .unwrap(),
        )
        .token(Token::new(TOKEN).unwrap())
        .clock(FixedClock(Duration::from_secs(1_732_147_200)))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let clients = Clients::connect(&config).unwrap();
    let mut of_service = std::collections::BTreeMap::<String, String>::new();
    for document in &documents() {
        for operation in document.operations() {
            for example in operation.examples() {
                let input = Input::from(&example);
                let heading = format!("{}, example `{}`", operation.id(), example.name);
                let mut calls = vec![(heading.clone(), input.clone())];
                if operation.security().unwrap().len() > 1 {
                    let token = Some(TOKEN.to_owned());
                    calls.push((format!("{heading}, with a token"), Input { token, ..input }));
                }
                for (heading, input) in calls {
                    let outcome = clients.call(document.name(), operation.id(), &input).await;
                    let received = server.take_received();
                    let [request] = received.as_slice() else {
                        panic!(
                            "{} {heading}: {} requests were sent: {outcome:?}",
                            document.name(),
                            received.len()
                        );
                    };
                    let text = of_service.entry(document.name().to_owned()).or_default();
                    let _ = writeln!(text, "# {heading}\n{}", shown(request));
                }
            }
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/wire");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (service, text) in &of_service {
            insta::assert_snapshot!(service.as_str(), text);
        }
    });
}

/// The request with the values that every run shares; of the signature only that it is there.
fn shown(request: &Received) -> String {
    let mut text = format!("{} {}\n", request.method, request.target);
    let mut headers = request.headers.clone();
    // Another one each time, of one length.
    let boundary = headers.iter().find_map(|(name, value)| {
        let boundary = value.split_once("boundary=").map(|(_, boundary)| boundary);
        boundary
            .filter(|_| name == "content-type")
            .map(str::to_owned)
    });
    headers.sort();
    for (name, value) in headers {
        match name.as_str() {
            "host" => {}
            "x-ncp-apigw-signature-v2" => {
                assert_eq!(value.len(), 44, "a SHA-256 HMAC in base64");
                let _ = writeln!(text, "{name}: (44 characters)");
            }
            _ => {
                let _ = writeln!(text, "{name}: {value}");
            }
        }
    }
    if let Some(boundary) = boundary {
        let body = String::from_utf8(request.body.clone()).unwrap();
        let _ = writeln!(text, "\n{}", body.replace("\r\n", "\n"));
        return text.replace(&boundary, "(boundary)");
    }
    if !request.body.is_empty() {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let _ = writeln!(text, "\n{body:#}");
    }
    text
}
