//! Programs of others that our commands use, installed below the target folder in pinned versions.
//!
//! For Python and Node.js the pins are in a folder of `xtask` named for the use, or beside the recipe
//! that is proven with them. What is installed is installed again only when they change.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{process, workspace};

/// Installs what `requirements.txt` of this use lists, and returns the Python that finds it.
pub fn python(name: &str) -> Result<String, String> {
    let folder = installed()?.join(name).join("python");
    let python = text(&folder.join("bin/python"))?;
    once(&folder, &pins(name, "requirements.txt"), |requirements| {
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
    Ok(python)
}

/// Installs what `package-lock.json` of this use lists, and returns the folder that holds
/// `node_modules`.
pub fn node(name: &str) -> Result<PathBuf, String> {
    let folder = installed()?.join(name).join("node");
    once(&folder, &pins(name, "package-lock.json"), |lock| {
        // npm installs beside the two files.
        copy(&pins(name, "package.json"), &folder.join("package.json"))?;
        copy(Path::new(lock), &folder.join("package-lock.json"))?;
        let install = "ci --ignore-scripts --no-audit --no-fund --prefix";
        let folder = text(&folder)?;
        let arguments: Vec<&str> = install.split(' ').chain([folder.as_str()]).collect();
        let install = "Node.js 22.12 or newer (20.19 will do), with npm 10 or newer";
        process::run_tool("npm", &arguments, install)
    })?;
    Ok(folder)
}

/// Nothing that we install has much to do, and to optimise it takes minutes.
const QUICK_BUILD: [&str; 3] = ["--debug", "--config", "profile.dev.debug=false"];

/// Installs a program with cargo in this version, with these options for its features, and returns its
/// path.
pub fn cargo(name: &str, version: &str, options: &[&str]) -> Result<String, String> {
    let folder = installed()?.join(format!("{name}-{version}"));
    let program = folder.join("bin").join(name);
    if !program.exists() {
        let root = text(&folder)?;
        let install = ["install", name, "--locked", "--version", version];
        let arguments = [&install[..], &QUICK_BUILD, options, &["--root", &root]].concat();
        process::cargo(&arguments, &[])?;
    }
    text(&program)
}

/// Installs into `folder`, unless the last installation was from the same `pins`.
///
/// The copy of `pins` that tells is written last: an interrupted installation is begun again.
fn once(
    folder: &Path,
    pins: &Path,
    install: impl FnOnce(&str) -> Result<(), String>,
) -> Result<(), String> {
    let done = folder.join("installed-from");
    let wanted = fs::read(pins).map_err(|error| format!("{}: {error}", pins.display()))?;
    if fs::read(&done).is_ok_and(|last| last == wanted) {
        return Ok(());
    }
    // Otherwise an interrupted installation from other pins would pass for the one before it.
    if done.exists() {
        fs::remove_file(&done).map_err(|error| format!("{}: {error}", done.display()))?;
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    install(&text(pins)?)?;
    copy(pins, &done)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

/// Where versions are pinned: those of a recipe beside the recipe, all others in `xtask`.
fn pins(name: &str, file: &str) -> PathBuf {
    let owner = if name.starts_with("recipes/") {
        "spec"
    } else {
        "xtask"
    };
    workspace::root().join(owner).join(name).join(file)
}

/// The target folder: this program runs from `<target>/<profile>/xtask`.
pub fn target() -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    program
        .ancestors()
        .nth(2)
        .map(Path::to_owned)
        .ok_or_else(|| format!("{}: no target folder above it", program.display()))
}

/// Where what is installed goes.
pub fn installed() -> Result<PathBuf, String> {
    Ok(target()?.join("tools"))
}

/// A path as an argument.
pub fn text(path: &Path) -> Result<String, String> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| format!("{}: the path is not UTF-8", path.display()))
}
