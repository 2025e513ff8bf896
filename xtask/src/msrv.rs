//! The stated minimum Rust version against what the dependencies state.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::workspace;

/// Checks that the workspace states the highest `rust-version` among the dependencies of what it publishes.
pub fn check() -> Result<(), String> {
    let metadata = workspace::metadata_with_dependencies()?;
    let needed = needed(&metadata)?;
    let packages = list(&metadata["packages"])?;
    let highest = packages
        .iter()
        .filter(|package| !package["source"].is_null())
        .filter(|package| package["id"].as_str().is_some_and(|id| needed.contains(id)))
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

/// IDs of the packages that a build of what is published needs: dependencies of tests and of our tools may
/// ask for a newer Rust.
fn needed(metadata: &Value) -> Result<BTreeSet<&str>, String> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])?
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let mut open: Vec<&str> = list(&metadata["packages"])?
        .iter()
        .filter(|package| package["source"].is_null() && package["publish"].is_null())
        .filter_map(|package| package["id"].as_str())
        .collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let node = nodes.get(id).ok_or_else(strange)?;
        for dependency in list(&node["deps"])? {
            let mut kinds = list(&dependency["dep_kinds"])?.iter();
            if kinds.any(|kind| kind["kind"] != "dev") {
                open.push(dependency["pkg"].as_str().ok_or_else(strange)?);
            }
        }
    }
    Ok(found)
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(strange)
}

fn strange() -> String {
    "`cargo metadata` has another form than the one that is known".to_owned()
}

/// Major and minor version; the patch does not matter for language and library.
fn version(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tests_and_tools_need_nothing() {
        let package =
            |id: &str, publish: Value| json!({"id": id, "source": null, "publish": publish});
        let on =
            |package: &str, kind: Value| json!({"pkg": package, "dep_kinds": [{"kind": kind}]});
        let node = |id: &str, deps: Value| json!({"id": id, "deps": deps});
        let metadata = json!({
            "packages": [package("client", json!(null)), package("tool", json!([]))],
            "resolve": {"nodes": [
                node("client", json!([
                    on("library", json!(null)), on("builder", json!("build")), on("tester", json!("dev")),
                ])),
                node("tool", json!([on("newest", json!(null))])),
                node("library", json!([on("deep", json!(null))])),
                node("builder", json!([])),
                node("deep", json!([on("client", json!(null))])),
            ]},
        });
        let expected = BTreeSet::from(["builder", "client", "deep", "library"]);
        assert_eq!(needed(&metadata), Ok(expected));
    }
}
