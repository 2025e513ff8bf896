//! OpenAPI 3.0.3 descriptions of NAVER Cloud Platform's REST APIs.
//!
//! Without features this crate is the *catalogue*: the published documents and the signing vectors
//! as text, with no dependencies. The feature `document` reads them as data, `codegen` makes the code of
//! a service crate of them, and `authoring` makes them of the hand-written ones:
//!
//! ```text
//! services/<service>.yaml + common.yaml   written by hand
//!     └─ bundle, lint ──> openapi/<service>.yaml      published, committed
//!         └─ lower ──> the document that progenitor compiles
//!             └─ progenitor, rewrite ──> client.rs in the service crate's OUT_DIR
//! ```

/// One service: its name, its client and its published document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// Name of the service and of its YAML file.
    pub name: &'static str,
    /// Path of the Rust module that holds its `Client`.
    pub module: &'static str,
    /// The published OpenAPI document, YAML.
    pub openapi: &'static str,
    /// The same document, JSON.
    pub openapi_json: &'static str,
}

/// A line of the catalogue.
macro_rules! service {
    ($name:literal, $module:literal) => {
        Service {
            name: $name,
            module: $module,
            openapi: include_str!(concat!("../openapi/", $name, ".yaml")),
            openapi_json: include_str!(concat!("../openapi/", $name, ".json")),
        }
    };
}

/// Every service that this crate describes, in the order of their names. Adding a service adds one line
/// here; `cargo xtask regenerate` makes the lists that follow from it.
pub const SERVICES: &[Service] = &[
    service!("certificate-manager", "ncloud_certificate_manager::v1"),
    service!("certificate-manager-v2", "ncloud_certificate_manager::v2"),
    service!("external-access", "ncloud_external_access"),
    service!("kms", "ncloud_kms"),
    service!("outbound-mailer", "ncloud_outbound_mailer"),
    service!("private-ca", "ncloud_private_ca"),
    service!("search-engine", "ncloud_search_engine"),
    service!("secret-manager", "ncloud_secret_manager"),
    service!("sens", "ncloud_sens"),
    service!("sub-account", "ncloud_sub_account"),
];

impl Service {
    /// Name of the crate that holds the service's `Client`.
    ///
    /// ```
    /// let service = ncloud_spec::service("certificate-manager-v2").unwrap();
    /// assert_eq!(service.package(), "ncloud-certificate-manager");
    /// assert_eq!(service.module_in_package(), Some("v2"));
    /// ```
    #[must_use]
    pub fn package(&self) -> String {
        let root = self.module.split("::").next().unwrap_or_default();
        root.replace('_', "-")
    }

    /// The module of the crate that holds the `Client`; none when it is at the root.
    #[must_use]
    pub fn module_in_package(&self) -> Option<&'static str> {
        self.module.split_once("::").map(|(_, module)| module)
    }
}

/// Test vectors of the gateway's signature version 2, JSON; see the file's own `description`.
pub const SIGNATURE_V2_VECTORS: &str = include_str!("../vectors/signature-v2.json");

/// The service of this name.
///
/// ```
/// assert!(ncloud_spec::service("private-ca").is_some());
/// assert!(ncloud_spec::service("private-cb").is_none());
/// ```
#[must_use]
pub fn service(name: &str) -> Option<Service> {
    SERVICES
        .iter()
        .copied()
        .find(|service| service.name == name)
}

/// The README's example runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}

#[cfg(feature = "codegen")]
pub mod codegen;
#[cfg(feature = "document")]
pub mod document;
#[cfg(feature = "document")]
pub mod json_schema;
