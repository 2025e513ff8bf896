//! Certificates from the emulated public CA, from the request to the end.

use serde_json::{Value, json};

use crate::openssl::{Directory, signing_request};
use crate::service::Service;
use crate::support::NOW;

const LIST: &str = "/api/v2/certificate/certificates";
const CLOUD_BASIC: &str = "/api/v2/certificate/requestCertificateIssuance";
const ADVANCED: &str = "/api/v2/certificate/requestPaidCertificateIssuance";
const GLOBAL_EDGE: &str = "/api/v2/certificate/requestGedCertificateIssuance";
const RENEWAL: &str = "/api/v2/certificate/setCertificateRenewal";
const REVOKE: &str = "/api/v2/certificate/revoke";
const EXTEND: &str = "/api/v2/certificate/subscription/extend";
const KEY: &str = "/api/v2/certificate/registPrivateKey";
const DAY: u64 = 86400;
const RSA: &str = "rsa:2048";
const EC: &str = "ec -pkeyopt ec_paramgen_curve:prime256v1";

fn cloud_basic(name: &str, domain: &str) -> Value {
    json!({ "certificateName": name, "commonName": domain, "validationMethod": "D" })
}

fn advanced(name: &str, request: &str) -> Value {
    json!({
        "csr": request, "certificateType": "NCP_PAID_DV_01", "certificateName": name,
        "commonName": "ncloud.com", "dnsName": ["www.ncloud.com"], "validationMethod": "D",
    })
}

impl Service {
    /// The only certificate of this name, as it is listed.
    async fn named(&self, name: &str) -> Value {
        let listed = self.get(&format!("{LIST}?certificateName={name}")).await;
        assert_eq!(listed["totalCount"], 1, "{listed}");
        listed["sslCertificateList"][0].clone()
    }

    async fn status(&self, name: &str) -> String {
        let entry = self.named(name).await;
        let [code, name] =
            ["statusCode", "statusName"].map(|member| entry[member].as_str().unwrap());
        format!("{code} {name}")
    }

    async fn validation(&self, number: &Value, domain: &str) -> String {
        let target =
            format!("/api/v2/certificate/getVerificationInfo/{number}?domainAddress={domain}");
        let listed = self.get(&target).await;
        assert_eq!(listed["dnsVerificationCount"], 1);
        let entry = &listed["dnsVerificationList"][0];
        assert_eq!(entry["txtName"], format!("_validation.{domain}"));
        entry["validStatusCode"].as_str().unwrap().to_owned()
    }

    async fn changes(&self, query: &str) -> Vec<(String, String)> {
        let listed = self
            .get(&format!("/api/v2/certificate/recentChanges?{query}"))
            .await;
        let changes = listed["orders"].as_array().unwrap();
        assert_eq!(listed["totalCount"], changes.len());
        changes
            .iter()
            .map(|change| (change["orderId"].to_string(), change["status"].to_string()))
            .collect()
    }

    /// Downloads the archive of a certificate into a directory.
    async fn download(&self, number: &Value) -> Directory {
        let target = format!("/api/v2/certificate/exportCertificate/{number}");
        let body = json!({ "certificateNo": number, "type": "PEM" });
        let answer = self.call("POST", &target, body).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/zip"))
        );
        let directory = Directory::new();
        directory.write("archive.zip", &answer.body);
        let (succeeded, text) = directory.run("python3", &["-m", "zipfile", "-t", "archive.zip"]);
        assert!(succeeded, "{text}");
        let (succeeded, text) =
            directory.run("python3", &["-m", "zipfile", "-e", "archive.zip", "."]);
        assert!(succeeded, "{text}");
        directory
    }

    /// What `openssl` says of a certificate whose chain it accepts at the time of the emulator.
    async fn verified(&self, number: &Value) -> (Directory, String) {
        let directory = self.download(number).await;
        directory.openssl(&format!(
            "verify -x509_strict -attime {} -purpose sslserver -CAfile rootCaCertificate.pem \
             -untrusted subCaCertificate.pem certificate.pem",
            self.now() / 1000
        ));
        let text = directory.openssl("x509 -in certificate.pem -noout -text");
        (directory, text)
    }
}

#[tokio::test]
async fn a_cloud_basic_certificate_is_validated_issued_and_downloaded() {
    let service = Service::new().await;
    let mut body = cloud_basic("ncloudcertificate", "*.ncloud.com");
    body["dnsName"] = json!(["ncloud.com", "ncloud-docs.com"]);
    let answer = service.post(CLOUD_BASIC, body).await;
    let expected = json!({
        "returnCode": "0",
        "returnMessage": "Success",
        "totalRows": 1,
        "certificateName": "ncloudcertificate",
        "commonName": "*.ncloud.com",
        "dnsName": "ncloud.com,ncloud-docs.com",
        "validationMethod": "D",
        "requestSn": "7001",
    });
    assert_eq!(answer, expected);
    let entry = service.named("ncloudcertificate").await;
    let number = &entry["certificateNo"];
    let expected = json!({
        "certificateNo": number,
        "certificateName": "ncloudcertificate",
        "memberNo": "2761234",
        "commonName": "*.ncloud.com",
        "dnsName": "ncloud.com,ncloud-docs.com",
        "statusCode": "0",
        "statusName": "ONGOING",
        "certificateType": "NCP_FREE_DV_01",
        "domainCode": null,
        "updateDate": "2024-11-21 00:00:00",
        "issueType": null,
        "subjectDN": "CN=*.ncloud.com",
    });
    assert_eq!(entry, expected);
    assert_eq!(
        service.validation(number, "ncloud.com").await,
        "VALID_STATUS_REG"
    );
    let target = format!("/api/v2/certificate/exportCertificate/{number}");
    let message = service
        .refused("POST", &target, json!({}), (400, "1006"))
        .await;
    assert_eq!(message, "No certificate exists.");
    let chain = format!("{target}/chain");
    service
        .refused("GET", &chain, Value::Null, (200, "1006"))
        .await;

    service.pass(30);
    assert_eq!(
        service.validation(number, "ncloud.com").await,
        "VALID_STATUS_SUCCESS"
    );
    assert_eq!(service.status("ncloudcertificate").await, "0 ONGOING");
    service.pass(30);
    assert_eq!(service.status("ncloudcertificate").await, "1 NORMAL");
    assert_eq!(
        service.changes("minutes=1").await,
        [("null".into(), "\"Normal\"".into())]
    );

    let (directory, text) = service.verified(number).await;
    for expected in [
        "Subject: CN = *.ncloud.com",
        "DNS:*.ncloud.com, DNS:ncloud.com, DNS:ncloud-docs.com",
        "Not Before: Nov 20 23:01:00 2024 GMT",
        "Not After : Jun  7 00:01:00 2025 GMT",
        "TLS Web Server Authentication",
        "CA:FALSE",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let shown = service.get(&chain).await;
    assert_eq!(
        (&shown["totalRows"], &shown["subjectCommonName"]),
        (&json!(0), &json!("*.ncloud.com"))
    );
    for (member, file) in [
        ("certificate", "certificate.pem"),
        ("subCaCertificate", "subCaCertificate.pem"),
        ("rootCaCertificate", "rootCaCertificate.pem"),
    ] {
        assert_eq!(shown[member], directory.read(file).replace('\n', "\r\n"));
    }
    let (_, listing) = directory.run("python3", &["-m", "zipfile", "-l", "archive.zip"]);
    assert_eq!(listing.lines().count(), 4, "{listing}");

    let wrong = json!({ "certificateNo": 999 });
    service.refused("POST", &target, wrong, (400, "2000")).await;
    service
        .refused("POST", &target, Value::Null, (400, "2100"))
        .await;
    let listed = service.get("/api/v1/certificates").await;
    let entry = &listed["sslCertificateList"][0];
    assert_eq!(
        (&entry["issueDate"], &entry["externalYn"], &entry["caInfo"]),
        (
            &json!("2024-11-21 00:01:00"),
            &json!("N"),
            &json!("CN=ncloud-emulator Public CA,O=ncloud-emulator")
        )
    );
}

#[tokio::test]
async fn names_and_domains_of_requests_are_checked() {
    let service = Service::new().await;
    let message = "CertificateName is invalid. certificateName can only contain 3-20 English alphabet, \
                   numbers, and \"-\" and must start with an alphabetic character.";
    for name in ["ab", "1abc", "a_bc", "a23456789012345678901"] {
        let body = cloud_basic(name, "ncloud.com");
        assert_eq!(
            service
                .refused("POST", CLOUD_BASIC, body, (400, "2000"))
                .await,
            message
        );
    }
    let long = format!("{}.example.com", "a".repeat(60));
    for domain in ["", "com", "a b.com", "*.*.com", "http://ncloud.com", &long] {
        let body = cloud_basic("abc", domain);
        let message = service
            .refused("POST", CLOUD_BASIC, body, (400, "2000"))
            .await;
        assert!(message.starts_with("CommonName is invalid."), "{message}");
        let body =
            json!({ "certificateName": "abc", "commonName": "a.com", "dnsName": ["b.com", "-"] });
        let message = service
            .refused("POST", GLOBAL_EDGE, body, (400, "2000"))
            .await;
        assert!(message.starts_with("DnsName is invalid."), "{message}");
    }
    service
        .post(CLOUD_BASIC, cloud_basic("abc", "ncloud.com"))
        .await;
    let many = json!({
        "certificateName": "many", "commonName": "a.com", "dnsName": vec!["b.com"; 1001],
    });
    service
        .refused("POST", GLOBAL_EDGE, many, (400, "2000"))
        .await;
    let taken = cloud_basic("abc", "ncloud.com");
    service
        .refused("POST", CLOUD_BASIC, taken, (400, "2000"))
        .await;
}

#[tokio::test]
async fn a_domain_that_cannot_be_found_runs_out_of_time() {
    let service = Service::new().await;
    let mut body = cloud_basic("never", "www.ncloud.com");
    body["dnsName"] = json!(["ncloud.invalid"]);
    service.post(CLOUD_BASIC, body).await;
    let number = &service.named("never").await["certificateNo"];
    service.pass(DAY);
    assert_eq!(service.status("never").await, "0 ONGOING");
    assert_eq!(
        service.validation(number, "www.ncloud.com").await,
        "VALID_STATUS_SUCCESS"
    );
    assert_eq!(
        service.validation(number, "ncloud.invalid").await,
        "VALID_STATUS_REG"
    );
    service.pass(6 * DAY);
    assert_eq!(service.status("never").await, "-4 VALIDATION_EXPIRE");
    assert_eq!(
        service.validation(number, "ncloud.invalid").await,
        "VALID_STATUS_TIMEOUT"
    );
    assert_eq!(
        service.changes("seconds=1").await,
        [("null".into(), "\"Validation timed out\"".into())]
    );
    let target = "/api/v2/certificate/getVerificationInfo";
    let other = format!("{target}/{number}?domainAddress=other.com");
    service
        .refused("GET", &other, Value::Null, (200, "2200"))
        .await;
    let other = format!("{target}/999?domainAddress=other.com");
    service
        .refused("GET", &other, Value::Null, (200, "1006"))
        .await;
}

#[tokio::test]
async fn changes_are_listed_in_a_window_of_time() {
    let service = Service::new().await;
    service
        .post(CLOUD_BASIC, cloud_basic("abc", "ncloud.com"))
        .await;
    let ongoing = [("null".to_owned(), "\"Ongoing\"".to_owned())];
    assert_eq!(service.changes("minutes=1").await, ongoing);
    let window = "startDateTime=2024-11-21%2000:00:00&endDateTime=2024-11-21T00:00:00Z";
    assert_eq!(service.changes(window).await, ongoing);
    assert!(service.changes("minutes=1&seconds=1").await.is_empty());
    let target = "/api/v2/certificate/recentChanges";
    for query in ["", "?startDateTime=2024-11-21%2000:00:00"] {
        let target = format!("{target}{query}");
        service
            .refused("GET", &target, Value::Null, (200, "2101"))
            .await;
    }
    for query in [
        "minutes=0",
        "minutes=10081",
        "startDateTime=x&endDateTime=y",
    ] {
        let target = format!("{target}?{query}");
        service
            .refused("GET", &target, Value::Null, (400, "2000"))
            .await;
    }
    service.pass(59);
    assert_eq!(service.changes("minutes=1").await, ongoing);
    service.pass(2);
    assert_eq!(service.changes(window).await, []);
    assert_eq!(service.changes("minutes=1").await[0].1, "\"Normal\"");
}

#[tokio::test]
async fn a_global_edge_certificate_is_issued() {
    let service = Service::new().await;
    let body = json!({
        "certificateName": "ncloudcertificatege", "commonName": "ncloud.com",
        "dnsName": ["naver.com", "ncloud-docs.com"],
    });
    let answer = service.post(GLOBAL_EDGE, body.clone()).await;
    let certificate = &answer["certificate"];
    assert_eq!(
        (&certificate["statusCode"], &certificate["dnsName"]),
        (&json!("0"), &body["dnsName"])
    );
    service.pass(60);
    assert_eq!(
        service.status("ncloudcertificatege").await,
        "3 NORMAL_GLOBAL_EDGE_DEDICATED"
    );
    service.verified(&certificate["certificateNo"]).await;
    let listed = service.get("/api/v2/certificate/getCertificates").await;
    assert_eq!(listed["totalCount"], 1);
}

#[tokio::test]
async fn an_advanced_certificate_is_ordered_keyed_reissued_and_revoked() {
    let service = Service::new().await;
    let (request, other) = (signing_request(RSA), signing_request(EC));
    let answer = service
        .post(ADVANCED, advanced("ncloudadvanced", &request.certificate))
        .await;
    assert_eq!(answer["paidCertificate"], json!({}));
    let order = service.get("/api/v2/certificate/orders/900001").await;
    let expected = json!({
        "returnCode": "0",
        "returnMessage": "Success",
        "totalCount": 1,
        "orderId": "900001",
        "subscriptionStartDt": "2024-11-21 00:00:00",
        "subscriptionEndDt": null,
        "subscriptionYears": 1,
        "remainingDays": null,
        "extendableYears": 0,
        "certificates": [service.named("ncloudadvanced").await],
    });
    assert_eq!(order, expected);
    service.pass(60);
    assert_eq!(
        service.status("ncloudadvanced").await,
        "2 NORMAL_UNREGISTERED_PRIVATE_KEY"
    );
    let number = &service.named("ncloudadvanced").await["certificateNo"];
    let (_, text) = service.verified(number).await;
    assert!(
        text.contains("rsaEncryption") && text.contains("CN = ncloud.com"),
        "{text}"
    );

    let body = |key: &str| json!({ "certificateNo": number, "privateKey": key });
    service
        .refused("POST", KEY, body(&other.key), (200, "26040"))
        .await;
    service
        .refused("POST", KEY, body("no PEM"), (200, "1002"))
        .await;
    let unknown = json!({ "certificateNo": 999, "privateKey": request.key });
    service.refused("POST", KEY, unknown, (200, "1006")).await;
    assert_eq!(service.post(KEY, body(&request.key)).await["totalRows"], 0);
    assert_eq!(service.status("ncloudadvanced").await, "1 NORMAL");

    let reissue = format!("/api/v2/certificate/{number}/reissue");
    let mut body = advanced("ncloudadvanced", &other.certificate);
    body.as_object_mut().unwrap().remove("certificateType");
    assert_eq!(service.post(&reissue, body.clone()).await["totalRows"], 1);
    body["certificateName"] = "another".into();
    body["csr"] = "no PEM".into();
    service
        .refused("POST", &reissue, body.clone(), (200, "1002"))
        .await;
    body["csr"] = other.certificate.clone().into();
    service
        .refused(
            "POST",
            "/api/v2/certificate/999/reissue",
            body.clone(),
            (200, "1006"),
        )
        .await;
    service.pass(60);
    let paid = service.get("/api/v2/certificate/getPaidCertificates").await;
    assert_eq!(
        (&paid["totalCount"], &paid["orders"][0]["orderID"]),
        (&json!(1), &json!("900001"))
    );
    let certificates = paid["orders"][0]["certificates"].as_array().unwrap();
    let states: Vec<&Value> = certificates
        .iter()
        .map(|entry| &entry["statusCode"])
        .collect();
    assert_eq!(states, ["1", "2"]);
    let second = &certificates[1]["certificateNo"];
    let (_, text) = service.verified(second).await;
    assert!(text.contains("id-ecPublicKey"), "{text}");

    let revoke = |number: Value| {
        json!({
            "orderId": "900001", "certificateNo": number, "revokeType": "superseded",
        })
    };
    service
        .refused("POST", REVOKE, revoke(json!(999)), (200, "2200"))
        .await;
    let mut unknown = revoke(json!(0));
    unknown["orderId"] = "x".into();
    service
        .refused("POST", REVOKE, unknown, (200, "2200"))
        .await;
    assert_eq!(
        service.post(REVOKE, revoke(second.clone())).await["totalRows"],
        1
    );
    service
        .refused("POST", REVOKE, revoke(second.clone()), (200, "2200"))
        .await;
    let states = async || {
        let order = service.get("/api/v2/certificate/orders/900001").await;
        let entries = order["certificates"].as_array().unwrap().clone();
        let name = |entry: &Value| entry["statusName"].as_str().unwrap().to_owned();
        entries.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(states().await, ["NORMAL", "REQUEST_REVOKE"]);
    service.pass(30);
    assert_eq!(states().await, ["NORMAL", "REVOKE"]);
    assert_eq!(service.post(REVOKE, revoke(json!(0))).await["totalRows"], 1);
    service.pass(30);
    assert_eq!(states().await, ["REVOKE", "REVOKE"]);
}

#[tokio::test]
async fn revoked_requests_are_never_issued() {
    let service = Service::new().await;
    let request = signing_request(EC);
    service
        .post(ADVANCED, advanced("abc", &request.certificate))
        .await;
    let body = json!({ "orderId": "900001", "certificateNo": 0, "revokeType": "unspecified" });
    service.post(REVOKE, body).await;
    service.pass(DAY);
    assert_eq!(service.status("abc").await, "-5 REVOKE");
    let number = &service.named("abc").await["certificateNo"];
    let target = format!("/api/v2/certificate/exportCertificate/{number}");
    service
        .refused("POST", &target, json!({}), (400, "1006"))
        .await;
}

#[tokio::test]
async fn requests_for_advanced_certificates_are_checked() {
    let service = Service::new().await;
    let request = signing_request(EC);
    let mut body = advanced(
        "abc",
        "-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----",
    );
    service
        .refused("POST", ADVANCED, body.clone(), (200, "26034"))
        .await;
    body["csr"] = request.key.into();
    service
        .refused("POST", ADVANCED, body.clone(), (200, "1002"))
        .await;
    body["csr"] = request.certificate.into();
    body["certificateType"] = "NCP_PAID_OV_01".into();
    let message = service
        .refused("POST", ADVANCED, body.clone(), (400, "2100"))
        .await;
    assert_eq!(message, "OrganizationNo is missing");
    body["organizationNo"] = 7.into();
    service.post(ADVANCED, body.clone()).await;
    // The organization is validated, too.
    service.pass(600);
    assert_eq!(service.status("abc").await, "0 ONGOING");
    service.pass(60);
    assert_eq!(
        service.status("abc").await,
        "2 NORMAL_UNREGISTERED_PRIVATE_KEY"
    );
    assert_eq!(
        service.named("abc").await["subjectDN"],
        "CN=ncloud.com,O=Organization 7"
    );
    service
        .post(CLOUD_BASIC, cloud_basic("basic", "ncloud.com"))
        .await;
    let number = &service.named("basic").await["certificateNo"];
    let reissue = format!("/api/v2/certificate/{number}/reissue");
    service.refused("POST", &reissue, body, (400, "2000")).await;
}

#[tokio::test]
async fn a_persistent_record_validates_at_once() {
    let service = Service::new().await;
    let body = json!({ "dmnAddr": "ncloud.com", "dcvType": "PTXT", "issueType": "CONSOLE" });
    service.post("/api/v2/domain/domains", body).await;
    service.pass(30);
    let mut body = advanced("abc", &signing_request(EC).certificate);
    body["validationMethod"] = "PD".into();
    service.post(ADVANCED, body).await;
    let number = &service.named("abc").await["certificateNo"];
    assert_eq!(
        service.validation(number, "www.ncloud.com").await,
        "VALID_STATUS_SUCCESS"
    );
    service.pass(30);
    assert_eq!(
        service.status("abc").await,
        "2 NORMAL_UNREGISTERED_PRIVATE_KEY"
    );
}

#[tokio::test]
async fn subscriptions_are_extended_and_end() {
    let service = Service::new().await;
    let request = signing_request(EC).certificate;
    service.post(ADVANCED, advanced("abc", &request)).await;
    service.post(ADVANCED, advanced("def", &request)).await;
    let extend =
        |order: &str, period: &str| json!({ "orderId": order, "subscriptionPeriod": period });
    // Nothing is issued yet.
    service
        .refused("POST", EXTEND, extend("900001", "1Y"), (400, "2000"))
        .await;
    service
        .refused("POST", EXTEND, extend("1", "1Y"), (200, "2200"))
        .await;
    service.pass(60);
    let order = async || {
        let order = service.get("/api/v2/certificate/orders/900001").await;
        [
            "subscriptionEndDt",
            "subscriptionYears",
            "remainingDays",
            "extendableYears",
        ]
        .map(|member| order[member].to_string())
    };
    assert_eq!(order().await, ["\"2025-11-21 00:01:00\"", "1", "365", "2"]);
    service
        .refused("POST", EXTEND, extend("900001", "3Y"), (400, "2000"))
        .await;
    let answer = service.post(EXTEND, extend("900001", "1Y")).await;
    assert_eq!(
        answer,
        json!({ "returnCode": "0", "returnMessage": "Success" })
    );
    let message = service
        .refused("POST", EXTEND, extend("900001", "1Y"), (400, "2000"))
        .await;
    assert!(
        message.contains("another extension is running"),
        "{message}"
    );
    assert_eq!(order().await[1], "1");
    service.pass(30);
    assert_eq!(order().await, ["\"2026-11-21 00:01:00\"", "2", "729", "2"]);
    service.pass(3 * 365 * DAY);
    assert_eq!(order().await[2..], ["-366", "0"]);

    let listed = service.get("/api/v2/certificate/orders").await;
    assert_eq!(listed["totalCount"], 2);
    let listed = service
        .get("/api/v2/certificate/orders?page=2&pageSize=1")
        .await;
    assert_eq!(
        (&listed["totalCount"], &listed["orders"][0]["orderId"]),
        (&json!(2), &json!("900002"))
    );
    let target = "/api/v2/certificate/orders/1";
    service
        .refused("GET", target, Value::Null, (200, "2200"))
        .await;
}

#[tokio::test]
async fn certificates_expire_unless_they_are_renewed() {
    let service = Service::new().await;
    service
        .post(CLOUD_BASIC, cloud_basic("once", "a.ncloud.com"))
        .await;
    service
        .post(CLOUD_BASIC, cloud_basic("always", "b.ncloud.com"))
        .await;
    service
        .post(
            ADVANCED,
            advanced("ordered", &signing_request(EC).certificate),
        )
        .await;
    for name in ["always", "ordered"] {
        let number = &service.named(name).await["certificateNo"];
        let body = json!({ "certificateNo": number, "renewalYn": "Y" });
        assert_eq!(service.post(RENEWAL, body).await["totalRows"], 0);
    }
    let unknown = json!({ "certificateNo": 999, "renewalYn": "Y" });
    service
        .refused("POST", RENEWAL, unknown, (200, "1006"))
        .await;
    service.pass(60);
    let number = service.named("always").await["certificateNo"].clone();
    let (directory, _) = service.verified(&number).await;
    let first = directory.read("certificate.pem");
    let root = directory.read("rootCaCertificate.pem");
    service.pass(198 * DAY + 1);
    assert_eq!(service.status("once").await, "-2 EXPIRE");
    assert_eq!(service.status("always").await, "1 NORMAL");
    let (directory, _) = service.verified(&number).await;
    assert_ne!(directory.read("certificate.pem"), first);
    assert_eq!(directory.read("rootCaCertificate.pem"), root);
    // Years later, still; the subscription has ended by then.
    service.pass(10 * 365 * DAY);
    assert_eq!(service.status("always").await, "1 NORMAL");
    assert_eq!(service.status("ordered").await, "-2 EXPIRE");
    service.verified(&number).await;
    let body = json!({ "certificateNo": number, "renewalYn": "N" });
    service.post(RENEWAL, body).await;
    service.pass(198 * DAY);
    assert_eq!(service.status("always").await, "-2 EXPIRE");
    // Beyond the validity of the first CA there is another one.
    service.pass(30 * 365 * DAY);
    service
        .post(CLOUD_BASIC, cloud_basic("later", "c.ncloud.com"))
        .await;
    service.pass(60);
    let number = &service.named("later").await["certificateNo"];
    let (directory, _) = service.verified(number).await;
    assert_ne!(directory.read("rootCaCertificate.pem"), root);
}

#[tokio::test]
async fn times_beyond_the_calendar_make_issuance_fail() {
    let service = Service::new().await;
    service.pass(253_000_000_000 - service.now() / 1000);
    service
        .post(CLOUD_BASIC, cloud_basic("fits", "ncloud.com"))
        .await;
    service.pass(402_300_000 - 60);
    service
        .post(CLOUD_BASIC, cloud_basic("abc", "ncloud.com"))
        .await;
    service.pass(100);
    assert_eq!(service.status("abc").await, "-1 FAILED");
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let directory = Directory::new();
    let service = Service::start_in(directory.path(), NOW).await;
    let body = json!({ "dmnAddr": "ncloud.com", "dcvType": "PTXT", "issueType": "CONSOLE" });
    service.post("/api/v2/domain/domains", body).await;
    let body = json!({
        "validationMode": "PRE", "certificateTypeCode": "NPD_01", "validityDays": 198, "alias": "acme",
    });
    service.post("/api/v2/acme/account", body).await;
    service
        .post(CLOUD_BASIC, cloud_basic("issued", "ncloud.com"))
        .await;
    service
        .post(
            ADVANCED,
            advanced("ordered", &signing_request(EC).certificate),
        )
        .await;
    service.pass(60);
    let number = service.named("issued").await["certificateNo"].clone();
    let targets = [
        LIST,
        "/api/v1/certificates",
        "/api/v2/certificate/orders",
        "/api/v2/domain/domains",
        "/api/v2/acme/accounts",
        &format!("/api/v2/certificate/exportCertificate/{number}/chain"),
    ];
    let mut before = Vec::new();
    for target in targets {
        before.push(service.get(target).await);
    }
    service
        .post(CLOUD_BASIC, cloud_basic("ongoing", "ncloud.com"))
        .await;
    let now = service.now();
    service.emulator.shutdown().await;

    let service = Service::start_in(directory.path(), now).await;
    let number = service.named("ongoing").await["certificateNo"].clone();
    let target = format!("/api/v2/certificate/deleteCertificate/{number}?certificateName=ongoing");
    service.pass(60);
    // It is issued by the CA of before.
    let (directory, _) = service.verified(&number).await;
    let root = directory
        .read("rootCaCertificate.pem")
        .replace('\n', "\r\n");
    assert_eq!(before[5]["rootCaCertificate"], root);
    service.done("DELETE", &target, Value::Null).await;
    for (target, before) in targets.iter().zip(before) {
        let mut after = service.get(target).await;
        // These go by the time, which has gone on.
        for member in ["remainingDays", "extendableYears"] {
            if let Some(entry) = after.pointer_mut(&format!("/orders/0/{member}")) {
                *entry = before["orders"][0][member].clone();
            }
        }
        assert_eq!(after, before, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_made_once() {
    let service = Service::new().await;
    for number in 0..20 {
        let name = format!("name-{number}");
        service
            .post(CLOUD_BASIC, cloud_basic(&name, "ncloud.com"))
            .await;
    }
    service.pass(60);
    let target = "/api/v2/certificate/exportCertificate/1/chain";
    let (one, two, three, list) = tokio::join!(
        service.get(target),
        service.get(target),
        service.get("/api/v2/certificate/exportCertificate/20/chain"),
        service.get(LIST),
    );
    assert_eq!(one, two);
    assert_eq!(one["rootCaCertificate"], three["rootCaCertificate"]);
    let entries = list["sslCertificateList"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["statusName"] == "NORMAL"));
}
