//! Every operation against the emulator: signed, accepted, answered and decoded.

use std::time::{Duration, SystemTime};

use ncloud_core::{Clock, Config, ConfigBuilder, Credentials, Secret, SystemClock};
use ncloud_emulator::Emulator;
use ncloud_private_ca::types::{CaStatus, CaX509Parameters};
use ncloud_tests::services::{Clients, Input, documents};

fn builder(emulator: &Emulator) -> ConfigBuilder {
    let secret = Secret::new(emulator.secret_key().expose());
    Config::builder()
        .endpoint(emulator.url())
        .credentials(Credentials::new(emulator.access_key(), secret).unwrap())
}

/// Operations whose example names something that must exist first; they are called one by one below.
const NEEDS_STATE: [(&str, &str); 5] = [
    ("certificate-manager", "deleteCertificate"),
    ("private-ca", "getCa"),
    ("private-ca", "updateCa"),
    ("private-ca", "deleteCa"),
    ("private-ca", "activateSubCa"),
];

#[tokio::test]
async fn every_operation_is_accepted() {
    let emulator = Emulator::start().await.unwrap();
    let config = builder(&emulator).build().unwrap();
    let clients = Clients::connect(&config).unwrap();
    let mut called = 0;
    for document in &documents() {
        for operation in document
            .operations()
            .filter(|operation| !NEEDS_STATE.contains(&(document.name(), operation.id())))
        {
            for example in operation.examples() {
                let place = format!("{} {} {}", document.name(), operation.id(), example.name);
                let outcome = clients
                    .call(document.name(), operation.id(), &Input::from(&example))
                    .await;
                let request = emulator.requests().pop().unwrap();
                assert!(
                    request.header("x-ncp-apigw-signature-v2").is_some(),
                    "{place} is signed"
                );
                assert!(
                    outcome.is_ok(),
                    "{place}: {outcome:?} ({})",
                    request.verdict
                );
            }
            called += 1;
        }
    }
    with_state(&config).await.unwrap();
    let all: usize = documents()
        .iter()
        .map(|document| document.operations().count())
        .sum();
    assert_eq!((called + NEEDS_STATE.len(), all), (97, 97));
    assert!(
        emulator
            .requests()
            .iter()
            .all(|request| request.status == 200)
    );
}

async fn with_state(config: &Config) -> ncloud_core::Result<()> {
    let certificates = ncloud_certificate_manager::v1::Client::connect(config)?;
    let listed = certificates.get_certificate_list().send().await?;
    let certificate = &listed.ssl_certificate_list.as_ref().unwrap()[0];
    let call = certificates
        .delete_certificate()
        .certificate_no(certificate.certificate_no.get());
    call.certificate_name(certificate.certificate_name.as_deref().unwrap())
        .send()
        .await?;

    let private_ca = ncloud_private_ca::Client::connect(config)?;
    let subject = CaX509Parameters::builder().common_name("sub");
    let created = private_ca
        .create_ca()
        .ca_type("PRIVATE_SUB")
        .body_map(|body| {
            body.alias("sub-ca")
                .key_type("EC256")
                .period("365")
                .x509_parameters(subject)
        })
        .send()
        .await?;
    let tag = created.data.ca_info.ca_tag.as_str();
    assert_eq!(created.data.ca_info.status, Some(CaStatus::Pending));
    let pem = "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIU\n-----END CERTIFICATE-----";
    private_ca
        .activate_sub_ca()
        .ca_tag(tag)
        .body_map(|body| body.cert_pem(pem).ca_chain_pem(pem))
        .send()
        .await?;
    let read = private_ca.get_ca().ca_tag(tag).send().await?;
    assert_eq!(read.data.ca_info.status, Some(CaStatus::Active));
    private_ca
        .update_ca()
        .ca_tag(tag)
        .body_map(|body| body.status("DESTROYING"))
        .send()
        .await?;
    private_ca.delete_ca().ca_tag(tag).send().await?;
    Ok(())
}

#[derive(Debug)]
struct Shifted(i64);

impl Clock for Shifted {
    fn now(&self) -> SystemTime {
        let shift = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemClock.now() - shift
        } else {
            SystemClock.now() + shift
        }
    }
}

#[tokio::test]
async fn a_wrong_secret_is_an_authentication_error_with_a_hint() {
    let emulator = Emulator::start().await.unwrap();
    let mut secret = emulator.secret_key().expose().to_owned();
    let last = secret.pop().unwrap();
    secret.push(if last == 'a' { 'b' } else { 'a' });
    let credentials = Credentials::new(emulator.access_key(), secret.as_str()).unwrap();
    let config = Config::builder()
        .endpoint(emulator.url())
        .credentials(credentials)
        .build()
        .unwrap();
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let error = client.get_ca_list().send().await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!((error.status(), error.code()), (Some(401), Some("200")));
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("check that the access key") && text.contains(emulator.access_key()),
        "{text}"
    );
    assert!(
        !text.contains(&secret) && !text.contains(emulator.secret_key().expose()),
        "{text}"
    );
}

#[tokio::test]
async fn a_clock_that_is_six_minutes_off_is_named() {
    let emulator = Emulator::start().await.unwrap();
    for (shift, words) in [(360, "ahead of"), (-360, "behind")] {
        let config = builder(&emulator)
            .clock(Shifted(shift))
            .correct_clock(false)
            .build()
            .unwrap();
        let client = ncloud_private_ca::Client::connect(&config).unwrap();
        let error = client.get_ca_list().send().await.unwrap_err();
        assert!(error.is_auth());
        let text = error.to_string();
        assert!(
            text.contains(words)
                && (text.contains("360 s") || text.contains("359 s") || text.contains("361 s")),
            "{text}"
        );
    }
    let config = builder(&emulator).clock(Shifted(280)).build().unwrap();
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    assert!(client.get_ca_list().send().await.is_ok());
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let config = builder(&emulator)
        .credentials(Credentials::new("nobody", "secret").unwrap())
        .build()
        .unwrap();
    let error = ncloud_private_ca::Client::connect(&config)
        .unwrap()
        .get_ca_list()
        .send()
        .await
        .unwrap_err();
    assert!(
        error.is_auth() && error.to_string().contains("`nobody`"),
        "{error}"
    );
}

#[tokio::test]
async fn calls_without_a_typed_client_are_signed_too() {
    use ncloud_core::http::Method;

    let emulator = Emulator::start().await.unwrap();
    let client = ncloud_core::Client::connect(&builder(&emulator).build().unwrap()).unwrap();
    let url = "https://pca.apigw.ntruss.com/api/v1/ca?pageNo=1";
    let answer = client
        .request(Method::GET, url)
        .send_json::<serde_json::Value>()
        .await
        .unwrap();
    assert_eq!(answer["code"], "SUCCESS");
    assert!(answer.request_id().is_some());
    assert_eq!(emulator.requests()[0].target, "/api/v1/ca?pageNo=1");

    let error = client
        .request(Method::GET, "https://pca.apigw.ntruss.com/api/v9/nothing")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    for elsewhere in [
        "https://example.com/api/v1/ca",
        "https://ntruss.com.example.com/",
        "https://evilntruss.com/",
        "http://pca.apigw.ntruss.com/api/v1/ca",
        "https://pca.apigw.ntruss.com:8443/api/v1/ca",
        "https://privateca.apigw.gov-ntruss.com/api/v1/ca",
        "/api/v1/ca",
    ] {
        let error = client
            .request(Method::GET, elsewhere)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ncloud_core::ErrorKind::Configuration,
            "{elsewhere}"
        );
    }
    assert_eq!(emulator.requests().len(), 2, "keys went nowhere else");
}
