//! Signatures of requests on the wire, checked by a program that shares nothing with ours.

use std::process::{Command, Stdio};

/// Captures a request of every operation and lets Python compute its signature.
pub fn run() -> Result<(), String> {
    let root = crate::workspace::root();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut capture = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "ncloud-tests",
            "--example",
            "capture",
        ])
        .current_dir(&root)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the capture could not be started: {error}"))?;
    let captured = capture.stdout.take().ok_or("the capture has no output")?;
    let checked = Command::new("python3")
        .arg(root.join("tests/witness/signature.py"))
        .stdin(captured)
        .status()
        .map_err(|error| format!("python3 could not be started: {error}"))?;
    let captured = capture.wait().map_err(|error| error.to_string())?;
    if captured.success() && checked.success() {
        Ok(())
    } else {
        Err("the signatures do not agree".to_owned())
    }
}
