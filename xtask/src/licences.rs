//! Licences, bans and sources of the dependencies, by cargo-deny and `deny.toml`.

use crate::{process, tools};

/// The version that is known to read our `deny.toml`.
const VERSION: &str = "0.20.2";

/// Checks the dependencies with cargo-deny, which is installed first.
pub fn run() -> Result<(), String> {
    let program = tools::cargo("cargo-deny", VERSION, &["--no-default-features"])?;
    // The database of advisories is not at hand everywhere, so advisories are left to where it is.
    // What `deny.toml` allows and nothing needs any more is a failure, too.
    let strict = "check -D unmatched-skip -D license-not-encountered bans licenses sources";
    process::run(&program, &strict.split(' ').collect::<Vec<_>>(), &[])
}
