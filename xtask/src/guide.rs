//! `cargo xtask guide`: the guide as HTML, by mdBook.
//!
//! Building mdBook takes minutes, so no step of `ci` needs it: the tests of `docs/guide/programs` hold the
//! chapters to what it expects.

use crate::{process, tools, workspace};

/// The version that is known to read our `book.toml`.
const VERSION: &str = "0.5.4";

/// Installs mdBook below the target folder, and lets it write.
pub fn run() -> Result<(), String> {
    let folder = tools::installed()?.join(format!("mdbook-{VERSION}"));
    let program = folder.join("bin/mdbook");
    if !program.exists() {
        let root = tools::text(&folder)?;
        let install = "install mdbook --locked --no-default-features --features search --version";
        let arguments: Vec<&str> = install
            .split(' ')
            .chain([VERSION, "--root", &root])
            .collect();
        process::cargo(&arguments, &[])?;
    }
    let book = workspace::root().join("docs/guide");
    let pages = tools::target()?.join("guide");
    let arguments = [
        "build",
        &tools::text(&book)?,
        "--dest-dir",
        &tools::text(&pages)?,
    ];
    process::run(&tools::text(&program)?, &arguments, &[])?;
    println!("written: {}", pages.join("index.html").display());
    Ok(())
}
