//! The limits of a request as a table that `ncloud-core` checks before a call.

use serde_json::Value;

use super::metadata::text;
use super::schema::{Usage, schema_name};
use crate::document::{Document, Operation, members};

/// Schemas nested deeper than this are cyclic.
const DEPTH: usize = 16;

/// Where a limited value stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Body,
    Part,
}

/// One value of a request and what is demanded of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limit {
    pub(super) place: Place,
    /// Parameter name, or the way through the body: `x509Parameters/commonName`, `list/*/name`; `*` also stands for
    /// each value of a map.
    pub(super) at: String,
    /// Whether the value must not appear in messages.
    pub(super) secret: bool,
    pub(super) rules: Vec<Rule>,
}

/// A demand on a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    Length {
        min: u64,
        max: Option<u64>,
    },
    /// Length of a text in an encoding; other lengths for values of members of the body.
    Bytes {
        encoding: String,
        max: u64,
        by: Vec<(String, String, u64)>,
    },
    /// Minutes that a time is ahead of the request, and the member with its zone.
    Ahead {
        min: i64,
        max: Option<i64>,
        zone: Option<String>,
    },
    /// Size of a map.
    Members {
        min: u64,
        max: Option<u64>,
    },
    /// Length of a file.
    Octets {
        min: u64,
        max: Option<u64>,
    },
    Items {
        min: u64,
        max: Option<u64>,
    },
    Range {
        min: Option<i64>,
        max: Option<i64>,
    },
    MultipleOf(i64),
    /// A regular expression, and what the description says of the value.
    Pattern {
        expression: String,
        meaning: String,
    },
    OneOf(Vec<String>),
}

/// The limits of an operation, in the order of its parameters and of its body.
pub(super) fn of(document: &Document, usage: &Usage, operation: Operation<'_>) -> Vec<Limit> {
    let mut found = Vec::new();
    let parts = operation.parts();
    for parameter in operation.parameters().chain(&parts) {
        let place = match parameter["in"].as_str() {
            Some("path") => Place::Path,
            Some("header") => Place::Header,
            Some("part") => Place::Part,
            _ => Place::Query,
        };
        let name = parameter["name"].as_str().unwrap_or_default();
        collect(
            document,
            usage,
            &parameter["schema"],
            place,
            name.to_owned(),
            0,
            &mut found,
        );
    }
    if let Some(body) = operation.request_body() {
        collect(
            document,
            usage,
            &body["schema"],
            Place::Body,
            String::new(),
            0,
            &mut found,
        );
    }
    found
}

fn collect(
    document: &Document,
    usage: &Usage,
    schema: &Value,
    place: Place,
    at: String,
    depth: usize,
    found: &mut Vec<Limit>,
) {
    if depth > DEPTH {
        return;
    }
    let open = schema_name(schema).is_some_and(|name| usage.responses.contains(name));
    let schema = document.resolve(schema);
    let rules = rules(schema, open);
    if !rules.is_empty() {
        let secret = document.is_secret(schema);
        found.push(Limit {
            place,
            at: at.clone(),
            secret,
            rules,
        });
    }
    let below = |name: &str| {
        if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}/{name}")
        }
    };
    let values = schema.get("additionalProperties");
    let nested = schema
        .get("items")
        .or(values.filter(|values| values.is_object()));
    if let Some(nested) = nested {
        collect(document, usage, nested, place, below("*"), depth + 1, found);
    }
    for (name, property) in members(&schema["properties"]) {
        collect(
            document,
            usage,
            property,
            place,
            below(name),
            depth + 1,
            found,
        );
    }
    // Alternatives have different types, and a rule is about values of its own type only.
    for name in ["allOf", "oneOf"] {
        for part in schema[name].as_array().into_iter().flatten() {
            collect(document, usage, part, place, at.clone(), depth + 1, found);
        }
    }
}

fn rules(schema: &Value, open: bool) -> Vec<Rule> {
    let natural = |name: &str| schema[name].as_u64();
    let integer = |name: &str| schema[name].as_i64();
    let mut rules = Vec::new();
    if natural("minLength").is_some() || natural("maxLength").is_some() {
        let (min, max) = (natural("minLength").unwrap_or(0), natural("maxLength"));
        rules.push(if schema["format"] == "binary" {
            Rule::Octets { min, max }
        } else {
            Rule::Length { min, max }
        });
    }
    if let Some(bytes) = schema.get("x-ncloud-max-bytes") {
        rules.push(Rule::Bytes {
            encoding: text(&bytes["encoding"]).unwrap_or_default(),
            max: bytes["at"].as_u64().unwrap_or(u64::MAX),
            by: lengths_by(&bytes["by"]),
        });
    }
    if natural("minProperties").is_some() || natural("maxProperties").is_some() {
        rules.push(Rule::Members {
            min: natural("minProperties").unwrap_or(0),
            max: natural("maxProperties"),
        });
    }
    if natural("minItems").is_some() || natural("maxItems").is_some() {
        rules.push(Rule::Items {
            min: natural("minItems").unwrap_or(0),
            max: natural("maxItems"),
        });
    }
    if integer("minimum").is_some() || integer("maximum").is_some() {
        rules.push(Rule::Range {
            min: integer("minimum"),
            max: integer("maximum"),
        });
    }
    if let Some(step) = integer("multipleOf") {
        rules.push(Rule::MultipleOf(step));
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        rules.push(Rule::Pattern {
            expression: pattern.to_owned(),
            meaning: text(&schema["description"]).unwrap_or_default(),
        });
    }
    if let Some(ahead) = schema.get("x-ncloud-minutes-ahead") {
        rules.push(Rule::Ahead {
            min: ahead["min"].as_i64().unwrap_or_default(),
            max: ahead["max"].as_i64(),
            zone: text(&ahead["zone"]),
        });
    }
    // A closed type needs no check; numbers and types that answers reach too are open.
    if let Some(values) = schema["enum"]
        .as_array()
        .filter(|_| open || schema["type"] != "string")
    {
        rules.push(Rule::OneOf(values.iter().filter_map(text).collect()));
    }
    rules
}

/// Member, value and length of `by`.
pub(super) fn lengths_by(by: &Value) -> Vec<(String, String, u64)> {
    let lengths = members(by).flat_map(|(member, values)| {
        members(values).filter_map(move |(value, length)| {
            Some((member.to_owned(), value.to_owned(), length.as_u64()?))
        })
    });
    lengths.collect()
}
