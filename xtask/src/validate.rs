//! `cargo xtask validate`: the published documents, judged by programs that share no code with ours.

use crate::{process, tools};

/// Where the versions of the validators are pinned.
const NAME: &str = "validators";
/// Redocly reports its use and looks for updates unless it is told not to.
const QUIET: [(&str, &str); 2] = [
    ("REDOCLY_TELEMETRY", "off"),
    ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
];

/// Judges the documents as they are committed.
pub fn run() -> Result<(), String> {
    let published: Vec<String> = ncloud_spec::SERVICES
        .iter()
        .map(|service| format!("spec/openapi/{}.yaml", service.name))
        .collect();
    documents(&published)
}

/// Runs all validators on these files, so that one run shows every finding.
pub fn documents(documents: &[String]) -> Result<(), String> {
    let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
    let findings: Vec<String> = [spec_validator(&documents), redocly(&documents)]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(findings.join("\n"))
    }
}

/// openapi-spec-validator: whether the documents are OpenAPI at all.
fn spec_validator(documents: &[&str]) -> Result<(), String> {
    let python = tools::python(NAME)?;
    let mut arguments = vec!["-m", "openapi_spec_validator", "--validation-errors", "all"];
    arguments.extend(documents);
    process::run(&python, &arguments, &[])
}

/// Redocly CLI: whether the documents keep to good practice, by its set of rules `recommended`.
fn redocly(documents: &[&str]) -> Result<(), String> {
    let program = tools::node(NAME)?.join("node_modules/.bin/redocly");
    let mut arguments = vec!["lint", "--config", "xtask/validators/redocly.yaml"];
    arguments.extend(["--format", "stylish"]);
    arguments.extend(documents);
    process::run(&tools::text(&program)?, &arguments, &QUIET)
}
