//! The keywords of a schema.

use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison};

/// What is compared here and in the files beside this one.
const KNOWN: [&str; 31] = [
    "type",
    "nullable",
    "format",
    "x-ncloud-format",
    "default",
    "enum",
    "x-ncloud-enum",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "oneOf",
    "anyOf",
    "allOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "uniqueItems",
    "multipleOf",
    "pattern",
    "x-ncloud-errata",
    "x-ncloud-max-bytes",
    "x-ncloud-minutes-ahead",
    "x-ncloud-untyped",
];

impl<'a> Comparison<'a> {
    pub(super) fn keywords(&mut self, old: &At<'a>, new: &At<'a>, direction: Direction) {
        if old.value["type"] != new.value["type"] {
            // Whatever else differs follows from that.
            return self.member(old, new, "type", direction.reshaped());
        }
        self.format(old, new, direction);
        // What a value means, for the types of ncloud-core; on the wire it is the same.
        let meaning = direction.verdict(Class::Breaking, Class::Documentation);
        self.member(old, new, "x-ncloud-format", meaning);
        // Limits that no other tool knows: the crates hold requests to them.
        for name in ["x-ncloud-max-bytes", "x-ncloud-minutes-ahead"] {
            self.member(old, new, name, meaning);
        }
        for name in ["x-ncloud-errata", "x-ncloud-untyped"] {
            self.member(old, new, name, Verdict::DOCUMENTATION);
        }
        self.default(old, new);
        self.enumeration(old, new, direction);
        self.limits(old, new, direction);
        self.object(old, new, direction);
        self.items(old, new, direction);
        for name in ["oneOf", "anyOf", "allOf"] {
            self.alternatives(&old.member(name), &new.member(name), name, direction);
        }
        self.others(old, new, &KNOWN);
    }

    fn format(&mut self, old: &At<'_>, new: &At<'_>, direction: Direction) {
        let (before, after) = (old.value["format"].as_str(), new.value["format"].as_str());
        let verdict = match (before, after) {
            // A secret has a type of its own in Rust. On the wire it is text like any other.
            (None, Some("password")) | (Some("password"), None) => {
                direction.verdict(Class::Breaking, Class::Documentation)
            }
            (Some("int32"), Some("int64") | None) | (Some("int64"), None) => {
                Verdict::new(direction.rust(Class::Breaking), direction.widened().spec)
            }
            (Some("int64") | None, Some("int32")) | (None, Some("int64")) => {
                Verdict::new(direction.rust(Class::Breaking), direction.narrowed().spec)
            }
            _ => direction.reshaped(),
        };
        self.member(old, new, "format", verdict);
    }

    /// Generated clients send defaults, so another one changes what a call without the value does.
    pub(super) fn default(&mut self, old: &At<'_>, new: &At<'_>) {
        let verdict = if old.has("default") && new.has("default") {
            Verdict::BREAKING
        } else {
            Verdict::ADDITIVE
        };
        self.member(old, new, "default", verdict);
    }

    fn items(&mut self, old: &At<'a>, new: &At<'a>, direction: Direction) {
        self.schema(&old.member("items"), &new.member("items"), direction, false);
    }

    /// Alternatives pair by the component that they refer to, or else by their place among the others.
    fn alternatives(&mut self, old: &At<'a>, new: &At<'a>, keyword: &str, direction: Direction) {
        let (olds, news) = (parts(old), parts(new));
        for (key, before) in &olds {
            match news.iter().find(|(other, _)| other == key) {
                Some((_, after)) => self.schema(before, after, direction, false),
                None => {
                    let what = format!("`{keyword}`: {key} is gone");
                    self.report(&before.pointer, what, direction.reshaped());
                }
            }
        }
        for (key, after) in &news {
            if !olds.iter().any(|(other, _)| other == key) {
                // All of `allOf` must hold; of the others one more may.
                let verdict = match (keyword, direction) {
                    ("allOf", _) => direction.reshaped(),
                    (_, Direction::Request) => Verdict::ADDITIVE,
                    _ => direction.verdict(Class::Additive, Class::Breaking),
                };
                self.report(
                    &after.pointer,
                    format!("`{keyword}`: {key} is new"),
                    verdict,
                );
            }
        }
    }
}

/// The alternatives with what tells them apart.
fn parts<'a>(list: &At<'a>) -> Vec<(String, At<'a>)> {
    let mut unnamed = 0;
    let count = list.value.as_array().map_or(0, Vec::len);
    (0..count)
        .map(|index| {
            let part = list.element(index);
            let key = match part.value.get("$ref").and_then(Value::as_str) {
                Some(reference) => {
                    format!("`{}`", reference.rsplit('/').next().unwrap_or(reference))
                }
                None => {
                    unnamed += 1;
                    format!("alternative {unnamed} without a name")
                }
            };
            (key, part)
        })
        .collect()
}
