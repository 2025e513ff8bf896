//! Certificates that were issued elsewhere, in both versions of the API.

use serde_json::{Value, json};

use crate::openssl::{Authority, Pair};
use crate::service::Service;

const CREATE: &str = "/api/v1/certificate/withExternal";
const CREATE_2: &str = "/api/v2/certificate/withExternal";
const RSA: &str = "rsa:2048";
const EC: &str = "ec -pkeyopt ec_paramgen_curve:secp521r1";

fn first(name: &str, pair: &Pair, chain: &str) -> Value {
    json!({
        "certificateName": name, "privateKey": pair.key, "publicKeyCertificate": pair.certificate,
        "certificateChain": chain,
    })
}

fn second(name: &str, pair: &Pair, chain: &str) -> Value {
    json!({
        "certificateName": name, "privateKey": pair.key, "certificateBody": pair.certificate,
        "certificateChain": chain,
    })
}

#[tokio::test]
async fn what_a_certificate_says_is_listed() {
    let (service, authority) = (Service::new().await, Authority::new());
    let empty = json!({
        "returnCode": "0", "returnMessage": "Success", "totalRows": 0, "sslCertificateList": [],
    });
    assert_eq!(service.get("/api/v1/certificates").await, empty);
    let pair = authority.issue(
        "/C=KR/O=Example/CN=www.example.com",
        "DNS:www.example.com,DNS:example.com,DNS:*.example.com,IP:192.0.2.1",
        RSA,
    );
    let created = service
        .post(CREATE, first("zero-certi", &pair, &authority.chain()))
        .await;
    assert_eq!(created["totalRows"], 1);
    let entry = &created["sslCertificateList"][0];
    let expected = json!({
        "certificateName": "zero-certi",
        "dnInfo": "CN=www.example.com,O=Example,C=KR",
        "domainAddress": "www.example.com",
        "subDomainAddress": "example.com,*.example.com",
        "regDate": "2024-11-21 00:00:00",
        "updateDate": "2024-11-21 00:00:00",
        "issueDate": null,
        "externalYn": "Y",
        "caInfo": "CN=Test-Intermediate",
        "certPublicKeyInfo": "RSA",
        "certSignAlgorithmName": "SHA256withECDSA",
        "statusCode": "1",
        "statusName": "NORMAL",
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&entry[member], value, "{member}");
    }
    authority.directory.write("shown.pem", &pair.certificate);
    let shown = authority
        .directory
        .openssl("x509 -in shown.pem -noout -serial -dates -dateopt iso_8601");
    let line = |name: &str| {
        let value = shown.lines().find_map(|line| line.strip_prefix(name));
        value.unwrap().to_owned()
    };
    let serial = entry["certSerialNumber"].as_str().unwrap().to_uppercase();
    assert_eq!(
        serial.trim_start_matches('0'),
        line("serial=").trim_start_matches('0')
    );
    for (member, name) in [
        ("validStartDate", "notBefore="),
        ("validEndDate", "notAfter="),
    ] {
        assert_eq!(format!("{}Z", entry[member].as_str().unwrap()), line(name));
    }
    assert_eq!(service.get("/api/v1/certificates").await, created);
    let text = created.to_string();
    assert!(
        !text.contains("PRIVATE") && !text.contains("BEGIN"),
        "{text}"
    );
}

#[tokio::test]
async fn files_that_do_not_belong_together_are_refused() {
    let (service, authority) = (Service::new().await, Authority::new());
    let (pair, other) = (
        authority.leaf("a.example.com"),
        authority.leaf("b.example.com"),
    );
    let (root, sub) = (
        &authority.root.certificate,
        &authority.intermediate.certificate,
    );
    let chain = authority.chain();

    let not_pem = "Unable to load certificate. Expecting PEM format file.";
    for member in ["privateKey", "publicKeyCertificate", "certificateChain"] {
        for text in [
            "no PEM",
            "",
            "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMIIB",
        ] {
            let mut body = first("a-certi", &pair, &chain);
            body[member] = text.into();
            let message = service.refused("POST", CREATE, body, (200, "1002")).await;
            assert_eq!(message, not_pem, "{member} {text}");
        }
    }
    let directory = &authority.directory;
    directory.write("plain.key", &pair.key);
    directory.openssl("pkcs8 -topk8 -in plain.key -out encrypted.key -passout pass:secret");
    let mut body = first("a-certi", &pair, &chain);
    body["privateKey"] = directory.read("encrypted.key").into();
    service.refused("POST", CREATE, body, (200, "1002")).await;

    let mismatch = Pair {
        key: other.key.clone(),
        ..pair.clone()
    };
    let body = first("a-certi", &mismatch, &chain);
    let message = service.refused("POST", CREATE, body, (200, "26040")).await;
    assert_eq!(
        message,
        "Public key in certificate does not match with private key."
    );

    let stranger = Authority::new();
    let garbage = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
    for chain in [
        format!("{root}{sub}"),
        root.clone(),
        format!("{sub}{sub}{root}"),
        stranger.chain(),
        format!("{sub}{}", stranger.root.certificate),
        format!("{sub}{garbage}"),
        garbage.to_owned(),
    ] {
        let body = first("a-certi", &pair, &chain);
        let message = service.refused("POST", CREATE, body, (200, "26034")).await;
        assert_eq!(message, "The certificate is invalid.");
    }
    assert_eq!(service.get("/api/v1/certificates").await["totalRows"], 0);

    // Without the root, and with the chain in the file of the certificate, too.
    service.post(CREATE, first("a-certi", &pair, sub)).await;
    let joined = Pair {
        certificate: format!("{}{chain}", other.certificate),
        ..other
    };
    service
        .post(CREATE, first("b-certi", &joined, &chain))
        .await;
}

#[tokio::test]
async fn keys_come_in_all_usual_forms() {
    let (service, authority) = (Service::new().await, Authority::new());
    let directory = &authority.directory;
    let chain = authority.chain();
    for (name, key, form) in [
        ("rsa-pkcs8", RSA, "pkcs8 -topk8 -nocrypt"),
        ("rsa-pkcs1", RSA, "rsa -traditional"),
        ("ec-sec1", EC, "ec"),
        ("ec-pkcs8", EC, "pkcs8 -topk8 -nocrypt"),
    ] {
        let pair = authority.issue("/CN=example.com", "DNS:example.com", key);
        directory.write("given.key", &pair.key);
        directory.openssl(&format!("{form} -in given.key -out formed.key"));
        let key = directory.read("formed.key");
        let body = first(name, &Pair { key, ..pair }, &chain);
        service.post(CREATE, body).await;
    }
    let listed = service.get("/api/v1/certificates").await;
    let entries = listed["sslCertificateList"].as_array().unwrap();
    let kinds: Vec<&str> = entries
        .iter()
        .map(|entry| entry["certPublicKeyInfo"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["RSA", "RSA", "EC", "EC"]);
}

#[tokio::test]
async fn certificates_are_unique_filtered_and_deleted() {
    let (service, authority) = (Service::new().await, Authority::new());
    let chain = authority.chain();
    let mut numbers = Vec::new();
    let one = authority.leaf("one.example.com");
    for (name, pair) in [
        ("zero-certi", &authority.leaf("zero.example.com")),
        ("one-certi", &one),
    ] {
        let created = service.post(CREATE, first(name, pair, &chain)).await;
        let number = &created["sslCertificateList"][0]["certificateNo"];
        numbers.push(number.as_i64().unwrap());
    }
    assert_ne!(numbers[0], numbers[1]);

    let two = authority.leaf("two.example.com");
    let taken = first("one-certi", &two, &chain);
    let message = service.refused("POST", CREATE, taken, (400, "2000")).await;
    assert!(
        message.starts_with("CertificateName is invalid."),
        "{message}"
    );
    let again = first("two-certi", &one, &chain);
    let message = service.refused("POST", CREATE, again, (400, "2000")).await;
    assert!(
        message.starts_with("PublicKeyCertificate is invalid."),
        "{message}"
    );
    // Another certificate for the same key.
    let directory = &authority.directory;
    directory.write("one.key", &one.key);
    directory.openssl(
        "req -x509 -CA sub.pem -CAkey sub.key -key one.key -out same.pem -days 1 -subj /CN=one.example.com",
    );
    let renewed = Pair {
        certificate: directory.read("same.pem"),
        ..one.clone()
    };
    let body = first("two-certi", &renewed, &chain);
    let message = service.refused("POST", CREATE, body, (400, "2000")).await;
    assert!(message.starts_with("PrivateKey is invalid."), "{message}");

    let list = async |query: &str| {
        let listed = service.get(&format!("/api/v1/certificates{query}")).await;
        let entries = listed["sslCertificateList"].as_array().unwrap().clone();
        assert_eq!(listed["totalRows"], entries.len());
        entries
            .iter()
            .map(|entry| entry["certificateNo"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    let (zero, one) = (numbers[0], numbers[1]);
    assert_eq!(list("").await, numbers);
    assert_eq!(list("?certificateName=one-certi").await, [one]);
    assert_eq!(list(&format!("?certificateNo={zero}")).await, [zero]);
    assert!(
        list(&format!("?certificateNo={zero}&certificateName=one-certi"))
            .await
            .is_empty()
    );
    assert!(list("?instanceNo=1").await.is_empty());

    let mismatch = "Failed to delete the certificate. No certificate was found with a matching with \
                    requested certificate name and certificate number.";
    for (number, name) in [
        (zero, "one-certi"),
        (999_999, "one-certi"),
        (-1, "one-certi"),
    ] {
        for path in ["v1/certificate", "v2/certificate/deleteCertificate"] {
            let target = format!("/api/{path}/{number}?certificateName={name}");
            let message = service
                .refused("DELETE", &target, Value::Null, (200, "1004"))
                .await;
            assert_eq!(message, mismatch);
        }
    }
    let target = format!("/api/v1/certificate/{zero}?certificateName=zero-certi");
    let deleted = json!({ "returnCode": "0", "returnMessage": "Success", "totalRows": 1 });
    assert_eq!(service.done("DELETE", &target, Value::Null).await, deleted);
    service
        .refused("DELETE", &target, Value::Null, (200, "1004"))
        .await;
    let target = format!("/api/v2/certificate/deleteCertificate/{one}?certificateName=one-certi");
    assert_eq!(service.done("DELETE", &target, Value::Null).await, deleted);
    assert!(list("").await.is_empty());
    // Numbers are not given twice.
    let created = service.post(CREATE, first("two-certi", &two, &chain)).await;
    let number = created["sslCertificateList"][0]["certificateNo"]
        .as_i64()
        .unwrap();
    assert!(!numbers.contains(&number));
}

#[tokio::test]
async fn a_registered_certificate_is_renewed_in_place() {
    let (service, authority) = (Service::new().await, Authority::new());
    let chain = authority.chain();
    let old = authority.leaf("old.example.com");
    let created = service
        .post(CREATE_2, second("a-certi", &old, &chain))
        .await;
    let number = created["sslCertificateList"][0]["certificateNo"].clone();
    service.pass(60);
    let mut body = second("a-certi", &authority.leaf("new.example.com"), &chain);
    body["certificateNo"] = number.clone();
    let renewed = service.post(CREATE_2, body.clone()).await;
    let entry = &renewed["sslCertificateList"][0];
    assert_eq!(entry["certificateNo"], number);
    assert_eq!(entry["domainAddress"], "new.example.com");
    assert_eq!(entry["regDate"], "2024-11-21 00:00:00");
    assert_eq!(entry["updateDate"], "2024-11-21 00:01:00");
    // The old one may be registered again, and the same files may replace themselves.
    service
        .post(CREATE_2, second("b-certi", &old, &chain))
        .await;
    service.post(CREATE_2, body.clone()).await;
    body["certificateNo"] = 999.into();
    let message = service.refused("POST", CREATE_2, body, (200, "1006")).await;
    assert_eq!(message, "No certificate exists.");
    let name = second("1-certi", &authority.leaf("c.example.com"), &chain);
    service.refused("POST", CREATE_2, name, (400, "2000")).await;
    let listed = service
        .get("/api/v2/certificate/certificates?certificateName=a-certi")
        .await;
    let entry = &listed["sslCertificateList"][0];
    assert_eq!(
        (
            &entry["commonName"],
            &entry["certificateType"],
            &entry["statusCode"]
        ),
        (&json!("new.example.com"), &json!("EXTERNAL"), &json!("1"))
    );
    service.pass(20 * 365 * 86400);
    let listed = service.get("/api/v1/certificates").await;
    assert_eq!(listed["sslCertificateList"][0]["statusName"], "EXPIRE");
}
