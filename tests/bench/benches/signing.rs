//! A signature with its headers, against the bare compressions of SHA-256 that the measured message
//! needs when the state of the key is known.

#![allow(missing_docs, reason = "criterion makes a function without")]

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use criterion::{Criterion, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderValue};
use ncloud_core::Secret;
use ncloud_core::signature::{Signature, Signer};
use sha2::Sha256;
use sha2::block_api::compress256;

const ACCESS_KEY: &str = "AKIDEXAMPLE000000001";
const SECRET_KEY: &str = "SkExampleSecretKey0123456789abcdefABCDEF";
const METHOD: &str = "GET";
const TARGET: &str = "/api/v1/ca/4b0bbe37-eeea93b8/cert?pageNo=1";
const TIME: u64 = 1_732_147_200_000;
const BLOCK: usize = 64;

/// The blocks that are hashed for a message once the key has been taken in: the message with its
/// padding (a bit and a length of 64 bits), and the inner digest with its own.
fn blocks(message: usize) -> usize {
    (message + 9).div_ceil(BLOCK) + 1
}

fn string_to_sign() -> String {
    format!("{METHOD} {TARGET}\n{TIME}\n{ACCESS_KEY}")
}

fn signing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("signing");
    let message = string_to_sign();
    let data = vec![[0x5a_u8; BLOCK]; blocks(message.len())];
    let mut state = [0x6a09_e667_u32; 8];
    group.bench_function("compressions", |bencher| {
        bencher.iter(|| compress256(black_box(&mut state), black_box(&data)));
    });
    let Ok(signer) = Signer::new(ACCESS_KEY, &Secret::new(SECRET_KEY)) else {
        return;
    };
    let sign = || signer.sign(black_box(METHOD), black_box(TARGET), TIME);
    group.bench_function("headers", |bencher| {
        bencher.iter(|| sign().map(Signature::into_headers));
    });
    let mut headers = HeaderMap::with_capacity(8);
    group.bench_function("map", |bencher| {
        bencher.iter(|| {
            if let Ok(signature) = sign() {
                signature.apply(&mut headers);
            }
            black_box(&headers);
        });
    });
    group.bench_function("by hand", |bencher| {
        bencher.iter(|| by_hand(&mut headers));
    });
    group.finish();
}

/// What people write: the key is taken in for each call, and everything is text.
fn by_hand(headers: &mut HeaderMap) {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(black_box(SECRET_KEY).as_bytes()) else {
        return;
    };
    mac.update(string_to_sign().as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    for (name, value) in [
        ("x-ncp-apigw-timestamp", TIME.to_string()),
        ("x-ncp-iam-access-key", ACCESS_KEY.to_owned()),
        ("x-ncp-apigw-signature-v2", signature),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
}

criterion_group!(benches, signing);
criterion_main!(benches);
