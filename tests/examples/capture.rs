//! Prints requests as they were on the wire, one JSON object per line, for another program to check.
//!
//! The key pair is made up for this run; `tests/witness/signature.py` reads what is printed.

use ncloud_core::{Config, Credentials, RetryPolicy};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::services::{Clients, Input, documents};
use serde_json::json;

const ACCESS_KEY: &str = "AKIDCAPTURE000000001";
const SECRET_KEY: &str = "made-up-for-this-run-비밀키";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = CannedServer::start(Answer::json(500, "{}")).await?;
    let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY)?;
    let config = Config::builder()
        .endpoint(server.url())
        .credentials(credentials)
        .retry(RetryPolicy::none())
        .build()?;
    let clients = Clients::connect(&config)?;
    for document in &documents() {
        for operation in document.operations() {
            for example in operation.examples() {
                // The canned answer is a failure; what was sent is what counts.
                let _ = clients
                    .call(document.name(), operation.id(), &Input::from(&example))
                    .await;
            }
        }
    }
    let private_ca = ncloud_private_ca::Client::connect(&config)?;
    let subject = ncloud_private_ca::types::CaX509Parameters::builder().common_name("한글");
    let _ = private_ca
        .create_ca()
        .ca_type("PRIVATE_SUB")
        .issuer_tag("한글 CA+&=~/?")
        .body_map(|body| {
            body.alias("abc")
                .key_type("EC256")
                .period("1")
                .x509_parameters(subject)
        })
        .send()
        .await;
    let _ = private_ca
        .get_end_cert()
        .ca_tag("a/b")
        .serial_no("3F:1A:00:FF")
        .send()
        .await;
    for request in server.take_received() {
        let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
        println!(
            "{}",
            json!({
                "method": request.method,
                "target": request.target,
                "timestamp": header("x-ncp-apigw-timestamp"),
                "accessKey": header("x-ncp-iam-access-key"),
                "secretKey": SECRET_KEY,
                "signature": header("x-ncp-apigw-signature-v2"),
            })
        );
    }
    Ok(())
}
