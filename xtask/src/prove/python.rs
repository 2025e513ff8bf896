//! Python: clients by openapi-python-client.

use std::fs;

use super::{documents, lay_out, proof, prove, vectors};
use crate::{process, tools};

const RECIPE: &str = "recipes/python";

pub fn run() -> Result<(), String> {
    let python = tools::python(RECIPE)?;
    let folder = proof(RECIPE)?;
    lay_out(RECIPE, &folder)?;
    let inside = |name: &str| tools::text(&folder.join(name));
    let generated = folder.join("generated");
    fs::create_dir_all(&generated)
        .and_then(|()| fs::write(generated.join("__init__.py"), ""))
        .map_err(|error| format!("{}: {error}", generated.display()))?;
    let settings = inside("generator.yaml")?;
    let templates = inside("templates")?;
    for (service, document) in documents() {
        let output = inside(&format!("generated/{}", service.replace('-', "_")))?;
        let arguments = [
            "-m",
            "openapi_python_client",
            "generate",
            "--meta",
            "none",
            "--fail-on-warning",
            "--config",
            &settings,
            "--custom-template-path",
            &templates,
            "--path",
            &document,
            "--output-path",
            &output,
        ];
        process::run(&python, &arguments, &[])?;
    }
    // What mypy found out last time spares it most of the work.
    let cache = tools::text(&folder.with_file_name("mypy"))?;
    let all = tools::text(&folder)?;
    // The generator casts lists of anything to what they are already.
    let strict = [
        "-m",
        "mypy",
        "--strict",
        "--disable-error-code",
        "redundant-cast",
    ];
    let arguments = [&strict[..], &["--cache-dir", &cache, &all]].concat();
    process::run(&python, &arguments, &[])?;
    process::run(&python, &["-m", "ruff", "check", "--no-cache", &all], &[])?;
    process::run(
        &python,
        &["-m", "ruff", "format", "--no-cache", "--check", &all],
        &[],
    )?;
    prove(&python, &[&inside("prove.py")?, &vectors()?])
}
