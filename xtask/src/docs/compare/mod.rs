//! A page beside the operation that it is about.

mod example;
mod member;
mod overview;
mod pairing;
mod request;
mod shown;

use super::difference::{Difference, What};
use super::errata::{self, Judged};
use super::locate::{Located, locate};
use super::model::{Note, Page};
use super::specification::{Service, Specification};

/// What the comparison of one page found.
pub(super) struct Outcome {
    /// The operation, or what else the page is about.
    pub(super) subject: String,
    /// Id of the operation; empty when the page is about something else.
    pub(super) operation: String,
    pub(super) judged: Judged,
    /// Examples that are not ours.
    pub(super) notes: Vec<Note>,
}

/// Compares a page with the specification.
pub(super) fn page(
    page: &Page,
    specification: &Specification,
    services: &[Service<'_>],
) -> Outcome {
    match locate(page, services) {
        Located::Operation(service, operation) => {
            let mut differences = Vec::new();
            request::compare(page, service, operation, &mut differences);
            member::compare(page, service, operation, &mut differences);
            example::compare(page, service, operation, &mut differences);
            overview::statuses(page, &[service], &specification.common, &mut differences);
            differences.sort_by_key(|difference| (difference.what, difference.line));
            Outcome {
                subject: format!("{} of {}", operation.id(), service.document().name()),
                operation: operation.id().to_owned(),
                judged: errata::judge(differences, page, service, operation),
                notes: shown::notes(page, operation),
            }
        }
        Located::Unknown(service) => {
            let request = page.request_line.clone();
            let shown = request.map_or_else(String::new, |request| {
                format!("{} {}", request.method, request.uri)
            });
            let message =
                format!("no operation has `{shown}`: `cargo xtask docs new` writes a draft of it");
            let location = service
                .map(|service| service.place("/paths").location())
                .unwrap_or_default();
            let line = page.request_line.as_ref().map_or(0, |request| request.line);
            let difference =
                Difference::new(What::Operation, message, location).quoting(&shown, line);
            Outcome {
                subject: "an operation that we do not have".to_owned(),
                operation: String::new(),
                judged: Judged::unrecorded(vec![difference]),
                notes: Vec::new(),
            }
        }
        Located::Overview(services) => {
            let mut differences = Vec::new();
            overview::compare(page, &services, &specification.common, &mut differences);
            differences.sort_by_key(|difference| (difference.what, difference.line));
            let names: Vec<&str> = services
                .iter()
                .map(|service| service.document().name())
                .collect();
            Outcome {
                subject: if names.is_empty() {
                    "all services".to_owned()
                } else {
                    names.join(", ")
                },
                operation: String::new(),
                judged: errata::judge_common(differences, &specification.common),
                notes: Vec::new(),
            }
        }
    }
}
