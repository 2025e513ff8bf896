//! TypeScript: types by openapi-typescript, calls by openapi-fetch.

use super::{documents, lay_out, prove, vectors};
use crate::{process, tools};

const RECIPE: &str = "recipes/typescript";

pub fn run() -> Result<(), String> {
    let installed = tools::node(RECIPE)?;
    let program = |name: &str| tools::text(&installed.join("node_modules/.bin").join(name));
    // Packages are found upwards from where they are used.
    let folder = installed.join("proof");
    lay_out(RECIPE, &folder)?;
    for (service, document) in documents() {
        let output = tools::text(&folder.join(format!("generated/{service}.ts")))?;
        let arguments = [
            document.as_str(),
            // Requests may leave out what has a default.
            "--default-non-nullable=false",
            "--output",
            &output,
        ];
        process::run(&program("openapi-typescript")?, &arguments, &[])?;
    }
    let folder = tools::text(&folder)?;
    process::run(&program("tsc")?, &["--project", &folder], &[])?;
    let sources = format!("{folder}/*.ts");
    process::run(&program("prettier")?, &["--check", &sources], &[])?;
    prove(
        "node",
        &[&format!("{folder}/compiled/prove.js"), &vectors()?],
    )
}
