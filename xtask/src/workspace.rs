//! Where the files of the workspace are, and what is in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{files, process};

/// Root of the workspace, which holds this crate's folder.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// What cargo says of the members of the workspace.
pub fn metadata() -> Result<Value, String> {
    cargo_metadata(&["--no-deps"])
}

/// What cargo says of the members of the workspace and of all that they depend on.
pub fn metadata_with_dependencies() -> Result<Value, String> {
    cargo_metadata(&[])
}

fn cargo_metadata(options: &[&str]) -> Result<Value, String> {
    let output = Command::new(process::cargo_path())
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(options)
        .current_dir(root())
        .output()
        .map_err(|error| format!("`cargo metadata` could not be started: {error}"))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`cargo metadata` failed: {reason}"));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("`cargo metadata`: {error}"))
}

/// The version of a package in the lock file.
pub fn locked_version(package: &str) -> Result<String, String> {
    let file = root().join("Cargo.lock");
    let text = files::read(&file)?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| *line != name);
    let version = lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = "));
    version
        .map(|version| version.trim_matches('"').to_owned())
        .ok_or_else(|| format!("{}: there is no {package}", file.display()))
}
