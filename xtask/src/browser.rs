//! Tests in headless Chromium. The tests are the `.mjs` files of `xtask/browser`.

use std::path::Path;

use crate::{process, tools};

/// Where Debian has it. The variable `CHROMIUM` names another place.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Runs `xtask/browser/<test>` with Node.js.
pub fn run(test: &str, arguments: &[&str]) -> Result<(), String> {
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| CHROMIUM.to_owned());
    if !Path::new(&chromium).exists() {
        return Err(format!(
            "{chromium}: install Chromium (`chromium` on Debian), or name another one in the variable CHROMIUM"
        ));
    }
    let packages = tools::text(&tools::node("browser")?)?;
    let test = format!("xtask/browser/{test}");
    let arguments: Vec<&str> = [test.as_str()]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let variables = [
        ("CHROMIUM", chromium.as_str()),
        // Modules of Node.js are looked for beside the test, where none are installed.
        ("BROWSER_PACKAGES", packages.as_str()),
    ];
    process::run("node", &arguments, &variables)
}
