//! A typed call, from its parameters to its decoded answer.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt as _, TryFutureExt as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::{Position, Url};

use crate::answer::{Answer, Expected};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::exchange::{self, Outgoing};
use crate::guarded::Guarded;
use crate::multipart::{FilePart, Multipart};
use crate::payload::Payload;
use crate::response::Response;
use crate::secret_json::SecretJson;
use crate::service::{Operation, Place, Service};
use crate::{Binary, CallOptions, Config, attempt, authentication, encode, endpoint, limits};

/// A connection to one service, held by the generated clients. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct ServiceClient {
    config: Config,
    base_url: Url,
}

impl ServiceClient {
    /// Chooses the host of the service for the settings and prepares the transport.
    ///
    /// # Errors
    /// When the service has no host for the site and region, or the transport cannot be set up.
    pub fn connect(config: &Config, service: &'static Service) -> Result<Self> {
        config.transport()?;
        Ok(Self {
            config: config.clone(),
            base_url: endpoint::base_url(config.settings(), service)?,
        })
    }

    /// Starts a call.
    pub fn request(&self, operation: &'static Operation) -> OperationRequest<'_> {
        OperationRequest {
            client: self,
            operation,
            path: Guarded::new([self.base_path(), operation.path].concat()),
            query: Guarded::default(),
            headers: HeaderMap::new(),
            payload: Payload::Nothing,
            parts: None,
            options: CallOptions::default(),
            problem: None,
        }
    }

    /// The clock of the settings.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.config.settings().clock)
    }

    /// What stands before the path of every operation.
    fn base_path(&self) -> &str {
        self.base_url.path().trim_end_matches('/')
    }
}

/// A call that is being put together. The first problem is kept and returned instead of sending.
#[must_use = "nothing is sent before `send` is awaited"]
pub struct OperationRequest<'a> {
    client: &'a ServiceClient,
    operation: &'static Operation,
    /// From the root on.
    path: Guarded,
    /// With its question mark.
    query: Guarded,
    headers: HeaderMap,
    payload: Payload,
    /// Of a multipart body.
    parts: Option<Multipart>,
    options: CallOptions,
    problem: Option<Error>,
}

impl OperationRequest<'_> {
    /// Fills in a path parameter.
    pub fn path<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        let outcome = to_value(value).and_then(|value| {
            let text = scalar(name, &value)?;
            let segment = encode::segment(&text).map_err(|why| format!("`{name}` {why}"))?;
            limits::parameter(self.operation, Place::Path, name, &value, &|| self.now())?;
            self.path.fill(name, &segment, self.is_secret(name));
            Ok(())
        });
        if let Err(why) = outcome {
            self.refuse(why);
        }
        self
    }

    /// Adds a query parameter; nothing is added for a value that was not set.
    pub fn query<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        if let Err(why) = to_value(value).and_then(|value| self.add_query(name, &value)) {
            self.refuse(why);
        }
        self
    }

    fn add_query(&mut self, name: &str, value: &Value) -> std::result::Result<(), String> {
        match value {
            Value::Null => Ok(()),
            Value::Array(items) => items.iter().try_for_each(|item| self.add_query(name, item)),
            value => {
                limits::parameter(self.operation, Place::Query, name, value, &|| self.now())?;
                let text = scalar(name, value)?;
                let separator = if self.query.is_empty() { "?" } else { "&" };
                for part in [separator, &encode::query(name), "="] {
                    self.query.push(part, false);
                }
                self.query.push(&encode::query(&text), self.is_secret(name));
                Ok(())
            }
        }
    }

    /// The time as the gateway sees it, as far as we know.
    fn now(&self) -> SystemTime {
        let settings = self.client.config.settings();
        settings.skew.correction().apply(settings.clock.now())
    }

    fn is_secret(&self, parameter: &str) -> bool {
        self.operation.service.secrets.contains(&parameter)
    }

    /// Sets the body.
    pub fn json<T: Serialize>(mut self, body: &T) -> Self {
        if limits::limits_body(self.operation) {
            let checked = to_value(body).and_then(|mut value| {
                let outcome = limits::body(self.operation, &value, &|| self.now());
                SecretJson::wipe(&mut value);
                outcome
            });
            if let Err(why) = checked {
                self.refuse(why);
            }
        }
        match serde_json::to_vec(body) {
            Ok(bytes) => self.payload = Payload::Octets(bytes.into()),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
        self
    }

    /// Adds a header; nothing is added for a value that was not set.
    pub fn header<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        if let Err(why) = to_value(value).and_then(|value| self.add_header(name, &value)) {
            self.refuse(why);
        }
        self
    }

    fn add_header(&mut self, name: &str, value: &Value) -> std::result::Result<(), String> {
        if value.is_null() {
            return Ok(());
        }
        limits::parameter(self.operation, Place::Header, name, value, &|| self.now())?;
        // A value that cannot be sent is not repeated: it may be a secret.
        let refuse = |_| format!("`{name}` must be text that a header can hold");
        let mut text = HeaderValue::from_str(&scalar(name, value)?).map_err(refuse)?;
        text.set_sensitive(self.is_secret(name));
        let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
        self.headers.insert(name, text);
        Ok(())
    }

    /// Adds a value to a multipart body; nothing is added for one that was not set.
    pub fn part<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        let outcome = to_value(value).and_then(|value| {
            if value.is_null() {
                return Ok(());
            }
            limits::part(self.operation, name, &value, &|| self.now())?;
            let text = scalar(name, &value)?.into_owned();
            self.parts().text(name, text);
            Ok(())
        });
        if let Err(why) = outcome {
            self.refuse(why);
        }
        self
    }

    /// Adds a file to a multipart body; nothing is added for one that was not set.
    pub fn file(mut self, name: &str, file: impl Into<Option<FilePart>>) -> Self {
        if let Some(mut file) = file.into() {
            let outcome = file.measure().and_then(|length| {
                limits::part(self.operation, name, &Value::from(length), &|| self.now())?;
                self.parts().file(name, file);
                Ok(())
            });
            if let Err(why) = outcome {
                self.refuse(why);
            }
        }
        self
    }

    /// Adds files to a multipart body, each as a part of this name; nothing is added for a list that
    /// was not set.
    pub fn files(mut self, name: &str, files: impl Into<Option<Vec<FilePart>>>) -> Self {
        if let Some(mut files) = files.into() {
            let lengths = files.iter_mut().map(FilePart::measure);
            let outcome = lengths.collect::<std::result::Result<Vec<u64>, String>>();
            let outcome = outcome.and_then(|lengths| {
                limits::part(self.operation, name, &Value::from(lengths), &|| self.now())
            });
            match outcome {
                Ok(()) => {
                    for file in files {
                        self.parts().file(name, file);
                    }
                }
                Err(why) => self.refuse(why),
            }
        }
        self
    }

    fn parts(&mut self) -> &mut Multipart {
        self.parts.get_or_insert_with(Multipart::new)
    }

    /// Sets what this call does differently.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Signs, sends and decodes.
    ///
    /// # Errors
    /// When the call was refused before it was sent, when it fails, and when the service refuses it.
    pub fn send<T: DeserializeOwned>(
        self,
    ) -> impl Future<Output = Result<Response<T>>> + Send + use<T> {
        let operation = self.operation;
        let decode = |answer: Answer| {
            let decoded = answer.decode(&operation.service.envelope);
            decoded.map_err(|error| error.in_operation(operation))
        };
        self.answer(Expected::Json(operation))
            .map(move |answer| answer.and_then(decode))
    }

    /// Signs and sends a call whose answer has no body, as under HTTP 204.
    ///
    /// # Errors
    /// As [`OperationRequest::send`].
    pub fn send_for_nothing(self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        let expected = Expected::Nothing(self.operation);
        self.answer(expected).map_ok(Answer::into_nothing)
    }

    /// Signs and sends a call whose answer is a file.
    ///
    /// # Errors
    /// As [`OperationRequest::send`]; a JSON object in the place of the file is a failure, too.
    pub fn send_for_binary(self) -> impl Future<Output = Result<Response<Binary>>> + Send + use<> {
        let expected = Expected::File(self.operation);
        self.answer(expected).map_ok(Answer::into_binary)
    }

    /// The request as an attempt would send it now, signed, without sending it: to show it, or to hand
    /// it to another HTTP client. The gateway accepts the signature for a few minutes.
    ///
    /// # Errors
    /// When the call would be refused before it is sent, and when there is no key pair.
    pub async fn sign(self) -> Result<http::Request<Bytes>> {
        let config = self.client.config.clone();
        let operation = self.operation;
        let outgoing = self.into_outgoing()?;
        attempt::sign(&config, outgoing)
            .await
            .map_err(|error| error.in_operation(operation))
    }

    /// The URL of the call as it may be seen: `[redacted]` stands in the place of secret parameters.
    pub fn shown_url(&self) -> String {
        let origin = &self.client.base_url[..Position::BeforePath];
        [origin, self.path.shown(), self.query.shown()].concat()
    }

    /// The request is put together before the future is made, which then holds it once. In a box it is
    /// compiled here, and not again with every program that waits for it.
    fn answer(self, expected: Expected) -> BoxFuture<'static, Result<Answer>> {
        let config = self.client.config.clone();
        let operation = self.operation;
        let outgoing = self.into_outgoing();
        async move {
            let outcome = match outgoing {
                Ok(ref outgoing) => {
                    warn_if_undocumented(&config, operation);
                    exchange::call(&config, outgoing, expected).await
                }
                Err(error) => Err(error),
            };
            outcome.map_err(|error| error.in_operation(operation))
        }
        .boxed()
    }

    fn into_outgoing(self) -> Result<Outgoing> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let (path, query) = (self.path.sent(), self.query.sent());
        // The origin has been parsed once and for all.
        let mut url = self.client.base_url.clone();
        url.set_path(path);
        url.set_query(query.strip_prefix('?'));
        // A URL parser may tidy a path up; what it changed would be another resource.
        let target = &url[Position::BeforePath..];
        if target.strip_prefix(path) != Some(query) {
            return Err(Error::invalid_request(
                self.operation,
                format!("`{}` is not a path that can be sent", self.path.shown()),
            ));
        }
        let shown_target = (self.path.has_secrets() || self.query.has_secrets())
            .then(|| [self.path.shown(), self.query.shown()].concat());
        let authentication =
            authentication::choose(self.operation, self.client.config.settings(), &self.options)?;
        Ok(Outgoing {
            name: self.operation.id,
            method: self.operation.method.clone(),
            url,
            shown_target,
            accept: self.operation.accept,
            headers: self.headers,
            payload: self.parts.map_or(self.payload, Payload::Parts),
            retry_class: self.operation.retry,
            authentication,
            options: self.options,
        })
    }

    fn refuse(&mut self, why: String) {
        if self.problem.is_none() {
            self.problem = Some(Error::invalid_request(self.operation, why));
        }
    }
}

/// Pages differ between the sites, and some operations work where no page describes them: they are
/// sent, and it is said once.
fn warn_if_undocumented(config: &Config, operation: &'static Operation) {
    let settings = config.settings();
    if operation.sites.contains(&settings.site) {
        return;
    }
    let mut warned = settings
        .undocumented
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if warned.insert(operation.id) {
        tracing::warn!(
            operation = operation.id,
            site = settings.site.as_str(),
            "no page of this site documents the operation; it is sent all the same"
        );
    }
}

fn to_value<T: Serialize>(value: &T) -> std::result::Result<Value, String> {
    serde_json::to_value(value).map_err(|error| format!("a value cannot be written: {error}"))
}

/// A parameter as text.
fn scalar<'a>(name: &str, value: &'a Value) -> std::result::Result<Cow<'a, str>, String> {
    match value {
        Value::String(text) => Ok(text.into()),
        Value::Number(number) => Ok(number.to_string().into()),
        Value::Bool(flag) => Ok(flag.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(format!("`{name}` must be text, a number or a flag"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{Envelope, Host, RetryClass, Security};
    use crate::{Credentials, KeyBoundary, Site, Token, signature};

    const ENVELOPE: Envelope = Envelope {
        code: Some("code"),
        success: Some("0"),
        message: Some("message"),
        failure: None,
        request_id: None,
        not_found: &[],
        empty_list: &[],
    };
    static SERVICE: Service = Service {
        name: "example",
        title: "Example",
        hosts: &[Host {
            site: Site::Public,
            region: None,
            key_boundary: None,
            base_url: "https://example.apigw.ntruss.com/api",
        }],
        envelope: ENVELOPE,
        secrets: &["token"],
    };
    static OPERATION: Operation = Operation {
        service: &SERVICE,
        id: "putThing",
        method: http::Method::PUT,
        path: "/things/{thing}",
        accept: "application/json",
        security: &[Security::Signature],
        retry: RetryClass::Safe,
        sites: &[Site::Public],
        limits: &[],
        empty_list: None,
        rejection: None,
    };

    fn client() -> ServiceClient {
        let credentials = Credentials::new("access", "secret").unwrap();
        let config = Config::builder().credentials(credentials).build().unwrap();
        ServiceClient::connect(&config, &SERVICE).unwrap()
    }

    #[tokio::test]
    async fn a_signed_request_is_what_would_be_sent() {
        let client = client();
        let request = client
            .request(&OPERATION)
            .path("thing", &"a b")
            .query("page", &2)
            .json(&serde_json::json!({ "name": "x" }))
            .sign()
            .await
            .unwrap();
        assert_eq!(request.method(), http::Method::PUT);
        assert_eq!(
            request.uri(),
            "https://example.apigw.ntruss.com/api/things/a%20b?page=2"
        );
        assert_eq!(request.body().as_ref(), br#"{"name":"x"}"#);
        let timestamp = request.headers()[signature::TIMESTAMP].to_str().unwrap();
        let expected = Credentials::new("access", "secret")
            .unwrap()
            .signer()
            .sign(
                "PUT",
                "/api/things/a%20b?page=2",
                timestamp.parse().unwrap(),
            )
            .unwrap();
        assert_eq!(request.headers()[signature::SIGNATURE], expected.value());
    }

    #[tokio::test]
    async fn secret_parameters_are_not_shown() {
        static OPERATION: Operation = Operation {
            service: &SERVICE,
            id: "startJob",
            method: http::Method::POST,
            path: "/jobs/{token}/start",
            accept: "application/json",
            security: &[Security::Signature],
            retry: RetryClass::Unsafe,
            sites: &[Site::Public],
            limits: &[],
            empty_list: None,
            rejection: None,
        };
        let client = client();
        let request = client
            .request(&OPERATION)
            .path("token", &"hunter2/3")
            .query("token", &"hunter2")
            .query("page", &1);
        assert_eq!(
            request.shown_url(),
            "https://example.apigw.ntruss.com/api/jobs/[redacted]/start?token=[redacted]&page=1"
        );
        let outgoing = request.into_outgoing().unwrap();
        assert_eq!(
            outgoing.target(),
            "/api/jobs/hunter2%2F3/start?token=hunter2&page=1"
        );
        assert_eq!(
            outgoing.shown_target(),
            "/api/jobs/[redacted]/start?token=[redacted]&page=1"
        );
    }

    #[tokio::test]
    async fn what_would_be_refused_is_not_signed() {
        let client = client();
        let request = client.request(&OPERATION).path("thing", &"..");
        let error = request.sign().await.unwrap_err();
        assert_eq!(error.operation(), Some("putThing"));
        assert_eq!(error.attempts(), 0);
    }

    fn operation(security: &'static [Security]) -> &'static Operation {
        Box::leak(Box::new(Operation {
            service: &SERVICE,
            id: "seal",
            method: http::Method::POST,
            path: "/seal",
            accept: "application/json",
            security,
            retry: RetryClass::Safe,
            sites: &[Site::Public],
            limits: &[],
            empty_list: None,
            rejection: None,
        }))
    }

    const TOKEN: Security = Security::Token {
        header: "x-example-token",
    };

    /// What a call with these settings sends as proof: the headers' names, or why it is refused.
    async fn proof(
        config: Config,
        security: &'static [Security],
        options: CallOptions,
    ) -> std::result::Result<Vec<&'static str>, String> {
        let client = ServiceClient::connect(&config, &SERVICE).unwrap();
        let call = client.request(operation(security)).options(options);
        let request = call.sign().await.map_err(|error| {
            assert_eq!(error.operation(), Some("seal"));
            assert_eq!(error.attempts(), 0);
            error.to_string()
        })?;
        let known = [
            "x-example-token",
            "x-ncp-apigw-timestamp",
            "x-ncp-iam-access-key",
            "x-ncp-apigw-signature-v2",
            "x-ncp-apigw-api-key",
        ];
        let sent = known
            .into_iter()
            .filter(|name| request.headers().contains_key(*name));
        Ok(sent.collect())
    }

    #[tokio::test]
    async fn a_token_goes_alone_and_a_signature_without_it() {
        let token = || Token::new("a.b.c").unwrap();
        let pair = || Credentials::new("access", "secret").unwrap();
        let builder = || Config::builder().api_gateway_key("gateway-key");
        let signed = builder().credentials(pair()).build().unwrap();
        let bearer = builder().token(token()).build().unwrap();
        let both = builder()
            .credentials(pair())
            .token(token())
            .build()
            .unwrap();
        let with_token = || CallOptions::new().token(token());
        let without = CallOptions::new;
        let signature = Ok(vec![
            "x-ncp-apigw-timestamp",
            "x-ncp-iam-access-key",
            "x-ncp-apigw-signature-v2",
            "x-ncp-apigw-api-key",
        ]);
        let alone = Ok(vec!["x-example-token"]);
        let either: &[Security] = &[Security::Signature, TOKEN];
        let only_token: &[Security] = &[TOKEN];
        let only_signature: &[Security] = &[Security::Signature];

        assert_eq!(proof(signed.clone(), either, without()).await, signature);
        assert_eq!(proof(signed.clone(), either, with_token()).await, alone);
        assert_eq!(proof(bearer.clone(), either, without()).await, alone);
        assert_eq!(proof(both.clone(), either, without()).await, signature);
        assert_eq!(proof(both.clone(), either, with_token()).await, alone);
        assert_eq!(proof(both.clone(), only_token, without()).await, alone);
        assert_eq!(proof(both, only_signature, without()).await, signature);
        for (config, security, options, why) in [
            (
                signed.clone(),
                only_token,
                without(),
                "takes a token, and there is none",
            ),
            (bearer, only_signature, without(), "there is no key pair"),
            (signed, only_signature, with_token(), "not a token"),
        ] {
            let error = proof(config, security, options).await.unwrap_err();
            assert!(error.contains(why) && !error.contains("a.b.c"), "{error}");
        }
    }

    #[tokio::test]
    async fn a_call_of_a_url_takes_no_token() {
        let credentials = Credentials::new("access", "secret").unwrap();
        let token = Token::new("a.b.c").unwrap();
        let config = Config::builder()
            .credentials(credentials)
            .token(token.clone());
        let client = crate::Client::connect(&config.build().unwrap()).unwrap();
        let call = client.request(http::Method::GET, "https://ocapi.ncloud.com/");
        let error = call
            .options(CallOptions::new().token(token))
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
    }

    #[test]
    fn the_boundary_of_the_keys_chooses_the_host() {
        static OF_KEYS: Service = Service {
            hosts: &[
                host(
                    Site::Public,
                    KeyBoundary::Global,
                    "https://ocapi.ncloud.com",
                ),
                host(
                    Site::Public,
                    KeyBoundary::Kr,
                    "https://ocapi-kr.ncloud.com/prefix",
                ),
                host(
                    Site::Gov,
                    KeyBoundary::Global,
                    "https://ocapi.gov-ncloud.com",
                ),
            ],
            name: "keys",
            title: "Keys",
            envelope: ENVELOPE,
            secrets: &[],
        };
        const fn host(site: Site, boundary: KeyBoundary, base_url: &'static str) -> Host {
            Host {
                site,
                region: None,
                key_boundary: Some(boundary),
                base_url,
            }
        }
        let connect = |site: Site, boundary: Option<KeyBoundary>| {
            let credentials = Credentials::new("access", "secret").unwrap();
            // The region is about servers, not about keys.
            let mut config = Config::builder()
                .site(site)
                .region("KR")
                .credentials(credentials);
            if let Some(boundary) = boundary {
                config = config.key_boundary(boundary);
            }
            let client = ServiceClient::connect(&config.build().unwrap(), &OF_KEYS);
            client
                .map(|client| client.base_url.to_string())
                .map_err(|error| error.to_string())
        };
        assert_eq!(
            connect(Site::Public, None).unwrap(),
            "https://ocapi.ncloud.com/"
        );
        let kr = connect(Site::Public, Some(KeyBoundary::Kr)).unwrap();
        assert_eq!(kr, "https://ocapi-kr.ncloud.com/prefix");
        assert_eq!(
            connect(Site::Gov, None).unwrap(),
            "https://ocapi.gov-ncloud.com/"
        );
        let error = connect(Site::Gov, Some(KeyBoundary::Kr)).unwrap_err();
        assert!(
            error.contains("boundary `kr`") && error.contains("global"),
            "{error}"
        );
    }
}
