//! The HTTP client underneath.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Settings;
use crate::{Error, Result};

/// Idle connections are closed before a gateway may close them: a request on a connection that is
/// about to go may be lost without an answer.
const IDLE: Duration = Duration::from_secs(20);
/// Interval of the probes that notice a peer that is gone.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// Changes that a program makes to the HTTP client.
#[derive(Clone)]
pub(crate) struct Customise(
    Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>,
);

impl Customise {
    pub(crate) fn new(
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(change))
    }
}

impl fmt::Debug for Customise {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Customise")
    }
}

/// How connections are made.
#[derive(Clone, Default)]
pub(crate) struct TransportOptions {
    pub(crate) proxy: Option<String>,
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) customise: Option<Customise>,
}

/// Not the proxy, whose URL may hold a password.
impl fmt::Debug for TransportOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportOptions")
            .field("has_proxy", &self.proxy.is_some())
            .field("root_certificates", &self.root_certificates.len())
            .field("customise", &self.customise)
            .finish()
    }
}

/// Connections for these settings.
///
/// Redirects are off: another host needs another signature, and must not get these keys. The HTTP
/// library's own retries are off: they would send the same signature again. Both are switched off last,
/// because a finished client cannot be inspected.
pub(crate) fn build(settings: &Settings) -> Result<reqwest::Client> {
    let options = &settings.transport_options;
    let mut builder = reqwest::Client::builder()
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.timeout)
        .pool_idle_timeout(IDLE)
        .tcp_keepalive(KEEPALIVE)
        .user_agent(settings.user_agent.clone());
    // A connection by HTTP/2 is shared and kept while calls are open on it: without these probes, one
    // that is dead would take every attempt with it.
    #[cfg(feature = "http2")]
    {
        builder = builder
            .http2_keep_alive_interval(IDLE)
            .http2_keep_alive_timeout(settings.connect_timeout);
    }
    // What runs on this machine is not reached through the proxy that the environment names.
    if settings
        .endpoint
        .as_ref()
        .is_some_and(crate::endpoint::Endpoint::is_this_machine)
    {
        builder = builder.no_proxy();
    }
    if let Some(url) = &options.proxy {
        // The URL may hold a password, so it is not repeated.
        let proxy = reqwest::Proxy::all(url).map_err(|error| {
            Error::configuration("the proxy is not a URL").with_source(error.without_url())
        })?;
        builder = builder.proxy(proxy);
    }
    builder = with_tls(builder, &options.root_certificates)?;
    if let Some(Customise(change)) = &options.customise {
        builder = change(builder);
    }
    builder
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .map_err(|error| {
            Error::configuration("the HTTP client cannot be set up").with_source(error)
        })
}

/// Of a file that is not PEM the readers of certificates say nothing at all.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn no_certificate() -> Error {
    Error::configuration("a text of root certificates has no certificate in PEM")
}

/// The crypto provider is handed over explicitly: a library must not choose one for the process.
#[cfg(feature = "rustls")]
pub(crate) fn with_tls(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls_platform_verifier::Verifier;

    #[cfg(feature = "rustls-aws-lc-rs")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls-aws-lc-rs")))]
    let provider = rustls::crypto::ring::default_provider();
    #[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc-rs")))]
    compile_error!("enable `rustls-ring` or `rustls-aws-lc-rs` rather than `rustls` alone");

    let mut certificates = Vec::new();
    for pem in roots {
        let before = certificates.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let refuse =
                |error| Error::configuration(format!("a root certificate is not PEM: {error:?}"));
            certificates.push(certificate.map_err(refuse)?);
        }
        if certificates.len() == before {
            return Err(no_certificate());
        }
    }
    let provider = Arc::new(provider);
    let refuse = |error| Error::configuration("TLS cannot be set up").with_source(error);
    let verifier = if certificates.is_empty() {
        Verifier::new(Arc::clone(&provider))
    } else {
        Verifier::new_with_extra_roots(certificates, Arc::clone(&provider))
    };
    #[cfg_attr(
        not(feature = "http2"),
        expect(unused_mut, reason = "nothing to negotiate")
    )]
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(refuse)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier.map_err(refuse)?))
        .with_no_client_auth();
    // Left out of a configuration of one's own by the HTTP library, so that HTTP/2 would never be used.
    #[cfg(feature = "http2")]
    {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(builder.tls_backend_preconfigured(config))
}

/// The system's own TLS library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) fn with_tls(
    mut builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder> {
    for pem in roots {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| {
            Error::configuration("a root certificate is not PEM").with_source(error)
        })?;
        if certificates.is_empty() {
            return Err(no_certificate());
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder.tls_backend_native())
}

/// Without TLS only an emulator on this machine can be called.
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(crate) fn with_tls(
    builder: reqwest::ClientBuilder,
    _roots: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder> {
    Ok(builder)
}
