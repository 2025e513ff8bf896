//! Tokens in the place of signatures.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ncloud_core::{CallOptions, Config, ErrorKind, Secret, Token};
use ncloud_kms::Client;
use ncloud_kms::types::{KeyType, TokenGeneratorStatus};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Fixture, config, refused};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn token(secret: &Secret) -> Token {
    Token::new(secret.clone()).unwrap()
}

/// A client with a token and no key pair.
fn bearer(fixture: &Fixture, secret: &Secret) -> Client {
    let config = Config::builder()
        .endpoint(fixture.emulator.url())
        .token(token(secret));
    Client::connect(&config.build().unwrap()).unwrap()
}

#[tokio::test]
async fn hours_are_a_number_or_a_text() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let generator = fixture.kms.create_token_generator().key_tag(&tag);
    generator.send().await.unwrap();
    let issue = async |hours: &str| {
        let call = fixture.kms.create_token_set().key_tag(&tag);
        call.body_map(|body| body.access_token_hours(hours))
            .send()
            .await
    };
    let set = issue("2").await.unwrap().into_inner().data;
    let claims = set.access_token.expose().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let lasts = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(Duration::from_millis(lasts), 2 * HOUR);
    for hours in ["0", "17521"] {
        refused(&issue(hours).await.unwrap_err(), 400, "INVALID_REQUEST");
    }
}

#[tokio::test]
async fn a_program_without_a_key_pair_uses_a_key_with_tokens() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let set = fixture.first_tokens(&tag).await;
    let sealed = bearer(&fixture, &set.access_token)
        .encrypt_bytes(&tag, KeyType::Aes256, "text")
        .send()
        .await
        .unwrap();
    let renewed = bearer(&fixture, &set.refresh_token);
    let renewed = renewed
        .renew_token_set()
        .key_tag(&tag)
        .body_map(|body| body);
    let renewed = renewed.send().await.unwrap().into_inner().data;
    let another = bearer(&fixture, &renewed.refresh_token);
    let another = another.create_access_token().key_tag(&tag);
    let another = another.body_map(|body| body.access_token_hours("UL"));
    let another = another.send().await.unwrap().into_inner().data.access_token;
    // The old pair stays valid.
    for access in [&set.access_token, &renewed.access_token, &another] {
        let opened = bearer(&fixture, access)
            .decrypt_bytes(&tag, &sealed)
            .send()
            .await;
        assert_eq!(opened.unwrap().expose(), b"text");
    }
    // A token goes alone.
    let requests = fixture.emulator.requests();
    let with_token = requests
        .iter()
        .filter(|request| request.header("x-ncp-ocapi-token").is_some());
    let with_token: Vec<_> = with_token.collect();
    assert_eq!(with_token.len(), 6);
    for request in with_token {
        for name in ["timestamp", "signature-v2", "api-key"] {
            assert_eq!(request.header(&format!("x-ncp-apigw-{name}")), None);
        }
        assert_eq!(request.header("x-ncp-iam-access-key"), None);
        assert!(!format!("{request:?}").contains(set.access_token.expose()));
    }
    let generator = fixture
        .kms
        .get_token_generator()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    assert_eq!(generator.data.status, Some(TokenGeneratorStatus::Active));
    assert_eq!(generator.data.issued_token_count.clone().unwrap(), 5);
    // The use is in the log under the name of whoever asked for the token.
    let latest = fixture
        .kms
        .get_latest_use_info()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    let requestor = latest
        .into_inner()
        .data
        .unwrap()
        .data
        .unwrap()
        .requestor
        .unwrap();
    assert_eq!(requestor.id.as_deref(), Some(fixture.emulator.access_key()));
    assert_eq!(requestor.ip.as_deref(), Some("127.0.0.1"));
}

#[tokio::test]
async fn either_is_taken_where_both_are_allowed_and_only_one_elsewhere() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let set = fixture.first_tokens(&tag).await;
    let access = || CallOptions::new().token(token(&set.access_token));
    let refresh = || CallOptions::new().token(token(&set.refresh_token));
    let seal = || fixture.kms.encrypt_bytes(&tag, KeyType::Aes256, "text");
    seal().send().await.unwrap();
    seal().options(access()).send().await.unwrap();
    // The wrong kind of token.
    let error = seal().options(refresh()).send().await.unwrap_err();
    refused(&error, 401, "UNAUTHORIZED");
    assert!(error.is_auth() && error.string_to_sign().is_none());
    assert!(
        error.hint().unwrap().contains("access or refresh"),
        "{error}"
    );
    let renew = || {
        fixture
            .kms
            .renew_token_set()
            .key_tag(&tag)
            .body_map(|body| body)
    };
    refused(
        &renew().options(access()).send().await.unwrap_err(),
        401,
        "UNAUTHORIZED",
    );
    renew().options(refresh()).send().await.unwrap();

    // Refused before anything is sent.
    let sent = fixture.emulator.requests().len();
    let error = renew().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("takes a token"), "{error}");
    let error = fixture
        .kms
        .get_key_list()
        .options(access())
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("not a token"), "{error}");
    let error = bearer(&fixture, &set.access_token)
        .get_key_list()
        .send()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("there is no key pair"),
        "{error}"
    );
    assert_eq!(fixture.emulator.requests().len(), sent);
}

/// Whoever leaves our client out meets the gateway.
#[tokio::test]
async fn the_gateway_takes_no_token_for_a_signature() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let set = fixture.first_tokens(&tag).await;
    let address = fixture.emulator.address();
    let send = async |path: &str, token: Option<&str>| {
        let token = token.map(|token| format!("x-ncp-ocapi-token: {token}\r\n"));
        let request = format!(
            "POST /kms/v1/keys/{tag}/{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-length: 2\r\n{}\r\n{{}}",
            token.unwrap_or_default()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let code = body["error"]["errorCode"].as_str().unwrap_or_default();
        (status, code.to_owned())
    };
    let access = Some(set.access_token.expose());
    assert_eq!(send("rotate", access).await, (401, "200".to_owned()));
    assert_eq!(
        send("token-generator", access).await,
        (401, "200".to_owned())
    );
    assert_eq!(send("access-token", None).await, (401, "200".to_owned()));
    assert_eq!(
        send("access-token", Some("a.b.c")).await,
        (401, "UNAUTHORIZED".to_owned())
    );
    let refresh = Some(set.refresh_token.expose());
    assert_eq!(send("access-token", refresh).await, (200, String::new()));
}

#[tokio::test]
async fn tokens_end() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let other = fixture.key("others", KeyType::Aes256).await;
    let issue = kms.create_token_set().key_tag(&tag).body_map(|body| body);
    refused(&issue.send().await.unwrap_err(), 422, "INVALID_STATUS");
    for tag in [&tag, &other] {
        kms.create_token_generator()
            .key_tag(tag)
            .send()
            .await
            .unwrap();
    }
    let again = kms.create_token_generator().key_tag(&tag).send().await;
    refused(&again.unwrap_err(), 422, "INVALID_STATUS");
    let seal = async |tag: &str, secret: &Secret| {
        let options = CallOptions::new().token(token(secret));
        let call = kms.encrypt_bytes(tag, KeyType::Aes256, "text");
        call.options(options).send().await
    };
    let short = kms.create_token_set().key_tag(&tag);
    let short = short
        .body_map(|body| body.access_token_hours(1))
        .send()
        .await
        .unwrap();
    let short = short.into_inner().data;
    let endless = kms.create_token_set().key_tag(&tag);
    let endless = endless
        .body_map(|body| body.access_token_hours("UL"))
        .send()
        .await
        .unwrap();
    let endless = endless.into_inner().data;
    // Of this key only, and unchanged only.
    seal(&tag, &short.access_token).await.unwrap();
    refused(
        &seal(&other, &short.access_token).await.unwrap_err(),
        401,
        "UNAUTHORIZED",
    );
    let text = short.access_token.expose();
    let (start, last) = text.split_at(text.len() - 1);
    let other = if last == "A" { "E" } else { "A" };
    let forged = Secret::new(format!("{start}{other}"));
    refused(&seal(&tag, &forged).await.unwrap_err(), 401, "UNAUTHORIZED");
    // By the clock.
    fixture.emulator.advance(HOUR);
    refused(
        &seal(&tag, &short.access_token).await.unwrap_err(),
        401,
        "UNAUTHORIZED",
    );
    fixture.emulator.advance(20_000 * HOUR);
    seal(&tag, &endless.access_token).await.unwrap();
    // With their generator.
    let call = kms.update_token_generator().key_tag(&tag).send();
    call.await.unwrap();
    refused(
        &seal(&tag, &endless.access_token).await.unwrap_err(),
        401,
        "UNAUTHORIZED",
    );
    let set = fixture.tokens(&tag).await;
    seal(&tag, &set.access_token).await.unwrap();
    kms.delete_token_generator()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    refused(
        &seal(&tag, &set.access_token).await.unwrap_err(),
        401,
        "UNAUTHORIZED",
    );
    let generator = kms
        .get_token_generator()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    assert_eq!(generator.data.status, Some(TokenGeneratorStatus::Inactive));
    assert!(generator.data.disabled_date.is_some());
}

/// A redirect does not take the token to another host.
#[tokio::test]
async fn a_token_follows_no_redirect() {
    use ncloud_tests::canned::{Answer, CannedServer};

    let elsewhere = CannedServer::start(Answer::json(200, "{}")).await.unwrap();
    let moved = Answer {
        status: 307,
        headers: vec![("location", elsewhere.url())],
        body: Vec::new(),
    };
    let server = CannedServer::start(moved).await.unwrap();
    let fixture = Fixture::start().await;
    let config = config(&fixture.emulator).endpoint(server.url());
    let config = config.token(Token::new("hunter2-token").unwrap());
    let kms = Client::connect(&config.build().unwrap()).unwrap();
    let call = kms.create_access_token().key_tag("t").body_map(|body| body);
    assert!(call.send().await.is_err());
    let received = server.take_received();
    assert_eq!(
        received[0].header("x-ncp-ocapi-token"),
        Some("hunter2-token")
    );
    assert!(elsewhere.take_received().is_empty());
}
