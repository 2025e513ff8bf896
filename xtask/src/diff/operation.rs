//! Operations: which of the old and the new are the same one, and what is said of each.

use ncloud_spec::document::Operation;

use super::change::{Class, Verdict};
use super::comparison::{At, Comparison};

/// What other files compare.
const ELSEWHERE: [&str; 9] = [
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "tags",
    "x-ncloud-sites",
    "x-ncloud-retry",
    "x-ncloud-paging",
    "x-ncloud-wait",
];
/// What the vendor demands of an account: it holds whether a document says so or not.
const OF_ACCOUNTS: [&str; 2] = ["x-ncloud-account", "x-ncloud-permissions"];

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let news: Vec<Operation<'a>> = self.new.operations().collect();
        let mut paired = Vec::new();
        for old in self.old.operations() {
            self.operation = Some(old.id());
            let same_id = news.iter().position(|new| new.id() == old.id());
            // An operation of another name at the same place was renamed.
            let same_place = || {
                news.iter().position(|new| {
                    new.path == old.path
                        && new.verb == old.verb
                        && self.old.operation(new.id()).is_none()
                })
            };
            match same_id.or_else(same_place) {
                Some(index) => {
                    paired.push(index);
                    self.pair(old, news[index]);
                }
                None => {
                    let what = format!("the operation `{}` is gone", old.id());
                    self.report(&old.pointer(), what, Verdict::BREAKING);
                }
            }
        }
        for (index, new) in news.iter().enumerate() {
            if !paired.contains(&index) {
                self.operation = Some(new.id());
                let what = format!("the operation `{}` is new", new.id());
                self.report(&new.pointer(), what, Verdict::ADDITIVE);
            }
        }
    }

    fn pair(&mut self, old: Operation<'a>, new: Operation<'a>) {
        self.operation = Some(new.id());
        self.met.clear();
        let (before, after) = (
            At::new(old.pointer(), old.value),
            At::new(new.pointer(), new.value),
        );
        self.member(&before, &after, "operationId", Verdict::BREAKING);
        if (old.path, old.verb) != (new.path, new.verb) {
            let place = |operation: Operation<'_>| {
                format!("`{} {}`", operation.verb.to_uppercase(), operation.path)
            };
            let what = format!("is sent as {} instead of {}", place(new), place(old));
            // The method of the crate has the same name and sends the new request.
            self.report(
                &after.pointer,
                what,
                Verdict::new(Class::Additive, Class::Breaking),
            );
        }
        // Generators for other languages make a class or a module of a tag; ours does not.
        let tags = Verdict::new(Class::Documentation, Class::Breaking);
        self.member(&before, &after, "tags", tags);
        self.sites(old, new);
        self.retry(&before, &after);
        self.paging(&before, &after);
        self.waits(&before, &after);
        for name in OF_ACCOUNTS {
            self.member(&before, &after, name, Verdict::DOCUMENTATION);
        }
        self.parameters(&before, &after);
        self.request_body(&before, &after);
        self.responses(&before, &after);
        let known: Vec<&str> = ELSEWHERE.into_iter().chain(OF_ACCOUNTS).collect();
        self.others(&before, &after, &known);
    }
}
