//! Large answers into the types of the client, against structs with the same members that serde
//! derives.

#![allow(missing_docs, reason = "criterion makes a function without")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ncloud_bench::{answers, plain};
use ncloud_private_ca::types;

fn decoding(criterion: &mut Criterion) {
    let serials = answers::serials(30_000);
    let mut group = criterion.benchmark_group("serials");
    group.throughput(Throughput::Bytes(serials.len() as u64));
    group.bench_function("plain", |bencher| {
        bencher.iter(|| serde_json::from_slice::<plain::Certificates>(black_box(&serials)));
    });
    group.bench_function("typed", |bencher| {
        bencher
            .iter(|| serde_json::from_slice::<types::GetEndCertListResponse>(black_box(&serials)));
    });
    group.finish();
    let cas = answers::cas(1_000);
    let mut group = criterion.benchmark_group("cas");
    group.throughput(Throughput::Bytes(cas.len() as u64));
    group.bench_function("plain", |bencher| {
        bencher.iter(|| serde_json::from_slice::<plain::Cas>(black_box(&cas)));
    });
    group.bench_function("typed", |bencher| {
        bencher.iter(|| serde_json::from_slice::<types::GetCaListResponse>(black_box(&cas)));
    });
    group.finish();
}

criterion_group!(benches, decoding);
criterion_main!(benches);
