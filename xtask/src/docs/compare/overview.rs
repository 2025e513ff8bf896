//! What pages about a whole service have: headers, codes, lists of operations.

use ncloud_spec::document::{GATEWAY_CODES, members};
use serde_json::Value;

use super::super::described::Described;
use super::super::difference::{Difference, What};
use super::super::locate::{host, hosts};
use super::super::model::{Page, Place, StatusRow};
use super::super::page::same_name;
use super::super::specification::{Location, Service, Source};

/// How alike two names of headers must be to be one that is misspelt.
const ALIKE: f64 = 0.85;

/// Compares a page that is not about an operation. Without services it is the common guide.
pub(super) fn compare(
    page: &Page,
    services: &[&Service<'_>],
    common: &Source,
    found: &mut Vec<Difference>,
) {
    let own = services
        .iter()
        .flat_map(|service| service.document().servers().map(|server| host(server.url)));
    let own: Vec<String> = own.collect();
    if !services.is_empty() {
        for named in hosts(page).iter().filter(|named| !own.contains(named)) {
            let message =
                format!("the page names the host `{named}`, which is not among our servers");
            let location = services[0].place("/servers").location();
            found.push(
                Difference::new(What::Host, message, location)
                    .printed(named.as_str())
                    .quoting(named, 0),
            );
        }
    }
    headers(page, common, &[], found);
    statuses(page, services, common, found);
    operations(page, services, found);
}

/// Every header of the page is one that we send.
pub(super) fn headers(
    page: &Page,
    common: &Source,
    operation: &[Described],
    found: &mut Vec<Difference>,
) {
    let schemes = &common.document.value()["components"]["securitySchemes"];
    let mut ours: Vec<&str> = members(schemes)
        .filter_map(|(_, scheme)| scheme["name"].as_str())
        .collect();
    let own = operation.iter();
    let own = own.filter(|member| member.place == Place::Header);
    ours.extend(own.map(|member| member.path.as_str()));
    // The media type decides these.
    ours.extend(["Content-Type", "Accept"]);
    let location = || common.location("/components/securitySchemes");
    for field in page.fields_in(Place::Header) {
        if ours
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&field.path))
        {
            continue;
        }
        let alike = ours
            .iter()
            .map(|name| {
                (
                    strsim::normalized_damerau_levenshtein(name, &field.path),
                    *name,
                )
            })
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by(|left, right| left.0.total_cmp(&right.0));
        let difference = match alike {
            Some((_, name)) => {
                let message = format!("the page spells the header `{name}` as `{}`", field.path);
                Difference::new(What::Name, message, location())
                    .of_member(Place::Header, name)
                    .believed(name)
            }
            None => {
                let message = format!(
                    "the page has the header `{}`, which we do not send",
                    field.path
                );
                let mut difference = Difference::new(What::Extra, message, location());
                difference.place = Some(Place::Header);
                difference
            }
        };
        found.push(
            difference
                .printed(&field.path)
                .quoting(&field.quote, field.line),
        );
    }
}

/// Every code of the page is one that we know, with its HTTP status. Rows without a code say nothing
/// that the specification records.
pub(super) fn statuses(
    page: &Page,
    services: &[&Service<'_>],
    common: &Source,
    found: &mut Vec<Difference>,
) {
    let gateway = common
        .document
        .value()
        .pointer(GATEWAY_CODES)
        .unwrap_or(&Value::Null);
    let own: Vec<&Value> = services.iter().flat_map(|service| codes(service)).collect();
    let location = || match services.first() {
        Some(service) => service.place("/components/schemas").location(),
        None => common.location(GATEWAY_CODES),
    };
    for row in &page.statuses {
        let Some(code) = &row.code else { continue };
        let meanings = own
            .iter()
            .copied()
            .chain([gateway])
            .filter_map(|codes| codes.get(code)?.as_str());
        let meanings: Vec<&str> = meanings.collect();
        if meanings.is_empty() {
            let message = format!("the code `{code}` is not among those that we know");
            found.push(status(row, code, message, location()));
        } else if let Some(http) = row.http
            && !meanings.iter().any(|meaning| may_come_with(meaning, http))
        {
            let message = format!(
                "the code `{code}` comes with HTTP {http}, which we do not say: {}",
                meanings[0]
            );
            found.push(status(row, code, message, location()));
        }
    }
}

fn status(row: &StatusRow, code: &str, message: String, location: Location) -> Difference {
    Difference::new(What::Status, message, location)
        .printed(code)
        .quoting(&row.quote, row.line)
}

/// A meaning names the status that its code comes with, or leaves it open.
fn may_come_with(meaning: &str, http: u16) -> bool {
    !meaning.contains("(HTTP ") || meaning.contains(&format!("(HTTP {http})"))
}

/// The known codes of the failures of a service.
fn codes<'a>(service: &Service<'a>) -> Vec<&'a Value> {
    let name = service.document().service()["envelope"]["code"]
        .as_str()
        .unwrap_or_default();
    let failures = service
        .document()
        .components("schemas")
        .filter(|(schema, _)| schema.ends_with("Failure"));
    failures
        .map(|(_, schema)| &schema["properties"][name]["x-ncloud-enum"])
        .filter(|codes| codes.is_object())
        .collect()
}

/// The list of operations of an overview.
fn operations(page: &Page, services: &[&Service<'_>], found: &mut Vec<Difference>) {
    let Some(first) = services.first().filter(|_| !page.operations.is_empty()) else {
        return;
    };
    let ours: Vec<_> = services
        .iter()
        .flat_map(|service| service.operations().map(move |ours| (service, ours)))
        .collect();
    for listed in &page.operations {
        if !ours
            .iter()
            .any(|(_, ours)| same_name(ours.id(), &listed.name))
        {
            let message = format!(
                "the page lists the operation `{}`, which we do not have",
                listed.name
            );
            found.push(
                Difference::new(What::Operation, message, first.place("/paths").location())
                    .printed(&listed.name)
                    .quoting(&listed.quote, listed.line),
            );
        }
    }
    for (service, ours) in &ours {
        let is_here = page
            .site
            .as_ref()
            .is_none_or(|site| ours.sites().any(|ours| ours == site));
        if is_here
            && !page
                .operations
                .iter()
                .any(|listed| same_name(ours.id(), &listed.name))
        {
            let message = format!("the page does not list the operation `{}`", ours.id());
            let line = page.operations[0].line;
            found.push(
                Difference::new(
                    What::Operation,
                    message,
                    service.place(&ours.pointer()).location(),
                )
                .believed(ours.id())
                .quoting("", line),
            );
        }
    }
}
