//! Private CA seen by others: OpenSSL and rustls check what it issues.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, also in what helps it, a panic is a failure"
)]

mod support;

use std::fs;
use std::io;
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_emulator::Emulator;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer, ServerName, UnixTime,
};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConfig, ServerConnection};
use serde_json::{Value, json};
use support::{ACCESS, Call, NOW, SECRET, at};
use tempfile::TempDir;

/// A CA with an emulator around it, and a directory for what others read.
struct Witness {
    emulator: Emulator,
    directory: TempDir,
    /// The time of the emulator, epoch milliseconds.
    now: u64,
}

impl Witness {
    async fn start() -> Self {
        Self::start_at(NOW).await
    }

    async fn start_at(now: u64) -> Self {
        let emulator = Emulator::builder().key(ACCESS, SECRET);
        Self {
            emulator: emulator.clock(move || at(now)).start().await.unwrap(),
            directory: tempfile::tempdir().unwrap(),
            now,
        }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let call = Call::new(method, &format!("/api/v1/ca{path}")).json_unless_null(&body);
        let call = call.signed_by(ACCESS, SECRET, self.now);
        call.send(&self.emulator).await.json()
    }

    async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let mut answer = self.call(method, path, body).await;
        assert_eq!(answer["code"], "SUCCESS", "{method} {path}: {answer}");
        answer["data"].take()
    }

    /// Creates a CA below `issuer`, or a root, and returns its tag and its certificate.
    async fn create(&self, alias: &str, key_type: &str, issuer: Option<&str>) -> (String, String) {
        let query = match issuer {
            None => "?caType=PRIVATE_ROOT".to_owned(),
            Some(tag) => format!("?caType=PRIVATE_SUB&issuerTag={tag}"),
        };
        let body = json!({
            "alias": alias, "keyType": key_type, "period": "MAX",
            "x509Parameters": {
                "commonName": format!("CA {alias}"), "country": "KOR", "organization": "조직",
            },
        });
        let made = self.ok("POST", &query, body).await;
        (
            text(&made["caInfo"]["caTag"]),
            text(&made["caCertInfo"]["certPem"]),
        )
    }

    async fn start_ocsp(&self, tag: &str) {
        let url = format!("{}/ext/{tag}/ocsp", self.emulator.url());
        self.ok(
            "PUT",
            &format!("/{tag}/urls"),
            json!({ "ocsp_servers": url }),
        )
        .await;
    }

    async fn revoke(&self, tag: &str, serial: &Value) {
        let path = format!("/{tag}/cert/{}/revoke", text(serial));
        self.ok("POST", &path, Value::Null).await;
    }

    async fn crl(&self, tag: &str) -> Vec<u8> {
        let answer = Call::new("GET", &format!("/ext/{tag}/crl"));
        let answer = answer.send(&self.emulator).await;
        assert_eq!(answer.header("content-type"), Some("application/pkix-crl"));
        answer.body
    }

    /// OpenSSL reads the clock of the machine, unless it is told another time.
    fn time(&self) -> String {
        format!("-attime {}", self.now / 1000)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.directory.path().join(name), content).unwrap();
    }

    /// Runs `openssl`, and returns whether it succeeded, and all that it said.
    fn openssl(&self, arguments: &str) -> (bool, String) {
        let output = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.directory.path())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    fn succeeds(&self, arguments: &str) -> String {
        let (success, said) = self.openssl(arguments);
        assert!(success, "openssl {arguments}: {said}");
        said
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.directory.path().join(name)).unwrap()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openssl_agrees_before_and_after_a_revocation() {
    for key_type in ["EC256", "EC521", "RSA2048"] {
        let ca = Witness::start().await;
        let (root, root_pem) = ca.create("root-1", key_type, None).await;
        let (sub, sub_pem) = ca.create("sub-1", key_type, Some(&root)).await;
        ca.start_ocsp(&sub).await;
        let body = json!({
            "keyType": key_type, "period": "90",
            "x509Parameters": {
                "commonName": "name000", "streetAddress": "1 Street",
                "altName": "a.example.com,*.b.example,c@d.example", "ip": "10.0.0.1,::1",
            },
        });
        let end = ca.ok("POST", &format!("/{sub}/cert"), body).await;
        ca.write("root.pem", &root_pem);
        ca.write("sub.pem", &sub_pem);
        ca.write("end.pem", &text(&end["certificate"]));
        ca.write("key.pem", &text(&end["privateKey"]));
        let shown = ca.succeeds("x509 -in end.pem -noout -text");
        for part in [
            "CA:FALSE",
            "DNS:a.example.com, DNS:*.b.example, email:c@d.example, IP Address:10.0.0.1, IP Address:0:0:0:0:0:0:0:1",
            "TLS Web Server Authentication, TLS Web Client Authentication",
            &format!("URI:{}/ext/{sub}/crl", ca.emulator.url()),
            &format!("OCSP - URI:{}/ext/{sub}/ocsp", ca.emulator.url()),
            &format!("CA Issuers - URI:{}/ext/{sub}/ca", ca.emulator.url()),
            &text(&end["serialNo"]),
        ] {
            assert!(shown.contains(part), "{part} in {shown}");
        }
        let shown = ca.succeeds("x509 -in root.pem -noout -text");
        assert!(shown.contains("CA:TRUE") && shown.contains("Certificate Sign, CRL Sign"));
        assert!(shown.contains("C = KOR"), "{shown}");
        // The key belongs to the certificate.
        let of_key = ca.succeeds("pkey -in key.pem -pubout");
        let of_certificate = ca.succeeds("x509 -in end.pem -noout -pubkey");
        assert_eq!(of_key, of_certificate);

        let verify = format!(
            "verify {} -x509_strict -CAfile root.pem -untrusted sub.pem -CRLfile root.crl -CRLfile sub.crl -crl_check_all end.pem",
            ca.time()
        );
        // OpenSSL fetches the list from where the certificate says.
        let download = format!(
            "verify {} -CAfile root.pem -untrusted sub.pem -crl_check -crl_download end.pem",
            ca.time()
        );
        let ocsp = format!(
            "ocsp {} -issuer sub.pem -cert end.pem -CAfile root.pem -url {}/ext/{sub}/ocsp",
            ca.time(),
            ca.emulator.url()
        );
        let update = async || {
            for (tag, name) in [(&root, "root"), (&sub, "sub")] {
                let pem = ca.ok("GET", &format!("/{tag}/crl"), Value::Null).await;
                ca.write(&format!("{name}.crl"), &text(&pem));
                let der = ca.crl(tag).await;
                fs::write(ca.directory.path().join("list.der"), der).unwrap();
                ca.succeeds(&format!(
                    "crl -inform DER -in list.der -CAfile {name}.pem -noout"
                ));
            }
        };
        update().await;
        ca.succeeds(&verify);
        ca.succeeds(&download);
        let said = ca.succeeds(&ocsp);
        assert!(
            said.contains("Response verify OK") && said.contains("end.pem: good"),
            "{said}"
        );
        assert!(!said.contains("WARNING"), "the nonce is missing: {said}");
        let number = |list: &str| ca.succeeds(&format!("crl -in {list} -noout -crlnumber"));
        let before = number("sub.crl");

        ca.revoke(&sub, &end["serialNo"]).await;
        update().await;
        let (valid, said) = ca.openssl(&verify);
        assert!(!valid && said.contains("certificate revoked"), "{said}");
        let (valid, said) = ca.openssl(&download);
        assert!(!valid && said.contains("certificate revoked"), "{said}");
        let said = ca.succeeds(&ocsp);
        assert!(
            said.contains("Response verify OK") && said.contains("end.pem: revoked"),
            "{said}"
        );
        assert!(
            said.contains("Revocation Time: Nov 21 00:00:00 2024 GMT"),
            "{said}"
        );
        let said = ca.succeeds(&format!("{ocsp} -sha256 -serial 0x1234"));
        assert!(said.contains("0x1234: unknown"), "{said}");
        assert_eq!(
            (before.as_str(), number("sub.crl").as_str()),
            ("crlNumber=0x01\n", "crlNumber=0x02\n")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn distribution_points_need_no_signature_and_know_sub_cas() {
    let ca = Witness::start().await;
    let (root, root_pem) = ca.create("root-1", "EC256", None).await;
    ca.start_ocsp(&root).await;
    let (sub, sub_pem) = ca.create("sub-1", "EC521", Some(&root)).await;
    ca.write("root.pem", &root_pem);
    ca.write("sub.pem", &sub_pem);
    let file = async |path: &str, name: &str| {
        let answer = Call::new("GET", path).send(&ca.emulator).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        fs::write(ca.directory.path().join(name), &answer.body).unwrap();
        text(&json!(answer.header("content-type")))
    };
    let kind = file(&format!("/ext/{sub}/ca"), "sub.der").await;
    assert_eq!(kind, "application/pkix-cert");
    let der = ca.succeeds("x509 -inform DER -in sub.der");
    assert_eq!(der.trim(), sub_pem);

    ca.succeeds("ocsp -issuer root.pem -cert sub.pem -reqout request.der");
    let request = fs::read(ca.directory.path().join("request.der")).unwrap();
    let encoded = STANDARD.encode(&request);
    let escaped = encoded
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    for encoded in [encoded, escaped] {
        let kind = file(&format!("/ext/{root}/ocsp/{encoded}"), "response.der").await;
        assert_eq!(kind, "application/ocsp-response");
        let check = format!(
            "ocsp {} -no_nonce -respin response.der -issuer root.pem -cert sub.pem -CAfile root.pem",
            ca.time()
        );
        let said = ca.succeeds(&check);
        assert!(
            said.contains("Response verify OK") && said.contains("sub.pem: good"),
            "{said}"
        );
    }
    let shown = ca.succeeds("ocsp -respin response.der -resp_text -noverify");
    assert!(
        shown.contains("OCSP Signing") && shown.contains("OCSP No Check"),
        "{shown}"
    );
    for octets in [&[][..], &[0x30, 0], &request[..20], b"garbage"] {
        let call = Call::new("POST", &format!("/ext/{root}/ocsp")).body(octets);
        let answer = call.send(&ca.emulator).await;
        assert_eq!(
            (answer.status, answer.body),
            (200, vec![0x30, 3, 0x0a, 1, 1])
        );
    }
    for (method, path) in [
        ("POST", "crl"),
        ("PUT", "ocsp"),
        ("GET", "ocsp"),
        ("GET", "ca/x"),
    ] {
        let answer = Call::new(method, &format!("/ext/{root}/{path}"));
        assert_eq!(
            answer.send(&ca.emulator).await.status,
            404,
            "{method} {path}"
        );
    }
}

/// The one key of this size, for it takes long to make.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cas_with_large_rsa_keys_issue_for_small_keys() {
    let ca = Witness::start().await;
    let (root, root_pem) = ca.create("root-1", "RSA4096", None).await;
    ca.write("root.pem", &root_pem);
    let shown = ca.succeeds("x509 -in root.pem -noout -text");
    assert!(shown.contains("Public-Key: (4096 bit)") && shown.contains("sha256WithRSAEncryption"));
    let body = json!({ "keyType": "EC256", "x509Parameters": { "commonName": "name000" } });
    let end = ca.ok("POST", &format!("/{root}/cert"), body).await;
    ca.write("end.pem", &text(&end["certificate"]));
    ca.succeeds(&format!(
        "verify {} -x509_strict -CAfile root.pem end.pem",
        ca.time()
    ));
}

/// Requests as OpenSSL makes them: the arguments, and the algorithm of the key or the code of the
/// refusal.
const REQUESTS: [(&str, &str); 12] = [
    ("-newkey rsa:2048", "RSA"),
    ("-newkey rsa:2048 -sha512", "RSA"),
    ("-newkey rsa:2048 -sigopt rsa_padding_mode:pss", "RSA"),
    (
        "-newkey rsa:2048 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sha384",
        "RSA",
    ),
    ("-newkey rsa-pss", "RSASSA-PSS"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:P-256", "EC"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384", "EC"),
    ("-newkey ec -pkeyopt ec_paramgen_curve:P-521 -sha512", "EC"),
    ("-newkey ed25519", "Ed25519"),
    ("-newkey rsa:1024", "INVALID_X509_KEY_TYPE"),
    (
        "-newkey ec -pkeyopt ec_paramgen_curve:secp256k1",
        "INVALID_X509_KEY_TYPE",
    ),
    ("-newkey rsa:2048 -sha1", "INVALID_INPUT"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_by_openssl_are_signed_or_cleanly_refused() {
    let ca = Witness::start().await;
    let (root, root_pem) = ca.create("root-1", "EC256", None).await;
    ca.write("root.pem", &root_pem);
    ca.write(
        "request.conf",
        "[req]\ndistinguished_name=name\nreq_extensions=extensions\nattributes=attributes\nprompt=no\n\
         [name]\n0.DC=com\n1.DC=example\n0.OU=one\n1.OU=two\nCN=name000\n\
         [attributes]\nchallengePassword=password\n\
         [extensions]\nsubjectAltName=DNS:a.example,URI:https://a.example/x,otherName:1.2.3.4;UTF8:x\n\
         keyUsage=digitalSignature\n1.2.3.4.5=ASN1:UTF8String:unknown\nbasicConstraints=CA:TRUE\n",
    );
    for (arguments, expected) in REQUESTS {
        let make = format!(
            "req -new -config request.conf -nodes -keyout key.pem -out request.pem {arguments}"
        );
        ca.succeeds(&make);
        let body = json!({ "csrPem": ca.read("request.pem"), "period": "10", "keyType": "RSA", "keyBits": "2048" });
        let answer = ca.call("POST", &format!("/{root}/cert/sign"), body).await;
        if answer["code"] != "SUCCESS" {
            assert_eq!(answer["code"], expected, "{arguments}: {answer}");
            continue;
        }
        ca.write("end.pem", &text(&answer["data"]["certificate"]));
        ca.succeeds(&format!("verify {} -CAfile root.pem end.pem", ca.time()));
        assert_eq!(
            ca.succeeds("pkey -in key.pem -pubout"),
            ca.succeeds("x509 -in end.pem -noout -pubkey"),
            "{arguments}"
        );
        let shown = ca.succeeds("x509 -in end.pem -noout -text");
        for part in [
            "Subject: DC = com, DC = example, OU = one, OU = two, CN = name000",
            "DNS:a.example, URI:https://a.example/x, othername: 1.2.3.4::x",
            "CA:FALSE",
        ] {
            assert!(shown.contains(part), "{arguments}: {part} in {shown}");
        }
        let path = format!("/{root}/cert/{}", text(&answer["data"]["serialNo"]));
        let got = ca.ok("GET", &path, Value::Null).await;
        assert_eq!(got["publicKeyAlgorithm"], expected, "{arguments}");
    }

    // One bit of the signature is wrong.
    ca.succeeds("req -new -config request.conf -nodes -keyout key.pem -out request.der -outform DER -newkey rsa:2048");
    let mut der = fs::read(ca.directory.path().join("request.der")).unwrap();
    *der.last_mut().unwrap() ^= 1;
    fs::write(ca.directory.path().join("request.der"), der).unwrap();
    ca.succeeds("req -inform DER -in request.der -out request.pem");
    let body = json!({ "csrPem": ca.read("request.pem") });
    let answer = ca.call("POST", &format!("/{root}/cert/sign"), body).await;
    assert_eq!(answer["code"], "INVALID_INPUT");
    assert_eq!(
        answer["msg"],
        "csrPem cannot be signed: its signature is not valid"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sub_cas_signed_by_openssl_are_activated_and_issue() {
    // A little ahead, for the certificates must have begun to be valid.
    let ca = Witness::start_at(machine_time() + 60_000).await;
    let body = json!({
        "alias": "sub-1", "keyType": "EC521", "period": "MAX",
        "x509Parameters": { "commonName": "sub", "organization": "조직" },
    });
    let sub = ca.ok("POST", "?caType=PRIVATE_SUB", body).await;
    let sub = text(&sub["caInfo"]["caTag"]);
    let request = ca.ok("GET", &format!("/{sub}/sub/csr"), Value::Null).await;
    ca.write("sub.csr", &text(&request["csrPem"]));
    assert!(ca.succeeds("req -in sub.csr -noout -verify").contains("OK"));
    ca.write(
        "ca.conf",
        "[req]\ndistinguished_name=name\nprompt=no\n[name]\nCN=outside\n[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n\
         subjectKeyIdentifier=hash\n[sub]\nbasicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n\
         subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n[no]\nbasicConstraints=CA:FALSE\n",
    );
    ca.succeeds("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -config ca.conf -extensions root -days 3650");
    let sign = |section: &str| {
        ca.succeeds(&format!(
            "x509 -req -in sub.csr -CA root.pem -CAkey root.key -out {section}.pem -days 3000 -extfile ca.conf -extensions {section}"
        ));
        json!({ "certPem": ca.read(&format!("{section}.pem")), "caChainPem": ca.read("root.pem") })
    };
    let activate = format!("/{sub}/activate");
    let refused = ca.call("POST", &activate, sign("no")).await;
    assert_eq!(refused["code"], "INVALID_INPUT_CERT", "{refused}");
    let active = ca.ok("POST", &activate, sign("sub")).await;
    assert_eq!(active["caCertInfo"]["issuerName"], "outside");
    assert_eq!(active["caCertInfo"]["signatureAlgorithm"], "SHA256withRSA");
    assert_eq!(active["caCertInfo"]["publicKeyAlgorithm"], "EC");

    let body = json!({ "x509Parameters": { "commonName": "name000" } });
    let end = ca.ok("POST", &format!("/{sub}/cert"), body).await;
    ca.write("end.pem", &text(&end["certificate"]));
    ca.write("chain.pem", &text(&end["caChain"]));
    ca.succeeds(&format!(
        "verify {} -x509_strict -CAfile root.pem -untrusted chain.pem end.pem",
        ca.time()
    ));
    // The path length of its certificate leaves no room for another CA.
    let body = json!({
        "alias": "sub-2", "keyType": "EC256", "period": "MAX",
        "x509Parameters": { "commonName": "sub" },
    });
    let query = format!("?caType=PRIVATE_SUB&issuerTag={sub}");
    assert_eq!(
        ca.call("POST", &query, body).await["code"],
        "INVALID_ISSUER_CA"
    );
}

/// The time of the machine, epoch milliseconds: OpenSSL dates certificates by it.
#[allow(
    clippy::disallowed_methods,
    reason = "OpenSSL has no other clock to sign by"
)]
fn machine_time() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.unwrap().as_millis()).unwrap()
}

/// A clock for rustls that stands where that of the emulator does.
#[derive(Debug)]
struct Standing;

impl TimeProvider for Standing {
    fn current_time(&self) -> Option<UnixTime> {
        let since = at(NOW).duration_since(std::time::UNIX_EPOCH).unwrap();
        Some(UnixTime::since_unix_epoch(since))
    }
}

/// A handshake in memory; what the client made of it.
fn handshake(client: ClientConfig, server: ServerConfig) -> Result<(), rustls::Error> {
    let name = ServerName::try_from("a.example.com").unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::new(server)).unwrap();
    while client.is_handshaking() || server.is_handshaking() {
        let mut sent = Vec::new();
        client.write_tls(&mut sent).unwrap();
        server.read_tls(&mut io::Cursor::new(sent)).unwrap();
        server.process_new_packets()?;
        let mut sent = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut sent).unwrap();
        }
        client.read_tls(&mut io::Cursor::new(sent)).unwrap();
        client.process_new_packets()?;
    }
    Ok(())
}

#[tokio::test]
async fn tls_servers_are_trusted_until_their_certificate_is_revoked() {
    for (ca_key, end_key) in [
        ("EC256", "RSA2048"),
        ("RSA2048", "EC256"),
        ("EC521", "EC521"),
    ] {
        let ca = Witness::start().await;
        let (root, root_pem) = ca.create("root-1", ca_key, None).await;
        let (sub, _) = ca.create("sub-1", ca_key, Some(&root)).await;
        let body = json!({
            "keyType": end_key,
            "x509Parameters": { "commonName": "name000", "altName": "a.example.com" },
        });
        let end = ca.ok("POST", &format!("/{sub}/cert"), body).await;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let chain = format!("{}\n{}", text(&end["certificate"]), text(&end["caChain"]));
        let server = |provider: &Arc<CryptoProvider>| {
            let chain: Result<Vec<_>, _> =
                CertificateDer::pem_slice_iter(chain.as_bytes()).collect();
            let key = PrivateKeyDer::from_pem_slice(text(&end["privateKey"]).as_bytes()).unwrap();
            ServerConfig::builder_with_details(Arc::clone(provider), Arc::new(Standing))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(chain.unwrap(), key)
                .unwrap()
        };
        let client = async |provider: &Arc<CryptoProvider>| {
            let mut roots = RootCertStore::empty();
            let der = CertificateDer::from_pem_slice(root_pem.as_bytes()).unwrap();
            roots.add(der).unwrap();
            let lists = [ca.crl(&root).await, ca.crl(&sub).await];
            let lists = lists.map(CertificateRevocationListDer::from);
            let verifier =
                WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
                    .with_crls(lists)
                    .build()
                    .unwrap();
            ClientConfig::builder_with_details(Arc::clone(provider), Arc::new(Standing))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_webpki_verifier(verifier)
                .with_no_client_auth()
        };
        let trusted = handshake(client(&provider).await, server(&provider));
        assert_eq!(trusted, Ok(()), "{ca_key} {end_key}");
        ca.revoke(&sub, &end["serialNo"]).await;
        let trusted = handshake(client(&provider).await, server(&provider));
        let revoked = rustls::Error::InvalidCertificate(rustls::CertificateError::Revoked);
        assert_eq!(trusted, Err(revoked), "{ca_key} {end_key}");
    }
}
