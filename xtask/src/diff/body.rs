//! Bodies of requests and answers.

use ncloud_spec::document::members;
use serde_json::Value;

use super::change::{Class, Direction, Verdict};
use super::comparison::{At, Comparison, names};

impl<'a> Comparison<'a> {
    pub(super) fn request_body(&mut self, old: &At<'a>, new: &At<'a>) {
        let (old, new) = (
            old.member("requestBody").resolved(self.old),
            new.member("requestBody").resolved(self.new),
        );
        let required = |body: &At<'_>| body.value["required"] == Value::Bool(true);
        match (old.value.is_object(), new.value.is_object()) {
            (false, false) => return,
            (true, false) => {
                return self.report(&old.pointer, "the body is gone", Verdict::BREAKING);
            }
            (false, true) if required(&new) => {
                return self.report(&new.pointer, "a required body is new", Verdict::BREAKING);
            }
            (false, true) => {
                return self.report(&new.pointer, "an optional body is new", Verdict::ADDITIVE);
            }
            (true, true) => {}
        }
        match (required(&old), required(&new)) {
            (false, true) => {
                self.report(&new.pointer, "the body is required now", Verdict::BREAKING)
            }
            (true, false) => {
                self.report(&new.pointer, "the body is optional now", Verdict::ADDITIVE)
            }
            _ => {}
        }
        self.content(&old, &new, Direction::Request);
        self.others(&old, &new, &["required", "content"]);
    }

    /// The answers by status. Only that of success reaches the types of the crate.
    pub(super) fn responses(&mut self, old: &At<'a>, new: &At<'a>) {
        let (old, new) = (old.member("responses"), new.member("responses"));
        for status in names(old.value, new.value) {
            let direction = if status.starts_with('2') {
                Direction::Answer
            } else {
                Direction::Failure
            };
            if !new.has(status) {
                let place = old.member(status).pointer;
                self.report(
                    &place,
                    format!("the answer `{status}` is gone"),
                    direction.reshaped(),
                );
            } else if !old.has(status) {
                let verdict = direction.verdict(Class::Additive, Class::Additive);
                let place = new.member(status).pointer;
                self.report(&place, format!("the answer `{status}` is new"), verdict);
            } else {
                let (old, new) = (
                    old.member(status).resolved(self.old),
                    new.member(status).resolved(self.new),
                );
                self.content(&old, &new, direction);
                self.others(&old, &new, &["content"]);
            }
        }
    }

    fn content(&mut self, old: &At<'a>, new: &At<'a>, direction: Direction) {
        let (old, new) = (old.member("content"), new.member("content"));
        for media_type in names(old.value, new.value) {
            let place = new.member(media_type).pointer;
            if !new.has(media_type) {
                self.report(
                    &place,
                    format!("`{media_type}` is gone"),
                    direction.reshaped(),
                );
            } else if !old.has(media_type) {
                // Beside another, a request has a choice; an answer may come as a surprise.
                let is_only = members(old.value).next().is_none();
                let verdict = match direction {
                    Direction::Request => Verdict::ADDITIVE,
                    _ if is_only => direction.verdict(Class::Breaking, Class::Additive),
                    _ => direction.reshaped(),
                };
                self.report(&place, format!("`{media_type}` is new"), verdict);
            } else {
                let (old, new) = (old.member(media_type), new.member(media_type));
                self.schema(
                    &old.member("schema"),
                    &new.member("schema"),
                    direction,
                    false,
                );
                self.others(&old, &new, &["schema"]);
            }
        }
    }
}
