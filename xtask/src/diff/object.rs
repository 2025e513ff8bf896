//! Members of objects.

use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison, names};

impl<'a> Comparison<'a> {
    pub(super) fn object(&mut self, old: &At<'a>, new: &At<'a>, direction: Direction) {
        let (olds, news) = (old.member("properties"), new.member("properties"));
        for name in names(olds.value, news.value) {
            let (before, after) = (olds.member(name), news.member(name));
            let (was_required, is_required) = (requires(old, name), requires(new, name));
            if !news.has(name) {
                self.report(
                    &before.pointer,
                    format!("the member `{name}` is gone"),
                    direction.reshaped(),
                );
            } else if !olds.has(name) {
                let (kind, class) = match (is_required, direction) {
                    (true, Direction::Request) => ("required", Class::Breaking),
                    (true, _) => ("required", Class::Additive),
                    (false, _) => ("optional", Class::Additive),
                };
                let what = format!("the {kind} member `{name}` is new");
                self.report(&after.pointer, what, direction.verdict(class, class));
            } else {
                // `T` becomes `Option<T>` in Rust, or the reverse, whatever the direction.
                let rust = direction.rust(Class::Breaking);
                match (was_required, is_required) {
                    (false, true) => {
                        let verdict = Verdict::new(rust, direction.narrowed().spec);
                        self.report(&after.pointer, "is required now", verdict);
                    }
                    (true, false) => {
                        let verdict = Verdict::new(rust, direction.widened().spec);
                        self.report(&after.pointer, "is optional now", verdict);
                    }
                    _ => {}
                }
                self.schema(&before, &after, direction, !was_required || !is_required);
            }
        }
        self.additional_members(old, new, direction);
    }

    /// Absent means the same as `true` in JSON. In Rust `true` adds the place for unknown members.
    fn additional_members(&mut self, old: &At<'a>, new: &At<'a>, direction: Direction) {
        let name = "additionalProperties";
        let (before, after) = (old.member(name), new.member(name));
        if before.value.is_object() && after.value.is_object() {
            return self.schema(&before, &after, direction, false);
        }
        let allows = |place: &At<'_>| match place.value {
            Value::Null | Value::Bool(true) => Some(true),
            Value::Bool(false) => Some(false),
            _ => None,
        };
        let rust = direction.rust(if *before.value == Value::Bool(true) {
            Class::Breaking
        } else {
            Class::Additive
        });
        let verdict = match (allows(&before), allows(&after)) {
            (Some(true), Some(true)) => Verdict::new(rust, Class::Documentation),
            (Some(true), Some(false)) => Verdict::new(rust, direction.narrowed().spec),
            (Some(false), Some(true)) => Verdict::new(rust, direction.widened().spec),
            _ => direction.reshaped(),
        };
        self.member(old, new, name, verdict);
    }
}

fn requires(schema: &At<'_>, name: &str) -> bool {
    schema.value["required"]
        .as_array()
        .is_some_and(|names| names.iter().any(|known| known == name))
}
