//! Whether `docs/dependencies.md` has every direct dependency, in the table of its use, and no other.

use std::collections::BTreeMap;
use std::fs;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::workspace;

const FILE: &str = "docs/dependencies.md";

/// Where a dependency is used: headings of the tables, the one that concerns most people first.
const USES: [&str; 4] = [
    "In every client",
    "When a client is built",
    "In ncp and the emulator",
    "In tests and tools",
];
const CLIENTS: usize = 0;
const BUILD: usize = 1;
const PROGRAMS: usize = 2;
const TOOLS: usize = 3;

/// Compares the file with what cargo says.
pub fn step() -> Result<(), String> {
    let path = workspace::root().join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| format!("{FILE}: {error}"))?;
    let metadata = workspace::metadata()?;
    let problems = compare(&used(&metadata)?, &listed(&text)?);
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("{FILE}:\n{}", problems.join("\n")))
}

/// The dependencies that are not ours, and their first use.
fn used(metadata: &Value) -> Result<BTreeMap<String, usize>, String> {
    let mut used = BTreeMap::new();
    for package in array(&metadata["packages"])? {
        for dependency in array(&package["dependencies"])? {
            let name = text(&dependency["name"])?;
            if dependency["path"].is_null() {
                let place = place(package, dependency)?;
                let first = used.entry(name.to_owned()).or_insert(place);
                *first = place.min(*first);
            }
        }
    }
    Ok(used)
}

/// Where a package that is not published uses it, or one that is.
fn place(package: &Value, dependency: &Value) -> Result<usize, String> {
    let is_published = package["publish"].is_null();
    Ok(
        match (text(&package["name"])?, dependency["kind"].as_str()) {
            (_, Some("dev")) => TOOLS,
            _ if !is_published => TOOLS,
            (_, Some("build")) | ("ncloud-spec", _) => BUILD,
            ("ncloud-cli" | "ncloud-emulator", _) => PROGRAMS,
            _ => CLIENTS,
        },
    )
}

fn array(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(strange)
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(strange)
}

fn strange() -> String {
    "`cargo metadata` has another form than the one that is known".to_owned()
}

/// The rows of the file: crate, table and reason.
fn listed(text: &str) -> Result<Vec<(String, usize, String)>, String> {
    let mut rows: Vec<(String, usize, String)> = Vec::new();
    let (mut table, mut heading, mut cells) = (None, None, Vec::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let title = heading.take();
                table = USES.iter().position(|name| title.as_deref() == Some(*name));
            }
            Event::Start(Tag::TableRow) => cells.clear(),
            Event::Start(Tag::TableCell) => cells.push(String::new()),
            Event::End(TagEnd::TableRow) => {
                let table =
                    table.ok_or_else(|| format!("{FILE}: a table is below no heading of a use"))?;
                let [name, why] = &cells[..] else {
                    return Err(format!(
                        "{FILE}: a row has other cells than crate and reason: {cells:?}"
                    ));
                };
                rows.push((name.clone(), table, why.clone()));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(place) = heading.as_mut().or(cells.last_mut()) {
                    place.push_str(&words);
                }
            }
            _ => {}
        }
    }
    Ok(rows)
}

fn compare(used: &BTreeMap<String, usize>, listed: &[(String, usize, String)]) -> Vec<String> {
    let mut problems = Vec::new();
    for (name, place) in used {
        let mut rows = listed.iter().filter(|(listed, ..)| listed == name);
        let wanted = USES[*place];
        match (rows.next(), rows.next()) {
            (None, _) => problems.push(format!(
                "`{name}` is missing: add its reason to \"{wanted}\""
            )),
            (Some(_), Some(_)) => problems.push(format!("`{name}` has two rows")),
            (Some((_, table, _)), None) if table != place => {
                problems.push(format!("`{name}` belongs to \"{wanted}\""));
            }
            (Some((.., why)), None) if why.trim().is_empty() => {
                problems.push(format!("`{name}` has no reason"));
            }
            _ => {}
        }
    }
    let stale = listed.iter().filter(|(name, ..)| !used.contains_key(name));
    problems.extend(
        stale.map(|(name, ..)| format!("`{name}` is no dependency any more: take its row out")),
    );
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_file_is_complete() {
        assert_eq!(step(), Ok(()));
    }

    #[test]
    fn the_first_use_counts() {
        let metadata = json!({"packages": [
            {"name": "ncloud-core", "publish": null, "dependencies": [
                {"name": "http", "kind": null}, {"name": "proptest", "kind": "dev"}]},
            {"name": "ncloud-spec", "publish": null, "dependencies": [{"name": "syn", "kind": null}]},
            {"name": "ncloud-cli", "publish": null, "dependencies": [
                {"name": "http", "kind": null}, {"name": "csv", "kind": null},
                {"name": "ncloud-core", "kind": null, "path": "/"}]},
            {"name": "xtask", "publish": [], "dependencies": [{"name": "semver", "kind": null}]},
        ]});
        let expected = [
            ("csv", PROGRAMS),
            ("http", CLIENTS),
            ("proptest", TOOLS),
            ("semver", TOOLS),
            ("syn", BUILD),
        ];
        let expected = expected.map(|(name, place)| (name.to_owned(), place));
        assert_eq!(used(&metadata), Ok(BTreeMap::from(expected)));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let text = "# D\n\n## In every client\n\n| crate | why |\n| --- | --- |\n| `http` | words |\n| `csv` | rows |\n| `old` | was |\n| `url` | |\n";
        let used = [
            ("http", CLIENTS),
            ("csv", PROGRAMS),
            ("syn", BUILD),
            ("url", CLIENTS),
        ];
        let used = BTreeMap::from(used.map(|(name, place)| (name.to_owned(), place)));
        let problems = compare(&used, &listed(text).unwrap());
        assert_eq!(
            problems,
            [
                "`csv` belongs to \"In ncp and the emulator\"",
                "`syn` is missing: add its reason to \"When a client is built\"",
                "`url` has no reason",
                "`old` is no dependency any more: take its row out",
            ]
        );
        assert!(listed("| a | b |\n| - | - |\n| c | d |\n").is_err());
    }
}
