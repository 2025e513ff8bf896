//! `cargo xtask validate`: the published documents, judged by programs that share no code with ours.
//!
//! Both are installed below the target folder, in the versions that `xtask/validators` pins, and
//! installed again only when these change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{process, workspace};

/// Redocly reports its use and looks for updates unless it is told not to.
const QUIET: [(&str, &str); 2] = [
    ("REDOCLY_TELEMETRY", "off"),
    ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
];

/// Runs all validators, so that one run shows every finding.
pub fn run() -> Result<(), String> {
    let documents: Vec<String> = ncloud_spec::SERVICES
        .iter()
        .map(|service| format!("spec/openapi/{}.yaml", service.name))
        .collect();
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
    let folder = installed()?.join("python");
    let python = text(&folder.join("bin/python"))?;
    once(&folder, "requirements.txt", |requirements| {
        process::run("python3", &["-m", "venv", "--clear", &text(&folder)?], &[]).map_err(
            |error| {
                format!("{error}: install Python 3.11 or newer with its module venv (`python3-venv` on Debian)")
            },
        )?;
        // Without dependencies: what is not pinned is not installed.
        let install = "-m pip install --quiet --disable-pip-version-check --no-deps --requirement";
        let arguments: Vec<&str> = install.split(' ').chain([requirements]).collect();
        process::run(&python, &arguments, &[])
    })?;
    let mut arguments = vec!["-m", "openapi_spec_validator", "--validation-errors", "all"];
    arguments.extend(documents);
    process::run(&python, &arguments, &[])
}

/// Redocly CLI: whether the documents keep to good practice, by its set of rules `recommended`.
fn redocly(documents: &[&str]) -> Result<(), String> {
    let folder = installed()?.join("node");
    once(&folder, "package-lock.json", |lock| {
        // npm installs beside the two files.
        copy(
            &sources().join("package.json"),
            &folder.join("package.json"),
        )?;
        copy(Path::new(lock), &folder.join("package-lock.json"))?;
        let install = "ci --ignore-scripts --no-audit --no-fund --prefix";
        let folder = text(&folder)?;
        let arguments: Vec<&str> = install.split(' ').chain([folder.as_str()]).collect();
        process::run("npm", &arguments, &[]).map_err(|error| {
            format!("{error}: install Node.js 22.12 or newer (20.19 will do), with npm 10 or newer")
        })
    })?;
    let configuration = text(&sources().join("redocly.yaml"))?;
    let mut arguments = vec!["lint", "--config", &configuration, "--format", "stylish"];
    arguments.extend(documents);
    let program = text(&folder.join("node_modules/.bin/redocly"))?;
    process::run(&program, &arguments, &QUIET)
}

/// Installs into `folder`, unless the last installation was from the same `pins`.
///
/// The copy of `pins` that tells is written last: an interrupted installation is begun again.
fn once(
    folder: &Path,
    pins: &str,
    install: impl FnOnce(&str) -> Result<(), String>,
) -> Result<(), String> {
    let pins = sources().join(pins);
    let done = folder.join("installed-from");
    let wanted = fs::read(&pins).map_err(|error| format!("{}: {error}", pins.display()))?;
    if fs::read(&done).is_ok_and(|last| last == wanted) {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    install(&text(&pins)?)?;
    copy(&pins, &done)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

/// Where the versions are pinned.
fn sources() -> PathBuf {
    workspace::root().join("xtask/validators")
}

/// Where the validators are installed: this program runs from `<target>/<profile>/xtask`.
fn installed() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    program
        .ancestors()
        .nth(2)
        .map(|target| target.join("validators"))
        .ok_or_else(|| format!("{}: no target folder above it", program.display()))
}

fn text(path: &Path) -> Result<String, String> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("{}: the path is not UTF-8", path.display()))
}
