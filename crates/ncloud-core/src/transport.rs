//! The HTTP client underneath.

use crate::config::Settings;
use crate::{Error, Result};

/// Connections for these settings.
///
/// Redirects are off: another host needs another signature, and must not get these keys. The HTTP
/// library's own retries are off: they would send the same signature again.
pub(crate) fn build(settings: &Settings) -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.timeout)
        .user_agent(settings.user_agent.clone());
    with_tls(builder)?.build().map_err(|error| {
        Error::configuration("the HTTP client cannot be set up").with_source(error)
    })
}

/// The crypto provider is handed over explicitly: a library must not choose one for the process.
#[cfg(feature = "rustls")]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    use std::sync::Arc;

    use rustls_platform_verifier::BuilderVerifierExt as _;

    #[cfg(feature = "rustls-aws-lc-rs")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls-aws-lc-rs")))]
    let provider = rustls::crypto::ring::default_provider();
    #[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc-rs")))]
    compile_error!("enable `rustls-ring` or `rustls-aws-lc-rs` rather than `rustls` alone");

    let config = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(|error| Error::configuration("TLS cannot be set up").with_source(error))?
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

/// Without TLS only an emulator on this machine can be called.
#[cfg(not(feature = "rustls"))]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder> {
    Ok(builder)
}
