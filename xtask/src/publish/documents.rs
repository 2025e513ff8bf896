//! The published documents, read and checked.

use std::collections::BTreeSet;
use std::path::Path;

use ncloud_spec::codegen::lint::{Finding, foundations, lint};
use ncloud_spec::document::Document;

use crate::{examples, files, regenerate};

/// A published document, with its text as it is committed.
pub(super) struct Published {
    pub(super) document: Document,
    pub(super) yaml: String,
    pub(super) json: String,
}

/// Reads `openapi/` of the specification; an error lists every flaw of every document.
pub(super) fn read(spec: &Path) -> Result<Vec<Published>, String> {
    let folder = spec.join("openapi");
    let mut published = Vec::new();
    let mut flaws = Vec::new();
    for name in names(&folder)? {
        match read_one(&folder, &name) {
            Ok(service) => {
                flaws.extend(
                    findings(&service.document, &name)
                        .iter()
                        .map(ToString::to_string),
                );
                published.push(service);
            }
            Err(flaw) => flaws.push(flaw),
        }
    }
    if published.is_empty() && flaws.is_empty() {
        return Err(format!("{}: there is no document", folder.display()));
    }
    if flaws.is_empty() {
        regenerate::refuse_stale(spec)?;
        return Ok(published);
    }
    let count = flaws.len();
    Err(format!(
        "{}\nfindings: {count}; nothing is published until they are mended",
        flaws.join("\n")
    ))
}

/// Names of the services, in order.
fn names(folder: &Path) -> Result<BTreeSet<String>, String> {
    files::entries(folder)?
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = name
                .strip_suffix(".yaml")
                .or_else(|| name.strip_suffix(".json"));
            stem.map(str::to_owned)
                .ok_or_else(|| format!("{}: only .yaml and .json belong here", path.display()))
        })
        .collect()
}

fn read_one(folder: &Path, name: &str) -> Result<Published, String> {
    let [(yaml_file, yaml), (json_file, json)] =
        [text(folder, name, "yaml")?, text(folder, name, "json")?];
    let value = serde_json::from_str(&json)
        .map_err(|error| format!("{json_file}: not readable as JSON: {error}"))?;
    let document = Document::from_value(&json_file, value);
    let twin = Document::parse(&yaml_file, &yaml).map_err(|error| error.to_string())?;
    if twin.value() != document.value() {
        return Err(format!(
            "{yaml_file}: does not say what {json_file} says: run `cargo xtask regenerate`"
        ));
    }
    Ok(Published {
        document,
        yaml,
        json,
    })
}

fn text(folder: &Path, name: &str, ending: &str) -> Result<(String, String), String> {
    let path = folder.join(format!("{name}.{ending}"));
    Ok((path.display().to_string(), files::read(&path)?))
}

/// What lacks the foundations is not looked at further: the rest would follow from that.
fn findings(document: &Document, name: &str) -> Vec<Finding> {
    let mut findings = foundations(document);
    if findings.is_empty() {
        findings = lint(document, name);
        findings.extend(examples::misfits(document));
    }
    findings
}
