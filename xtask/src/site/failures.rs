//! How calls fail and what may be repeated: `spec/failures.yaml`, and the meaning of the gateway's
//! codes from `spec/common.yaml`.

use ncloud_spec::document::{Document, GATEWAY_CODES, members};
use serde_json::{Value, json};

use crate::{files, workspace};

/// Everything that templates may show of failures.
pub fn facts() -> Result<Value, String> {
    let table = read("spec/failures.yaml")?;
    let common = read("spec/common.yaml")?;
    let meanings = common
        .value()
        .pointer(GATEWAY_CODES)
        .unwrap_or(&Value::Null);
    let table = table.value();
    let codes = members(&table["gateway"])
        .map(|(code, row)| {
            let meaning = meanings[code]
                .as_str()
                .ok_or_else(|| format!("spec/common.yaml: {GATEWAY_CODES}: `{code}` is missing"))?;
            Ok(json!({
                "code": code,
                "status": row["status"],
                "repeat": row["repeat"],
                "meaning": without_status(meaning),
            }))
        })
        .collect::<Result<Vec<_>, String>>()?;
    Ok(json!({
        "codes": codes,
        "kinds": table["kinds"],
        "repeat": table["repeat"],
        "statuses": table["statuses"],
        "transport": table["transport"],
        "service": table["service"],
        "shapes": table["shapes"],
        "policy": table["policy"],
    }))
}

/// The status stands in brackets at the end of a meaning, and in a column of its own here.
fn without_status(meaning: &str) -> String {
    match meaning.rsplit_once(" (HTTP ") {
        Some((words, _)) => format!("{words}."),
        None => meaning.to_owned(),
    }
}

fn read(file: &str) -> Result<Document, String> {
    let text = files::read(&workspace::root().join(file))?;
    Document::parse(file, &text).map_err(|error| error.to_string())
}
