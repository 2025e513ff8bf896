//! The table of all operations of all services, and how a request finds its own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use ncloud_core::KeyBoundary;
use ncloud_spec::document::Document;

use crate::operation::{Operation, Service};
use crate::received::REDACTED;
use crate::target::{self, Target};

/// One segment of a path template.
enum Segment {
    Literal(String),
    Parameter(String),
}

/// Site, and region or boundary of keys, that a base path stands for at one of the addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) site: Arc<str>,
    pub(crate) region: Option<Arc<str>>,
    pub(crate) key_boundary: Option<KeyBoundary>,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.site)?;
        if let Some(region) = &self.region {
            write!(formatter, " {region}")?;
        }
        if let Some(boundary) = self.key_boundary {
            write!(formatter, " {boundary}")?;
        }
        Ok(())
    }
}

/// One operation under one base path.
struct Route {
    place: Place,
    segments: Vec<Segment>,
    operation: Arc<Operation>,
}

/// What a request was found to call.
pub(crate) struct Found<'a> {
    pub(crate) operation: &'a Arc<Operation>,
    /// Values of the path parameters, decoded.
    pub(crate) path: Vec<(&'a str, &'a str)>,
    /// Site and region that the base path stands for, for example `public KR`.
    pub(crate) place: &'a Place,
}

/// All routes, by method and by how many segments they have; there, more literal ones come first.
pub(crate) struct Routes(BTreeMap<String, BTreeMap<usize, Vec<Route>>>);

impl Routes {
    /// The table of this process, which is made once: reading the documents takes a while.
    ///
    /// # Errors
    /// When a published document cannot be read.
    pub(crate) fn shared() -> Result<&'static Self, String> {
        static ROUTES: OnceLock<Result<Routes, String>> = OnceLock::new();
        ROUTES
            .get_or_init(Self::published)
            .as_ref()
            .map_err(Clone::clone)
    }

    fn published() -> Result<Self, String> {
        let mut routes = Self(BTreeMap::new());
        for service in ncloud_spec::SERVICES {
            let document = Document::published(*service).map_err(|error| error.to_string())?;
            let service = Arc::new(Service::new(document));
            let operations: Vec<Arc<Operation>> = service
                .document
                .operations()
                .map(|operation| Arc::new(Operation::new(&service, &operation)))
                .collect();
            for (base, place) in bases(&service.document)? {
                let base = segments(&base);
                for operation in &operations {
                    let path = [base.as_slice(), &segments(&operation.path)].concat();
                    routes.add(Route {
                        place: place.clone(),
                        segments: path.into_iter().map(Segment::new).collect(),
                        operation: Arc::clone(operation),
                    });
                }
            }
        }
        Ok(routes)
    }

    fn add(&mut self, route: Route) {
        let alike = self.0.entry(route.operation.verb.clone()).or_default();
        let alike = alike.entry(route.segments.len()).or_default();
        let places = route.parameter_places();
        let after = alike.partition_point(|other| other.parameter_places() <= places);
        alike.insert(after, route);
    }

    /// All operations; one that has several base paths, several times.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Operation> {
        let routes = self.0.values().flat_map(BTreeMap::values).flatten();
        routes.map(|route| route.operation.as_ref())
    }

    /// A request target as logs may show it: without the values of secret parameters, and without a query
    /// whose parameters cannot be told.
    pub(crate) fn shown_target(&self, boundary: KeyBoundary, verb: &str, target: &str) -> String {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (target, query) = match Target::parse(target) {
            Ok(_) => (target, query),
            Err(_) => (path, ""),
        };
        let parts: Vec<String> = path.split('/').skip(1).map(decoded).collect();
        // A call with the wrong method, or at the wrong address, may carry a secret as well.
        let any = || {
            let alike = self.0.values().filter_map(|alike| alike.get(&parts.len()));
            let mut alike = alike.flatten().filter(|route| route.fits(&parts));
            alike.find(|route| route.has_secrets())
        };
        let route = self.route(boundary, verb, &parts).or_else(any);
        let Some(route) = route.filter(|route| route.has_secrets()) else {
            return target.to_owned();
        };
        let secrets = &route.operation.service.secrets;
        let parts = path.split('/').skip(1).zip(&route.segments);
        let parts = parts.map(|(part, segment)| match segment {
            Segment::Parameter(name) if secrets.contains(name) => REDACTED,
            _ => part,
        });
        let mut shown: String = parts.flat_map(|part| ["/", part]).collect();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        for (index, pair) in pairs.enumerate() {
            let name = pair.split('=').next().unwrap_or(pair);
            let is_secret = target::decode(name).is_ok_and(|name| secrets.contains(&name));
            shown.push(if index == 0 { '?' } else { '&' });
            if is_secret {
                shown.extend([name, "=", REDACTED]);
            } else {
                shown.push_str(pair);
            }
        }
        shown
    }

    /// The route of a request to the address of this boundary of keys.
    fn route(&self, boundary: KeyBoundary, verb: &str, path: &[String]) -> Option<&Route> {
        let alike = self.0.get(verb)?.get(&path.len())?;
        alike
            .iter()
            .find(|route| route.is_at(boundary) && route.fits(path))
    }

    /// What a request to the address of this boundary of keys calls.
    pub(crate) fn find<'a>(
        &'a self,
        boundary: KeyBoundary,
        verb: &str,
        path: &'a [String],
    ) -> Option<Found<'a>> {
        let route = self.route(boundary, verb, path)?;
        let path = route.segments.iter().zip(path);
        let path = path.filter_map(|(segment, given)| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(name) => Some((name.as_str(), given.as_str())),
        });
        Some(Found {
            operation: &route.operation,
            path: path.collect(),
            place: &route.place,
        })
    }
}

impl Segment {
    fn new(text: String) -> Self {
        let name = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        match name {
            Some(name) => Self::Parameter(name.to_owned()),
            None => Self::Literal(text),
        }
    }

    fn fits(&self, given: &str) -> bool {
        match self {
            Self::Literal(text) => text == given,
            Self::Parameter(_) => !given.is_empty(),
        }
    }
}

impl Route {
    /// Whether a path of as many segments is one of this route.
    fn fits(&self, path: &[String]) -> bool {
        let mut pairs = self.segments.iter().zip(path);
        pairs.all(|(segment, given)| segment.fits(given))
    }

    /// Whether the operation is reached at the address of this boundary: services without boundaries
    /// are at the one of global keys.
    fn is_at(&self, boundary: KeyBoundary) -> bool {
        self.place.key_boundary.unwrap_or_default() == boundary
    }

    /// Whether a parameter of the operation is a secret.
    fn has_secrets(&self) -> bool {
        let secrets = &self.operation.service.secrets;
        let mut parameters = self.operation.parameters.iter();
        parameters.any(|parameter| secrets.contains(&parameter.name))
    }

    /// For each segment whether it is a parameter: less is more literal.
    fn parameter_places(&self) -> Vec<bool> {
        let parameter = |segment: &Segment| matches!(segment, Segment::Parameter(_));
        self.segments.iter().map(parameter).collect()
    }
}

/// Base paths of a service, for each boundary of keys, with the site and the region of the first server
/// that has it; the servers of the public site come first.
fn bases(document: &Document) -> Result<Vec<(String, Place)>, String> {
    let mut servers: Vec<_> = document.servers().collect();
    servers.sort_by_key(|server| server.site != "public");
    let mut bases: BTreeMap<(String, Option<KeyBoundary>), Place> = BTreeMap::new();
    for server in servers {
        let boundary = server.key_boundary.map(str::parse::<KeyBoundary>);
        let key_boundary = boundary.transpose().map_err(|error| error.to_string())?;
        let base = base_path(server.url).to_owned();
        bases.entry((base, key_boundary)).or_insert(Place {
            site: server.site.into(),
            region: server.region.map(Arc::from),
            key_boundary,
        });
    }
    let bases = bases.into_iter();
    Ok(bases.map(|((base, _), place)| (base, place)).collect())
}

/// The path of a URL.
fn base_path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

fn segments(path: &str) -> Vec<String> {
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts.map(decoded).collect()
}

/// A part of a path, as it is when it cannot be decoded.
fn decoded(part: &str) -> String {
    target::decode(part).unwrap_or_else(|_| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(verb: &str, path: &str) -> Option<(String, String)> {
        let path: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
        let found = Routes::shared()
            .unwrap()
            .find(KeyBoundary::Global, verb, &path)?;
        let operation = found.operation;
        Some((
            format!("{} {}", operation.service.name(), operation.id),
            found.place.to_string(),
        ))
    }

    fn is(verb: &str, path: &str, operation: &str, place: &str) {
        assert_eq!(
            found(verb, path),
            Some((operation.to_owned(), place.to_owned())),
            "{path}"
        );
    }

    #[test]
    fn base_paths_tell_services_and_regions_apart() {
        is("GET", "/api/v1/ca", "private-ca getCaList", "public");
        is(
            "GET",
            "/api/v2/cluster/getVpcList",
            "search-engine getVpcList",
            "public KR",
        );
        is(
            "GET",
            "/api/sgn-v2/cluster/getVpcList",
            "search-engine getVpcList",
            "public SGN",
        );
        is(
            "GET",
            "/api/krs-v2/cluster/getVpcList",
            "search-engine getVpcList",
            "gov KRS",
        );
        is(
            "GET",
            "/api/v2/certificate/orders",
            "certificate-manager-v2 listOrders",
            "public",
        );
    }

    #[test]
    fn targets_are_shown_without_secrets() {
        let shown = |verb: &str, target: &str| {
            let routes = Routes::shared().unwrap();
            routes.shown_target(KeyBoundary::Global, verb, target)
        };
        let job = "/action/v1/secrets/s/jobs";
        let hidden = format!("{job}/[redacted]/start");
        for (verb, target, wanted) in [
            ("GET", "/api/v1/ca?pageNo=1", "/api/v1/ca?pageNo=1"),
            ("POST", &format!("{job}/hunter2/start"), &hidden),
            // With another method.
            ("GET", &format!("{job}/hunter2/start"), &hidden),
            // What cannot be decoded has no query that could be told.
            (
                "POST",
                &format!("{job}/hunter2%zz/start?a=hunter2"),
                &hidden,
            ),
            ("GET", "/api/v1/ca?password=hunter2&x=%zz", "/api/v1/ca"),
            ("GET", "/%zz?password=hunter2", "/%zz"),
        ] {
            assert_eq!(shown(verb, target), wanted, "{verb} {target}");
        }
    }

    #[test]
    fn literal_segments_win() {
        let path = "/api/v2/certificate/exportCertificate/reissue";
        is(
            "POST",
            path,
            "certificate-manager-v2 downloadCertificate",
            "public",
        );
        is(
            "POST",
            "/api/v1/certificate/withExternal",
            "certificate-manager createExternalCertificate",
            "public",
        );
        is(
            "DELETE",
            "/api/v1/certificate/1",
            "certificate-manager deleteCertificate",
            "public",
        );
    }

    #[test]
    fn other_paths_and_methods_lead_nowhere() {
        for (verb, path) in [
            ("GET", "/"),
            ("PATCH", "/api/v1/ca"),
            ("get", "/api/v1/ca"),
            ("GET", "/api/v1/ca/"),
            ("GET", "//api/v1/ca"),
            ("GET", "/api/v9/ca"),
        ] {
            assert_eq!(found(verb, path), None, "{verb} {path}");
        }
    }
}
