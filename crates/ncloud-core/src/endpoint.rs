//! Which host a call goes to.
//!
//! Hosts are listed one by one, each with its site and, where there are regions, its region: they are so
//! irregular (`pca.` and `privateca.`, `fin-vpcsearchengine.`) that no rule would be true. Where each key
//! belongs to one host, the boundary of the key chooses it and not the region, which is about servers.

use std::net::IpAddr;

use url::{Host, Url};

use crate::config::Settings;
use crate::service::{self, Service};
use crate::{Error, KeyBoundary, Result, origin};

/// An origin that stands in for every host of the vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Scheme, host and port without a slash at the end.
    origin: String,
}

impl Endpoint {
    pub(crate) fn parse(text: &str, allow_plain_http: bool) -> Result<Self> {
        let check_scheme = |url: &Url| match url.scheme() {
            "https" => Ok(()),
            "http" if is_this_machine(url) || allow_plain_http => Ok(()),
            "http" => {
                Err("plain http is for this machine only, unless allow_plain_http says otherwise")
            }
            // What a host and a port without a scheme are read as, too.
            _ => Err("it must begin with https:// or http://"),
        };
        let example = "https://example.com:8443 or http://127.0.0.1:8500";
        Ok(Self {
            origin: origin::parse(text, "the endpoint", example, check_scheme)?,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is reached without leaving this machine.
    pub(crate) fn is_this_machine(&self) -> bool {
        Url::parse(&self.origin).is_ok_and(|url| is_this_machine(&url))
    }

    /// `base_url` with its origin replaced.
    fn replace(&self, base_url: &str) -> String {
        format!("{}{}", self.origin, path_of(base_url))
    }
}

/// The part of a URL after scheme and authority.
fn path_of(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at + 3);
    url[authority..]
        .find('/')
        .map_or("", |at| &url[authority + at..])
}

pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The base URL of a service for these settings.
pub(crate) fn base_url(settings: &Settings, service: &Service) -> Result<Url> {
    let host = host(settings, service)?;
    let text = match &settings.endpoint {
        Some(endpoint) => endpoint.replace(host.base_url),
        None => host.base_url.to_owned(),
    };
    Url::parse(&text)
        .map_err(|error| Error::configuration(format!("`{text}` is not a URL: {error}")))
}

fn host<'a>(settings: &Settings, service: &'a Service) -> Result<&'a service::Host> {
    let site = settings.site;
    let mut hosts = service
        .hosts
        .iter()
        .filter(|host| host.site == site)
        .peekable();
    let Some(first) = hosts.peek().copied() else {
        let mut sites: Vec<&str> = service
            .hosts
            .iter()
            .map(|host| host.site.as_str())
            .collect();
        sites.dedup();
        return Err(Error::configuration(format!(
            "{} has no host at the site `{site}`: it is offered at {}",
            service.title,
            sites.join(", ")
        )));
    };
    if first.key_boundary.is_some() {
        return host_of_keys(settings, service);
    }
    let Some(region) = settings
        .region
        .as_deref()
        .filter(|_| first.region.is_some())
    else {
        return Ok(first);
    };
    hosts
        .find(|host| host.region == Some(region))
        .ok_or_else(|| {
            let regions: Vec<&str> = service
                .hosts
                .iter()
                .filter(|host| host.site == site)
                .filter_map(|host| host.region)
                .collect();
            Error::configuration(format!(
                "{} has no host in the region `{region}` of the site `{site}`: it is offered in {}",
                service.title,
                regions.join(", ")
            ))
        })
}

/// The host of a service whose keys belong to one: their boundary chooses it, not the region.
fn host_of_keys<'a>(settings: &Settings, service: &'a Service) -> Result<&'a service::Host> {
    let (site, boundary) = (settings.site, settings.key_boundary);
    let hosts = || service.hosts.iter().filter(move |host| host.site == site);
    hosts()
        .find(|host| host.key_boundary == Some(boundary))
        .ok_or_else(|| {
            let boundaries: Vec<&str> = hosts()
                .filter_map(|host| host.key_boundary)
                .map(KeyBoundary::as_str)
                .collect();
            Error::configuration(format!(
                "{} has no host for keys of the boundary `{boundary}` at the site `{site}`: it has one for {}",
                service.title,
                boundaries.join(", ")
            ))
        })
}

/// The URL of a call without a typed client, when the keys of the site may go there.
pub(crate) fn raw_url(settings: &Settings, text: &str) -> Result<Url> {
    // The query may hold anything.
    let shown = text.split(['?', '#']).next().unwrap_or_default();
    let refuse = |why: String| Error::configuration(format!("`{shown}` is not called: {why}"));
    let url =
        Url::parse(text).map_err(|error| refuse(format!("it is not an absolute URL ({error})")))?;
    if !url.username().is_empty() || url.password().is_some() {
        // The text may hold a password; do not repeat it.
        return Err(Error::configuration(
            "a URL with a user name or a password is not called",
        ));
    }
    let domains = settings.site.domains();
    let is_own = |host: &str| domains.iter().any(|domain| host.ends_with(domain));
    if !url.host_str().is_some_and(is_own) || url.scheme() != "https" || url.port().is_some() {
        return Err(refuse(format!(
            "keys of the site `{}` go by https to hosts that end with {} and to no others",
            settings.site,
            domains.join(", ")
        )));
    }
    match &settings.endpoint {
        None => Ok(url),
        Some(endpoint) => Url::parse(&endpoint.replace(url.as_str()))
            .map_err(|error| refuse(format!("its path does not fit the endpoint ({error})"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Site;

    #[test]
    fn only_origins_are_endpoints() {
        for good in [
            "https://example.com",
            "https://example.com:8443/",
            "http://127.0.0.1:80",
            "http://[::1]:9",
            "http://localhost:1",
        ] {
            assert!(Endpoint::parse(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "ftp://example.com",
            "https://example.com/api",
            "https://example.com?a",
            "http://example.com",
            "http://localhost.example.com",
        ] {
            assert!(Endpoint::parse(bad, false).is_err(), "{bad}");
        }
        assert!(Endpoint::parse("http://example.com", true).is_ok());
        let error = Endpoint::parse("localhost:8500", false).unwrap_err();
        assert!(error.message().contains("must begin with"), "{error}");
        for text in [
            "https://user:hunter2@example.com",
            "https://user:hunter2@example.com:port",
        ] {
            let error = Endpoint::parse(text, false).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn no_host_is_of_two_sites() {
        for site in Site::ALL {
            for other in Site::ALL.into_iter().filter(|other| *other != site) {
                for domain in site.domains() {
                    let is_inside = other.domains().iter().any(|name| domain.ends_with(name));
                    assert!(!is_inside, "{domain} is of {other}, too");
                }
            }
        }
    }

    #[test]
    fn the_path_prefix_stays() {
        let endpoint = Endpoint::parse("http://127.0.0.1:9", false).unwrap();
        assert_eq!(
            endpoint.replace("https://vpcsearchengine.apigw.ntruss.com/api/sgn-v2"),
            "http://127.0.0.1:9/api/sgn-v2"
        );
        assert_eq!(
            endpoint.replace("https://pca.apigw.ntruss.com"),
            "http://127.0.0.1:9"
        );
    }
}
