//! `cargo xtask publish-spec`: the release bundle of the specification.
//!
//! Everything is read, checked and made before anything is written, so that bad input leaves nothing
//! behind. The bundle holds no times and no order of chance: two runs give the same bytes.

mod documents;
mod fixtures;
mod index;
mod place;
mod step;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ncloud_spec::codegen::openapi31::openapi31;
use ncloud_spec::codegen::publish;
use serde::Serialize;

use crate::site::{self, File};
use crate::workspace;
use documents::Published;
pub(crate) use step::run as step;

/// Where the bundle goes, and from what it is made.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folder of the bundle: a new one, an empty one, or one that holds an earlier bundle.
    #[arg(long)]
    out: PathBuf,
    /// Folder of the specification.
    #[arg(long, default_value_os_t = workspace::root().join("spec"))]
    spec: PathBuf,
}

/// Files of a bundle by their paths in it, with `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes the bundle.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    // The pages are made from the specification that this program was built with.
    let own = workspace::root().join("spec");
    let is_own = arguments.spec.canonicalize().ok() == own.canonicalize().ok();
    if !is_own {
        println!("without `site/`: it is made for the specification of this workspace only");
    }
    write(arguments, || {
        if is_own { site::make() } else { Ok(Vec::new()) }
    })
}

/// Writes the bundle with these pages to read, which are made once the specification is known to be
/// good.
fn write(
    arguments: &Arguments,
    pages: impl FnOnce() -> Result<Vec<File>, String>,
) -> Result<(), String> {
    let files = bundle(&arguments.spec, &workspace::root(), pages)?;
    place::write(&arguments.out, &files)?;
    println!("{}: {} files", arguments.out.display(), files.len());
    Ok(())
}

/// Makes the bundle. `root` holds what concerns the whole project: change log and licences.
///
/// The index comes last, for it lists all of them.
fn bundle(
    spec: &Path,
    root: &Path,
    pages: impl FnOnce() -> Result<Vec<File>, String>,
) -> Result<Files, String> {
    let published = documents::read(spec)?;
    let mut files = Files::new();
    for name in ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        files.insert(name.to_owned(), read(&root.join(name))?);
    }
    files.insert(
        "README.md".to_owned(),
        read(&spec.join("bundle/README.md"))?,
    );
    let vectors = read(&spec.join("vectors/signature-v2.json"))?;
    renderings(&published, &mut files)?;
    tables::add(spec, &published, &mut files)?;
    fixtures::add(&published, &vectors, &mut files)?;
    files.insert("vectors/signature-v2.json".to_owned(), vectors);
    for page in pages()? {
        files.insert(format!("site/{}", page.path), page.bytes);
    }
    index::add(&published, &mut files)?;
    Ok(files)
}

/// The documents as they are committed, and in OpenAPI 3.1.
fn renderings(published: &[Published], files: &mut Files) -> Result<(), String> {
    for service in published {
        let name = service.document.name();
        let (yaml, json) = (service.yaml.as_bytes(), service.json.as_bytes());
        files.insert(format!("openapi/3.0/{name}.yaml"), yaml.to_vec());
        files.insert(format!("openapi/3.0/{name}.json"), json.to_vec());
        let newer = openapi31(&service.document);
        let yaml = publish::bare_yaml(&newer).map_err(|error| error.to_string())?;
        let json = publish::json(&newer).map_err(|error| error.to_string())?;
        let header = format!("# The document openapi/3.0/{name}.yaml in OpenAPI 3.1.\n");
        files.insert(format!("openapi/3.1/{name}.yaml"), (header + &yaml).into());
        files.insert(format!("openapi/3.1/{name}.json"), json.into());
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A file of JSON for people and programs.
fn json(value: &impl Serialize) -> Result<Vec<u8>, String> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| error.to_string())?;
    text.push(b'\n');
    Ok(text)
}
