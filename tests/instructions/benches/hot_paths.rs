//! Instructions of the hot paths, none of which may take 5 % more than is on record.
//!
//! `cargo xtask ci instructions` runs it. When a path has become longer for a good reason, or shorter, put
//! the number that it prints here.

#![allow(
    missing_docs,
    unused_qualifications,
    reason = "gungraun makes functions without, and writes whole paths"
)]

use std::hint::black_box;

use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};
use http::HeaderMap;
use ncloud_core::signature::Signer;
use ncloud_instructions::{answers, decode_cas, decode_serials, sign, signer};
use ncloud_private_ca::types;

/// A path may take at most 5 % more instructions than this.
fn limit(instructions: u64) -> LibraryBenchmarkConfig {
    let most = instructions + instructions / 20;
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(EventKind::Ir, most)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

#[library_benchmark(config = limit(13_229))]
#[bench::get(signer())]
fn signing(signer: Signer) -> HeaderMap {
    black_box(sign(black_box(&signer)))
}

#[library_benchmark(config = limit(736_640))]
#[bench::thousand(answers::serials(1_000))]
fn decoding_serials(answer: Vec<u8>) -> serde_json::Result<types::GetEndCertListResponse> {
    black_box(decode_serials(black_box(&answer)))
}

#[library_benchmark(config = limit(3_173_200))]
#[bench::hundred(answers::cas(100))]
fn decoding_cas(answer: Vec<u8>) -> serde_json::Result<types::GetCaListResponse> {
    black_box(decode_cas(black_box(&answer)))
}

library_benchmark_group!(
    name = hot_paths,
    benchmarks = [signing, decoding_serials, decoding_cas]
);
main!(library_benchmark_groups = hot_paths);
