//! Java: clients by OpenAPI Generator, whose Python package brings the program.

use std::path::Path;

use super::{documents, lay_out, proof, prove, vectors};
use crate::process::run_tool;
use crate::{process, tools};

const RECIPE: &str = "recipes/java";
const INSTALL: &str = "a JDK, 17 or newer, and Maven (`default-jdk-headless maven` on Debian)";
/// The generator tells of every operation unless it is told not to; warnings stay.
const QUIET: [(&str, &str); 1] = [("JAVA_OPTS", "-Dlog.level=warn")];

pub fn run() -> Result<(), String> {
    run_tool("javac", &["-version"], INSTALL)?;
    let python = tools::python(RECIPE)?;
    let generator = tools::text(&Path::new(&python).with_file_name("openapi-generator-cli"))?;
    let folder = proof(RECIPE)?;
    lay_out(RECIPE, &folder)?;
    let settings = tools::text(&folder.join("generator.yaml"))?;
    let output = tools::text(&folder.join("generated"))?;
    for (service, document) in documents() {
        let package = service.replace('-', "");
        let packages = format!(
            "invokerPackage={package},apiPackage={package}.api,modelPackage={package}.model"
        );
        let arguments = [
            "generate",
            "--config",
            &settings,
            "--additional-properties",
            &packages,
            "--input-spec",
            &document,
            "--output",
            &output,
        ];
        process::run(&generator, &arguments, &QUIET)?;
    }
    let project = tools::text(&folder.join("pom.xml"))?;
    let maven = ["--quiet", "--batch-mode", "--file", &project];
    let compile: Vec<&str> = maven.into_iter().chain(["compile"]).collect();
    run_tool("mvn", &compile, INSTALL)?;
    let vectors = format!("-Dvectors={}", vectors()?);
    let run: Vec<&str> = maven.into_iter().chain(["exec:java", &vectors]).collect();
    prove("mvn", &run)
}
