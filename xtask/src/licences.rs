//! Licences, bans and sources of the dependencies, by cargo-deny and `deny.toml`.

use std::process::Command;

use crate::process;

/// The version that is known to read our `deny.toml`.
const VERSION: &str = "0.20.2";

/// Checks the dependencies; installs cargo-deny when it is missing.
pub fn run() -> Result<(), String> {
    let installed = Command::new("cargo-deny")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !installed {
        let install =
            format!("install cargo-deny --locked --no-default-features --version {VERSION}");
        process::cargo_command(&install, &[])?;
    }
    // The database of advisories is not at hand everywhere, so advisories are left to where it is.
    // What `deny.toml` allows and nothing needs any more is a failure, too.
    let strict = "deny check -D unmatched-skip -D license-not-encountered bans licenses sources";
    process::cargo_command(strict, &[])
}
