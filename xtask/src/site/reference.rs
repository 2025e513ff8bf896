//! The reference of each service, rendered by Redoc in the page.

use std::path::Path;

use minijinja::{Environment, UndefinedBehavior, context};
use ncloud_spec::document::Document;
use serde_json::Value;

use super::file::File;
use super::page::inline_json;
use super::sources;
use crate::files;

/// Where Redoc loads its footer's logo from. The page may load nothing from elsewhere.
const LOGO: &str = "https://cdn.redoc.ly/redoc/logo-mini.svg";
/// What stands in for the logo.
const NO_LOGO: &str = "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 width=%271%27 height=%271%27/%3E";
/// Redoc's program, and the licences of Redoc and of what it is made of.
const PROGRAM: &str = "redoc.standalone.js";
const LICENCES: [(&str, &str); 2] = [
    ("LICENSE", "LICENSE"),
    (
        "redoc.standalone.js.LICENSE.txt",
        "bundles/redoc.standalone.js.LICENSE.txt",
    ),
];
/// Licences of the search worker, whose name is made of its content.
const WORKER_LICENCES: &str = ".worker.js.LICENSE.txt";

/// A page for each service, and the renderer that they share; `installed` holds `node_modules`.
pub fn all(documents: &[Document], installed: &Path) -> Result<Vec<File>, String> {
    let mut files = renderer(&installed.join("node_modules/redoc"))?;
    let script = sources().join("assets/reference.js");
    files.push(File::copied("assets/reference.js", &script)?);
    let template = files::read(&sources().join("templates/reference.html"))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .add_template("reference.html", &template)
        .map_err(|error| format!("xtask/site/templates/reference.html: {error:#}"))?;
    for document in documents {
        let page = page(&environment, document)?;
        files.push(File::new(
            format!("reference/{}.html", document.name()),
            page,
        ));
    }
    Ok(files)
}

fn page(environment: &Environment<'_>, document: &Document) -> Result<String, String> {
    let mut shown = document.value().clone();
    explain_values(&mut shown);
    link_errata(&mut shown, document.name());
    let json = serde_json::to_string(&shown).map_err(|error| error.to_string())?;
    let values = context! {
        name => document.name(),
        title => document.title(),
        document => minijinja::Value::from_safe_string(inline_json(&json)),
    };
    environment
        .get_template("reference.html")
        .and_then(|template| template.render(values))
        .map_err(|error| format!("xtask/site/templates/reference.html: {error:#}"))
}

/// Redoc has a table for the meaning of values, under a name of its own.
fn explain_values(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(meanings) = members.get("x-ncloud-enum").cloned() {
                members.insert("x-enumDescriptions".to_owned(), meanings);
                if !members.contains_key("enum") {
                    let described = members.get("description").and_then(Value::as_str);
                    let open = format!("{} Other values may come.", described.unwrap_or_default());
                    members.insert("description".to_owned(), open.trim_start().into());
                }
            }
            members.values_mut().for_each(explain_values);
        }
        Value::Array(items) => items.iter_mut().for_each(explain_values),
        _ => {}
    }
}

/// Errata are on a page of ours: each operation leads to its own.
fn link_errata(document: &mut Value, service: &str) {
    let items = document["paths"].as_object_mut().into_iter();
    let operations = items.flat_map(|paths| paths.values_mut().filter_map(Value::as_object_mut));
    for operation in operations.flat_map(|item| item.values_mut()) {
        let Some(ids) = operation["x-ncloud-errata"].as_array() else {
            continue;
        };
        let links: Vec<String> = ids
            .iter()
            .filter_map(Value::as_str)
            .map(|id| format!("[{id}](../errata.html#{service}-{id})"))
            .collect();
        let described = operation["description"].as_str().unwrap_or_default();
        let described = format!("{described}\n\nErrata: {}", links.join(", "));
        operation["description"] = described.into();
    }
}

/// Redoc's program and licences.
fn renderer(package: &Path) -> Result<Vec<File>, String> {
    let bundles = package.join("bundles");
    let program = offline(&files::read(&bundles.join(PROGRAM))?)?;
    let mut files = vec![File::new(format!("assets/redoc/{PROGRAM}"), program)];
    for (name, path) in LICENCES {
        let from = package.join(path);
        files.push(File::copied(format!("assets/redoc/{name}"), &from)?);
    }
    for from in files::entries(&bundles)? {
        let name = from.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(WORKER_LICENCES) {
            files.push(File::copied(format!("assets/redoc/{name}"), &from)?);
        }
    }
    Ok(files)
}

/// The program without what would leave the page: the logo, and the map for debuggers.
fn offline(program: &str) -> Result<String, String> {
    let found = program.matches(LOGO).count();
    if found != 1 {
        return Err(format!(
            "Redoc names {LOGO} {found} times instead of once: look at what the new version loads"
        ));
    }
    let (program, _) = program
        .rsplit_once("//# sourceMappingURL=")
        .ok_or("Redoc does not end in a source map any more: look at what the new version loads")?;
    Ok(program.replace(LOGO, NO_LOGO))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_explained_and_open_lists_named_so() {
        let mut value = json!({
            "closed": {"enum": ["A"], "x-ncloud-enum": {"A": "One."}},
            "open": {"description": "State.", "x-ncloud-enum": {"B": "Two."}},
        });
        explain_values(&mut value);
        assert_eq!(value["closed"]["x-enumDescriptions"]["A"], "One.");
        assert_eq!(value["closed"]["description"], Value::Null);
        assert_eq!(
            value["open"]["description"],
            "State. Other values may come."
        );
    }

    #[test]
    fn operations_lead_to_their_errata() {
        let operation = json!({"description": "Makes.", "x-ncloud-errata": ["E1", "E2"]});
        let mut value = json!({"paths": {"/a": {"get": operation}}});
        link_errata(&mut value, "ca");
        assert_eq!(
            value["paths"]["/a"]["get"]["description"],
            "Makes.\n\nErrata: [E1](../errata.html#ca-E1), [E2](../errata.html#ca-E2)"
        );
    }

    #[test]
    fn a_renderer_that_loads_something_else_is_refused() {
        let program = format!("img({LOGO})\n//# sourceMappingURL=redoc.js.map");
        assert_eq!(offline(&program).unwrap(), format!("img({NO_LOGO})\n"));
        assert!(offline("//# sourceMappingURL=redoc.js.map").is_err());
        assert!(offline(&format!("img({LOGO})")).is_err());
    }
}
