//! `cargo xtask guide`: the guide as HTML, by mdBook.
//!
//! Building mdBook takes a minute, so no step of `ci` needs it: the tests of `docs/guide/programs` hold the
//! chapters to what it expects.

use crate::{process, tools, workspace};

/// The version that is known to read our `book.toml`.
const VERSION: &str = "0.5.4";

/// Installs mdBook below the target folder, and lets it write.
pub fn run() -> Result<(), String> {
    let options = ["--no-default-features", "--features", "search"];
    let program = tools::cargo("mdbook", VERSION, &options)?;
    let book = workspace::root().join("docs/guide");
    let pages = tools::target()?.join("guide");
    let arguments = [
        "build",
        &tools::text(&book)?,
        "--dest-dir",
        &tools::text(&pages)?,
    ];
    process::run(&program, &arguments, &[])?;
    println!("written: {}", pages.join("index.html").display());
    Ok(())
}
