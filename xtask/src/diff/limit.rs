//! Limits of values.

use serde_json::Value;

use super::change::Direction;
use super::comparison::{At, Comparison};

/// Limits below which a value must not be; absent means no limit.
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];
/// Limits above which a value must not be.
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
/// Limits that are on or off.
const SWITCHES: [&str; 3] = ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems"];

/// What became of the values that a schema allows.
enum Allowed {
    Same,
    Fewer,
    More,
    /// Some came and some went, or nobody can tell.
    Others,
}

impl Comparison<'_> {
    pub(super) fn limits(&mut self, old: &At<'_>, new: &At<'_>, direction: Direction) {
        let lower = LOWER.map(|name| {
            (
                name,
                bound(&old.value[name], &new.value[name], f64::NEG_INFINITY),
            )
        });
        let upper = UPPER.map(|name| {
            // Turned round, an upper bound is a lower one.
            (
                name,
                bound(&new.value[name], &old.value[name], f64::INFINITY),
            )
        });
        let switches = SWITCHES.map(|name| (name, switch(&old.value[name], &new.value[name])));
        let others = [
            (
                "multipleOf",
                step(&old.value["multipleOf"], &new.value["multipleOf"]),
            ),
            (
                "pattern",
                pattern(&old.value["pattern"], &new.value["pattern"]),
            ),
        ];
        for (name, allowed) in lower.into_iter().chain(upper).chain(switches).chain(others) {
            let verdict = match allowed {
                Allowed::Same => continue,
                Allowed::Fewer => direction.narrowed(),
                Allowed::More => direction.widened(),
                Allowed::Others => direction.replaced(),
            };
            self.member(old, new, name, verdict);
        }
    }
}

fn bound(old: &Value, new: &Value, absent: f64) -> Allowed {
    let number = |value: &Value| value.as_f64().unwrap_or(absent);
    match number(new).total_cmp(&number(old)) {
        std::cmp::Ordering::Less => Allowed::More,
        std::cmp::Ordering::Equal => Allowed::Same,
        std::cmp::Ordering::Greater => Allowed::Fewer,
    }
}

fn switch(old: &Value, new: &Value) -> Allowed {
    match (*old == Value::Bool(true), *new == Value::Bool(true)) {
        (false, true) => Allowed::Fewer,
        (true, false) => Allowed::More,
        _ => Allowed::Same,
    }
}

fn step(old: &Value, new: &Value) -> Allowed {
    match (old.as_f64(), new.as_f64()) {
        (old, new) if old == new => Allowed::Same,
        (None, _) => Allowed::Fewer,
        (_, None) => Allowed::More,
        (Some(old), Some(new)) if new % old == 0.0 => Allowed::Fewer,
        (Some(old), Some(new)) if old % new == 0.0 => Allowed::More,
        _ => Allowed::Others,
    }
}

/// Whether one expression allows what another does is not decided here.
fn pattern(old: &Value, new: &Value) -> Allowed {
    match (old.is_null(), new.is_null()) {
        (true, false) => Allowed::Fewer,
        (false, true) => Allowed::More,
        _ if old == new => Allowed::Same,
        _ => Allowed::Others,
    }
}
