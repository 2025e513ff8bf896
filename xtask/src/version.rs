//! `cargo xtask version`: the version of all crates, which stands in many manifests because siblings are
//! pinned to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use semver::Version;

use crate::{files, process, workspace};

/// Writes the version into every manifest and into the lock file.
pub fn run(next: &Version) -> Result<(), String> {
    let current = env!("CARGO_PKG_VERSION");
    if Version::parse(current).is_ok_and(|current| *next <= current) {
        return Err(format!("{next} does not come after {current}"));
    }
    for manifest in manifests()? {
        let text = files::read(&manifest)?;
        let raised = raise(&text, current, &next.to_string());
        if raised != text {
            println!("writing {}", manifest.display());
            fs::write(&manifest, raised)
                .map_err(|error| format!("{}: {error}", manifest.display()))?;
        }
    }
    process::cargo(&["update", "--workspace", "--offline"], &[])?;
    println!("run `cargo xtask regenerate`: the version is on the wire");
    Ok(())
}

/// Those of the workspace and of its members.
fn manifests() -> Result<BTreeSet<PathBuf>, String> {
    let metadata = workspace::metadata()?;
    let members = metadata["packages"].as_array().into_iter().flatten();
    let members = members.filter_map(|member| member["manifest_path"].as_str());
    let mut manifests: BTreeSet<PathBuf> = members.map(PathBuf::from).collect();
    manifests.insert(workspace::root().join("Cargo.toml"));
    Ok(manifests)
}

/// The version of the workspace, and of the crates that are taken from a folder of it.
fn raise(manifest: &str, current: &str, next: &str) -> String {
    let lines = manifest.split_inclusive('\n').map(|line| {
        let is_own = line.trim_end() == format!("version = \"{current}\"");
        if !is_own && !line.contains("path = \"") {
            return line.to_owned();
        }
        ["", "="].iter().fold(line.to_owned(), |line, pin| {
            line.replace(
                &format!("version = \"{pin}{current}\""),
                &format!("version = \"{pin}{next}\""),
            )
        })
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_versions_are_raised_and_no_others() {
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\n\
            a = { version = \"=0.1.0\", path = \"a\" }\nb = { version = \"0.1.0\", path = \"../b\" }\n\
            c = { version = \"=0.1.0\", default-features = false }\nd = \"0.1.0\"\n";
        assert_eq!(
            raise(manifest, "0.1.0", "0.2.0"),
            "[workspace.package]\nversion = \"0.2.0\"\n\
             a = { version = \"=0.2.0\", path = \"a\" }\nb = { version = \"0.2.0\", path = \"../b\" }\n\
             c = { version = \"=0.1.0\", default-features = false }\nd = \"0.1.0\"\n"
        );
    }

    #[test]
    fn versions_do_not_go_back() {
        let current = Version::parse(env!("CARGO_PKG_VERSION")).unwrap();
        assert!(run(&current).unwrap_err().contains("does not come after"));
    }

    #[test]
    fn the_manifests_of_all_members_are_found() {
        let found = manifests().unwrap();
        for file in ["Cargo.toml", "tests/Cargo.toml", "xtask/Cargo.toml"] {
            assert!(found.contains(&workspace::root().join(file)), "{file}");
        }
    }
}
