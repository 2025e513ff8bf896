//! Whether a request is as its document asks.

use axum::http::HeaderMap;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Map, Number, Value};

use crate::operation::{Location, Operation, Parameter, RequestBody, Schema};
use crate::target::Target;

/// What is wrong with a request. Nothing in it repeats a value of the request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Problems {
    /// Members and parameters that are missing, with the path of nested ones: `a.b`.
    pub(crate) missing: Vec<String>,
    /// Other members and parameters, each with the rule that it breaks.
    pub(crate) invalid: Vec<(String, String)>,
}

/// Parameters and body of a request that is valid.
pub(crate) type Valid = (Map<String, Value>, Value);

/// The body of a request.
pub(crate) enum Body<'a> {
    Octets(&'a [u8]),
    /// The parts of a multipart body, as the members of an object, and the names of the files among them.
    Parts(Value, Vec<String>),
}

impl Body<'_> {
    /// Names of the files among the parts.
    pub(crate) fn file_names(self) -> Vec<String> {
        match self {
            Self::Octets(_) => Vec::new(),
            Self::Parts(_, names) => names,
        }
    }
}

/// Reads and checks parameters and body.
pub(crate) fn validate(
    operation: &Operation,
    path: &[(&str, &str)],
    target: &Target,
    headers: &HeaderMap,
    body: &Body<'_>,
) -> Result<Valid, Problems> {
    let mut problems = Problems::default();
    let mut parameters = Map::new();
    for parameter in &operation.parameters {
        if parameter.location == Location::Query && parameter.schema.kind() == "array" {
            let texts = target.query_values(&parameter.name);
            if !texts.is_empty() {
                let list = Value::from(texts);
                problems.check(&parameter.name, &parameter.schema, &list);
                parameters.insert(parameter.name.clone(), list);
            } else if parameter.required {
                problems.missing.push(parameter.name.clone());
            }
            continue;
        }
        let given = match parameter.location {
            Location::Path => path
                .iter()
                .find(|(name, _)| *name == parameter.name)
                .map(|pair| pair.1),
            Location::Query => target.query_value(&parameter.name),
            Location::Header => headers
                .get(&parameter.name)
                .and_then(|value| value.to_str().ok()),
        };
        match given {
            Some(text) => {
                if let Some(value) = read_parameter(parameter, text, &mut problems) {
                    parameters.insert(parameter.name.clone(), value);
                }
            }
            None if parameter.required => problems.missing.push(parameter.name.clone()),
            None => {}
        }
    }
    let body = match &operation.body {
        Some(rule) => match body {
            Body::Octets(octets) => read_body(rule, octets, &mut problems),
            Body::Parts(parts, _) => {
                problems.check("", &rule.schema, parts);
                parts.clone()
            }
        },
        None => Value::Null,
    };
    if problems == Problems::default() {
        Ok((parameters, body))
    } else {
        Err(problems)
    }
}

fn read_parameter(parameter: &Parameter, text: &str, problems: &mut Problems) -> Option<Value> {
    let value = match parameter.schema.kind() {
        "integer" => integer(text).map(Value::from),
        "number" => text.parse::<f64>().ok().map(Value::from),
        "boolean" => text.parse::<bool>().ok().map(Value::from),
        _ => Some(Value::from(text)),
    };
    let Some(value) = value else {
        let rule = format!("must be of type {}", parameter.schema.kind());
        problems.invalid.push((parameter.name.clone(), rule));
        return None;
    };
    problems.check(&parameter.name, &parameter.schema, &value);
    Some(value)
}

/// A decimal integer of 64 bits, without a plus sign.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
    if decimal { text.parse().ok() } else { None }
}

fn read_body(rule: &RequestBody, body: &[u8], problems: &mut Problems) -> Value {
    let not_given = body.iter().all(u8::is_ascii_whitespace);
    if not_given && !rule.required {
        return Value::Null;
    }
    // Of a body that is not given, say which members are missing rather than that it is not JSON.
    let read = if not_given {
        Ok(Value::Object(Map::new()))
    } else {
        serde_json::from_slice(body)
    };
    let Ok(mut value) = read else {
        problems
            .invalid
            .push(("body".to_owned(), "must be JSON".to_owned()));
        return Value::Null;
    };
    drop_nulls(&mut value);
    refuse_numbers_beyond_64_bits(&value, "", problems);
    problems.check("", &rule.schema, &value);
    if not_given && problems.missing.is_empty() {
        problems.missing.push("body".to_owned());
    }
    value
}

/// A member that is null was not given: the vendor's own clients send unset members that way.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Refuses numbers that are beyond 64 bits: as floating-point numbers, which they become, they may
/// equal a limit that they break.
fn refuse_numbers_beyond_64_bits(value: &Value, path: &str, problems: &mut Problems) {
    let inner = |name: &dyn std::fmt::Display| match path {
        "" => name.to_string(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            refuse_numbers_beyond_64_bits(member, &inner(name), problems);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            refuse_numbers_beyond_64_bits(item, &inner(&index), problems);
        }),
        Value::Number(number) if is_beyond_64_bits(number) => {
            let place = if path.is_empty() { "body" } else { path };
            let rule = "must be a number of at most 64 bits".to_owned();
            problems.invalid.push((place.to_owned(), rule));
        }
        _ => {}
    }
}

fn is_beyond_64_bits(number: &Number) -> bool {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    // Whole numbers that fit are kept as such.
    number.is_f64() && number.as_f64().is_some_and(|number| number.abs() >= BEYOND)
}

impl Problems {
    /// Adds what is wrong with a value. `name` is that of a parameter, or empty for the body.
    fn check(&mut self, name: &str, schema: &Schema, value: &Value) {
        if let Ok(validator) = schema.validator() {
            for error in validator.iter_errors(value) {
                self.add(name, &error);
            }
        }
    }

    /// Adds what a validator found. `name` is that of a parameter, or empty for the body.
    fn add(&mut self, name: &str, error: &ValidationError<'_>) {
        let path = shown_path(error.instance_path().as_str());
        let place: Vec<&str> = [name, &path]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let place = place.join(".");
        if let ValidationErrorKind::Required { property } = error.kind() {
            let property = property.as_str().unwrap_or_default();
            let inner = if place.is_empty() {
                property.to_owned()
            } else {
                format!("{place}.{property}")
            };
            self.missing.push(inner);
            return;
        }
        let place = if place.is_empty() {
            "body".to_owned()
        } else {
            place
        };
        self.invalid.push((place, rule(error.kind())));
    }
}

/// A JSON pointer with its segments decoded and joined by points.
fn shown_path(pointer: &str) -> String {
    let segments = pointer.split('/').skip(1);
    let segments = segments.map(|segment| segment.replace("~1", "/").replace("~0", "~"));
    segments.collect::<Vec<_>>().join(".")
}

/// The rule that a value breaks, without the value.
fn rule(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::MinLength { limit } => {
            format!("must have at least {limit} characters")
        }
        ValidationErrorKind::MaxLength { limit } => format!("must have at most {limit} characters"),
        ValidationErrorKind::MinItems { limit } => format!("must have at least {limit} items"),
        ValidationErrorKind::MaxItems { limit } => format!("must have at most {limit} items"),
        ValidationErrorKind::Minimum { limit } => format!("must be at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("must be at most {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        ValidationErrorKind::MultipleOf { multiple_of } => {
            format!("must be a multiple of {multiple_of}")
        }
        ValidationErrorKind::Pattern { pattern } => format!("must match {pattern}"),
        ValidationErrorKind::UniqueItems => "must not hold an item twice".to_owned(),
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten();
            let options: Vec<String> = options
                .map(|option| {
                    option
                        .as_str()
                        .map_or_else(|| option.to_string(), str::to_owned)
                })
                .collect();
            format!("must be one of {}", options.join(", "))
        }
        ValidationErrorKind::Type { .. } => "has another JSON type than documented".to_owned(),
        other => format!("breaks the documented rule `{}`", other.keyword()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_shown_decoded() {
        assert_eq!(shown_path(""), "");
        assert_eq!(shown_path("/a/0/b"), "a.0.b");
        assert_eq!(shown_path("/a~1b/~01"), "a/b.~1");
    }
}
