//! Everything between a hand-written document and the code of a service crate.
//!
//! Build scripts call [`build`]; `cargo xtask` and the tests call the steps one by one.

mod describe;
mod limits;
mod metadata;
mod rewrite;

#[cfg(feature = "authoring")]
pub mod bundle;
pub mod calls;
#[cfg(feature = "authoring")]
pub mod coverage;
#[cfg(feature = "authoring")]
pub mod errata;
#[cfg(feature = "authoring")]
pub mod lint;
pub mod lower;
#[cfg(feature = "authoring")]
pub mod openapi31;
#[cfg(feature = "authoring")]
pub mod publish;
pub mod schema;
pub mod surface;

use std::path::Path;

use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, InterfaceStyle};
use quote::quote;

use crate::document::{Document, DocumentError};

/// Why a client could not be generated; the message names the file and the place.
pub type Error = DocumentError;

/// Generates the clients of a service crate into its `OUT_DIR`, one `<service>.rs` each.
///
/// # Errors
/// When a service is not in the catalogue, its document does not compile, or a file cannot be
/// written.
#[allow(clippy::print_stdout)]
pub fn build(services: &[&str]) -> Result<(), Box<dyn std::error::Error>> {
    let directory =
        std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set: call this from a build script")?;
    for name in services {
        let service = crate::service(name)
            .ok_or_else(|| format!("`{name}` is not in ncloud_spec::SERVICES"))?;
        let code = generate(&Document::published(service)?)?.code();
        std::fs::write(Path::new(&directory).join(format!("{name}.rs")), code)?;
    }
    // Cargo reads instructions from standard output. The documents are compiled into this crate, so it rebuilds and
    // reruns on its own when they change.
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

/// A generated client.
#[derive(Clone)]
pub struct Generated {
    /// The parsed code.
    pub file: syn::File,
    /// How each operation is called.
    pub calls: Vec<calls::CallShape>,
}

impl std::fmt::Debug for Generated {
    /// Names the operations; the syntax tree would fill pages.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Generated")
            .field("calls", &self.calls)
            .finish_non_exhaustive()
    }
}

impl Generated {
    /// The code, formatted.
    #[must_use]
    pub fn code(&self) -> String {
        prettyplease::unparse(&self.file)
    }
}

/// Generates the client of a published document.
///
/// # Errors
/// When progenitor refuses the document, or emits code that the rewriting passes do not know.
pub fn generate(published: &Document) -> Result<Generated, Error> {
    let lowered = lower::lower(published);
    let tokens = compile(&lowered)?;
    let file = syn::parse2(tokens).map_err(|error| {
        Error::new(
            published.file(),
            format!("progenitor's output does not parse: {error}"),
        )
    })?;
    rewrite::rewrite(file, published)
}

/// Runs progenitor; its settings are here and nowhere else.
fn compile(lowered: &Document) -> Result<TokenStream, Error> {
    let api: openapiv3::OpenAPI =
        serde_json::from_value(lowered.value().clone()).map_err(|error| {
            Error::new(
                lowered.file(),
                format!("not an OpenAPI 3.0 document: {error}"),
            )
        })?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote!(ncloud_core::ServiceClient))
        // One order of the members of a map, so that equal requests are equal on the wire.
        .with_map_type("::std::collections::BTreeMap")
        // Lets `x-rust-type` name the types of ncloud-core.
        .with_crate("ncloud-core", CrateVers::Any, None);
    Generator::new(&settings)
        .generate_tokens(&api)
        .map_err(|error| {
            Error::new(
                lowered.file(),
                format!("progenitor refuses the document: {error}"),
            )
        })
}
