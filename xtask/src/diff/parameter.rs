//! Parameters of an operation.

use ncloud_spec::document::Document;
use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison};

impl<'a> Comparison<'a> {
    pub(super) fn parameters(&mut self, old: &At<'a>, new: &At<'a>) {
        let (old, new) = (old.member("parameters"), new.member("parameters"));
        let olds = elements(self.old, &old);
        let news = elements(self.new, &new);
        let mut paired = Vec::new();
        for before in &olds {
            let name = &before.value["name"];
            let same_name = |after: &At<'_>| after.value["name"] == *name;
            let same_place = |after: &At<'_>| after.value["in"] == before.value["in"];
            let is_kept = |after: &At<'_>| {
                let mut olds = olds.iter();
                olds.any(|old| {
                    ["name", "in"]
                        .iter()
                        .all(|key| old.value[key] == after.value[key])
                })
            };
            let mut candidates = news
                .iter()
                .enumerate()
                .filter(|(index, after)| same_name(after) && !paired.contains(index));
            // The place first: a path and a query may have parameters of one name. One that moved cannot be where
            // another of its name has stayed.
            let found = candidates
                .clone()
                .find(|(_, after)| same_place(after))
                .or_else(|| candidates.find(|(_, after)| !is_kept(after)))
                .map(|(index, _)| index);
            match found {
                Some(index) => {
                    paired.push(index);
                    self.parameter(before, &news[index]);
                }
                None => {
                    let what = format!("the parameter {name} is gone");
                    self.report(&before.pointer, what, Verdict::BREAKING);
                }
            }
        }
        for (index, after) in news.iter().enumerate() {
            if !paired.contains(&index) {
                let (kind, verdict) = if is_required(after) {
                    ("required", Verdict::BREAKING)
                } else {
                    ("optional", Verdict::ADDITIVE)
                };
                let what = format!("the {kind} parameter {} is new", after.value["name"]);
                self.report(&after.pointer, what, verdict);
            }
        }
    }

    fn parameter(&mut self, old: &At<'a>, new: &At<'a>) {
        // The setter of the crate has the same name and writes to the new place.
        let moved = Verdict::new(Class::Additive, Class::Breaking);
        self.member(old, new, "in", moved);
        match (is_required(old), is_required(new)) {
            (false, true) => self.report(&new.pointer, "is required now", Verdict::BREAKING),
            (true, false) => self.report(&new.pointer, "is optional now", Verdict::ADDITIVE),
            _ => {}
        }
        self.schema(
            &old.member("schema"),
            &new.member("schema"),
            Direction::Request,
            true,
        );
        self.others(old, new, &["name", "in", "required", "schema"]);
    }
}

fn elements<'a>(document: &'a Document, list: &At<'a>) -> Vec<At<'a>> {
    let count = list.value.as_array().map_or(0, Vec::len);
    (0..count)
        .map(|index| list.element(index).resolved(document))
        .collect()
}

fn is_required(parameter: &At<'_>) -> bool {
    parameter.value["required"] == Value::Bool(true)
}
