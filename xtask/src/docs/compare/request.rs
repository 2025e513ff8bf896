//! Path, method, hosts and headers.

use ncloud_spec::document::Operation;

use super::super::described;
use super::super::difference::{Difference, What};
use super::super::locate::{agrees, host, hosts};
use super::super::model::{Page, Place};
use super::super::page::{same_name, template_names};
use super::super::specification::Service;
use super::overview;

pub(super) fn compare(
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
    found: &mut Vec<Difference>,
) {
    let location = || service.place(&operation.pointer()).location();
    if let Some(request) = &page.request_line {
        let quote = format!("{} {}", request.method, request.uri);
        if !agrees(page, &request.uri, service, operation) {
            let message = format!(
                "the page has the path `{}`, we have `{}`",
                request.uri, operation.path
            );
            found.push(
                Difference::new(What::Path, message, location())
                    .printed(&request.uri)
                    .believed(operation.path)
                    .quoting(&quote, request.line),
            );
        }
        if !operation.verb.eq_ignore_ascii_case(&request.method) {
            let ours = operation.verb.to_uppercase();
            let message = format!("the page has the method {}, we have {ours}", request.method);
            found.push(
                Difference::new(What::Method, message, location())
                    .printed(&request.method)
                    .believed(ours)
                    .quoting(&quote, request.line),
            );
        }
        names_in_path(page, service, operation, found);
    }
    sites(page, service, operation, found);
    let members = described::members_of(service, operation);
    overview::headers(page, service.common, &members, found);
}

/// The names in the path, which only people see. A row of a table that says the same is not repeated.
fn names_in_path(
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
    found: &mut Vec<Difference>,
) {
    let Some(request) = &page.request_line else {
        return;
    };
    let theirs: Vec<&str> = template_names(&request.uri).collect();
    let ours: Vec<&str> = template_names(operation.path).collect();
    if theirs.len() != ours.len() {
        return;
    }
    for (theirs, ours) in theirs.into_iter().zip(ours) {
        let in_table = page
            .fields_in(Place::Path)
            .any(|field| field.path == theirs);
        if theirs == ours || in_table {
            continue;
        }
        let how = if same_name(theirs, ours) {
            "spells"
        } else {
            "calls"
        };
        let message = format!("the page {how} the parameter `{ours}` of the path `{theirs}`");
        found.push(
            Difference::new(
                What::Name,
                message,
                service.place(&operation.pointer()).location(),
            )
            .of_member(Place::Path, ours)
            .printed(theirs)
            .believed(ours)
            .quoting(&request.uri, request.line),
        );
    }
}

/// The hosts of the page are servers of its site, and the operation is there.
fn sites(
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
    found: &mut Vec<Difference>,
) {
    let line = page.request_line.as_ref().map_or(0, |request| request.line);
    for named in hosts(page) {
        if !service
            .document()
            .servers()
            .any(|server| host(server.url) == named)
        {
            let message =
                format!("the page calls the host `{named}`, which is not among our servers");
            found.push(
                Difference::new(What::Host, message, service.place("/servers").location())
                    .printed(&named)
                    .quoting(&named, line),
            );
        }
    }
    if let Some(site) = &page.site
        && !operation.sites().any(|ours| ours == site)
    {
        let message =
            format!("the site `{site}` documents the operation, `x-ncloud-sites` does not have it");
        let pointer = format!("{}/x-ncloud-sites", operation.pointer());
        found.push(
            Difference::new(What::Host, message, service.place(&pointer).location())
                .printed(site)
                .quoting(site, line),
        );
    }
}
