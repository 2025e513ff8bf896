//! What becomes of answers that are failures, broken, or not what the specification says.

use std::error::Error as _;

use ncloud_core::{Config, Credentials, Error, ErrorKind};
use ncloud_private_ca::types::CaStatus;
use ncloud_tests::canned::{Answer, CannedServer};

const SECRET: &str = "hunter2-of-answers";

fn settings(url: &str) -> Config {
    let credentials = Credentials::new("access", SECRET).unwrap();
    let builder = ncloud_tests::settings::of(url).credentials(credentials);
    builder.build().unwrap()
}

struct Fixture {
    server: CannedServer,
    private_ca: ncloud_private_ca::Client,
    certificates: ncloud_certificate_manager::v1::Client,
    issuing: ncloud_certificate_manager::v2::Client,
    search: ncloud_search_engine::Client,
}

impl Fixture {
    async fn start() -> Self {
        let server = CannedServer::start(Answer::json(200, "")).await.unwrap();
        let config = settings(&server.url());
        Self {
            server,
            private_ca: ncloud_private_ca::Client::connect(&config).unwrap(),
            certificates: ncloud_certificate_manager::v1::Client::connect(&config).unwrap(),
            issuing: ncloud_certificate_manager::v2::Client::connect(&config).unwrap(),
            search: ncloud_search_engine::Client::connect(&config).unwrap(),
        }
    }

    async fn get_ca(&self, status: u16, body: &str) -> Error {
        self.server.answer(Answer::json(status, body));
        let error = self
            .private_ca
            .get_ca()
            .ca_tag("4b0bbe37-eeea93b8")
            .send()
            .await
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains(SECRET));
        error
    }
}

#[tokio::test]
async fn gateway_failures_have_their_kinds() {
    let fixture = Fixture::start().await;
    for (status, code, kind) in [
        (401, "200", ErrorKind::Authentication),
        (401, "210", ErrorKind::PermissionDenied),
        (404, "300", ErrorKind::NotFound),
        (429, "400", ErrorKind::QuotaExceeded),
        (429, "410", ErrorKind::Throttled),
        (429, "420", ErrorKind::Throttled),
        (413, "430", ErrorKind::TooLarge),
        (503, "500", ErrorKind::Unavailable),
        (504, "510", ErrorKind::Unavailable),
        (500, "900", ErrorKind::Unavailable),
        (400, "100", ErrorKind::Service),
    ] {
        let body = format!(r#"{{"error":{{"errorCode":"{code}","message":"M","details":"D"}}}}"#);
        let error = fixture.get_ca(status, &body).await;
        assert_eq!(error.kind(), kind, "{status} {code}");
        assert_eq!((error.status(), error.code()), (Some(status), Some(code)));
        assert_eq!((error.message(), error.details()), ("M", Some("D")));
        assert_eq!(error.operation(), Some("getCa"));
        // The code may come as a number.
        let number = body.replace(&format!("\"{code}\""), code);
        assert_eq!(fixture.get_ca(status, &number).await.code(), Some(code));
    }
}

#[tokio::test]
async fn a_failure_under_status_200_is_an_error() {
    let fixture = Fixture::start().await;

    let error = fixture
        .get_ca(
            200,
            r#"{"code":"NOT_EXIST_CASTORE","msg":"castore not found","data":null}"#,
        )
        .await;
    assert_eq!(
        (error.status(), error.code()),
        (Some(200), Some("NOT_EXIST_CASTORE"))
    );
    assert!(error.is_not_found() && error.is_empty_list());

    fixture.server.answer(Answer::json(
        200,
        r#"{"returnCode":"1004","returnMessage":"in use","totalRows":0}"#,
    ));
    let call = fixture
        .certificates
        .delete_certificate()
        .certificate_no(30728)
        .certificate_name("zero-certi");
    let error = call.send().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status(), error.code()),
        (ErrorKind::Service, Some(200), Some("1004"))
    );
    assert_eq!(error.message(), "in use");

    fixture.server.answer(Answer::json(
        200,
        r#"{"returnCode":2200,"returnMessage":"No certificate was found."}"#,
    ));
    let error = fixture
        .certificates
        .get_certificate_list()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found() && error.is_empty_list(), "{error}");

    fixture.server.answer(Answer::json(
        200,
        r#"{"code":4711,"message":"나쁨","result":null,"requestId":"r-1"}"#,
    ));
    let error = fixture
        .search
        .get_login_key_list()
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.code(), error.request_id()),
        (Some(200), Some("4711"), Some("r-1"))
    );
    assert_eq!(error.message(), "나쁨");
}

#[tokio::test]
async fn answers_without_the_result_code_are_not_success() {
    let fixture = Fixture::start().await;
    for (body, kind) in [
        ("", ErrorKind::UnexpectedAnswer),
        ("  \n", ErrorKind::UnexpectedAnswer),
        ("{}", ErrorKind::UnexpectedAnswer),
        ("null", ErrorKind::UnexpectedAnswer),
        ("[]", ErrorKind::UnexpectedAnswer),
        ("<html>maintenance</html>", ErrorKind::UnexpectedAnswer),
        (
            r#"{"data":{"caInfo":{"caTag":"t"}}}"#,
            ErrorKind::UnexpectedAnswer,
        ),
        (r#"{"code":"SUCC"#, ErrorKind::UnexpectedAnswer),
        (
            r#"{"code":"SUCCESS","data":{"caInfo":{"caTag":"t"#,
            ErrorKind::UnexpectedAnswer,
        ),
        (
            r#"{"error":{"errorCode":"200","message":"Authentication Failed"}}"#,
            ErrorKind::Authentication,
        ),
        (
            r#"{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}"#,
            ErrorKind::Service,
        ),
    ] {
        let error = fixture.get_ca(200, body).await;
        assert_eq!(
            (error.kind(), error.status()),
            (kind, Some(200)),
            "{body}: {error}"
        );
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn failures_without_a_known_shape_keep_status_and_trace() {
    let fixture = Fixture::start().await;
    let headers = vec![
        ("x-ncp-trace-id", "trace-1".to_owned()),
        ("x-ncp-apigw-request-id", "request-1".to_owned()),
    ];
    fixture.server.answer(Answer {
        status: 403,
        headers,
        body: Vec::new(),
    });
    let error = fixture
        .issuing
        .list_certificates()
        .send()
        .await
        .unwrap_err();
    assert!(error.is_permission_denied());
    assert_eq!(
        (error.status(), error.trace_id(), error.request_id()),
        (Some(403), Some("trace-1"), Some("request-1"))
    );

    let error = fixture.get_ca(502, "<html>Bad gateway</html>").await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Unavailable, Some(502))
    );
    assert!(error.is_retryable(), "a read may be repeated");

    let error = fixture.get_ca(302, "").await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert!(
        error.to_string().contains("redirects are not followed"),
        "{error}"
    );
}

#[tokio::test]
async fn a_call_that_acts_is_not_retryable_when_it_may_have_acted() {
    let fixture = Fixture::start().await;
    fixture.server.answer(Answer::json(
        504,
        r#"{"error":{"errorCode":"510","message":"Endpoint Timeout"}}"#,
    ));
    let error = fixture
        .private_ca
        .rotate_crl()
        .ca_tag("t")
        .send()
        .await
        .unwrap_err();
    assert!(!error.is_retryable());
    fixture.server.answer(Answer::json(
        429,
        r#"{"error":{"errorCode":"410","message":"Throttle Limited"}}"#,
    ));
    let error = fixture
        .private_ca
        .rotate_crl()
        .ca_tag("t")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_retryable() && error.is_throttled());
}

#[tokio::test]
async fn unknown_values_and_members_are_kept() {
    let fixture = Fixture::start().await;
    let body = r#"{"code":"SUCCESS","new":1,"data":{"caInfo":{"caTag":"t","status":"HIBERNATING","other":{}},"more":[]}}"#;
    fixture.server.answer(Answer::json(200, body));
    let answer = fixture
        .private_ca
        .get_ca()
        .ca_tag("t")
        .send()
        .await
        .unwrap();
    let status = answer.data.ca_info.status.clone().unwrap();
    assert_eq!(status, CaStatus::Unknown("HIBERNATING".to_owned()));
    assert_eq!(status.as_str(), "HIBERNATING");
    assert_eq!(serde_json::to_value(&status).unwrap(), "HIBERNATING");

    let body =
        r#"{"returnCode":"0","sslCertificateList":[{"certificateNo":"65655","keyAlias":"k"}]}"#;
    fixture.server.answer(Answer::json(200, body));
    let answer = fixture
        .certificates
        .get_certificate_list()
        .send()
        .await
        .unwrap();
    let certificate = &answer.ssl_certificate_list.as_ref().unwrap()[0];
    assert_eq!(
        certificate.certificate_no, 65655,
        "a number may come as text"
    );
    assert_eq!(certificate.extra.get("keyAlias").unwrap(), "k");
}

#[tokio::test]
async fn a_member_of_the_wrong_type_is_named() {
    let fixture = Fixture::start().await;
    for (body, place) in [
        (
            r#"{"code":"SUCCESS","data":{"caInfo":{"caTag":7}}}"#,
            "`data.caInfo.caTag`",
        ),
        (
            r#"{"code":"SUCCESS","data":{"caInfo":{"caTag":"t","urlInfo":{"crl":["a",{}]}}}}"#,
            "`data.caInfo.urlInfo.crl[1]`",
        ),
        (r#"{"code":"SUCCESS","data":{"caInfo":{}}}"#, "caTag"),
        (r#"{"code":"SUCCESS","data":null}"#, "`data`"),
        (
            r#"{"code":"SUCCESS","data":"-----BEGIN PRIVATE KEY-----"}"#,
            "`data`",
        ),
    ] {
        let error = fixture.get_ca(200, body).await;
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer, "{body}");
        assert!(error.to_string().contains(place), "{body}: {error}");
        assert!(
            !format!("{error} {error:?}").contains("PRIVATE KEY"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_file_is_bytes_and_a_json_object_in_its_place_is_an_error() {
    let fixture = Fixture::start().await;
    let call = || async {
        fixture
            .issuing
            .download_certificate()
            .certificate_no(1)
            .body_map(|body| body)
            .send()
            .await
    };
    fixture.server.answer(Answer {
        status: 200,
        headers: Vec::new(),
        body: b"PK\x03\x04rest".to_vec(),
    });
    let file = call().await.unwrap();
    assert_eq!(&**file, b"PK\x03\x04rest");
    assert!(format!("{file:?}").contains("Binary(8 bytes)"));
    assert_eq!(
        fixture.server.take_received()[0].header("accept"),
        Some("application/zip")
    );

    fixture.server.answer(Answer::json(
        200,
        r#"{"returnCode":"1006","returnMessage":"No certificate exists."}"#,
    ));
    let error = call().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    fixture.server.answer(Answer::json(
        200,
        r#"{"returnCode":"0","returnMessage":"Success"}"#,
    ));
    assert_eq!(
        call().await.unwrap_err().kind(),
        ErrorKind::UnexpectedAnswer
    );
}

#[tokio::test]
async fn nobody_listening_is_a_connect_error() {
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = settings(&format!("http://{address}"));
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let error = client.rotate_crl().ca_tag("t").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_retryable(), "nothing was sent");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn secrets_in_raw_bodies_are_replaced() {
    let fixture = Fixture::start().await;
    let body = r#"{"code":"SUCCESS","data":{"privateKey":"-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----"}}"#;
    fixture.server.answer(Answer::json(200, body));
    let call = fixture.private_ca.issue_end_cert().ca_tag("t");
    let subject =
        ncloud_private_ca::types::EndCertificateX509Parameters::builder().common_name("name");
    let error = call
        .body_map(|body| body.x509_parameters(subject))
        .send()
        .await
        .unwrap_err();
    let kept = String::from_utf8(error.raw_body().unwrap().to_vec()).unwrap();
    assert_eq!(
        kept,
        r#"{"code":"SUCCESS","data":{"privateKey":"[redacted]"}}"#
    );
}
