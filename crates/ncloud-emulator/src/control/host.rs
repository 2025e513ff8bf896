//! Whether a request was meant for this machine.
//!
//! A page of any site can make a browser ask 127.0.0.1 under the site's own name (DNS rebinding).
//! The name then stands in the header `Host`.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Failure;

/// Refuses names of other machines. The port may be another one: it may have been forwarded.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if is_local(&request) {
        return next.run(request).await;
    }
    let message = "the header Host must name this machine: localhost or a loopback address";
    Failure::new(StatusCode::MISDIRECTED_REQUEST, message).into_response()
}

fn is_local(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let authority = |text: &str| text.parse::<Authority>().ok();
    let host = host.to_str().ok().and_then(authority);
    host.is_some_and(|host| names_this_machine(&host))
        && request.uri().authority().is_none_or(names_this_machine)
}

fn names_this_machine(authority: &Authority) -> bool {
    let host = authority.host();
    let ipv6 = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    if let Some(host) = ipv6 {
        return host.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback());
    }
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_count() {
        let is = |host: &str| {
            host.parse::<Authority>()
                .is_ok_and(|host| names_this_machine(&host))
        };
        for host in [
            "localhost",
            "LOCALHOST:1",
            "127.0.0.1:8501",
            "127.1.2.3",
            "[::1]:8501",
        ] {
            assert!(is(host), "{host}");
        }
        for host in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "10.0.0.1",
            "[::2]",
            "0.0.0.0",
            "",
        ] {
            assert!(!is(host), "{host}");
        }
    }
}
