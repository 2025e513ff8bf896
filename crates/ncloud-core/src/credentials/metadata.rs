//! The service on every server that tells it about itself, among others the key pair of its role.

use std::error::Error as _;
use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::expiration;
use crate::endpoint::is_this_machine;
use crate::error::ErrorKind;
use crate::{Credentials, Error, Result, Secret, origin, transport};

/// Where every server finds the service. The address is link-local: it never leaves the server's host.
pub(crate) const ADDRESS: &str = "http://169.254.169.254";

const TOKEN_PATH: &str = "/latest/api/token";
const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";
const TOKEN_LIFETIME: HeaderName = HeaderName::from_static("x-ncp-metadata-token-ttl-seconds");
const TOKEN: HeaderName = HeaderName::from_static("x-ncp-metadata-token");
/// The lifetime in the vendor's sample. A token is used for two calls only.
const TOKEN_SECONDS: HeaderValue = HeaderValue::from_static("21600");

/// The service answers at once or not at all; without a server around it nobody answers.
const LIMIT: Duration = Duration::from_secs(2);
/// Largest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;
/// Longest token or role id, in bytes.
const MAX_WORD: usize = 4096;

/// A temporary key pair.
#[derive(Clone, Debug)]
pub(crate) struct TemporaryKey {
    pub(crate) credentials: Credentials,
    pub(crate) expires: SystemTime,
}

/// Why there is no key pair.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// Nobody answers: most likely this is not a server.
    Unreachable(String),
    /// Somebody answers, but not with a key pair.
    Wrong(String),
}

impl Failure {
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Unreachable(reason) | Self::Wrong(reason) => reason,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        // Neither kind may say that a service could have acted: the call that needs the key was not sent.
        let (kind, reason) = match failure {
            Failure::Unreachable(reason) => (ErrorKind::Connect, reason),
            Failure::Wrong(reason) => (ErrorKind::Configuration, reason),
        };
        Self::new(kind, format!("server role: {reason}"))
    }
}

/// The answer with the key pair.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: Option<String>,
    secret_access_key: Option<Secret>,
    expiration: Option<String>,
}

/// Client of the metadata service.
#[derive(Debug)]
pub(crate) struct Metadata {
    origin: String,
    http: reqwest::Client,
}

impl Metadata {
    pub(crate) fn new(endpoint: &str) -> Result<Self> {
        let builder = reqwest::Client::builder()
            // The address means another machine to a proxy, and a key must not follow a redirect.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(LIMIT)
            .timeout(LIMIT)
            // Hours pass between two refreshes.
            .pool_max_idle_per_host(0);
        let http = transport::with_tls(builder, &[])?
            .build()
            .map_err(|error| {
                Error::configuration("the HTTP client of the server role cannot be set up")
                    .with_source(error)
            })?;
        Ok(Self {
            origin: parse_origin(endpoint)?,
            http,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Asks for the key pair of the server's role. Whether it is still valid is not checked here.
    pub(crate) async fn fetch(&self) -> Result<TemporaryKey, Failure> {
        let token = self.token().await?;
        let role = self.get(ROLE_PATH, token.as_ref()).await?;
        let role = word(&role)
            .filter(|role| {
                !role.contains(['/', '?', '#', '%', '\\']) && !matches!(*role, "." | "..")
            })
            .ok_or_else(|| self.wrong(ROLE_PATH, "not with a role id"))?;
        let path = format!("{ROLE_PATH}{role}");
        let answer = self.get(&path, token.as_ref()).await?;
        self.key(&path, &answer)
    }

    /// A token of version 2; `None` when the service is of version 1, which needs none.
    async fn token(&self) -> Result<Option<HeaderValue>, Failure> {
        let mut request = self.request(Method::PUT, TOKEN_PATH)?;
        request.headers_mut().insert(TOKEN_LIFETIME, TOKEN_SECONDS);
        let (status, body) = self.exchange(TOKEN_PATH, request).await?;
        if matches!(
            status,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
        ) {
            return Ok(None);
        }
        self.check(TOKEN_PATH, status)?;
        let mut token = word(&body)
            .and_then(|token| HeaderValue::from_str(token).ok())
            .ok_or_else(|| self.wrong(TOKEN_PATH, "not with a token"))?;
        token.set_sensitive(true);
        Ok(Some(token))
    }

    async fn get(
        &self,
        path: &str,
        token: Option<&HeaderValue>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut request = self.request(Method::GET, path)?;
        if let Some(token) = token {
            request.headers_mut().insert(TOKEN, token.clone());
        }
        let (status, body) = self.exchange(path, request).await?;
        self.check(path, status)?;
        Ok(body)
    }

    fn request(&self, method: Method, path: &str) -> Result<reqwest::Request, Failure> {
        let url = format!("{}{path}", self.origin);
        let url = Url::parse(&url).map_err(|_| self.wrong(path, "but its path is not one"))?;
        Ok(reqwest::Request::new(method, url))
    }

    async fn exchange(
        &self,
        path: &str,
        request: reqwest::Request,
    ) -> Result<(StatusCode, Zeroizing<Vec<u8>>), Failure> {
        let failed = |error| self.failed(error);
        let mut response = self.http.execute(request).await.map_err(failed)?;
        // As large as it can become, so that growing leaves no copies of a key behind.
        let mut body = Zeroizing::new(Vec::with_capacity(MAX_ANSWER));
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(self.wrong(path, &format!("with more than {MAX_ANSWER} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((response.status(), body))
    }

    fn key(&self, path: &str, body: &[u8]) -> Result<TemporaryKey, Failure> {
        // The decoder's own message can repeat parts of the answer, which holds a secret.
        let answer: Answer = serde_json::from_slice(body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            self.wrong(
                path,
                &format!("not with the expected JSON (line {line}, column {column})"),
            )
        })?;
        let missing = |name| self.wrong(path, &format!("without {name}"));
        let access_key = answer.access_key_id.ok_or_else(|| missing("AccessKeyId"))?;
        let secret_key = answer
            .secret_access_key
            .ok_or_else(|| missing("SecretAccessKey"))?;
        let expiration = answer.expiration.ok_or_else(|| missing("Expiration"))?;
        let expires = expiration::parse(expiration.trim())
            .ok_or_else(|| self.wrong(path, "with an Expiration that is not a time"))?;
        let credentials =
            Credentials::from_source(&access_key, &secret_key, super::role::SOURCE)
                .map_err(|error| self.wrong(path, &format!("with an invalid pair: {error}")))?;
        Ok(TemporaryKey {
            credentials,
            expires,
        })
    }

    fn check(&self, path: &str, status: StatusCode) -> Result<(), Failure> {
        match status {
            StatusCode::OK => Ok(()),
            StatusCode::NOT_FOUND if path == ROLE_PATH => {
                Err(self.wrong(path, "404: no role is bound to this server"))
            }
            _ => Err(self.wrong(path, status.as_str())),
        }
    }

    fn failed(&self, error: reqwest::Error) -> Failure {
        let is_unreachable = error.is_connect() || error.is_timeout();
        let mut cause = error.source();
        while let Some(inner) = cause.and_then(|cause| cause.source()) {
            cause = Some(inner);
        }
        let cause = cause.map(|cause| format!(" ({cause})")).unwrap_or_default();
        let origin = &self.origin;
        if is_unreachable {
            Failure::Unreachable(format!("no metadata service answers at {origin}{cause}"))
        } else {
            Failure::Wrong(format!(
                "the exchange with the metadata service at {origin} broke off{cause}"
            ))
        }
    }

    fn wrong(&self, path: &str, what: &str) -> Failure {
        let origin = &self.origin;
        Failure::Wrong(format!(
            "the metadata service answers {what}, at {origin}{path}"
        ))
    }
}

/// An answer that is one word, as tokens and role ids are; pages and sentences are not.
fn word(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_word = !text.is_empty()
        && text.len() <= MAX_WORD
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['<', '>']);
    is_word.then_some(text)
}

/// Scheme, host and port of an endpoint. Keys come back from there, so plain http is for addresses
/// that do not leave this machine or its host.
fn parse_origin(text: &str) -> Result<String> {
    let is_link_local =
        |url: &Url| url.host() == Some(Host::Ipv4(Ipv4Addr::new(169, 254, 169, 254)));
    let check_scheme = |url: &Url| match url.scheme() {
        "https" => Ok(()),
        "http" if is_link_local(url) || is_this_machine(url) => Ok(()),
        "http" => Err("plain http is for this machine and for 169.254.169.254 only"),
        _ => Err("the scheme must be http or https"),
    };
    origin::parse(text, "the metadata endpoint", ADDRESS, check_scheme)
}
