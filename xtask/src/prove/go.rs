//! Go: clients by oapi-codegen, which the recipe's module names as its tool.

use std::fs;

use super::{documents, lay_out, proof, prove, vectors};
use crate::process::run_tool;
use crate::tools;

const RECIPE: &str = "recipes/go";
const INSTALL: &str = "Go 1.25 or newer";

pub fn run() -> Result<(), String> {
    let folder = proof(RECIPE)?;
    lay_out(RECIPE, &folder)?;
    let module = tools::text(&folder)?;
    let settings = tools::text(&folder.join("oapi-codegen.yaml"))?;
    for (service, document) in documents() {
        let package = service.replace('-', "");
        let output = folder.join("generated").join(&package);
        fs::create_dir_all(&output).map_err(|error| format!("{}: {error}", output.display()))?;
        let output = tools::text(&output.join("client.gen.go"))?;
        let arguments = [
            "-C",
            &module,
            "tool",
            "oapi-codegen",
            "-config",
            &settings,
            "-package",
            &package,
            "-o",
            &output,
            &document,
        ];
        run_tool("go", &arguments, INSTALL)?;
    }
    run_tool("go", &["-C", &module, "vet", "./..."], INSTALL)?;
    let program = tools::text(&folder.join("prove.bin"))?;
    run_tool(
        "go",
        &["-C", &module, "build", "-o", &program, "./prove"],
        INSTALL,
    )?;
    prove(&program, &[&vectors()?])
}
