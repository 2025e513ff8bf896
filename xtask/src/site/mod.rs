//! `cargo xtask site`: the reference site of the release bundle, static pages that need no network.
//!
//! What the pages say about the APIs comes from the published documents, `spec/common.yaml` and the
//! vectors; `xtask/site/` holds the prose, the style and the scripts.

mod document;
mod errata;
mod failures;
mod file;
mod language;
mod page;
mod reference;
mod signing;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use ncloud_spec::SERVICES;
use ncloud_spec::document::Document;

use crate::{browser, tools, workspace};
pub use file::File;

/// What `cargo xtask site` takes.
#[derive(Args)]
pub struct Arguments {
    /// Folder for the pages; it must not exist, or be empty.
    #[arg(long, conflicts_with = "check", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// Write the pages below the target folder and let a browser judge them.
    #[arg(long)]
    check: bool,
}

/// Writes the site, or checks it.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    match &arguments.out {
        Some(folder) => write(folder),
        None => check(),
    }
}

/// Writes the site below the target folder and lets a browser judge it.
pub fn check() -> Result<(), String> {
    let folder = tools::target()?.join("site-check");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let site = folder.join("site");
    write(&site)?;
    browser::run("site.mjs", &[&tools::text(&site)?])
}

/// Writes the site into `folder`, which is `site` of a release bundle: links such as
/// `../openapi/3.0/private-ca.yaml` lead to its neighbours.
fn write(folder: &Path) -> Result<(), String> {
    // Everything is made before anything is written, so that bad input leaves no half site.
    file::write(folder, &make()?)
}

/// Makes the files of the site.
pub fn make() -> Result<Vec<File>, String> {
    let documents = SERVICES
        .iter()
        .map(|service| Document::published(*service))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let mut files = page::all(&documents)?;
    files.extend(reference::all(&documents, &tools::node("site")?)?);
    Ok(files)
}

/// Where prose, style and scripts are.
fn sources() -> PathBuf {
    workspace::root().join("xtask/site")
}
