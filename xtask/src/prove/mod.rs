//! `cargo xtask prove`: the published documents, put to use in other languages.
//!
//! For each language a recipe (`spec/recipes`) is copied to where its tools are installed, clients are
//! generated beside it and checked by the language's own tools, and the recipe's proof signs the
//! vectors and calls the emulator with the clients.

mod go;
mod java;
mod python;
mod typescript;

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::soak::emulator::{ACCESS_KEY, Emulator, SECRET_KEY};
use crate::{process, tools, workspace};

/// A language with a recipe.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// openapi-typescript and openapi-fetch.
    Typescript,
    /// openapi-python-client.
    Python,
    /// oapi-codegen.
    Go,
    /// OpenAPI Generator.
    #[value(name = "java", alias = "openapi-generator")]
    OpenapiGenerator,
}

/// Proves one language, or all.
pub fn run(language: Option<Language>) -> Result<(), String> {
    let all = Language::value_variants();
    for language in all
        .iter()
        .filter(|&this| language.is_none_or(|one| one == *this))
    {
        match language {
            Language::Typescript => typescript::run(),
            Language::Python => python::run(),
            Language::Go => go::run(),
            Language::OpenapiGenerator => java::run(),
        }?;
    }
    Ok(())
}

/// Where a recipe is proven, unless its tools want another place.
fn proof(recipe: &str) -> Result<PathBuf, String> {
    Ok(tools::installed()?.join(recipe).join("proof"))
}

/// Lays out a recipe anew, with nothing of the last time.
fn lay_out(recipe: &str, folder: &Path) -> Result<(), String> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    copy(&workspace::root().join("spec").join(recipe), folder)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in entries(from)? {
        let target = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            fs::copy(&entry, &target).map_err(failed)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| Ok(entry.map_err(failed)?.path()))
        .collect()
}

/// Names of the services, each with its published document.
fn documents() -> impl Iterator<Item = (&'static str, String)> {
    ncloud_spec::SERVICES.iter().map(|service| {
        let document = workspace::root().join(format!("spec/openapi/{}.yaml", service.name));
        (service.name, document.to_string_lossy().into_owned())
    })
}

/// The file of vectors, an argument of every proof.
fn vectors() -> Result<String, String> {
    tools::text(&workspace::root().join("spec/vectors/signature-v2.json"))
}

/// Runs a proof against an emulator of its own: a recipe begins with an empty account.
fn prove(program: &str, arguments: &[&str]) -> Result<(), String> {
    let emulator = Emulator::start()?;
    let variables = [
        ("NCLOUD_ENDPOINT", emulator.origin.as_str()),
        ("NCLOUD_ACCESS_KEY_ID", ACCESS_KEY),
        ("NCLOUD_SECRET_ACCESS_KEY", SECRET_KEY),
    ];
    process::run(program, arguments, &variables)
}

/// Runs a program of a language's tools; when it is missing, says what to install.
fn run_tool(program: &str, arguments: &[&str], install: &str) -> Result<(), String> {
    process::run(program, arguments, &[]).map_err(|error| {
        if error.contains("could not be started") {
            format!("{error}: install {install}")
        } else {
            error
        }
    })
}
