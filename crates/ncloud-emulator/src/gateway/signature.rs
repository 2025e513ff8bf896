//! Signature version 2, from the side that verifies.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What is signed: method, request target, timestamp and access key as they were sent.
pub(crate) fn string_to_sign(
    method: &str,
    target: &str,
    timestamp: &str,
    access_key: &str,
) -> String {
    format!("{method} {target}\n{timestamp}\n{access_key}")
}

/// The bytes of a signature header; none unless it is standard base64 with padding.
pub(crate) fn decode(signature: &str) -> Option<Vec<u8>> {
    STANDARD.decode(signature).ok()
}

/// Whether `signature` is the one of `text`, compared in constant time.
pub(crate) fn is_of(signature: &[u8], text: &str, secret: &[u8]) -> bool {
    // HMAC takes keys of every length, so this cannot fail; failing would mean "not signed".
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return false;
    };
    mac.update(text.as_bytes());
    mac.verify_slice(signature).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_published_vectors_verify() {
        let document: Value = serde_json::from_str(ncloud_spec::SIGNATURE_V2_VECTORS).unwrap();
        let access_key = document["accessKey"].as_str().unwrap();
        let vectors = document["vectors"].as_array().unwrap();
        assert!(vectors.len() >= 18);
        for vector in vectors {
            let text = string_to_sign(
                vector["method"].as_str().unwrap(),
                vector["target"].as_str().unwrap(),
                &vector["timestamp"].to_string(),
                access_key,
            );
            assert_eq!(vector["stringToSign"], text, "{}", vector["id"]);
            assert_eq!(vector["length"], text.len(), "{}", vector["id"]);
            let secret = vector["secretKey"].as_str().unwrap().as_bytes();
            let signature = decode(vector["signature"].as_str().unwrap()).unwrap();
            assert!(is_of(&signature, &text, secret), "{}", vector["id"]);
            assert!(!is_of(&signature, &text, b"another"), "{}", vector["id"]);
            assert!(!is_of(&signature[..31], &text, secret), "{}", vector["id"]);
        }
    }
}
