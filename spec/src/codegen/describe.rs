//! Facts of the specification in the words of rustdoc.

use serde_json::{Map, Value};

use super::schema::known_values;
use crate::document::members;

/// Description of an operation with its source page, sites, retry class and confidence.
pub(super) fn operation(operation: &Map<String, Value>, service: &Value) -> String {
    let value = Value::Object(operation.clone());
    let mut text = value["description"]
        .as_str()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let mut facts = Vec::new();
    if let Some(slug) = value["x-ncloud-source"]["slug"].as_str() {
        let site = service["documentation"].as_str().unwrap_or_default();
        let read = value["x-ncloud-source"]["read"]
            .as_str()
            .unwrap_or_default();
        facts.push(format!("* Source: [`{slug}`]({site}{slug}), read {read}"));
    }
    let sites: Vec<&str> = value["x-ncloud-sites"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    facts.push(format!("* Documented for the sites: {}", sites.join(", ")));
    facts.push(match value["x-ncloud-retry"].as_str() {
        Some("safe") => "* Repeating: safe, the state and the answer stay the same".to_owned(),
        _ => "* Repeating: unsafe, a second call may act a second time".to_owned(),
    });
    facts.extend(security(&value));
    if value["x-ncloud-account"] == "main" {
        facts.push(
            "* Keys: of a main account only; a sub account gets HTTP 403 with an empty body"
                .to_owned(),
        );
    }
    if let Some(confidence) = value["x-ncloud-confidence"].as_str() {
        facts.push(format!("* Confidence: {confidence}"));
    }
    text.push_str("\n\n");
    text.push_str(&facts.join("\n"));
    text
}

/// What an operation takes that says so itself: the others are signed.
fn security(operation: &Value) -> Option<String> {
    let alternatives = operation["security"].as_array()?;
    // A signature is three schemes, a token is one.
    let is_signature = |alternative: &Value| members(alternative).count() > 1;
    let text = if alternatives.iter().all(is_signature) {
        return None;
    } else if alternatives.iter().any(is_signature) {
        "a signature, or a token in its place (`CallOptions::token`)"
    } else {
        "a token, and no signature (`ConfigBuilder::token`, `CallOptions::token`)"
    };
    Some(format!("* Takes: {text}"))
}

/// The limits and allowed values of a schema, one sentence.
pub(super) fn limits(schema: &Map<String, Value>) -> Option<String> {
    let number = |name: &str| schema.get(name).filter(|value| value.is_number());
    let mut rules = Vec::new();
    rules.extend(span("characters", number("minLength"), number("maxLength")));
    if let Some(bytes) = schema.get("x-ncloud-max-bytes") {
        rules.extend(bytes_of(bytes));
    }
    if let Some(ahead) = schema.get("x-ncloud-minutes-ahead") {
        let minutes = |name: &str| ahead.get(name).filter(|value| **value != 0);
        rules.extend(span("minutes ahead", minutes("min"), minutes("max")));
        if minutes("min").is_none() {
            rules.push("not in the past".to_owned());
        }
    }
    rules.extend(span(
        "members",
        number("minProperties"),
        number("maxProperties"),
    ));
    rules.extend(span("items", number("minItems"), number("maxItems")));
    rules.extend(span("", number("minimum"), number("maximum")));
    if let Some(step) = number("multipleOf") {
        rules.push(format!("a multiple of {step}"));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        rules.push(format!("matching `{pattern}`"));
    }
    let mut text = if rules.is_empty() {
        String::new()
    } else {
        format!("Limits: {}.", rules.join("; "))
    };
    if let Some(value) = schema.get("default") {
        text = format!("{text} When it is left out, the service takes {value}.");
    }
    // The values of a generated enum are described at its variants; these types are not enums.
    let is_plain_text = schema.contains_key("x-ncloud-format");
    if is_plain_text && schema.contains_key("x-ncloud-enum") {
        let value = Value::Object(schema.clone());
        let values: Vec<String> = known_values(&value)
            .map(|(value, meaning)| format!("* `{value}`: {meaning}"))
            .collect();
        text = format!("{text}\n\nKnown values:\n\n{}", values.join("\n"));
    }
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A limit of bytes, and what it is where another member chooses it.
fn bytes_of(bytes: &Value) -> Vec<String> {
    let encoding = bytes["encoding"]
        .as_str()
        .unwrap_or_default()
        .to_uppercase();
    let place = if encoding == "BASE64" { "before" } else { "in" };
    let mut rules = vec![format!("at most {} bytes {place} {encoding}", bytes["at"])];
    for (member, value, length) in super::limits::lengths_by(&bytes["by"]) {
        rules.push(format!("at most {length} where `{member}` is `{value}`"));
    }
    rules
}

fn span(unit: &str, low: Option<&Value>, high: Option<&Value>) -> Option<String> {
    let text = match (low, high) {
        (Some(low), Some(high)) => format!("{low} to {high} {unit}"),
        (Some(low), None) => format!("at least {low} {unit}"),
        (None, Some(high)) => format!("at most {high} {unit}"),
        (None, None) => return None,
    };
    Some(text.trim().to_owned())
}

/// What rustdoc says of a parameter: wire name, place, whether it is required, description, limits.
pub(super) fn parameter(parameter: &Value, schema: &Value) -> String {
    let name = parameter["name"].as_str().unwrap_or_default();
    let place = parameter["in"].as_str().unwrap_or_default();
    let required = if parameter["required"] == true {
        "required"
    } else {
        "optional"
    };
    let description = parameter["description"].as_str().unwrap_or_default().trim();
    let mut text = format!("Sets `{name}` ({place}, {required}): {description}");
    if let Some(limits) = schema.as_object().and_then(limits) {
        text.push_str("\n\n");
        text.push_str(&limits);
    }
    text
}

/// Meaning of one value of an enumeration.
pub(super) fn enum_value(schema: &Value, value: &str) -> Option<String> {
    members(&schema["x-ncloud-enum"])
        .find(|(name, _)| *name == value)?
        .1
        .as_str()
        .map(str::to_owned)
}
