//! What every NAVER Cloud Platform (Ncloud) client shares: the gateway's signature version 2,
//! credentials, sites and regions, transport and errors.
//!
//! The service crates (`ncloud-private-ca` and its siblings) are compiled from OpenAPI documents and
//! call into this crate for everything that is not particular to a service:
//!
//! ```text
//! typed operation ──> limits checked ──> signed ──> sent ──> answer told from failure ──> decoded
//! ```
//!
//! # Use
//!
//! A [`Config`] says who calls which site; a service crate's `Client::connect(&config)` does the rest.
//! Calls that have no typed client yet go through [`Client::request`], with the same signature and
//! the same errors.
//!
//! Most operations take a signature of the account's key pair ([`Credentials`]). Some take a [`Token`],
//! in its place or only that; the caller chooses, and a call without what it needs is not sent.
//!
//! ```
//! use ncloud_core::{Config, Credentials, Site};
//!
//! let config = Config::builder()
//!     .site(Site::Public)
//!     .credentials(Credentials::new("my-access-key", "my-secret-key")?)
//!     .build()?;
//! assert_eq!(config.site(), Site::Public);
//! # Ok::<(), ncloud_core::Error>(())
//! ```

pub mod paging;
pub mod service;
pub mod signature;
pub mod wait;

mod ahead;
mod alternatives;
mod answer;
mod attempt;
mod authentication;
mod binary;
mod breakdown;
mod client;
mod clock;
mod config;
mod credentials;
mod deadline;
mod encode;
mod endpoint;
mod environment;
mod epoch;
mod error;
mod events;
mod exchange;
mod failure;
mod guarded;
mod key_boundary;
mod limits;
mod load;
mod multipart;
mod number;
mod options;
mod origin;
mod pace;
mod payload;
mod pem;
mod redact;
mod request;
mod response;
mod retry;
mod secret;
mod secret_json;
mod site;
mod skew;
mod transport;
mod unknown;

pub use alternatives::{IntegerOrString, SecretOrList, StringOrList};
pub use binary::Binary;
pub use client::{Client, RawRequest};
pub use clock::{Clock, SystemClock};
pub use config::{Config, ConfigBuilder};
pub use credentials::{
    Credentials, ProvideCredentials, ProvidedCredentials, RoleCredentials, Token,
};
pub use epoch::EpochMilliseconds;
pub use error::{Error, ErrorKind, Result};
pub use events::AttemptEvent;
pub use http;
pub use key_boundary::KeyBoundary;
pub use multipart::FilePart;
pub use number::{Integer, NumericString};
pub use options::CallOptions;
pub use paging::ItemStream;
pub use pem::PemChain;
pub use request::{OperationRequest, ServiceClient};
pub use reqwest;
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::{Secret, SecretBytes};
pub use secret_json::SecretJson;
pub use site::Site;
pub use unknown::UnknownMembers;
pub use wait::Waiter;
