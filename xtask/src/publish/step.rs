//! The step of `cargo xtask ci`: the bundle can be made again, octet by octet, and is valid.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::Arguments;
use crate::{tools, validate, workspace};

/// Publishes into two folders, compares them, and lets validators of others judge the first.
pub(crate) fn run() -> Result<(), String> {
    let folder = tools::target()?.join("publish");
    let [first, second] = ["first", "second"].map(|name| folder.join(name));
    for out in [&first, &second] {
        super::run(&Arguments {
            out: out.clone(),
            spec: workspace::root().join("spec"),
        })?;
    }
    same(&first, &second)?;
    let documents = ["3.0", "3.1"]
        .iter()
        .flat_map(|version| {
            let folder = first.join("openapi").join(version);
            ncloud_spec::SERVICES
                .iter()
                .flat_map(|service| ["yaml", "json"].map(|ending| (service.name, ending)))
                .map(move |(name, ending)| tools::text(&folder.join(format!("{name}.{ending}"))))
        })
        .collect::<Result<Vec<_>, _>>()?;
    validate::documents(&documents)
}

fn same(first: &Path, second: &Path) -> Result<(), String> {
    let [one, other] = [contents(first)?, contents(second)?];
    let differing = one
        .keys()
        .chain(other.keys())
        .find(|path| one.get(*path) != other.get(*path));
    match differing {
        Some(path) => Err(format!(
            "{path}: is not the same in {} and {}",
            first.display(),
            second.display()
        )),
        None => Ok(()),
    }
}

fn contents(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", root.display());
    let paths = super::place::paths(root).map_err(fail)?;
    paths
        .into_iter()
        .map(|path| {
            let content = fs::read(root.join(&path)).map_err(fail)?;
            Ok((path, content))
        })
        .collect()
}
