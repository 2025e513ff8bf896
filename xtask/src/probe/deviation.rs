//! Where an answer is not as its schema says, without the answer's values.

use std::fmt;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use ncloud_spec::document::{Document, escape_pointer, unescape_pointer};
use ncloud_spec::json_schema::json_schema;
use serde_json::{Value, json};

use super::place::{Member, Place};

/// A difference between an answer and its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deviation {
    /// JSON pointer into the answer; `*` stands for the name of an entry of a map.
    pub(crate) pointer: String,
    /// The rule of the schema.
    pub(crate) rule: String,
    /// JSON type of what was found, or `nothing`.
    pub(crate) found: &'static str,
}

impl fmt::Display for Deviation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The pointer of the root is empty.
        let pointer = if self.pointer.is_empty() {
            "the body"
        } else {
            &self.pointer
        };
        write!(formatter, "{pointer}: {}, found {}", self.rule, self.found)
    }
}

/// All differences between an answer and its schema: broken rules first, then members that the
/// schema does not know, which it may well allow.
pub(crate) fn deviations(document: &Document, schema: &Value, answer: &Value) -> Vec<Deviation> {
    let root = Place::root(document, schema);
    let mut deviations = Vec::new();
    let mut json_schema = json_schema(document, schema);
    allow_numeric_strings(&mut json_schema);
    match jsonschema::validator_for(&json_schema) {
        Ok(validator) => {
            for error in validator.iter_errors(answer) {
                broken_rules(&root, &error, &mut deviations);
            }
        }
        // The message shows the schema, not the answer.
        Err(error) => deviations.push(Deviation {
            pointer: String::new(),
            rule: format!("the schema is none: {error}"),
            found: json_type(answer),
        }),
    }
    unknown_members(&root, answer, "", &mut deviations);
    deviations
}

/// `numeric-string` means a number as text and now and then a number: either is as documented.
fn allow_numeric_strings(schema: &mut Value) {
    if schema["x-ncloud-format"] == "numeric-string"
        && let Some(types) = schema.get_mut("type")
    {
        *types = match types.take() {
            Value::Array(mut several) => {
                several.push(json!("integer"));
                Value::Array(several)
            }
            one => json!([one, "integer"]),
        };
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(allow_numeric_strings),
        Value::Array(items) => items.iter_mut().for_each(allow_numeric_strings),
        _ => {}
    }
}

/// Adds what a validator found. Of alternatives the one is reported that the answer comes nearest
/// to: that with the fewest findings, among those that do not stop at the type of the whole.
fn broken_rules(root: &Place<'_>, error: &ValidationError<'_>, deviations: &mut Vec<Deviation>) {
    let pointer = error.instance_path().as_str();
    let mut rule = rule(error.kind());
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } =
        error.kind()
    {
        let wrong_types = |errors: &[ValidationError<'_>]| {
            let here = errors
                .iter()
                .filter(|inner| inner.instance_path().as_str() == pointer);
            here.flat_map(|inner| types(inner.kind())).collect()
        };
        let by_type: Vec<Vec<String>> = context.iter().map(|errors| wrong_types(errors)).collect();
        let nearest = context
            .iter()
            .zip(&by_type)
            .filter(|(_, types)| types.is_empty())
            .min_by_key(|(errors, _)| errors.len());
        if let Some((nearest, _)) = nearest {
            nearest
                .iter()
                .for_each(|inner| broken_rules(root, inner, deviations));
            return;
        }
        rule = type_rule(by_type.concat());
    }
    let mut pointer = shown(root, pointer);
    let mut found = json_type(error.instance());
    if let ValidationErrorKind::Required { property } = error.kind() {
        let property = property.as_str().unwrap_or_default();
        pointer = format!("{pointer}/{}", escape_pointer(property));
        found = "nothing";
    }
    deviations.push(Deviation {
        pointer,
        rule,
        found,
    });
}

/// A rule by its keyword; for types also which ones. Nothing here is from the answer.
fn rule(kind: &ValidationErrorKind) -> String {
    let types = types(kind);
    if types.is_empty() {
        kind.keyword().to_owned()
    } else {
        type_rule(types)
    }
}

/// The types that a value should have had, when that is the rule that it breaks.
fn types(kind: &ValidationErrorKind) -> Vec<String> {
    match kind {
        ValidationErrorKind::Type {
            kind: TypeKind::Single(name),
        } => vec![name.to_string()],
        ValidationErrorKind::Type {
            kind: TypeKind::Multiple(names),
        } => names.iter().map(|name| name.to_string()).collect(),
        _ => Vec::new(),
    }
}

fn type_rule(mut types: Vec<String>) -> String {
    types.sort();
    types.dedup();
    format!("type {}", types.join(" or "))
}

/// A pointer into the answer, with `*` for whatever is not a name of the document.
fn shown(root: &Place<'_>, pointer: &str) -> String {
    let mut place = Some(root.clone());
    let mut result = String::new();
    for token in pointer.split('/').skip(1) {
        let name = unescape_pointer(token);
        let is_index = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let (show, next) = match place.as_ref().map(|place| place.member(&name)) {
            Some(Member::Known(next)) => (true, Some(next)),
            Some(Member::Entry(next)) => (false, Some(next)),
            Some(Member::Unknown | Member::Open) if is_index => {
                (true, place.as_ref().map(Place::items))
            }
            _ => (false, None),
        };
        result.push('/');
        result.push_str(if show { token } else { "*" });
        place = next;
    }
    result
}

/// Adds the members that the schema does not know. What is inside of them is not looked at.
fn unknown_members(place: &Place<'_>, answer: &Value, at: &str, deviations: &mut Vec<Deviation>) {
    match answer {
        Value::Object(members) => {
            for (name, member) in members {
                match place.member(name) {
                    Member::Known(next) => {
                        let at = format!("{at}/{}", escape_pointer(name));
                        unknown_members(&next, member, &at, deviations);
                    }
                    Member::Entry(next) => {
                        unknown_members(&next, member, &format!("{at}/*"), deviations);
                    }
                    Member::Unknown => deviations.push(Deviation {
                        pointer: format!("{at}/{}", member_name(name)),
                        rule: "unknown member".to_owned(),
                        found: json_type(member),
                    }),
                    Member::Open => {}
                }
            }
        }
        Value::Array(items) => {
            let place = place.items();
            for (index, item) in items.iter().enumerate() {
                unknown_members(&place, item, &format!("{at}/{index}"), deviations);
            }
        }
        _ => {}
    }
}

/// The name of an unknown member, which is what the report is for; `*` when it does not look like
/// the name of a member, for it may be a value then: an address, a number, a domain.
fn member_name(name: &str) -> &str {
    let is_name = name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_name { name } else { "*" }
}

/// Name of a value's JSON type.
pub(crate) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
