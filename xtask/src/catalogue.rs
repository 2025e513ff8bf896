//! The catalogue, `SERVICES` in `ncloud-spec`: one line per service, from which the lists in other files
//! follow.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ncloud_spec::document::{Document, named};
use ncloud_spec::{SERVICES, Service};

/// Where the catalogue is written.
pub const FILE: &str = "spec/src/lib.rs";

/// What stands around the table of the READMEs.
const TABLE: [&str; 2] = ["<!-- services -->\n", "<!-- /services -->\n"];
/// Its head; the rows are names and numbers, the same in every language.
const HEAD: &str =
    "| service | crate | operations | sites | specification |\n| --- | --- | --- | --- | --- |\n";
const KOREAN_HEAD: &str =
    "| 서비스 | 크레이트 | 작업 수 | 사이트 | 명세 |\n| --- | --- | --- | --- | --- |\n";

/// What stands around the table of actions in the guide.
const ACTIONS: [&str; 2] = ["<!-- actions -->\n", "<!-- /actions -->\n"];

/// A file with a list that follows from the catalogue.
pub struct List {
    /// Path below the root of the workspace.
    pub file: &'static str,
    /// The whole file with its list as it must be.
    pub text: String,
}

/// Checks that the catalogue names each document once; `names` are those that are written by hand.
pub fn check(names: &BTreeSet<String>) -> Result<(), String> {
    let listed: BTreeSet<String> = SERVICES
        .iter()
        .map(|service| service.name.to_owned())
        .collect();
    if let Some(missing) = names.difference(&listed).next() {
        let module = format!("ncloud_{}", missing.replace('-', "_"));
        return Err(format!(
            "{FILE}: SERVICES lacks `{missing}`; its document is published, so add its line and run this again:\n    \
             service!(\"{missing}\", \"{module}\"),"
        ));
    }
    match listed.difference(names).next() {
        Some(extra) => Err(format!(
            "{FILE}: SERVICES names `{extra}`, but spec/services/{extra}.yaml is not there"
        )),
        None => Ok(()),
    }
}

/// The files with lists, refreshed. `documents` are those that are being published: the ones that this
/// program was built with may be older.
pub fn lists(root: &Path, documents: &[Document]) -> Result<Vec<List>, String> {
    let rows = SERVICES
        .iter()
        .map(|service| Ok(row(service, document(service, documents)?)))
        .collect::<Result<Vec<_>, String>>()?;
    let rows = rows.concat();
    let packages: BTreeSet<String> = SERVICES.iter().map(Service::package).collect();
    let dependencies = packages.iter().map(|package| dependency(package));
    Ok(vec![
        list(root, "README.md", TABLE, &format!("{HEAD}{rows}"))?,
        list(root, "README.ko.md", TABLE, &format!("{KOREAN_HEAD}{rows}"))?,
        list(
            root,
            "tests/Cargo.toml",
            [
                "# The clients of all services:\n",
                "# (end of the clients)\n",
            ],
            &dependencies.collect::<String>(),
        )?,
        list(
            root,
            "docs/guide/src/permissions.md",
            ACTIONS,
            &actions(documents)?,
        )?,
    ])
}

/// The table of the actions that operations need, as far as pages name them, and how many do not.
fn actions(documents: &[Document]) -> Result<String, String> {
    let mut text = String::from("| service | operation | actions |\n| --- | --- | --- |\n");
    let (mut named, mut all) = (0, 0);
    for service in SERVICES {
        let document = document(service, documents)?;
        for operation in document.operations() {
            all += 1;
            let actions = operation.value["x-ncloud-permissions"].as_array();
            let actions: Vec<String> = actions
                .into_iter()
                .flatten()
                .filter_map(|action| Some(format!("`{}`", action.as_str()?)))
                .collect();
            if actions.is_empty() {
                continue;
            }
            named += 1;
            let (title, id, actions) = (document.title(), operation.id(), actions.join(", "));
            let _ = writeln!(text, "| {title} | `{id}` | {actions} |");
        }
    }
    let _ = writeln!(
        text,
        "\nPages name the actions of {named} of {all} operations."
    );
    Ok(text)
}

/// The document of a service.
fn document<'d>(service: &Service, documents: &'d [Document]) -> Result<&'d Document, String> {
    named(documents, service.name).ok_or_else(|| format!("`{}` has no document", service.name))
}

/// A row of the README's table.
fn row(service: &Service, document: &Document) -> String {
    let title = document.title();
    let package = service.package();
    let module = match service.module_in_package() {
        Some(module) => format!(", `{module}`"),
        None => String::new(),
    };
    format!(
        "| {title} | [`{package}`](crates/{package}){module} | {} | {} | [`{name}.yaml`](spec/openapi/{name}.yaml) |\n",
        document.operations().count(),
        document.sites().join(", "),
        name = service.name,
    )
}

/// A line of the dependencies of the tests, which call every operation.
fn dependency(package: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!("{package} = {{ version = \"={version}\", path = \"../crates/{package}\" }}\n")
}

/// The file with what is between its two marks replaced.
fn list(
    root: &Path,
    file: &'static str,
    [start, end]: [&str; 2],
    lines: &str,
) -> Result<List, String> {
    let text = fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
    let parts = text.split_once(start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some((before, after))
    });
    let (before, after) =
        parts.ok_or_else(|| format!("{file}: the list must be between {start:?} and {end:?}"))?;
    let text = format!("{before}{start}{lines}{end}{after}");
    Ok(List { file, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_counts_the_operations_that_are_being_published() {
        let service = SERVICES[0];
        let published = Document::published(service).unwrap();
        let mut value = published.value().clone();
        let paths = value["paths"].as_object_mut().unwrap();
        let more = paths.values().next().unwrap().clone();
        paths.insert("/brand/new".to_owned(), more);
        let fresh = Document::from_value(published.file(), value);
        let shown = row(
            &service,
            document(&service, std::slice::from_ref(&fresh)).unwrap(),
        );
        let count = fresh.operations().count();
        assert!(count > published.operations().count());
        assert!(shown.contains(&format!("| {count} |")), "{shown}");
        assert!(document(&service, &[]).is_err());
    }
}
