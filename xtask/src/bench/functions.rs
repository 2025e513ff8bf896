//! Functions, as criterion measures them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::figure::Figure;
use crate::{process, tools};

/// Rounds, of whose ratios the middle one counts: what runs beside the benchmark disturbs some of them.
const ROUNDS: usize = 5;
/// Seconds of warming up and of measuring a function in one round.
const TIMES: [&str; 4] = ["--warm-up-time", "1", "--measurement-time", "2"];

/// A function beside its reference.
struct Pair {
    name: &'static str,
    group: &'static str,
    ours: &'static str,
    reference: &'static str,
    unit: &'static str,
    nanoseconds: f64,
    goal: Option<f64>,
}

const SIGNING: Pair = Pair {
    name: "",
    group: "signing",
    ours: "",
    reference: "compressions",
    unit: "ns",
    nanoseconds: 1.0,
    goal: None,
};
const DECODING: Pair = Pair {
    name: "",
    group: "",
    ours: "typed",
    reference: "plain",
    unit: "ms",
    nanoseconds: 1e6,
    goal: Some(1.15),
};
const PAIRS: [Pair; 5] = [
    Pair {
        name: "the headers of a signature, against the bare compressions of SHA-256",
        ours: "headers",
        goal: Some(1.8),
        ..SIGNING
    },
    Pair {
        name: "the same, put into a map of headers",
        ours: "map",
        goal: Some(1.8),
        ..SIGNING
    },
    Pair {
        name: "headers as people write them, against the same",
        ours: "by hand",
        ..SIGNING
    },
    Pair {
        name: "decoding 30,000 serial numbers, against plain structs",
        group: "serials",
        ..DECODING
    },
    Pair {
        name: "decoding 1,000 CAs, against plain structs",
        group: "cas",
        ..DECODING
    },
];

pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    let benches = ["bench", "--package", "ncloud-bench", "--locked", "--bench"];
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        for bench in ["signing", "decoding"] {
            let arguments: Vec<&str> = [&benches[..], &[bench, "--"], &TIMES].concat();
            process::cargo(&arguments, &[])?;
        }
        let round = PAIRS.iter().map(figure);
        rounds.push(round.collect::<Result<Vec<Figure>, String>>()?);
    }
    let middle = |index: usize| {
        let mut figures: Vec<&Figure> = rounds.iter().map(|round| &round[index]).collect();
        figures.sort_by(|one, other| one.ratio.total_cmp(&other.ratio));
        figures[ROUNDS / 2].clone()
    };
    Ok((0..PAIRS.len()).map(middle).collect())
}

/// What criterion measured last.
fn figure(pair: &Pair) -> Result<Figure, String> {
    let of = |function| Ok::<_, String>(median(pair.group, function)? / pair.nanoseconds);
    let numbers = (of(pair.ours)?, of(pair.reference)?);
    Ok(Figure::new(pair.name, numbers, pair.unit, pair.goal))
}

/// The median that criterion left, in nanoseconds.
fn median(group: &str, function: &str) -> Result<f64, String> {
    let file = tools::target()?
        .join("criterion")
        .join(group)
        .join(function)
        .join("new/estimates.json");
    let unreadable = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read(&file).map_err(|error| unreadable(&error))?;
    let estimates: Value = serde_json::from_slice(&text).map_err(|error| unreadable(&error))?;
    estimates["median"]["point_estimate"]
        .as_f64()
        .ok_or_else(|| unreadable(&"no median"))
}
