//! What broke an exchange: no connection, TLS, time, or an answer that did not come whole.

use std::error::Error as StdError;

use crate::error::{Error, ErrorKind};

/// The error of an exchange that broke before the head of the answer was there.
pub(crate) fn before_answer(error: reqwest::Error) -> Error {
    if error.is_connect() {
        return no_connection(error);
    }
    no_answer(error)
}

/// The error of an exchange that broke in the body of an answer. The answer had begun, so the request
/// was sent whatever the cause says.
pub(crate) fn in_answer(error: reqwest::Error, status: u16) -> Error {
    no_answer(error).with_status(status)
}

/// Broken connections, protocol errors and octets that are no answer are not told apart: what follows
/// names the cause.
fn no_answer(error: reqwest::Error) -> Error {
    let (kind, what) = if error.is_timeout() {
        (
            ErrorKind::Timeout,
            "the time ran out before the answer was complete",
        )
    } else {
        (ErrorKind::Transport, "no complete and readable answer came")
    };
    describe(error, kind, what)
}

fn no_connection(error: reqwest::Error) -> Error {
    let cause = tls_cause(&error);
    // Path and query may hold names; the origin is the endpoint of the settings or the vendor's host.
    let origin = error.url().map_or_else(
        || "the endpoint".to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    let (kind, what, hint) = match cause {
        Some(TlsCause::Certificate(hint)) => (
            ErrorKind::Certificate,
            format!("TLS: the certificate of {origin} was not accepted"),
            Some(hint),
        ),
        Some(TlsCause::Handshake(hint)) => (
            ErrorKind::Connect,
            format!("TLS: the handshake with {origin} failed"),
            hint,
        ),
        None => (
            ErrorKind::Connect,
            format!("no connection to {origin}"),
            None,
        ),
    };
    describe(error, kind, &format!("{what}, nothing was sent")).with_hint(hint.map(str::to_owned))
}

fn describe(error: reqwest::Error, kind: ErrorKind, what: &str) -> Error {
    // The URL may hold names that do not belong in logs; the operation is named anyway.
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        reason = format!("{reason}: {inner}");
        source = inner.source();
    }
    Error::new(kind, format!("{what}: {reason}")).with_source(error)
}

/// Why TLS did not come about.
#[cfg_attr(
    not(feature = "rustls"),
    expect(
        dead_code,
        reason = "the system's own TLS gives no reason that can be told apart"
    )
)]
enum TlsCause {
    /// The certificate, with what to do about it.
    Certificate(&'static str),
    /// Anything else about the handshake, with what to do about it where that is known.
    Handshake(Option<&'static str>),
}

#[cfg(feature = "rustls")]
fn tls_cause(error: &reqwest::Error) -> Option<TlsCause> {
    use rustls::CertificateError as Reason;

    let hint = match rustls_error(error)? {
        rustls::Error::InvalidCertificate(
            Reason::Expired
            | Reason::ExpiredContext { .. }
            | Reason::NotValidYet
            | Reason::NotValidYetContext { .. },
        ) => {
            "check the clock of this machine; if it is right, whoever runs the server must renew the certificate"
        }
        rustls::Error::InvalidCertificate(
            Reason::NotValidForName | Reason::NotValidForNameContext { .. },
        ) => "check the endpoint and the proxy: another server answers there",
        rustls::Error::InvalidCertificate(Reason::UnknownIssuer) => {
            "if a server or a proxy of your own is in between, give its root with `root_certificates`"
        }
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
            "check the endpoint, the proxy and the root certificates"
        }
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            return Some(TlsCause::Handshake(Some(
                "the server does not speak TLS on this port; an emulator is called by http",
            )));
        }
        _ => return Some(TlsCause::Handshake(None)),
    };
    Some(TlsCause::Certificate(hint))
}

/// The TLS library's own error among the causes.
#[cfg(feature = "rustls")]
fn rustls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(mut found) = cause {
        // An I/O error skips what it wraps when it is asked for its source, and may wrap another.
        while let Some(wrapped) = found
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            found = wrapped;
        }
        if let Some(error) = found.downcast_ref() {
            return Some(error);
        }
        cause = found.source();
    }
    None
}

#[cfg(not(feature = "rustls"))]
fn tls_cause(_error: &reqwest::Error) -> Option<TlsCause> {
    None
}
