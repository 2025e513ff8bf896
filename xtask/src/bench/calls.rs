//! Whole calls, which programs of `tests/bench` make.

use std::path::Path;
use std::process::{Command, Stdio};

use super::figure::Figure;
use crate::{process, tools};

pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    program("calls", &[])
}

/// Leaves a plot, too.
pub fn measure_scale(out: &Path) -> Result<Vec<Figure>, String> {
    let plot = tools::text(&out.join("many-calls.svg"))?;
    program("scale", &["plot", &plot])
}

/// Builds a program and takes the figures that it prints.
fn program(name: &str, its_arguments: &[&str]) -> Result<Vec<Figure>, String> {
    let build = "build --release --package ncloud-bench --locked --bin";
    let arguments: Vec<&str> = build.split(' ').chain([name]).collect();
    process::cargo(&arguments, &[])?;
    let program = tools::target()?.join("release").join(name);
    println!("$ {}", program.display());
    let output = Command::new(&program)
        .args(its_arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    if !output.status.success() {
        return Err(format!("{} failed", program.display()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{name} printed: {error}"))
}
