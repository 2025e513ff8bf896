//! Which operation of the specification a page is about.

use ncloud_spec::document::Operation;

use super::model::{Page, RequestExample};
use super::page::same_name;
use super::specification::Service;

/// A page's place in the specification.
pub(super) enum Located<'s, 'a> {
    /// A page of an operation that we have.
    Operation(&'s Service<'a>, Operation<'a>),
    /// A page of an operation that we do not have; the service may be known by its hosts.
    Unknown(Option<&'s Service<'a>>),
    /// A page about the services themselves: none for a guide to all of them.
    Overview(Vec<&'s Service<'a>>),
}

/// How sure a trace makes us. A path and a method are one operation; everything else may be a slip.
const PATH: u32 = 100;
const SLUG: u32 = 60;
const TITLE: u32 = 40;
const EXAMPLE: u32 = 30;
const BASE: u32 = 5;

/// Finds what a page is about.
pub(super) fn locate<'s, 'a>(page: &Page, services: &'s [Service<'a>]) -> Located<'s, 'a> {
    let hosts = hosts(page);
    let known: Vec<&Service<'a>> = services
        .iter()
        .filter(|service| {
            service
                .document()
                .servers()
                .any(|server| hosts.contains(&host(server.url)))
        })
        .collect();
    let Some(request) = &page.request_line else {
        return Located::Overview(overview(page, known));
    };
    let candidates: Vec<&Service<'a>> = if known.is_empty() {
        services.iter().collect()
    } else {
        known.clone()
    };
    let mut best: Option<(u32, &Service<'a>, Operation<'a>)> = None;
    for service in candidates {
        for operation in service.operations() {
            let score = score(page, &request.method, &request.uri, service, operation);
            if score > best.as_ref().map_or(BASE, |(score, ..)| *score) {
                best = Some((score, service, operation));
            }
        }
    }
    match best {
        Some((_, service, operation)) => Located::Operation(service, operation),
        None => Located::Unknown(known.first().copied()),
    }
}

fn score(
    page: &Page,
    method: &str,
    uri: &str,
    service: &Service<'_>,
    operation: Operation<'_>,
) -> u32 {
    let mut score = 0;
    if operation.verb.eq_ignore_ascii_case(method) && agrees(page, uri, service, operation) {
        score += PATH;
    }
    if page
        .slug
        .as_deref()
        .is_some_and(|slug| operation.value["x-ncloud-source"]["slug"] == slug)
    {
        score += SLUG;
    }
    if same_name(&page.title, operation.id()) {
        score += TITLE;
    }
    if page
        .requests
        .iter()
        .any(|example| calls(example, service, operation))
    {
        score += EXAMPLE;
    }
    if score > 0
        && page
            .base_urls
            .iter()
            .any(|base| has_base(base, service, operation))
    {
        score += BASE;
    }
    score
}

/// Whether the URI of a page is the path of an operation. Names of parameters do not matter, nor does
/// whether the page prints what the API URL already holds.
pub(super) fn agrees(
    page: &Page,
    uri: &str,
    service: &Service<'_>,
    operation: Operation<'_>,
) -> bool {
    let path = shape(operation.path);
    let wanted = |candidate: &str| shape(candidate) == path;
    if uri.contains("://") {
        return paths_below_servers(uri, service).any(|below| wanted(&below));
    }
    let uri = format!("/{}", uri.trim_start_matches('/'));
    if wanted(&uri) {
        return true;
    }
    // Servers of some services hold the version; their pages may print it, too.
    let mut bases = service
        .document()
        .servers()
        .map(|server| path_of(server.url));
    if bases.any(|base| !base.is_empty() && uri.strip_prefix(base).is_some_and(wanted)) {
        return true;
    }
    // The API URL holds the version: that of the page, of an example, or one that looks like one.
    let Some(head) = operation.path.strip_suffix(&ending(operation.path, &uri)) else {
        return false;
    };
    let is_ending =
        shape(&format!("{head}{uri}")) == path && !head.contains('{') && !head.is_empty();
    let examples = page
        .requests
        .iter()
        .filter_map(|example| example.url.as_deref());
    let told: Vec<&str> = page
        .base_urls
        .iter()
        .map(String::as_str)
        .chain(examples)
        .collect();
    is_ending
        && (told.iter().any(|url| path_of(url).starts_with(head))
            || (told.is_empty() && is_version(head)))
}

/// The end of a path that has as many segments as a URI.
fn ending(path: &str, uri: &str) -> String {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let count = uri.split('/').skip(1).count().min(segments.len());
    segments[segments.len() - count..]
        .iter()
        .map(|segment| format!("/{segment}"))
        .collect()
}

/// `/api/v1` and the like.
fn is_version(head: &str) -> bool {
    head.rsplit('/').next().is_some_and(|last| {
        last.strip_prefix('v')
            .is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit()))
    })
}

fn overview<'s, 'a>(page: &Page, known: Vec<&'s Service<'a>>) -> Vec<&'s Service<'a>> {
    let below: Vec<&Service<'a>> = known
        .iter()
        .copied()
        .filter(|service| {
            page.base_urls.iter().any(|base| {
                service
                    .operations()
                    .any(|operation| has_base(base, service, operation))
            })
        })
        .collect();
    if page.base_urls.is_empty() || below.is_empty() {
        known
    } else {
        below
    }
}

/// Whether an operation is below an API URL.
fn has_base(base: &str, service: &Service<'_>, operation: Operation<'_>) -> bool {
    service
        .document()
        .servers()
        .any(|server| format!("{}{}", server.url, operation.path).starts_with(&format!("{base}/")))
}

/// Whether an example calls an operation.
pub(super) fn calls(
    example: &RequestExample,
    service: &Service<'_>,
    operation: Operation<'_>,
) -> bool {
    let is_method = example
        .method
        .as_deref()
        .is_none_or(|method| operation.verb.eq_ignore_ascii_case(method));
    let Some(url) = &example.url else {
        return false;
    };
    is_method && paths_below_servers(url, service).any(|path| fills(&path, operation.path))
}

/// What follows the servers of a service in a URL, the query left out.
fn paths_below_servers<'u>(url: &'u str, service: &Service<'u>) -> impl Iterator<Item = String> {
    let url = url.split('?').next().unwrap_or(url).to_owned();
    let urls: Vec<String> = service
        .document()
        .servers()
        .map(|server| server.url.to_owned())
        .collect();
    urls.into_iter().filter_map(move |server| {
        let below = url.strip_prefix(&server)?;
        (below.is_empty() || below.starts_with('/')).then(|| below.to_owned())
    })
}

/// Whether a path is what a template becomes with values.
fn fills(path: &str, template: &str) -> bool {
    let (path, template): (Vec<&str>, Vec<&str>) =
        (path.split('/').collect(), template.split('/').collect());
    path.len() == template.len()
        && path
            .iter()
            .zip(template)
            .all(|(segment, wanted)| wanted.starts_with('{') || *segment == wanted)
}

/// A path with the names of its parameters left out.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let segments = path.split('/').map(|segment| {
        if segment.starts_with('{') {
            "{}"
        } else {
            segment
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The hosts that a page names, each once.
pub(super) fn hosts(page: &Page) -> Vec<String> {
    let mut hosts = Vec::new();
    for url in page.urls().filter(|url| url.contains("://")) {
        let host = host(url);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

pub(super) fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default().to_owned()
}

/// The path of a URL, without a slash at its end.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split('?').next().unwrap_or(path).trim_end_matches('/')
}
