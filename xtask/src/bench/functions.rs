//! Functions, as criterion measures them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::figure::Figure;
use crate::{process, tools};

pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    let benches = ["bench", "--package", "ncloud-bench", "--locked", "--bench"];
    for bench in ["signing", "decoding"] {
        let arguments: Vec<&str> = benches.into_iter().chain([bench]).collect();
        process::cargo(&arguments, &[])?;
    }
    let figure = |name: &str, (group, ours, reference), scale, unit, goal| {
        let numbers = (
            median(group, ours)? / scale,
            median(group, reference)? / scale,
        );
        Ok::<_, String>(Figure::new(name, numbers, unit, goal))
    };
    let milliseconds = 1e6;
    Ok(vec![
        figure(
            "all headers of a signature, against the bare compressions of SHA-256",
            ("signing", "headers", "compressions"),
            1.0,
            "ns",
            Some(1.8),
        )?,
        figure(
            "a signature without headers, against the same",
            ("signing", "signature", "compressions"),
            1.0,
            "ns",
            None,
        )?,
        figure(
            "headers as people write them, against the same",
            ("signing", "by hand", "compressions"),
            1.0,
            "ns",
            None,
        )?,
        figure(
            "decoding 30,000 serial numbers, against plain structs",
            ("serials", "typed", "plain"),
            milliseconds,
            "ms",
            Some(1.15),
        )?,
        figure(
            "decoding 1,000 CAs, against plain structs",
            ("cas", "typed", "plain"),
            milliseconds,
            "ms",
            Some(1.15),
        )?,
    ])
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
