//! The signing vectors of `spec/vectors`, and an independent computation of any other request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use ncloud_core::Secret;
use ncloud_core::signature::Signer;
use proptest::prelude::*;
use serde_json::Value;
use sha2::Sha256;

fn vectors() -> Value {
    serde_json::from_str(ncloud_spec::SIGNATURE_V2_VECTORS).unwrap()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name]
        .as_str()
        .unwrap_or_else(|| panic!("{vector}: `{name}` is not text"))
}

#[test]
fn our_signer_agrees_with_the_vectors() {
    let document = vectors();
    let vectors = document["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 20, "T1 to T19, and a key outside ASCII");
    for vector in vectors {
        let id = text(vector, "id");
        let signer = Signer::new(
            text(&document, "accessKey"),
            &Secret::new(text(vector, "secretKey")),
        )
        .unwrap();
        let timestamp = vector["timestamp"].as_u64().unwrap();
        let (method, target) = (text(vector, "method"), text(vector, "target"));
        if vector["refuse"] == true {
            assert!(
                signer.sign(method, target, timestamp).is_err(),
                "{id} can never be on the wire"
            );
            assert!(
                vectors
                    .iter()
                    .any(|other| other["id"] == vector["insteadOf"]),
                "{id} names another vector"
            );
            continue;
        }
        let string = signer.string_to_sign(method, target, timestamp).unwrap();
        assert_eq!(string, text(vector, "stringToSign"), "{id}");
        assert_eq!(
            string.len() as u64,
            vector["length"].as_u64().unwrap(),
            "{id}"
        );
        assert_eq!(
            signer.sign(method, target, timestamp).unwrap().value(),
            text(vector, "signature"),
            "{id}"
        );
    }
}

#[test]
fn the_vectors_agree_with_a_plain_hmac() {
    for vector in vectors()["vectors"].as_array().unwrap() {
        let signature = plain_hmac(text(vector, "secretKey"), text(vector, "stringToSign"));
        assert_eq!(signature, text(vector, "signature"), "{}", vector["id"]);
    }
}

fn plain_hmac(secret: &str, string: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(string.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

proptest! {
    #[test]
    fn any_request_is_signed_as_a_plain_hmac_would(
        method in "[A-Z]{1,10}",
        target in "/[!-\"$-~]{0,200}",
        timestamp in any::<u64>(),
        access_key in "[!-~]{1,40}",
        secret_key in "\\PC{1,80}",
    ) {
        let signer = Signer::new(&access_key, &Secret::new(secret_key.as_str())).unwrap();
        let expected = plain_hmac(&secret_key, &format!("{method} {target}\n{timestamp}\n{access_key}"));
        let signature = signer.sign(&method, &target, timestamp).unwrap();
        prop_assert_eq!(signature.value(), expected);
    }

    #[test]
    fn nothing_that_cannot_be_sent_is_signed(target in "\\PC{0,60}") {
        let signer = Signer::new("a", &Secret::new("b")).unwrap();
        let can_be_sent = target.starts_with('/') && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        prop_assert_eq!(signer.sign("GET", &target, 0).is_ok(), can_be_sent);
    }
}
