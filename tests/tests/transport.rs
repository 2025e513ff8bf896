//! Connections: proxies, certificates, and what a program may change about them.

use ncloud_core::{Config, ConfigBuilder, Credentials, ErrorKind};
use ncloud_private_ca::Client;
use ncloud_tests::canned::{Answer, CannedServer};

fn builder() -> ConfigBuilder {
    ncloud_tests::trace::start();
    Config::builder().credentials(Credentials::new("access", "hunter2-of-transport").unwrap())
}

fn client(builder: ConfigBuilder) -> Client {
    Client::connect(&builder.build().unwrap()).unwrap()
}

#[tokio::test]
async fn a_proxy_is_used_and_its_refusal_is_an_error() {
    let proxy = CannedServer::start(Answer::json(407, "")).await.unwrap();
    let config = builder()
        .endpoint("http://ncloud.invalid")
        .allow_plain_http(true)
        .proxy(proxy.url());
    let error = client(config).get_ca_list().send().await.unwrap_err();
    assert_eq!(error.status(), Some(407));
    assert_eq!(
        proxy.take_received()[0].target,
        "http://ncloud.invalid/api/v1/ca"
    );
    // By https the proxy is asked for a tunnel; nothing of the request reaches it.
    let error = client(builder().proxy(proxy.url()))
        .rotate_crl()
        .ca_tag("t")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let received = proxy.take_received();
    assert!(!received.is_empty());
    assert!(received.iter().all(|request| {
        request.method == "CONNECT"
            && request
                .headers
                .iter()
                .all(|(name, _)| !name.starts_with("x-ncp"))
    }));
}

#[tokio::test]
async fn a_program_cannot_switch_redirects_or_retries_on() {
    let other = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
    let headers = vec![("location", format!("{}/api/v1/ca", other.url()))];
    let server = CannedServer::start(Answer {
        status: 307,
        headers,
        body: Vec::new(),
    })
    .await
    .unwrap();
    let config = builder().endpoint(server.url()).transport(|client| {
        client
            .redirect(ncloud_core::reqwest::redirect::Policy::limited(5))
            .user_agent("of-my-own")
    });
    let error = client(config).get_ca_list().send().await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    assert_eq!(
        server.take_received()[0].header("user-agent"),
        Some("of-my-own")
    );
    assert_eq!(other.take_received(), [], "the keys went to no other host");
}

#[test]
fn what_cannot_be_set_up_is_refused_without_repeating_it() {
    for (config, expected) in [
        (builder().proxy("http://user:hunter2@"), "the proxy"),
        (
            builder()
                .root_certificates("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"),
            "root certificate",
        ),
    ] {
        let error = Client::connect(&config.build().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = format!("{error} {error:?}");
        assert!(
            text.contains(expected) && !text.contains("hunter2"),
            "{text}"
        );
    }
}
