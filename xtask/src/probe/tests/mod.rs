//! The probe against the emulator, and against a server that bends an answer.

use std::env::VarError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ncloud_core::{Clock, Config, ConfigBuilder, Credentials, Site};
use ncloud_emulator::Emulator;
use ncloud_spec::document::Document;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use self::prepare::prepare;
use super::deviation::deviations;
use super::report::Outcome;
use super::selection::objection;
use super::values::Given;
use super::{configuration, probe};

mod prepare;

const NO_VALUES: &[Given] = &[];

fn builder(site: Site, endpoint: &str, secret_key: &str) -> ConfigBuilder {
    Config::builder()
        .site(site)
        .endpoint(endpoint)
        .credentials(Credentials::new("access", secret_key).unwrap())
}

fn config(site: Site, endpoint: &str, secret_key: &str) -> Config {
    builder(site, endpoint, secret_key).build().unwrap()
}

fn document(service: &str) -> Document {
    Document::published(ncloud_spec::service(service).unwrap()).unwrap()
}

async fn emulator() -> Emulator {
    let builder = Emulator::builder().key("access", "secret");
    builder.start().await.unwrap()
}

/// A clock that is put forward by hand.
#[derive(Clone, Debug)]
struct HandClock(Arc<AtomicU64>);

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn each_read_of_the_emulator_is_called_and_is_as_documented() {
    let clock = HandClock(Arc::new(AtomicU64::new(1_732_147_200)));
    let shared = clock.clone();
    let emulator = Emulator::builder()
        .key("access", "secret")
        .clock(move || shared.now())
        .start()
        .await
        .unwrap();
    let config = |site| {
        builder(site, emulator.url(), "secret")
            .clock(clock.clone())
            .build()
            .unwrap()
    };
    let given = prepare(&config(Site::Public), &clock).await;
    for site in Site::ALL {
        for service in ncloud_spec::SERVICES {
            let document = document(service.name);
            if !document
                .servers()
                .any(|server| server.site == site.as_str())
            {
                continue;
            }
            let report = probe(&config(site), Some(service.name), &given).await;
            let report = report.unwrap();
            report
                .verdict()
                .unwrap_or_else(|why| panic!("{site}: {why}\n{report}"));
            let operations = document.operations();
            let allowed = operations
                .filter(|operation| objection(operation, site.as_str()).is_none())
                .count();
            assert_eq!(report.successes(), allowed, "{site}: {report}");
        }
    }
}

#[test]
fn nothing_that_acts_is_called() {
    let mut reads = Vec::new();
    for service in ncloud_spec::SERVICES {
        let document = document(service.name);
        for operation in document.operations() {
            if operation
                .sites()
                .any(|site| objection(&operation, site).is_none())
            {
                reads.push(operation.id().to_owned());
            }
        }
    }
    // A GET, a repeatable write, and a repeatable write by POST.
    for acts in [
        "restartSearchEngineCluster",
        "updateCrlConfig",
        "setRenewalStatus",
    ] {
        assert!(!reads.iter().any(|id| id == acts), "{acts}");
    }
    for starts in [
        "create", "delete", "update", "set", "restart", "stop", "release", "issue",
    ] {
        let bad: Vec<&String> = reads.iter().filter(|id| id.starts_with(starts)).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
    assert!(
        reads.iter().any(|id| id == "getServerSpecList"),
        "a read by POST"
    );
}

/// Starts a server that gives one answer to everything; its URL.
async fn server_of(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            // A GET ends with an empty line.
            while !request.ends_with(b"\r\n\r\n") {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length";
            let answer = format!("{head}: {}\r\n\r\n{body}", body.len());
            // A client that goes away is the client's affair.
            stream.write_all(answer.as_bytes()).await.ok();
        }
    });
    url
}

#[tokio::test]
async fn a_bent_answer_is_reported_without_its_values() {
    let bent = json!({
        "returnCode": "0",
        "totalRows": { "hunter2": "hunter2" },
        "sslCertificateList": [{
            "certificateNo": 65655,
            "certificateName": "hunter2",
            "extra": "hunter2",
            "203.0.113.9": "hunter2",
        }, {
            "certificateNo": 65656,
            "extra": "hunter2",
        }],
    });
    let url = server_of(bent.to_string()).await;
    let config = config(Site::Public, &url, "secret");
    let report = probe(&config, Some("certificate-manager"), NO_VALUES)
        .await
        .unwrap();
    let found: Vec<String> = report.deviations().map(ToString::to_string).collect();
    let mut expected = [
        "/totalRows: type integer or null, found object",
        "/sslCertificateList/0/extra: unknown member, found string",
        "/sslCertificateList/1/extra: unknown member, found string",
        "/sslCertificateList/0/*: unknown member, found string",
    ];
    let mut sorted = found.clone();
    sorted.sort();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    let text = format!("{report}");
    for deviation in &found[..3] {
        assert!(text.contains(deviation), "{text}");
    }
    assert!(
        text.contains("/sslCertificateList/0/extra: unknown member, found string, in 2 places"),
        "{text}"
    );
    for value in ["hunter2", "65655", "203.0.113.9", "secret"] {
        assert!(!text.contains(value), "{text}");
    }
    assert!(report.verdict().is_err());
}

#[tokio::test]
async fn refusals_and_silence_are_told_apart() {
    let emulator = emulator().await;
    let wrong = config(Site::Public, emulator.url(), "wrong");
    let report = probe(&wrong, Some("private-ca"), NO_VALUES).await.unwrap();
    assert!(report.to_string().contains("HTTP 401"), "{report}");
    assert!(
        report.to_string().contains("authentication failed"),
        "{report}"
    );
    assert_eq!(report.deviations().count(), 0, "{report}");
    assert!(report.verdict().is_err(), "nothing was compared");

    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let nobody = config(Site::Public, &format!("http://{address}"), "secret");
    let report = probe(&nobody, Some("private-ca"), NO_VALUES).await.unwrap();
    let unanswered = |outcome: &Outcome| matches!(outcome, Outcome::Unanswered(_));
    assert!(
        report
            .entries
            .iter()
            .any(|entry| unanswered(&entry.outcome))
    );
    assert!(report.verdict().is_err());

    let unknown = probe(&nobody, Some("private-cb"), NO_VALUES).await;
    assert!(unknown.unwrap_err().contains("private-ca"));
}

#[test]
fn a_value_has_a_name_and_may_be_for_one_operation() {
    for text in ["getCa.caTag=a-b", "caTag=a.b", "caTag=a=b", "a/b.c=d"] {
        assert!(text.parse::<Given>().is_ok(), "{text}");
    }
    for text in [
        "", "caTag", "caTag=", "=a", ".caTag=a", "getCa.=a", "a.b", "/b.c=d", "a/.c=d",
    ] {
        assert!(text.parse::<Given>().is_err(), "{text}");
    }
}

#[test]
fn keys_of_another_site_are_not_used() {
    let environment = |name: &str| match name {
        "NCLOUD_ACCESS_KEY_ID" | "NCLOUD_SECRET_ACCESS_KEY" => Ok("key".to_owned()),
        "NCLOUD_SITE" => Ok("gov".to_owned()),
        _ => Err(VarError::NotPresent),
    };
    assert!(configuration(Site::Gov, None, &environment).is_ok());
    let refused = configuration(Site::Public, None, &environment).unwrap_err();
    assert!(refused.contains("NCLOUD_SITE"), "{refused}");
}

/// A document with one schema of each kind that answers have.
fn example() -> (Document, Value) {
    let document = json!({ "components": { "schemas": {
        "Node": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": { "type": "string", "x-ncloud-format": "numeric-string" },
                "below": {
                    "nullable": true,
                    "allOf": [{ "$ref": "#/components/schemas/Node" }],
                },
                "names": {
                    "type": "object",
                    "additionalProperties": { "type": "string", "enum": ["a"] },
                },
                "open": { "x-ncloud-untyped": "example" },
                "list": { "type": "array", "items": { "type": "integer" }, "maxItems": 2 },
            },
            "additionalProperties": true,
        },
    } } });
    let schema = json!({ "$ref": "#/components/schemas/Node" });
    (Document::from_value("example", document), schema)
}

#[test]
fn deviations_name_place_rule_and_type() {
    let cases = [
        (
            json!({ "id": "1", "below": null, "open": { "x": 1 } }),
            vec![],
        ),
        (json!({ "id": 1 }), vec![]),
        (json!([]), vec!["the body: type object, found array"]),
        (json!({}), vec!["/id: required, found nothing"]),
        (
            json!({ "id": 1.5 }),
            vec!["/id: type integer or string, found number"],
        ),
        (
            json!({ "id": "1", "below": { "id": true } }),
            vec!["/below/id: type integer or string, found boolean"],
        ),
        (
            json!({ "id": "1", "below": { "below": {}, "id": "2" } }),
            vec!["/below/below/id: required, found nothing"],
        ),
        (
            json!({ "id": "1", "below": 7 }),
            vec!["/below: type null or object, found integer"],
        ),
        (
            json!({ "id": "1", "names": { "host.example.com": "b", "7": "a" } }),
            vec!["/names/*: enum, found string"],
        ),
        (
            json!({ "id": "1", "list": [1, "2", 3] }),
            vec![
                "/list/1: type integer, found string",
                "/list: maxItems, found array",
            ],
        ),
        (
            json!({ "id": "1", "below": { "id": "2", "more": [] } }),
            vec!["/below/more: unknown member, found array"],
        ),
    ];
    let (document, schema) = example();
    for (answer, expected) in cases {
        let mut found: Vec<String> = deviations(&document, &schema, &answer)
            .iter()
            .map(ToString::to_string)
            .collect();
        found.sort();
        assert_eq!(found, expected, "{answer}");
    }
}
