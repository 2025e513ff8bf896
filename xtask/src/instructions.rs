//! The instructions of the hot paths, counted by valgrind and held to what is on record.

use crate::{process, tools, workspace};

const BENCH: &str = "bench --package ncloud-instructions --bench hot_paths --locked";

/// Counts them; installs gungraun's runner, in the version that the lock file has, when it is missing.
pub fn run() -> Result<(), String> {
    let folder = tools::installed()?.join("gungraun");
    let runner = folder.join("bin/gungraun-runner");
    if !runner.exists() {
        let folder = tools::text(&folder)?;
        let version = workspace::locked_version("gungraun")?;
        // Unoptimised: it does little but start valgrind.
        let install = "install gungraun-runner --locked --debug --force --version";
        let mut arguments: Vec<&str> = install.split(' ').collect();
        arguments.extend([version.as_str(), "--root", &folder]);
        process::cargo(&arguments, &[])?;
    }
    let runner = tools::text(&runner)?;
    let variables = [("GUNGRAUN_RUNNER", runner.as_str())];
    let arguments: Vec<&str> = BENCH.split(' ').collect();
    process::cargo(&arguments, &variables).map_err(|error| {
        format!("{error}: where a path has become longer for a good reason, put its number into tests/instructions/benches/hot_paths.rs; without valgrind, install it")
    })
}
