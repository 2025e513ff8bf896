//! What concerns all of a service: servers, its block of facts, signing.

use ncloud_spec::document::{Document, Server};
use serde_json::Value;

use super::change::{Class, Verdict};
use super::comparison::{At, Comparison, names};

/// What is compared elsewhere, or does not concern a caller: versions and tags are explained by what
/// changed with them.
const ELSEWHERE: [&str; 6] = ["openapi", "info", "servers", "tags", "paths", "components"];

impl<'a> Comparison<'a> {
    pub(super) fn document(&mut self) {
        let (old, new) = (At::new("", self.old.value()), At::new("", self.new.value()));
        for name in ["openapi", "tags"] {
            self.member(&old, &new, name, Verdict::DOCUMENTATION);
        }
        self.each(
            &old.member("info"),
            &new.member("info"),
            Verdict::DOCUMENTATION,
        );
        self.servers();
        self.facts(
            &old.member("x-ncloud-service"),
            &new.member("x-ncloud-service"),
        );
        let known: Vec<&str> = ELSEWHERE.into_iter().chain(["x-ncloud-service"]).collect();
        self.others(&old, &new, &known);
        let (old, new) = (old.member("components"), new.member("components"));
        let name = "securitySchemes";
        let (schemes_before, schemes_after) = (old.member(name), new.member(name));
        for scheme in names(schemes_before.value, schemes_after.value) {
            let (before, after) = (schemes_before.member(scheme), schemes_after.member(scheme));
            self.others(&before, &after, &[]);
        }
        self.unused_schemas(&old.member("schemas"), &new.member("schemas"));
    }

    fn each(&mut self, old: &At<'_>, new: &At<'_>, verdict: Verdict) {
        for name in names(old.value, new.value) {
            self.member(old, new, name, verdict);
        }
    }

    /// Servers pair by site, region and boundary of keys: those are what a caller chooses.
    fn servers(&mut self) {
        let same = |one: &Server<'_>, other: &Server<'_>| {
            (one.site, one.region, one.key_boundary)
                == (other.site, other.region, other.key_boundary)
        };
        let shown = |server: &Server<'_>| match (server.region, server.key_boundary) {
            (Some(region), _) => format!("`{}`, region `{region}`", server.site),
            (None, Some(boundary)) => format!("`{}`, keys of `{boundary}`", server.site),
            (None, None) => format!("`{}`", server.site),
        };
        let (olds, news): (Vec<_>, Vec<_>) =
            (self.old.servers().collect(), self.new.servers().collect());
        for old in &olds {
            match news.iter().find(|new| same(old, new)) {
                None => {
                    let what = format!("the server of {} is gone", shown(old));
                    self.report("/servers", what, Verdict::BREAKING);
                }
                Some(new) if new.url != old.url => {
                    let what = format!(
                        "the server of {} is {} instead of {}",
                        shown(old),
                        new.url,
                        old.url
                    );
                    // The crate follows; what others generated has the old host.
                    self.report(
                        "/servers",
                        what,
                        Verdict::new(Class::Additive, Class::Breaking),
                    );
                }
                Some(_) => {}
            }
        }
        for new in news
            .iter()
            .filter(|new| !olds.iter().any(|old| same(old, new)))
        {
            self.report(
                "/servers",
                format!("the server of {} is new", shown(new)),
                Verdict::ADDITIVE,
            );
        }
        let (old, new) = (words_of_servers(self.old), words_of_servers(self.new));
        if olds.iter().map(shown).eq(news.iter().map(shown)) && old != new {
            self.report(
                "/servers",
                "servers are described otherwise",
                Verdict::DOCUMENTATION,
            );
        }
    }

    /// `x-ncloud-service`: how success and failures are told apart. The crate has it built in.
    fn facts(&mut self, old: &At<'_>, new: &At<'_>) {
        let followed = Verdict::new(Class::Additive, Class::Breaking);
        self.each(&old.member("envelope"), &new.member("envelope"), followed);
        for name in ["notFound", "emptyList"] {
            self.codes(&old.member(name), &new.member(name));
        }
        self.member(old, new, "name", Verdict::BREAKING);
        for name in [
            "apiVersion",
            "documentedOperations",
            "documentation",
            "badRequest",
        ] {
            self.member(old, new, name, Verdict::DOCUMENTATION);
        }
        let known = [
            "name",
            "envelope",
            "notFound",
            "emptyList",
            "apiVersion",
            "documentedOperations",
            "documentation",
            "badRequest",
        ];
        self.others(old, new, &known);
    }

    /// Codes with a meaning: what was told to be absent is told to be a refusal when one goes.
    fn codes(&mut self, old: &At<'_>, new: &At<'_>) {
        let list = |place: &At<'_>| place.value.as_array().cloned().unwrap_or_default();
        let (before, after) = (list(old), list(new));
        for code in after.iter().filter(|code| !before.contains(code)) {
            self.report(
                &new.pointer,
                format!("the code {code} is new"),
                Verdict::ADDITIVE,
            );
        }
        for code in before.iter().filter(|code| !after.contains(code)) {
            self.report(
                &new.pointer,
                format!("the code {code} is gone"),
                Verdict::BREAKING,
            );
        }
    }

    /// Schemas that no operation reaches; a generator may still make a type of them.
    fn unused_schemas(&mut self, old: &At<'_>, new: &At<'_>) {
        for name in names(old.value, new.value) {
            let place = new.member(name).pointer;
            // One that is gone was reported where it was referred to.
            if new.has(name) && !self.reached.contains(&place) {
                let verdict = if old.has(name) {
                    Verdict::new(Class::Documentation, Class::Breaking)
                } else {
                    Verdict::new(Class::Documentation, Class::Additive)
                };
                self.member(old, new, name, verdict);
            }
        }
    }
}

/// The servers without what is compared by itself.
fn words_of_servers(document: &Document) -> Vec<Value> {
    let servers = document.value()["servers"].as_array();
    servers
        .into_iter()
        .flatten()
        .map(|server| {
            let mut server = server.clone();
            if let Some(members) = server.as_object_mut() {
                members.retain(|name, _| name != "url");
            }
            server
        })
        .collect()
}
