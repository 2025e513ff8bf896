//! The stated minimum Rust version against what the dependencies state.

use crate::workspace;

/// Checks that the workspace states the highest `rust-version` among its dependencies.
pub fn check() -> Result<(), String> {
    let metadata = workspace::metadata_with_dependencies()?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let highest = packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .filter_map(|package| Some((version(package["rust_version"].as_str()?), package)))
        .max_by_key(|(version, _)| *version);
    let stated = packages
        .iter()
        .find(|package| package["name"] == "ncloud-core")
        .and_then(|package| package["rust_version"].as_str())
        .ok_or("ncloud-core states no rust-version")?;
    match highest {
        Some((highest, package)) if highest != version(stated) => Err(format!(
            "Cargo.toml: rust-version is {stated}, but the highest among the dependencies is {} ({})",
            package["rust_version"].as_str().unwrap_or_default(),
            package["name"].as_str().unwrap_or_default(),
        )),
        _ => Ok(()),
    }
}

/// Major and minor version; the patch does not matter for language and library.
fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}
