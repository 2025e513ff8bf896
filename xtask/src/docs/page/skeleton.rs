//! Members of an answer that a page shows as JSON only: launch pages print a skeleton of the whole
//! answer, with a name of a type or a zero for each value, or a JSON Schema of it.

use serde_json::Value;

use super::super::model::{Field, Kind, Limits, Place, Type};
use super::Reader;

impl Reader {
    /// Makes fields of the skeleton of the answer, when no table describes it.
    pub(super) fn derive_from_skeletons(&mut self) {
        if self.page.fields_in(Place::Response).next().is_some() {
            self.page
                .responses
                .retain(|response| !is_schema(&response.body));
            return;
        }
        let mut fields = Vec::new();
        for response in &self.page.responses {
            if is_schema(&response.body) {
                from_schema(&response.body, "", response.line, &mut fields);
            } else if is_skeleton(&response.body) {
                from_skeleton(&response.body, "", response.line, &mut fields);
            }
        }
        self.page
            .responses
            .retain(|response| !is_schema(&response.body) && !is_skeleton(&response.body));
        let mut seen = Vec::new();
        fields.retain(|field: &Field| {
            let is_new = !seen.contains(&field.path);
            seen.push(field.path.clone());
            is_new
        });
        self.page.fields.extend(fields);
    }
}

/// Whether JSON is a JSON Schema, as some launch pages print instead of an example.
pub(super) fn is_schema(value: &Value) -> bool {
    value["type"] == "object" && value["properties"].is_object()
}

/// Whether every value of JSON is a placeholder; and there must be one that says so in a word.
fn is_skeleton(value: &Value) -> bool {
    fn placeholders(value: &Value, words: &mut usize) -> bool {
        match value {
            Value::String(text) => {
                let is_word = text == "string";
                *words += usize::from(is_word);
                // The result code is printed as it is.
                is_word || text == "SUCCESS" || text.is_empty()
            }
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::Bool(_) | Value::Null => true,
            Value::Array(elements) => elements.iter().all(|element| placeholders(element, words)),
            Value::Object(members) => members.values().all(|member| placeholders(member, words)),
        }
    }
    let mut words = 0;
    placeholders(value, &mut words) && words > 0
}

fn from_skeleton(value: &Value, path: &str, line: usize, fields: &mut Vec<Field>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = joined(path, name);
                fields.push(field(&path, kind(member), items(member), line));
                from_skeleton(member, &path, line, fields);
            }
        }
        Value::Array(elements) => elements
            .iter()
            .for_each(|element| from_skeleton(element, path, line, fields)),
        _ => {}
    }
}

fn from_schema(schema: &Value, path: &str, line: usize, fields: &mut Vec<Field>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = joined(path, name);
        let named = |schema: &Value| schema["type"].as_str().and_then(super::super::words::kind);
        fields.push(field(
            &path,
            named(property),
            named(&property["items"]),
            line,
        ));
        from_schema(property, &path, line, fields);
        from_schema(&property["items"], &path, line, fields);
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The kind of a value; null does not tell.
fn kind(value: &Value) -> Option<Kind> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Kind::Boolean),
        Value::Number(number) if number.is_f64() => Some(Kind::Number),
        Value::Number(_) => Some(Kind::Integer),
        Value::String(_) => Some(Kind::String),
        Value::Array(_) => Some(Kind::Array),
        Value::Object(_) => Some(Kind::Object),
    }
}

fn items(value: &Value) -> Option<Kind> {
    kind(value.as_array()?.first()?)
}

fn field(path: &str, kind: Option<Kind>, items: Option<Kind>, line: usize) -> Field {
    Field {
        place: Place::Response,
        path: path.to_owned(),
        kind: kind.map(|kind| Type {
            printed: format!("{kind:?}"),
            kinds: vec![kind],
            items: items.into_iter().collect(),
        }),
        need: None,
        limits: Limits::default(),
        values: Vec::new(),
        default: None,
        description: String::new(),
        quote: format!("`{path}` in the JSON of the answer"),
        line,
    }
}
