//! Schemas: what is behind references, and whether it has a name and may be null.

use ncloud_spec::codegen::schema::{schema_name, wrapped_reference};
use ncloud_spec::document::Document;
use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison};

/// A schema with the references, and the `allOf` around a reference, taken off.
struct Unwrapped<'a> {
    /// The `allOf` that gives a reference a description, or null as a value.
    wrapper: At<'a>,
    /// Name of the component that it refers to.
    name: Option<&'a str>,
    /// The schema that says what the value is.
    schema: At<'a>,
    nullable: bool,
}

impl<'a> Unwrapped<'a> {
    fn of(document: &'a Document, at: &At<'a>) -> Self {
        let mut unwrapped = Self {
            wrapper: At::new(at.pointer.clone(), &Value::Null),
            name: None,
            schema: at.clone(),
            nullable: false,
        };
        // A chain longer than this is a cycle of references.
        for _ in 0..32 {
            let schema = unwrapped.schema.clone();
            // Beside no type OpenAPI 3.0.3 does not heed it.
            unwrapped.nullable |=
                schema.value["nullable"] == Value::Bool(true) && schema.has("type");
            if let Some(name) = schema_name(schema.value) {
                unwrapped.name = unwrapped.name.or(Some(name));
                let pointer = format!("/components/schemas/{name}");
                unwrapped.schema = At::new(pointer, document.resolve(schema.value));
            } else if wrapped_reference(schema.value).is_some() {
                unwrapped.schema = schema.member("allOf").element(0);
                unwrapped.wrapper = schema;
            } else {
                break;
            }
        }
        unwrapped
    }

    /// Whether the generator makes a type of it: of other components it uses the scalar.
    fn has_type_in_rust(&self) -> bool {
        ["properties", "enum", "x-ncloud-enum"]
            .iter()
            .any(|keyword| self.schema.has(keyword))
    }
}

impl<'a> Comparison<'a> {
    /// Compares two schemas. `optional` tells whether the value may be left out, in either document.
    pub(super) fn schema(
        &mut self,
        old: &At<'a>,
        new: &At<'a>,
        direction: Direction,
        optional: bool,
    ) {
        match (old.value.is_object(), new.value.is_object()) {
            (true, true) => {}
            (false, false) => return,
            (true, false) => {
                return self.report(&old.pointer, "the schema is gone", direction.reshaped());
            }
            (false, true) => {
                return self.report(&new.pointer, "a schema is new", direction.reshaped());
            }
        }
        let (before, after) = (Unwrapped::of(self.old, old), Unwrapped::of(self.new, new));
        self.name(&before, &after, &new.pointer, direction);
        self.nullable(&before, &after, &new.pointer, direction, optional);
        self.default(&before.wrapper, &after.wrapper);
        self.others(
            &before.wrapper,
            &after.wrapper,
            &["allOf", "type", "nullable", "default"],
        );
        self.reached.insert(after.schema.pointer.clone());
        let pair = (
            before.schema.pointer.clone(),
            after.schema.pointer.clone(),
            direction,
        );
        if self.met.insert(pair) {
            self.keywords(&before.schema, &after.schema, direction);
        }
    }

    /// Generators name their types after components.
    fn name(
        &mut self,
        old: &Unwrapped<'a>,
        new: &Unwrapped<'a>,
        place: &str,
        direction: Direction,
    ) {
        let (what, spec) = match (old.name, new.name) {
            (Some(before), Some(after)) if before != after => (
                format!("refers to `{after}` instead of `{before}`"),
                Class::Breaking,
            ),
            (Some(before), None) => (
                format!("does not refer to `{before}` any more"),
                Class::Breaking,
            ),
            (None, Some(after)) => (format!("refers to `{after}` now"), Class::Additive),
            _ => return,
        };
        let rust = if old.has_type_in_rust() || new.has_type_in_rust() {
            Class::Breaking
        } else {
            Class::Documentation
        };
        self.report(place, what, direction.verdict(rust, spec));
    }

    /// In Rust an optional value is an `Option` anyway; another becomes one, or is one no more.
    fn nullable(
        &mut self,
        old: &Unwrapped<'a>,
        new: &Unwrapped<'a>,
        place: &str,
        direction: Direction,
        optional: bool,
    ) {
        let rust = if optional {
            Class::Documentation
        } else {
            Class::Breaking
        };
        let (what, values) = match (old.nullable, new.nullable) {
            (false, true) => ("may be null now", direction.widened()),
            (true, false) => ("may not be null any more", direction.narrowed()),
            _ => return,
        };
        self.report(place, what, Verdict::new(direction.rust(rust), values.spec));
    }
}
