//! `cargo xtask regenerate`: from the hand-written documents to everything that follows from them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ncloud_spec::codegen::{bundle, coverage, errata, generate, lint, publish};
use ncloud_spec::document::Document;
use similar::TextDiff;

use crate::{catalogue, examples, files, process, workspace};

/// Tests whose snapshots follow from the documents.
const SNAPSHOT_TESTS: [&str; 2] = ["surface", "wire"];

/// A file that follows from the documents.
struct Derived {
    /// Path below the root of the workspace.
    file: String,
    /// What it must hold.
    text: String,
    /// What to edit instead of it.
    source: String,
}

/// Refreshes what follows from the documents, or checks that it is fresh.
pub fn run(check: bool) -> Result<(), String> {
    files_that_follow(check)?;
    snapshots(check)
}

/// The step of `cargo xtask ci`: the files only, for the step `test` has compared the snapshots, and on their
/// own these tests are built again, with fewer features of their dependencies.
pub fn step() -> Result<(), String> {
    files_that_follow(true)
}

fn files_that_follow(check: bool) -> Result<(), String> {
    let root = workspace::root();
    let spec = root.join("spec");
    let names = service_names(&spec)?;
    let mut stale = Vec::new();
    let (documents, files) = documents(&spec, &names)?;
    for file in &files {
        refresh(&root, file, check, &mut stale)?;
    }
    // After the documents, which the catalogue takes in: a new one is there before its line is.
    catalogue::check(&names)?;
    for list in catalogue::lists(&root, &documents)? {
        let derived = Derived {
            file: list.file.to_owned(),
            text: list.text,
            source: catalogue::FILE.to_owned(),
        };
        refresh(&root, &derived, check, &mut stale)?;
    }
    if !stale.is_empty() {
        return Err(format!(
            "{}\nrun `cargo xtask regenerate` and review the changes",
            stale.join("\n")
        ));
    }
    Ok(())
}

/// The documents to publish, their files and their coverage. Nothing is written when one of them has a
/// flaw.
fn documents(
    spec: &Path,
    names: &BTreeSet<String>,
) -> Result<(Vec<Document>, Vec<Derived>), String> {
    let common = read(spec, "common.yaml")?;
    let (mut documents, mut derived) = (Vec::new(), Vec::new());
    let mut findings = errata::lint(&common);
    for name in names {
        let source = format!("spec/services/{name}.yaml");
        let service = read(spec, &format!("services/{name}.yaml"))?;
        let published = bundle::bundle(&service, &common).map_err(|error| error.to_string())?;
        let mut flaws = lint::lint(&published, name);
        if flaws.is_empty() {
            flaws = examples::misfits(&published);
        }
        if flaws.is_empty() {
            // progenitor and the rewriting passes must accept it before it replaces the published one.
            generate(&published).map_err(|error| error.to_string())?;
        }
        findings.extend(flaws);
        let yaml = publish::yaml(&published).map_err(|error| error.to_string())?;
        let json = publish::json(&published).map_err(|error| error.to_string())?;
        for (ending, text) in [("yaml", yaml), ("json", json)] {
            let file = format!("spec/openapi/{name}.{ending}");
            derived.push(Derived {
                file,
                text,
                source: source.clone(),
            });
        }
        documents.push(published);
    }
    if !findings.is_empty() {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        let count = lines.len();
        return Err(format!(
            "{}\nfindings: {count}; nothing is published until they are mended",
            lines.join("\n")
        ));
    }
    let text = coverage::page(&common, &documents);
    derived.push(Derived {
        file: "spec/COVERAGE.md".to_owned(),
        text,
        source: "spec/services/*.yaml and spec/common.yaml".to_owned(),
    });
    Ok((documents, derived))
}

/// Refuses published documents that do not follow from the hand-written ones beside them: what is told of
/// them would be about an earlier state.
pub(crate) fn refuse_stale(spec: &Path) -> Result<(), String> {
    if !spec.join("services").is_dir() {
        return Ok(());
    }
    let common = read(spec, "common.yaml")?;
    for name in service_names(spec)? {
        let service = read(spec, &format!("services/{name}.yaml"))?;
        let fresh = bundle::bundle(&service, &common).map_err(|error| error.to_string())?;
        let fresh = publish::json(&fresh).map_err(|error| error.to_string())?;
        let file = spec.join(format!("openapi/{name}.json"));
        if fs::read_to_string(&file).unwrap_or_default() != fresh {
            return Err(format!(
                "{}: does not follow from services/{name}.yaml: run `cargo xtask regenerate` first",
                file.display()
            ));
        }
    }
    Ok(())
}

fn read(spec: &Path, file: &str) -> Result<Document, String> {
    let text = files::read(&spec.join(file))?;
    Document::parse(&format!("spec/{file}"), &text).map_err(|error| error.to_string())
}

/// Names of the hand-written documents, in order.
fn service_names(spec: &Path) -> Result<BTreeSet<String>, String> {
    files::entries(&spec.join("services"))?
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = name
                .strip_suffix(".yaml")
                .ok_or_else(|| format!("spec/services/{name}: only .yaml files belong here"))?;
            Ok(stem.to_owned())
        })
        .collect()
}

fn refresh(
    root: &Path,
    derived: &Derived,
    check: bool,
    stale: &mut Vec<String>,
) -> Result<(), String> {
    let path = root.join(&derived.file);
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if committed == derived.text {
        return Ok(());
    }
    let (shown, source) = (&derived.file, &derived.source);
    if check {
        let diff = TextDiff::from_lines(committed.as_str(), derived.text.as_str());
        let diff = diff
            .unified_diff()
            .context_radius(2)
            .header(shown, &format!("from {source}"))
            .to_string();
        stale.push(format!(
            "{shown} is stale: it follows from {source}\n{diff}"
        ));
        return Ok(());
    }
    println!("writing {shown}");
    // Written beside and moved into place, so that an interrupted run leaves no half file.
    let fresh = root.join(format!("{}.new", derived.file));
    fs::write(&fresh, &derived.text)
        .and_then(|()| fs::rename(&fresh, &path))
        .map_err(|error| format!("{shown}: {error}"))
}

/// The snapshots of the generated surface and of the wire; they are tests, so cargo runs them.
fn snapshots(check: bool) -> Result<(), String> {
    let mut arguments = vec!["test", "--quiet", "--package", "ncloud-tests"];
    for test in SNAPSHOT_TESTS {
        arguments.extend(["--test", test]);
    }
    // What does not compile, or panics before it compares, is no matter of snapshots.
    let (update, advice) = if check {
        (
            "no",
            "if a snapshot in tests/snapshots is stale, run `cargo xtask regenerate` and review the changes",
        )
    } else {
        (
            "always",
            "the documents are written, the snapshots are not: mend what cargo reports above and run this again",
        )
    };
    process::cargo(&arguments, &[("INSTA_UPDATE", update)])
        .map_err(|error| format!("{error}: {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_that_was_not_regenerated_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let at = |file: &str| folder.path().join(file);
        for below in ["services", "openapi"] {
            fs::create_dir(at(below)).unwrap();
        }
        let edited = "services/certificate-manager.yaml";
        for file in ["common.yaml", edited, "openapi/certificate-manager.json"] {
            fs::copy(workspace::root().join("spec").join(file), at(file)).unwrap();
        }
        assert_eq!(refuse_stale(folder.path()), Ok(()));
        let text = fs::read_to_string(at(edited)).unwrap();
        fs::write(at(edited), text.replace("operationId: ", "operationId: my")).unwrap();
        let reason = refuse_stale(folder.path()).unwrap_err();
        assert!(reason.contains("certificate-manager.json"), "{reason}");
        assert!(reason.contains("cargo xtask regenerate"), "{reason}");
    }
}
