//! The hot paths of a call, each as a function that is run once.

#[path = "../../bench/src/answers.rs"]
pub mod answers;

use http::HeaderMap;
use ncloud_core::Secret;
use ncloud_core::signature::Signer;
use ncloud_private_ca::types;

const ACCESS_KEY: &str = "AKIDEXAMPLE000000001";
const SECRET_KEY: &str = "SkExampleSecretKey0123456789abcdefABCDEF";
const TARGET: &str = "/api/v1/ca/4b0bbe37-eeea93b8/cert?pageNo=1";
const TIME: u64 = 1_732_147_200_000;

/// A signer whose key has been taken in, as a client has it.
///
/// # Panics
/// Never: the keys are good.
#[must_use]
pub fn signer() -> Signer {
    Signer::new(ACCESS_KEY, &Secret::new(SECRET_KEY)).unwrap_or_else(|error| panic!("{error}"))
}

/// All headers of a signature.
#[must_use]
pub fn sign(signer: &Signer) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(8);
    if let Ok(signature) = signer.sign("GET", TARGET, TIME) {
        signature.apply(&mut headers);
    }
    headers
}

/// A page of serial numbers.
///
/// # Errors
/// When the answer is not as documented.
pub fn decode_serials(answer: &[u8]) -> serde_json::Result<types::GetEndCertListResponse> {
    serde_json::from_slice(answer)
}

/// A page of CAs with their certificates.
///
/// # Errors
/// When the answer is not as documented.
pub fn decode_cas(answer: &[u8]) -> serde_json::Result<types::GetCaListResponse> {
    serde_json::from_slice(answer)
}
