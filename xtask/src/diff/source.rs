//! Where a state of the specification is read from: a file, a folder, or a git revision.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use ncloud_spec::codegen::lint::foundations;
use ncloud_spec::document::Document;

use crate::{examples, files, regenerate, workspace};

/// Folders in which documents are looked for: of a bundle, of the specification, any other.
const FOLDERS: [&str; 3] = ["openapi/3.0", "openapi", "."];
/// Where documents are in a revision.
const COMMITTED: &str = "spec/openapi/";

/// A state of the specification.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A file or a folder.
    Path(PathBuf),
    /// A git revision of this repository.
    Revision(String),
}

impl FromStr for Source {
    type Err = Infallible;

    /// What is there as a file or folder is that; anything else is a revision.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let path = Path::new(text);
        Ok(if path.exists() {
            Self::Path(path.to_owned())
        } else {
            Self::Revision(text.to_owned())
        })
    }
}

/// Reads both states. Beside a single file only the same service is looked at.
pub(super) fn pair(old: &Source, new: &Source) -> Result<(Vec<Document>, Vec<Document>), String> {
    let (mut before, mut after) = (read(old)?, read(new)?);
    if old.is_file() {
        retain(&mut after, &before, new)?;
    }
    if new.is_file() {
        retain(&mut before, &after, old)?;
    }
    Ok((before, after))
}

fn retain(
    documents: &mut Vec<Document>,
    wanted: &[Document],
    source: &Source,
) -> Result<(), String> {
    let is_wanted =
        |document: &Document| wanted.iter().any(|other| other.name() == document.name());
    documents.retain(is_wanted);
    if documents.is_empty() {
        let names: Vec<&str> = wanted.iter().map(Document::name).collect();
        return Err(format!(
            "{}: has no document of `{}`",
            source.shown(),
            names.join("`, `")
        ));
    }
    Ok(())
}

impl Source {
    fn is_file(&self) -> bool {
        matches!(self, Self::Path(path) if path.is_file())
    }

    fn shown(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Revision(revision) => revision.clone(),
        }
    }
}

/// The documents of a state, by the names of their files. An error lists all flaws.
pub(super) fn read(source: &Source) -> Result<Vec<Document>, String> {
    let texts = match source {
        Source::Path(path) if path.is_file() => {
            vec![(path.display().to_string(), files::read(path)?)]
        }
        Source::Path(path) => of_folder(path)?,
        Source::Revision(revision) => of_revision(revision)?,
    };
    let documents = texts
        .iter()
        .map(|(file, text)| parse(file, text))
        .collect::<Result<Vec<_>, _>>()?;
    let mut flaws = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let mut findings = foundations(document);
        if findings.is_empty() {
            findings = examples::misfits(document);
        }
        flaws.extend(findings.iter().map(ToString::to_string));
        let name = document.name();
        if name.is_empty() {
            flaws.push(format!(
                "{}: /x-ncloud-service/name: name the service",
                document.file()
            ));
        } else if let Some(other) = documents[..index].iter().find(|other| other.name() == name) {
            flaws.push(format!(
                "{}: /x-ncloud-service/name: `{name}` is described in {}, too",
                document.file(),
                other.file()
            ));
        }
    }
    if flaws.is_empty() {
        Ok(documents)
    } else {
        Err(flaws.join("\n"))
    }
}

/// JSON is read as JSON: that of YAML would do, but is slower and tells less.
fn parse(file: &str, text: &str) -> Result<Document, String> {
    if !file.ends_with(".json") {
        return Document::parse(file, text).map_err(|error| error.to_string());
    }
    serde_json::from_str(text)
        .map(|value| Document::from_value(file, value))
        .map_err(|error| format!("{file}: not readable as JSON: {error}"))
}

fn of_folder(folder: &Path) -> Result<Vec<(String, String)>, String> {
    for below in FOLDERS {
        let Ok(entries) = fs::read_dir(folder.join(below)) else {
            continue;
        };
        let names = entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<Vec<_>>>()
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let documents = documents(names);
        if !documents.is_empty() {
            if below == "openapi" {
                regenerate::refuse_stale(folder)?;
            }
            return documents
                .into_iter()
                .map(|name| {
                    let path = if below == "." {
                        folder.join(name)
                    } else {
                        folder.join(below).join(name)
                    };
                    Ok((path.display().to_string(), files::read(&path)?))
                })
                .collect();
        }
    }
    Err(format!(
        "{}: holds no document, .json or .yaml",
        folder.display()
    ))
}

fn of_revision(revision: &str) -> Result<Vec<(String, String)>, String> {
    // An option in place of a revision would mean something else to git.
    if revision.starts_with('-')
        || git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            &format!("{revision}^{{commit}}"),
        ])
        .is_err()
    {
        return Err(format!(
            "{revision}: is neither a file, a folder nor a git revision"
        ));
    }
    let listed = git(&["ls-tree", "--name-only", revision, COMMITTED])?;
    let names = listed
        .lines()
        .filter_map(|path| path.strip_prefix(COMMITTED));
    let documents = documents(names.map(str::to_owned).collect());
    if documents.is_empty() {
        return Err(format!("{revision}: holds no document below {COMMITTED}"));
    }
    documents
        .into_iter()
        .map(|name| {
            let file = format!("{revision}:{COMMITTED}{name}");
            let text = git(&["show", &file])?;
            Ok((file, text))
        })
        .collect()
}

/// The names of documents, in order; JSON where there is JSON and YAML of one name.
fn documents(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    let is_json = |name: &String| name.ends_with(".json");
    let twins: Vec<String> = names.iter().filter(|name| is_json(name)).cloned().collect();
    names.retain(|name| {
        let stem = name
            .strip_suffix(".yaml")
            .or_else(|| name.strip_suffix(".yml"));
        is_json(name) || stem.is_some_and(|stem| !twins.contains(&format!("{stem}.json")))
    });
    names
}

/// What git prints, in this repository.
pub(super) fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(workspace::root())
        .output()
        .map_err(|error| format!("git could not be started: {error}"))?;
    if output.status.success() {
        String::from_utf8(output.stdout).map_err(|error| format!("git: {error}"))
    } else {
        let reason = String::from_utf8_lossy(&output.stderr);
        Err(format!("git {}: {}", arguments.join(" "), reason.trim()))
    }
}
