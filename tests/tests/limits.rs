//! What a refusal says: the limit and the value, what is missing, and how it is set. That every limit of
//! every request is refused before the wire, `constraints.rs` tests.

use ncloud_core::ErrorKind;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::settings;

struct Fixture {
    server: CannedServer,
    client: ncloud_private_ca::Client,
}

impl Fixture {
    async fn start() -> Self {
        let server = CannedServer::start(Answer::json(500, "")).await.unwrap();
        let config = settings::of(&server.url()).build().unwrap();
        Self {
            server,
            client: ncloud_private_ca::Client::connect(&config).unwrap(),
        }
    }

    /// Sends a CA to create; whether it reached the wire, and the error otherwise.
    async fn create(
        &self,
        alias: &str,
        period: &str,
        common_name: &str,
        locality: &str,
    ) -> Result<(), String> {
        let subject = ncloud_private_ca::types::CaX509Parameters::builder()
            .common_name(common_name)
            .locality(locality);
        let call = self
            .client
            .create_ca()
            .ca_type("PRIVATE_ROOT")
            .body_map(|body| {
                body.alias(alias)
                    .key_type("EC256")
                    .period(period)
                    .x509_parameters(subject)
            });
        let error = call.send().await.unwrap_err();
        match (error.kind(), self.server.take_received().len()) {
            (ErrorKind::InvalidRequest, 0) => Err(error.to_string()),
            (ErrorKind::Unavailable, 1) => Ok(()),
            other => panic!("{other:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn limits_hold_at_their_boundaries() {
    let fixture = Fixture::start().await;
    let long = |length: usize| "a".repeat(length);
    for (alias, period, common_name, locality) in [
        ("abc", "1", "a", ""),
        ("A12345678901_-b", "3650", &long(64), &long(128)),
        ("abc", "MAX", "한글", &"한".repeat(128)),
    ] {
        assert_eq!(
            fixture.create(alias, period, common_name, locality).await,
            Ok(())
        );
    }
    for (alias, period, common_name, locality, expected) in [
        (
            "ab",
            "1",
            "a",
            "",
            "`alias` must have 3 to 15 characters; the value given is \"ab\"",
        ),
        (
            &*long(16),
            "1",
            "a",
            "",
            "`alias` must have 3 to 15 characters",
        ),
        ("1bc", "1", "a", "", "`alias` must match"),
        (
            "abc",
            "0",
            "a",
            "",
            "(Validity in days, as text: `1` to `3650`, or `MAX` for the longest that is allowed); the value given is \"0\"",
        ),
        ("abc", "3651", "a", "", "`period` must match"),
        ("abc", "max", "a", "", "`period` must match"),
        (
            "abc",
            "1",
            "",
            "",
            "`x509Parameters.commonName` must have 1 to 64 characters",
        ),
        (
            "abc",
            "1",
            &long(65),
            "",
            "`x509Parameters.commonName` must have 1 to 64 characters",
        ),
        (
            "abc",
            "1",
            "a",
            &long(129),
            "`x509Parameters.locality` must have 0 to 128 characters",
        ),
    ] {
        let error = fixture
            .create(alias, period, common_name, locality)
            .await
            .unwrap_err();
        assert!(
            error.contains(expected) && error.contains("createCa"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn what_is_missing_is_named_as_on_the_wire() {
    let fixture = Fixture::start().await;
    let error = fixture
        .client
        .get_ca()
        .send()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`caTag` is missing: set it with `.ca_tag(…)`"),
        "{error}"
    );
    let call = fixture
        .client
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| body.alias("abc").key_type("EC256"));
    let error = call.send().await.unwrap_err().to_string();
    assert!(
        error.contains("`period` is missing") || error.contains("`x509Parameters` is missing"),
        "{error}"
    );
    assert_eq!(fixture.server.take_received(), []);
}

#[tokio::test]
async fn values_outside_an_enumeration_are_refused() {
    let fixture = Fixture::start().await;
    let create = |ca_type: &str, key_type: &str| {
        let subject = ncloud_private_ca::types::CaX509Parameters::builder().common_name("name");
        fixture
            .client
            .create_ca()
            .ca_type(ca_type)
            .body_map(|body| {
                body.alias("abc")
                    .key_type(key_type)
                    .period("MAX")
                    .x509_parameters(subject)
            })
    };
    // Answers may bring other kinds of CA, so the type is open; the request is checked all the same.
    let error = create("PRIVATE_SON", "EC256")
        .send()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "`caType` must be one of PRIVATE_ROOT, PRIVATE_SUB; the value given is \"PRIVATE_SON\""
        ),
        "{error}"
    );
    let error = create("PRIVATE_SUB", "EC25519")
        .send()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`keyType`: `EC25519` is not one of RSA2048, RSA4096, EC256, EC521"),
        "{error}"
    );
    assert_eq!(fixture.server.take_received(), []);
}

#[tokio::test]
async fn a_secret_that_breaks_a_limit_is_not_shown() {
    let fixture = Fixture::start().await;
    let config = settings::of(&fixture.server.url()).build().unwrap();
    let search = ncloud_search_engine::Client::connect(&config).unwrap();
    let call = search
        .reset_search_engine_user_password()
        .service_group_instance_no(1);
    let call = call.body_map(|body| body.search_engine_user_password("hunt2"));
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("`searchEngineUserPassword` must have 8 to 20 characters")
            && !text.contains("hunt2"),
        "{text}"
    );
}
