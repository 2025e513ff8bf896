//! The instructions of the hot paths, counted by valgrind and held to what is on record.

use crate::{process, tools, workspace};

const BENCH: &str = "bench --package ncloud-instructions --bench hot_paths --locked";

/// Counts them; installs gungraun's runner, in the version that the lock file has, when it is missing.
pub fn run() -> Result<(), String> {
    let version = workspace::locked_version("gungraun")?;
    let runner = tools::cargo("gungraun-runner", &version, &[])?;
    let variables = [("GUNGRAUN_RUNNER", runner.as_str())];
    process::cargo_command(BENCH, &variables).map_err(|error| {
        format!("{error}: where a path has become longer for a good reason, put its number into tests/instructions/benches/hot_paths.rs; without valgrind, install it")
    })
}
