//! What clients of every service share: how calls fail, and what may be repeated.

use std::path::Path;

use ncloud_spec::document::{Document, GATEWAY_CODES, members};
use serde_json::{Map, Value, json};

use super::documents::Published;
use super::{Files, json as file, read};

/// Adds `tables/errors.json` and `tables/retry.json`.
pub(super) fn add(spec: &Path, published: &[Published], files: &mut Files) -> Result<(), String> {
    let failures = parse(spec, "failures.yaml")?;
    let common = parse(spec, "common.yaml")?;
    let errors = errors(&failures, &common, published)?;
    files.insert("tables/errors.json".to_owned(), file(&errors)?);
    files.insert(
        "tables/retry.json".to_owned(),
        file(&retry(&failures, published))?,
    );
    Ok(())
}

fn parse(spec: &Path, name: &str) -> Result<Document, String> {
    let path = spec.join(name);
    let text =
        String::from_utf8(read(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
    Document::parse(&path.display().to_string(), &text).map_err(|error| error.to_string())
}

fn errors(
    failures: &Document,
    common: &Document,
    published: &[Published],
) -> Result<Value, String> {
    let meanings = common
        .value()
        .pointer(GATEWAY_CODES)
        .ok_or_else(|| format!("{}: {GATEWAY_CODES}: is not there", common.file()))?;
    let mut gateway = Vec::new();
    for (code, row) in members(&failures.value()["gateway"]) {
        let meaning = meanings[code].as_str().ok_or_else(|| {
            format!(
                "{}: {GATEWAY_CODES}/{code}: say what the code means",
                common.file()
            )
        })?;
        let mut entry = Map::from_iter([("code".to_owned(), json!(code))]);
        entry.extend(members(row).map(|(name, value)| (name.to_owned(), value.clone())));
        entry.insert("meaning".to_owned(), json!(meaning));
        gateway.push(Value::Object(entry));
    }
    let services: Map<String, Value> = published
        .iter()
        .map(|Published { document, .. }| {
            let service = document.service();
            let facts = ["envelope", "badRequest", "notFound", "emptyList"]
                .map(|name| (name.to_owned(), service[name].clone()));
            (
                document.name().to_owned(),
                Value::Object(Map::from_iter(facts)),
            )
        })
        .collect();
    let failures = failures.value();
    Ok(json!({
        "kinds": failures["kinds"],
        "repeat": failures["repeat"],
        "gateway": gateway,
        "statuses": failures["statuses"],
        "transport": failures["transport"],
        "service": failures["service"],
        "shapes": failures["shapes"],
        "services": services,
    }))
}

fn retry(failures: &Document, published: &[Published]) -> Value {
    let operations: Map<String, Value> = published
        .iter()
        .map(|Published { document, .. }| {
            let classes: Map<String, Value> = document
                .operations()
                .map(|operation| {
                    (
                        operation.id().to_owned(),
                        operation.value["x-ncloud-retry"].clone(),
                    )
                })
                .collect();
            (document.name().to_owned(), Value::Object(classes))
        })
        .collect();
    json!({
        "classes": {
            "safe": "A repetition gives the same state and the same answer.",
            "unsafe": "A repetition may act twice.",
        },
        "policy": failures.value()["policy"],
        "operations": operations,
    })
}
