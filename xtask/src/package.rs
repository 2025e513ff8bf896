//! Packaging every crate that is published and building it from its package.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::{process, workspace};

/// That of the workspace's `Cargo.toml`, which a package does not take along: what other steps have built of
/// its dependencies is not built again. Were it another one, packaging would only take longer.
const PROFILE: (&str, &str) = ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");

/// Packages offline what is published: each crate must stand alone, so only what is inside its folder
/// is packaged, and it is built so.
pub fn run() -> Result<(), String> {
    forget_earlier_packages()?;
    let metadata = workspace::metadata()?;
    let packages = metadata["packages"].as_array();
    // An empty list is `publish = false`.
    let is_kept = |package: &&Value| package["publish"] == json!([]);
    let kept = packages.into_iter().flatten().filter(is_kept);
    let kept = kept.filter_map(|package| package["name"].as_str());
    let mut arguments = vec![
        "package",
        "--workspace",
        "--locked",
        "--allow-dirty",
        "--offline",
    ];
    arguments.extend(kept.flat_map(|name| ["--exclude", name]));
    process::cargo(&arguments, &[PROFILE])
}

/// Cargo unpacks our crates below its home and does not look again when the version is the same, so
/// what an earlier run packaged would be built instead of what this one packaged.
fn forget_earlier_packages() -> Result<(), String> {
    let Some(home) = cargo_home() else {
        return Ok(());
    };
    for folder in ["registry/src", "registry/cache"] {
        for registry in children(&home.join(folder)) {
            // A registry without a host: one that cargo made for the packages of a workspace.
            if name_of(&registry).starts_with('-') {
                for package in children(&registry).filter(|package| is_ours(&name_of(package))) {
                    let removed = if package.is_dir() {
                        fs::remove_dir_all(&package)
                    } else {
                        fs::remove_file(&package)
                    };
                    removed.map_err(|error| format!("{}: {error}", package.display()))?;
                }
            }
        }
    }
    Ok(())
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))
}

fn children(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn is_ours(name: &str) -> bool {
    name.starts_with("ncloud-") || name.starts_with("xtask-")
}
