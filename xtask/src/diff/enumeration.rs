//! Enumerations: `enum` is a closed list, `x-ncloud-enum` alone one that may grow.
//!
//! In Rust both are a type with a variant for each known value. That of an answer has a variant for
//! unknown values, too; that of a request alone has it when the list is open.

use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison, happened, names};

impl Comparison<'_> {
    pub(super) fn enumeration(&mut self, old: &At<'_>, new: &At<'_>, direction: Direction) {
        let place = new.member("enum").pointer;
        match (old.value["enum"].as_array(), new.value["enum"].as_array()) {
            (Some(before), Some(after)) => {
                self.closed(&place, before, after, direction);
                self.known(old, new, Verdict::DOCUMENTATION, Verdict::DOCUMENTATION);
            }
            (None, Some(_)) => {
                self.report(
                    &place,
                    "the list of values is closed now",
                    limited(direction, direction.narrowed().spec),
                );
                self.known(old, new, Verdict::DOCUMENTATION, Verdict::DOCUMENTATION);
            }
            (Some(_), None) => {
                // The type of a request's closed list can be copied; that of an open one holds text.
                self.report(
                    &place,
                    "the list of values is open now",
                    limited(direction, direction.widened().spec),
                );
                self.known(old, new, Verdict::DOCUMENTATION, Verdict::DOCUMENTATION);
            }
            (None, None) => {
                // More values could come before, too, so only Rust notices one that goes.
                let gone = direction.verdict(Class::Breaking, Class::Documentation);
                self.known(
                    old,
                    new,
                    direction.verdict(Class::Additive, Class::Additive),
                    gone,
                );
            }
        }
    }

    fn closed(&mut self, place: &str, old: &[Value], new: &[Value], direction: Direction) {
        for value in new.iter().filter(|value| !old.contains(value)) {
            let verdict = match direction {
                Direction::Request => Verdict::ADDITIVE,
                // Whoever matched all values meets one more. In Rust the list is open.
                _ => direction.verdict(Class::Additive, Class::Breaking),
            };
            self.report(place, format!("the value {value} is new"), verdict);
        }
        for value in old.iter().filter(|value| !new.contains(value)) {
            // Even where it cannot come any more: it is a name in generated code.
            self.report(
                place,
                format!("the value {value} is gone"),
                direction.reshaped(),
            );
        }
    }

    /// The values that are known, with their meanings.
    fn known(&mut self, old: &At<'_>, new: &At<'_>, added: Verdict, removed: Verdict) {
        let (old, new) = (old.member("x-ncloud-enum"), new.member("x-ncloud-enum"));
        let (added, removed) = match (old.value.is_object(), new.value.is_object()) {
            (false, false) => return,
            (true, true) => (added, removed),
            // Text becomes an enumeration in Rust, or the reverse.
            _ => (removed, removed),
        };
        for value in names(old.value, new.value) {
            let (before, after) = (old.value.get(value), new.value.get(value));
            if before == after {
                continue;
            }
            let verdict = match (before, after) {
                (None, _) => added,
                (_, None) => removed,
                _ => Verdict::DOCUMENTATION,
            };
            let what = match (before, after) {
                (Some(_), Some(_)) => "has another meaning".to_owned(),
                _ => happened(before, after),
            };
            let place = if after.is_some() { &new } else { &old };
            self.report(
                &place.member(value).pointer,
                format!("the known value `{value}` {what}"),
                verdict,
            );
        }
    }
}

/// A list that closes or opens: in Rust that of an answer is open all the time.
fn limited(direction: Direction, spec: Class) -> Verdict {
    match direction {
        Direction::Request => Verdict::new(Class::Breaking, spec),
        _ => Verdict::new(Class::Documentation, spec),
    }
}
