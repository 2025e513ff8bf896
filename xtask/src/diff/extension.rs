//! Facts of an operation that OpenAPI has no words for.

use ncloud_spec::document::Operation;
use serde_json::{Value, json};

use super::change::{Class, Verdict};
use super::comparison::{At, Comparison, happened, names};

impl Comparison<'_> {
    pub(super) fn sites(&mut self, old: Operation<'_>, new: Operation<'_>) {
        let place = format!("{}/x-ncloud-sites", new.pointer());
        for site in new
            .sites()
            .filter(|site| !old.sites().any(|other| other == *site))
        {
            self.report(
                &place,
                format!("the site `{site}` is new"),
                Verdict::ADDITIVE,
            );
        }
        for site in old
            .sites()
            .filter(|site| !new.sites().any(|other| other == *site))
        {
            // The crate sends it all the same, with a warning.
            let verdict = Verdict::new(Class::Documentation, Class::Breaking);
            self.report(&place, format!("the site `{site}` is gone"), verdict);
        }
    }

    /// Who repeats what was `safe` must stop; the crate stops by itself. Nobody has to begin.
    pub(super) fn retry(&mut self, old: &At<'_>, new: &At<'_>) {
        let spec = if new.value["x-ncloud-retry"] == "safe" {
            Class::Additive
        } else {
            Class::Breaking
        };
        self.member(
            old,
            new,
            "x-ncloud-retry",
            Verdict::new(Class::Additive, spec),
        );
    }

    /// A paged list is `stream` in Rust, and what it yields is decided by `items`.
    pub(super) fn paging(&mut self, old: &At<'_>, new: &At<'_>) {
        let name = "x-ncloud-paging";
        let verdict = match (old.value.get(name), new.value.get(name)) {
            (None, _) => Verdict::ADDITIVE,
            (Some(before), Some(after)) if before["items"] == after["items"] => {
                Verdict::new(Class::Additive, Class::Breaking)
            }
            _ => Verdict::BREAKING,
        };
        self.member(old, new, name, verdict);
    }

    /// A state to wait for is a method in Rust. Which states end the wait is inside the method.
    pub(super) fn waits(&mut self, old: &At<'_>, new: &At<'_>) {
        let (old, new) = (old.member("x-ncloud-wait"), new.member("x-ncloud-wait"));
        for name in names(old.value, new.value) {
            let verdict = match (old.value.get(name), new.value.get(name)) {
                (None, _) => Verdict::ADDITIVE,
                (Some(before), Some(after)) if undescribed(before) == undescribed(after) => {
                    Verdict::DOCUMENTATION
                }
                (Some(_), Some(_)) => Verdict::new(Class::Additive, Class::Breaking),
                (Some(_), None) => Verdict::BREAKING,
            };
            if old.value.get(name) != new.value.get(name) {
                let what = format!(
                    "the wait `{name}` {}",
                    happened(old.value.get(name), new.value.get(name))
                );
                self.report(&new.member(name).pointer, what, verdict);
            }
        }
    }
}

fn undescribed(target: &Value) -> Value {
    let mut target = target.clone();
    if target.is_object() {
        target["description"] = json!(null);
    }
    target
}
