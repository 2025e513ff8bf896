//! Private CA.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::collections::BTreeSet;

use ncloud_emulator::Emulator;
use ncloud_spec::document::Document;
use serde_json::{Value, json};
use support::{ACCESS, Call, Clock, NOW, SECRET, at, ca, call, emulator, is};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
const USER: &str = "6e4c1d02-7b3f-4a58-9c11-0d52e8f69baa";

#[tokio::test]
async fn private_ca_says_what_is_missing_and_what_is_invalid() {
    let emulator = emulator().await;
    let refused =
        |message: &str| json!({ "code": "INVALID_REQUEST", "msg": message, "data": null });
    let answer = call(&emulator, "POST", "/api/v1/ca", ca("CA002")).await;
    is(&answer, 400, refused("caType is missing."));
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE", ca("CA002")).await;
    is(
        &answer,
        400,
        refused("Invalid request. caType must be one of PRIVATE_ROOT, PRIVATE_SUB."),
    );
    let mut body = ca("CA002");
    body["x509Parameters"] = json!({});
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", body).await;
    is(&answer, 400, refused("common name is missing."));
    let mut body = ca("CA002");
    body["x509Parameters"]["commonName"] = "x".repeat(65).into();
    let answer = call(&emulator, "POST", "/api/v1/ca?caType=PRIVATE_ROOT", body).await;
    is(
        &answer,
        400,
        refused("Invalid request. x509Parameters.commonName must have at most 64 characters."),
    );
}

#[tokio::test]
async fn cas_are_created_listed_and_removed() {
    let emulator = emulator().await;
    let post = async |target: &str, body: Value| call(&emulator, "POST", target, body).await;
    let root = post("/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    assert_eq!(root.status, 200);
    let root = root.json();
    assert_eq!(
        (&root["code"], &root["msg"]),
        (&json!("SUCCESS"), &json!("Success"))
    );
    let info = &root["data"]["caInfo"];
    assert_eq!(
        (&info["status"], &info["rgstDate"], &info["alias"]),
        (&json!("ACTIVE"), &json!(NOW), &json!("root-1"))
    );
    assert_eq!(root["data"]["caCertInfo"]["issuerName"], "name000");
    let pem = root["data"]["caCertInfo"]["certPem"].as_str().unwrap();
    assert!(
        pem.starts_with("-----BEGIN CERTIFICATE-----\n")
            && pem.ends_with("\n-----END CERTIFICATE-----")
    );
    let tag = info["caTag"].as_str().unwrap();
    let hex = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    assert!(
        tag.split_once('-')
            .is_some_and(|(one, two)| hex(one) && hex(two)),
        "{tag}"
    );

    let taken = post("/api/v1/ca?caType=PRIVATE_ROOT", ca("root-1")).await;
    assert_eq!(
        (taken.status, &taken.json()["code"]),
        (400, &json!("ALREADY_EXIST_ALIAS"))
    );
    let unknown = post("/api/v1/ca?caType=PRIVATE_SUB&issuerTag=0-0", ca("sub-1")).await;
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (400, &json!("NOT_EXIST_ISSUER_CA"))
    );
    let sub = post(
        &format!("/api/v1/ca?caType=PRIVATE_SUB&issuerTag={tag}"),
        ca("sub-1"),
    )
    .await
    .json();
    assert_eq!(sub["data"]["caInfo"]["status"], "ACTIVE");
    assert_ne!(sub["data"]["caInfo"]["caTag"], tag);
    let pending = post("/api/v1/ca?caType=PRIVATE_SUB", ca("sub-2"))
        .await
        .json();
    assert_eq!(pending["data"]["caInfo"]["status"], "PENDING");

    let list = call(&emulator, "GET", "/api/v1/ca", Value::Null)
        .await
        .json();
    assert_eq!(
        (&list["data"]["totalCnt"], &list["data"]["currentPageNo"]),
        (&json!(3), &json!(1))
    );
    let aliases = ["root-1", "sub-1", "sub-2"].map(|alias| json!(alias));
    for (at, alias) in aliases.iter().enumerate() {
        assert_eq!(&list["data"]["caInfoList"][at]["caInfo"]["alias"], alias);
    }
    assert_eq!(list["data"]["caInfoList"][0]["caInfo"]["signingCount"], 1);
    let next = call(&emulator, "GET", "/api/v1/ca?pageNo=2", Value::Null)
        .await
        .json();
    assert_eq!(next["data"]["caInfoList"], json!([]));
    let got = call(&emulator, "GET", &format!("/api/v1/ca/{tag}"), Value::Null)
        .await
        .json();
    assert_eq!(got["data"], list["data"]["caInfoList"][0]);

    let path = format!("/api/v1/ca/{tag}");
    let early = call(&emulator, "DELETE", &path, Value::Null).await;
    assert_eq!(
        (early.status, &early.json()["code"]),
        (400, &json!("INVALID_CA_STATUS"))
    );
    let doomed = call(&emulator, "PUT", &path, json!({ "status": "DESTROYING" }))
        .await
        .json();
    assert_eq!(doomed["data"]["destroyDate"], NOW + 72 * 3_600_000);
    let deleted = call(&emulator, "DELETE", &path, Value::Null).await;
    is(
        &deleted,
        200,
        json!({ "code": "SUCCESS", "msg": "Success", "data": null }),
    );
    let list = call(&emulator, "GET", "/api/v1/ca", Value::Null)
        .await
        .json();
    assert_eq!(list["data"]["totalCnt"], 1);
    let gone = call(&emulator, "GET", &path, Value::Null).await;
    is(
        &gone,
        400,
        json!({ "code": "NOT_EXIST_CASTORE", "msg": "castore not found", "data": null }),
    );
}

/// Calls, and what is in their answers.
struct Api {
    emulator: Emulator,
    clock: Clock,
}

impl Api {
    async fn start() -> Self {
        let clock = Clock::new(NOW);
        Self {
            emulator: clock.builder().start().await.unwrap(),
            clock,
        }
    }

    fn wait(&self, milliseconds: u64) {
        self.clock.forward(milliseconds);
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let call = Call::new(method, &format!("/api/v1/ca{path}")).json_unless_null(&body);
        let answer = call
            .signed_by(ACCESS, SECRET, self.clock.now())
            .send(&self.emulator)
            .await;
        (answer.status, answer.json())
    }

    /// What is in a successful answer.
    async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, mut answer) = self.call(method, path, body).await;
        assert_eq!(
            (status, &answer["code"]),
            (200, &json!("SUCCESS")),
            "{method} {path}: {answer}"
        );
        answer["data"].take()
    }

    /// The code of a refusal.
    async fn refused(&self, method: &str, path: &str, body: Value) -> String {
        let (status, answer) = self.call(method, path, body).await;
        assert_eq!(status, 400, "{method} {path}: {answer}");
        assert!(!answer["msg"].as_str().unwrap().is_empty());
        answer["code"].as_str().unwrap().to_owned()
    }

    /// The tag of a new CA.
    async fn create(&self, query: &str, body: Value) -> String {
        let made = self.ok("POST", query, body).await;
        text(&made["caInfo"]["caTag"])
    }

    async fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let answer = Call::new("GET", path).send(&self.emulator).await;
        (answer.status, answer.body)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

const ROOT: &str = "?caType=PRIVATE_ROOT";
const SUB: &str = "?caType=PRIVATE_SUB";

#[tokio::test]
async fn each_operation_does_its_work() {
    let api = Api::start().await;
    let root = api.create(ROOT, ca("root-1")).await;
    let waiting = api.create(SUB, ca("sub-1")).await;
    let request = api
        .ok("GET", &format!("/{waiting}/sub/csr"), Value::Null)
        .await;
    let body = json!({ "period": "300", "csrPem": request["csrPem"] });
    let signed = api.ok("POST", &format!("/{root}/sub/sign"), body).await;
    assert_eq!(signed["caChain"], json!([signed["issuer"]]));
    let body = json!({ "certPem": signed["certificate"], "caChainPem": signed["issuer"] });
    let active = api.ok("POST", &format!("/{waiting}/activate"), body).await;
    assert_eq!(active["caInfo"]["status"], "ACTIVE");
    assert_eq!(active["caInfo"]["statusUpdateDate"], NOW);
    assert_eq!(active["caCertInfo"]["certPem"], signed["certificate"]);
    assert_eq!(active["caCertInfo"]["serialNo"], signed["serialNo"]);
    let sub = waiting;

    let chain = api.ok("GET", &format!("/{sub}/chain"), Value::Null).await;
    let expected = format!(
        "{}\n{}",
        text(&signed["certificate"]),
        text(&signed["issuer"])
    );
    assert_eq!(chain, expected.as_str());

    let url = format!("{}/ext/{sub}/ocsp", api.emulator.url());
    let (status, _) = api.get(&format!("/ext/{sub}/ocsp/MAA=")).await;
    assert_eq!(status, 404);
    let body = json!({ "ocsp_servers": url });
    assert_eq!(
        api.ok("PUT", &format!("/{sub}/urls"), body).await,
        Value::Null
    );
    let (status, malformed) = api.get(&format!("/ext/{sub}/ocsp/MAA=")).await;
    assert_eq!((status, malformed), (200, vec![0x30, 3, 0x0a, 1, 1]));
    let got = api.ok("GET", &format!("/{sub}"), Value::Null).await;
    assert_eq!(got["caInfo"]["urlInfo"]["ocsp"], json!([url]));

    let body = json!({ "x509Parameters": { "commonName": "name000" } });
    let issued = api.ok("POST", &format!("/{sub}/cert"), body).await;
    assert_eq!(issued["caChain"], expected.as_str());
    let body = json!({ "csrPem": request["csrPem"] });
    let other = api.ok("POST", &format!("/{sub}/cert/sign"), body).await;
    assert_eq!(other["ocspResponder"], url);
    let listed = api.ok("GET", &format!("/{sub}/cert"), Value::Null).await;
    assert_eq!(listed["totalCnt"], 2);
    assert_eq!(
        listed["listCerts"],
        json!([issued["serialNo"], other["serialNo"]])
    );
    let serial = text(&issued["serialNo"]);
    let path = format!("/{sub}/cert/{}", serial.to_uppercase());
    let got = api.ok("GET", &path, Value::Null).await;
    assert_eq!(got["certPem"], issued["certificate"]);
    assert_eq!(got["serialNo"], issued["serialNo"]);
    assert_eq!(got["ocspResponder"], issued["ocspResponder"]);
    assert_eq!(
        (&got["publicKeyAlgorithm"], &got["signatureAlgorithm"]),
        (&json!("EC"), &json!("SHA256withECDSA"))
    );
    api.ok("POST", &format!("{path}/revoke"), Value::Null).await;

    let config = format!("/{sub}/crl/config");
    assert_eq!(api.ok("GET", &config, Value::Null).await, json!({}));
    let five = json!({ "expiry": "5" });
    assert_eq!(api.ok("PUT", &config, five.clone()).await, five);
    assert_eq!(api.ok("GET", &config, Value::Null).await, five);
    let list = api.ok("GET", &format!("/{sub}/crl"), Value::Null).await;
    api.ok("POST", &format!("/{sub}/crl/rotate"), Value::Null)
        .await;
    let next = api.ok("GET", &format!("/{sub}/crl"), Value::Null).await;
    assert_ne!(list, next);
    api.ok("POST", &format!("/{sub}/trim"), Value::Null).await;
    assert_eq!(
        api.ok("GET", &format!("/{sub}/crl"), Value::Null).await,
        next
    );
    api.ok("DELETE", &format!("/{sub}/urls"), Value::Null).await;
    assert_eq!(api.get(&format!("/ext/{sub}/ocsp/MAA=")).await.0, 404);

    let users = format!("/{sub}/users");
    assert_eq!(api.ok("GET", &users, Value::Null).await, json!([]));
    api.ok("POST", &users, json!({ "idNo": USER })).await;
    assert_eq!(api.ok("GET", &users, Value::Null).await[0]["idNo"], USER);
    let user = format!("{users}/{USER}");
    api.ok("DELETE", &user, Value::Null).await;
    assert_eq!(api.refused("DELETE", &user, Value::Null).await, "NOT_FOUND");

    let all = api.ok("GET", "", Value::Null).await;
    assert_eq!(all["totalCnt"], 2);
    let doomed = json!({ "status": "DESTROYING" });
    api.ok("PUT", &format!("/{root}"), doomed).await;
    api.ok("DELETE", &format!("/{root}"), Value::Null).await;
    // The sub CA was signed by it, and is gone, too.
    assert_eq!(
        api.refused("GET", &format!("/{sub}"), Value::Null).await,
        "NOT_EXIST_CASTORE"
    );

    let service = ncloud_spec::SERVICES
        .iter()
        .find(|service| service.name == "private-ca")
        .unwrap();
    let document = Document::published(*service).unwrap();
    let requests = api.emulator.requests();
    let succeeded: BTreeSet<&str> = requests
        .iter()
        .filter(|request| request.status == 200)
        .filter_map(|request| request.verdict.strip_prefix("private-ca "))
        .filter_map(|verdict| verdict.split(' ').next())
        .collect();
    let operations: Vec<String> = document
        .operations()
        .map(|operation| operation.id().to_owned())
        .collect();
    assert_eq!(operations.len(), 24);
    for operation in operations {
        assert!(succeeded.contains(operation.as_str()), "{operation}");
    }
    for request in requests {
        assert!(!request.verdict.contains("PRIVATE KEY"));
    }
}

#[tokio::test]
async fn sub_cas_are_activated_with_their_own_certificate_only() {
    let api = Api::start().await;
    let root = api.create(ROOT, ca("root-1")).await;
    let other_root = api.create(ROOT, ca("root-2")).await;
    let sub = api.create(SUB, ca("sub-1")).await;
    let other = api.create(SUB, ca("sub-2")).await;
    let sign = async |signer: &str, sub: &str| {
        let request = api.ok("GET", &format!("/{sub}/sub/csr"), Value::Null).await;
        let body = json!({ "period": "300", "csrPem": request["csrPem"] });
        api.ok("POST", &format!("/{signer}/sub/sign"), body).await
    };
    let own = sign(&root, &sub).await;
    let others = sign(&root, &other).await;
    let strange = sign(&other_root, &sub).await;
    let activate = format!("/{sub}/activate");
    let end = json!({ "x509Parameters": { "commonName": "name000" } });
    let end = api.ok("POST", &format!("/{root}/cert"), end).await;
    let of =
        |certificate: &Value, chain: &Value| json!({ "certPem": certificate, "caChainPem": chain });
    let whole = format!("{}\n{}", text(&own["certificate"]), text(&own["issuer"]));
    for (body, code) in [
        (of(&json!(" "), &own["issuer"]), "EMPTY_CERT"),
        (of(&json!("x"), &own["issuer"]), "INVALID_INPUT_CERT"),
        (of(&json!(whole), &own["issuer"]), "INVALID_INPUT_CERT"),
        (of(&end["privateKey"], &own["issuer"]), "INVALID_INPUT_CERT"),
        (
            of(&others["certificate"], &own["issuer"]),
            "INVALID_INPUT_CERT",
        ),
        (
            of(&end["certificate"], &own["issuer"]),
            "INVALID_INPUT_CERT",
        ),
        (
            of(&own["certificate"], &json!("")),
            "INVALID_INPUT_CA_CHAIN",
        ),
        (
            of(&own["certificate"], &end["certificate"]),
            "INVALID_INPUT_CA_CHAIN",
        ),
        (
            of(&own["certificate"], &strange["issuer"]),
            "INVALID_INPUT_CA_CHAIN",
        ),
        (
            of(&own["certificate"], &json!(whole)),
            "INVALID_INPUT_CA_CHAIN",
        ),
    ] {
        assert_eq!(api.refused("POST", &activate, body).await, code);
    }
    let body = of(&own["certificate"], &own["issuer"]);
    let unknown = api.refused("POST", "/0-0/activate", body.clone()).await;
    assert_eq!(unknown, "NOT_EXIST_CASTORE");
    let of_root = format!("/{root}/activate");
    let refused = api.refused("POST", &of_root, body.clone()).await;
    assert_eq!(refused, "INVALID_CA_STATUS");
    // A CA that waits can do nothing yet.
    for (method, path) in [
        ("POST", "cert"),
        ("GET", "chain"),
        ("GET", "crl"),
        ("POST", "crl/rotate"),
        ("POST", "trim"),
    ] {
        let body = match path {
            "cert" => json!({ "x509Parameters": { "commonName": "name000" } }),
            _ => Value::Null,
        };
        let code = api.refused(method, &format!("/{sub}/{path}"), body).await;
        assert_eq!(code, "INVALID_CA_STATUS", "{path}");
    }
    assert_eq!(api.get(&format!("/ext/{sub}/ca")).await.0, 404);
    // Calling off a deletion leads back to the wait.
    let path = format!("/{sub}");
    let active = json!({ "status": "ACTIVE" });
    assert_eq!(
        api.refused("PUT", &path, active.clone()).await,
        "INVALID_CA_STATUS"
    );
    api.ok("PUT", &path, json!({ "status": "DESTROYING" }))
        .await;
    let back = api.ok("PUT", &path, active).await;
    assert_eq!(
        (&back["status"], &back["destroyDate"]),
        (&json!("PENDING"), &Value::Null)
    );

    let active = api.ok("POST", &activate, body.clone()).await;
    assert_eq!(active["caInfo"]["status"], "ACTIVE");
    assert_eq!(
        api.refused("POST", &activate, body).await,
        "INVALID_CA_STATUS"
    );
    assert_eq!(
        api.refused("GET", &format!("/{sub}/sub/csr"), Value::Null)
            .await,
        "INVALID_CA_STATUS"
    );
}

#[tokio::test]
async fn nothing_outlives_its_signer() {
    let api = Api::start().await;
    let mut short = ca("root-1");
    short["period"] = "30".into();
    let root = api.create(ROOT, short).await;
    let below = format!("{SUB}&issuerTag={root}");
    let mut sub = ca("sub-1");
    sub["period"] = "31".into();
    assert_eq!(
        api.refused("POST", &below, sub.clone()).await,
        "EXCEED_EXPIRY_DATE"
    );
    sub["period"] = "MAX".into();
    let sub = api.ok("POST", &below, sub).await;
    let end = sub["caCertInfo"]["notAfterDate"].as_u64().unwrap();
    assert_eq!(end, NOW + 30 * DAY);
    let sub = text(&sub["caInfo"]["caTag"]);
    let issue = format!("/{sub}/cert");
    let body = |period: &str| {
        let mut body = json!({ "x509Parameters": { "commonName": "name000" } });
        if !period.is_empty() {
            body["period"] = period.into();
        }
        body
    };
    assert_eq!(
        api.refused("POST", &issue, body("365")).await,
        "EXCEED_EXPIRY_DATE"
    );
    let issued = api.ok("POST", &issue, body("")).await;
    let path = format!("{issue}/{}", text(&issued["serialNo"]));
    let got = api.ok("GET", &path, Value::Null).await;
    assert_eq!(got["notAfterDate"], end);
    assert_eq!(got["notBeforeDate"], NOW - 30_000);
    let config = format!("/{sub}/crl/config");
    for expiry in ["31", "99999999999999999999999"] {
        let body = json!({ "expiry": expiry });
        assert_eq!(
            api.refused("PUT", &config, body).await,
            "EXCEED_EXPIRY_DATE"
        );
    }

    // Once it has expired, a CA issues nothing, and a revoked certificate may leave the list.
    api.ok("POST", &format!("{path}/revoke"), Value::Null).await;
    let again = format!("{path}/revoke");
    let again = api.refused("POST", &again, Value::Null).await;
    assert_eq!(again, "INVALID_CERT");
    let crl = format!("/ext/{sub}/crl");
    let full = api.get(&crl).await.1;
    api.wait(31 * DAY);
    assert_eq!(
        api.refused("POST", &issue, body("MAX")).await,
        "EXCEED_EXPIRY_DATE"
    );
    let renewed = api.get(&crl).await.1;
    assert_ne!(renewed, full);
    api.ok("POST", &format!("/{sub}/trim"), Value::Null).await;
    let trimmed = api.get(&crl).await.1;
    assert!(trimmed.len() + 20 < renewed.len());
}

#[tokio::test]
async fn cas_are_switched_off_and_destroyed_in_time() {
    let api = Api::start().await;
    let root = api.create(ROOT, ca("root-1")).await;
    let sub = api
        .create(&format!("{SUB}&issuerTag={root}"), ca("sub-1"))
        .await;
    let path = format!("/{root}");
    let issue = format!("/{root}/cert");
    let body = json!({ "x509Parameters": { "commonName": "name000" } });
    let issued = api.ok("POST", &issue, body.clone()).await;
    api.ok("PUT", &path, json!({ "status": "DEACTIVATED" }))
        .await;
    assert_eq!(
        api.refused("POST", &issue, body.clone()).await,
        "INVALID_CA_STATUS"
    );
    let below = format!("{SUB}&issuerTag={root}");
    assert_eq!(
        api.refused("POST", &below, ca("sub-2")).await,
        "INVALID_ISSUER_CA"
    );
    // What was issued can still be revoked, and asked for.
    let revoke = format!("{issue}/{}/revoke", text(&issued["serialNo"]));
    api.ok("POST", &revoke, Value::Null).await;
    assert_eq!(api.get(&format!("/ext/{root}/crl")).await.0, 200);
    api.ok("PUT", &path, json!({ "status": "ACTIVE" })).await;
    api.ok("POST", &issue, body).await;

    let doomed = json!({ "status": "DESTROYING" });
    api.ok("PUT", &path, doomed.clone()).await;
    api.wait(71 * HOUR);
    // Saying it again does not begin the wait anew.
    let info = api.ok("PUT", &path, doomed).await;
    assert_eq!(info["destroyDate"], NOW + 72 * HOUR);
    api.ok("GET", &format!("/{sub}"), Value::Null).await;
    api.wait(HOUR);
    for path in [path, format!("/{sub}")] {
        assert_eq!(
            api.refused("GET", &path, Value::Null).await,
            "NOT_EXIST_CASTORE"
        );
    }
    assert_eq!(api.get(&format!("/ext/{root}/crl")).await.0, 404);
}

#[tokio::test]
async fn bad_input_is_refused_with_a_code_for_it() {
    let api = Api::start().await;
    let root = api.create(ROOT, ca("root-1")).await;
    let issue = format!("/{root}/cert");
    let with = |name: &str, value: &str| {
        let mut body = json!({ "x509Parameters": { "commonName": "name000" } });
        body["x509Parameters"][name] = value.into();
        body
    };
    for (body, code) in [
        (with("altName", "a b"), "INVALID_INPUT"),
        (with("altName", "한국.example"), "INVALID_INPUT"),
        (with("ip", "1.2.3"), "INVALID_X509_IP"),
        (with("ip", "10.0.0.1,x"), "INVALID_X509_IP"),
    ] {
        assert_eq!(api.refused("POST", &issue, body).await, code);
    }
    let odd = with("country", "대한민국\u{0}");
    api.ok("POST", &issue, odd).await;
    let names = with("altName", " a.example.com, *.b.example ,c@d.example,");
    api.ok("POST", &issue, names).await;
    let garbage = "-----BEGIN CERTIFICATE REQUEST-----\nMIICvDCCAaQCAQAwdzEL\n-----END CERTIFICATE REQUEST-----";
    for (csr, code) in [
        ("", "EMPTY_CSR"),
        (" \n", "EMPTY_CSR"),
        ("x", "INVALID_INPUT"),
        (garbage, "INVALID_INPUT"),
    ] {
        let body = json!({ "csrPem": csr, "period": "10" });
        for path in ["cert/sign", "sub/sign"] {
            let path = format!("/{root}/{path}");
            assert_eq!(
                api.refused("POST", &path, body.clone()).await,
                code,
                "{csr}"
            );
        }
    }
    let period = json!({ "csrPem": "x", "period": "0x10" });
    assert_eq!(
        api.refused("POST", &format!("/{root}/cert/sign"), period)
            .await,
        "INVALID_INPUT_PERIOD"
    );
    for (path, code) in [
        ("cert/x", "INVALID_INPUT_SERIAL_NO"),
        ("cert/00:11", "NOT_FOUND"),
        ("cert?pageNo=0", "INVALID_INPUT_PAGENUMBBER"),
    ] {
        assert_eq!(
            api.refused("GET", &format!("/{root}/{path}"), Value::Null)
                .await,
            code
        );
    }
    let urls = json!({ "ocsp_servers": "ftp://example.com" });
    assert_eq!(
        api.refused("PUT", &format!("/{root}/urls"), urls).await,
        "INVALID_X509_URI"
    );
    for path in ["/ext", "/ext/", "/ext/0-0/crl", &format!("/ext/{root}/x")] {
        assert_eq!(api.get(path).await.0, 404, "{path}");
    }
    for number in 2..=10 {
        api.create(ROOT, ca(&format!("root-{number}"))).await;
    }
    assert_eq!(
        api.refused("POST", ROOT, ca("root-11")).await,
        "INVALID_REQUEST"
    );
}

#[tokio::test]
async fn counters_of_an_imported_state_may_be_at_their_end() {
    let api = Api::start().await;
    let root = api.create(ROOT, ca("root-1")).await;
    let list = format!("/{root}/crl");
    api.ok("GET", &list, Value::Null).await;
    let mut state = api.emulator.export();
    let tables = &mut state["tables"];
    tables["private-ca.counters"][&root] =
        json!({ "signed": 0, "issued": u32::MAX, "changes": u64::MAX });
    tables["private-ca.list"][&root]["number"] = u64::MAX.into();
    api.emulator.import(&state).unwrap();

    let body = json!({ "x509Parameters": { "commonName": "name000" } });
    let issued = api.ok("POST", &format!("/{root}/cert"), body).await;
    let revoke = format!("/{root}/cert/{}/revoke", text(&issued["serialNo"]));
    api.ok("POST", &revoke, Value::Null).await;
    api.ok("POST", &format!("/{root}/crl/rotate"), Value::Null)
        .await;
    api.ok("GET", &list, Value::Null).await;
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let start = || {
        Emulator::builder()
            .key(ACCESS, SECRET)
            .clock(|| at(NOW))
            .state(directory.path())
            .start()
    };
    let emulator = start().await.unwrap();
    let root = call(
        &emulator,
        "POST",
        &format!("/api/v1/ca{ROOT}"),
        ca("root-1"),
    )
    .await;
    let tag = text(&root.json()["data"]["caInfo"]["caTag"]);
    let path = format!("/api/v1/ca/{tag}/cert");
    let body = json!({ "x509Parameters": { "commonName": "name000" } });
    let issued = call(&emulator, "POST", &path, body.clone()).await.json();
    let serial = text(&issued["data"]["serialNo"]);
    call(
        &emulator,
        "POST",
        &format!("{path}/{serial}/revoke"),
        Value::Null,
    )
    .await;
    let crl = format!("/ext/{tag}/crl");
    let list = Call::new("GET", &crl).send(&emulator).await.body;
    emulator.shutdown().await;

    let emulator = start().await.unwrap();
    let got = call(&emulator, "GET", &format!("{path}/{serial}"), Value::Null).await;
    assert_eq!(got.json()["data"]["certPem"], issued["data"]["certificate"]);
    assert_eq!(Call::new("GET", &crl).send(&emulator).await.body, list);
    assert_eq!(call(&emulator, "POST", &path, body).await.status, 200);
    emulator.shutdown().await;
}
