//! What parameters look like on the wire, whatever is in them.

use ncloud_core::ErrorKind;
use ncloud_private_ca::Client;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::settings;

async fn client() -> (CannedServer, Client) {
    let server = CannedServer::start(Answer::json(500, "")).await.unwrap();
    let config = settings::of(&server.url()).build().unwrap();
    let client = Client::connect(&config).unwrap();
    (server, client)
}

#[tokio::test]
async fn path_values_stay_one_segment() {
    let (server, client) = client().await;
    for (tag, segment) in [
        ("4b0bbe37-eeea93b8", "4b0bbe37-eeea93b8"),
        ("a/b", "a%2Fb"),
        ("a\\b", "a%5Cb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("a b", "a%20b"),
        ("a:b", "a:b"),
        ("a+b", "a%2Bb"),
        ("한글", "%ED%95%9C%EA%B8%80"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
    ] {
        client.get_ca().ca_tag(tag).send().await.unwrap_err();
        let received = server.take_received();
        assert_eq!(received.len(), 1, "{tag}");
        assert_eq!(received[0].target, format!("/api/v1/ca/{segment}"), "{tag}");
    }
}

#[tokio::test]
async fn path_values_that_name_another_path_are_refused() {
    let (server, client) = client().await;
    for tag in ["", ".", ".."] {
        let error = client.delete_ca().ca_tag(tag).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{tag:?}");
        assert!(error.to_string().contains("`caTag`"), "{error}");
    }
    assert_eq!(server.take_received(), [], "nothing reached the wire");
}

#[tokio::test]
async fn query_values_encode_a_space_as_percent_20() {
    let (server, client) = client().await;
    client
        .create_ca()
        .ca_type("PRIVATE_SUB")
        .issuer_tag("한글 CA+&=")
        .body_map(|body| {
            body.alias("sub-ca")
                .key_type("EC256")
                .period("365")
                .x509_parameters(subject())
        })
        .send()
        .await
        .unwrap_err();
    let received = server.take_received();
    assert_eq!(
        received[0].target,
        "/api/v1/ca?caType=PRIVATE_SUB&issuerTag=%ED%95%9C%EA%B8%80%20CA%2B%26%3D"
    );
}

fn subject() -> ncloud_private_ca::types::builder::CaX509Parameters {
    ncloud_private_ca::types::CaX509Parameters::builder().common_name("sub-ca")
}

#[tokio::test]
async fn every_call_has_accept_and_content_type_and_no_generator_header() {
    let (server, client) = client().await;
    client.get_ca_list().send().await.unwrap_err();
    let received = server.take_received();
    assert_eq!(received[0].header("accept"), Some("application/json"));
    assert_eq!(received[0].header("content-type"), Some("application/json"));
    assert_eq!(received[0].header("api-version"), None);
    assert!(
        received[0]
            .header("user-agent")
            .unwrap()
            .starts_with("ncloud-rs/")
    );
}
