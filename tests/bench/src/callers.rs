//! Two ways to call a service: the typed client, and what people write without it.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ncloud_core::{Config, Credentials};
use ncloud_private_ca::Client;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::plain;

const ACCESS_KEY: &str = "AKIDEXAMPLE000000001";
const SECRET_KEY: &str = "SkExampleSecretKey0123456789abcdefABCDEF";
const TAG: &str = "4b0bbe37-00000001";

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Asked {
    /// A CA: an answer of two thousand octets.
    OneCa,
    /// A list of 1,000 CAs.
    ThousandCas,
    /// A list of 30,000 serial numbers.
    Serials,
}

/// How it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the typed client.
    Typed,
    /// By `reqwest`, signed by hand.
    Bare,
}

/// Both callers of one service.
#[derive(Debug)]
pub struct Callers {
    typed: Client,
    bare: reqwest::Client,
    url: String,
}

impl Callers {
    /// Callers of the service at this URL.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn new(url: &str) -> Result<Self, String> {
        let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY);
        let config = Config::builder()
            .endpoint(url)
            .credentials(credentials.map_err(|error| error.to_string())?)
            .build();
        let config = config.map_err(|error| error.to_string())?;
        // Fails when there is one already, which will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            typed: Client::connect(&config).map_err(|error| error.to_string())?,
            bare: reqwest::Client::new(),
            url: url.to_owned(),
        })
    }

    /// One call.
    ///
    /// # Errors
    /// When it fails.
    pub async fn call(&self, way: Way, asked: Asked) -> Result<(), String> {
        match way {
            Way::Typed => self.typed_call(asked).await,
            Way::Bare => self.bare_call(asked).await,
        }
    }

    async fn typed_call(&self, asked: Asked) -> Result<(), String> {
        let client = &self.typed;
        let failed = |error: ncloud_core::Error| error.to_string();
        match asked {
            Asked::OneCa => {
                client.get_ca().ca_tag(TAG).send().await.map_err(failed)?;
            }
            Asked::ThousandCas => {
                client.get_ca_list().send().await.map_err(failed)?;
            }
            Asked::Serials => {
                let call = client.get_end_cert_list().ca_tag(TAG);
                call.send().await.map_err(failed)?;
            }
        }
        Ok(())
    }

    async fn bare_call(&self, asked: Asked) -> Result<(), String> {
        match asked {
            Asked::OneCa => {
                let answer: plain::OneCa = self.get(&format!("/api/v1/ca/{TAG}")).await?;
                check(&answer.code)
            }
            Asked::ThousandCas => {
                let answer: plain::Cas = self.get("/api/v1/ca").await?;
                check(&answer.code)
            }
            Asked::Serials => {
                let target = format!("/api/v1/ca/{TAG}/cert");
                let answer: plain::Certificates = self.get(&target).await?;
                check(&answer.code)
            }
        }
    }

    /// What people write.
    #[allow(
        clippy::disallowed_methods,
        reason = "without the client there is no `Clock`"
    )]
    async fn get<T: DeserializeOwned>(&self, target: &str) -> Result<T, String> {
        let time = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_err(|error| error.to_string())?
            .as_millis();
        let text = format!("GET {target}\n{time}\n{ACCESS_KEY}");
        let mac = Hmac::<Sha256>::new_from_slice(SECRET_KEY.as_bytes());
        let mut mac = mac.map_err(|error| error.to_string())?;
        mac.update(text.as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let request = self
            .bare
            .get(format!("{}{target}", self.url))
            .header("x-ncp-apigw-timestamp", time.to_string())
            .header("x-ncp-iam-access-key", ACCESS_KEY)
            .header("x-ncp-apigw-signature-v2", signature);
        let response = request.send().await.map_err(|error| error.to_string())?;
        if !response.status().is_success() {
            return Err(response.status().to_string());
        }
        let body = response.bytes().await.map_err(|error| error.to_string())?;
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    }
}

fn check(code: &str) -> Result<(), String> {
    if code == "SUCCESS" {
        Ok(())
    } else {
        Err(code.to_owned())
    }
}
