//! Compiles the published documents into the catalogue that commands are made of.
//!
//! Reading a document costs more time than a program may take to print its help, so it is done here.
//! What `ncloud-core` has to know of services and operations is taken out of the generated clients:
//! calls from the shell cannot differ from those of the typed clients.

mod member;
mod names;
mod operation;
mod skeleton;

use std::collections::BTreeSet;
use std::path::Path;

use ncloud_spec::SERVICES;
use ncloud_spec::codegen::{self, Error, Generated};
use ncloud_spec::document::{Document, members};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::Item;

#[allow(
    clippy::print_stdout,
    reason = "cargo reads instructions from standard output"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let mut modules = Vec::new();
    let mut entries = Vec::new();
    for service in SERVICES {
        let document = Document::published(*service)?;
        let name = format_ident!("{}", names::snake(service.name));
        modules.push(module(&name, &document)?);
        entries.push(quote!(&#name::SERVICE));
    }
    let code = quote! {
        #(#modules)*

        /// Every service, in the order of the specification.
        pub(crate) static SERVICES: &[&Service] = &[#(#entries),*];
    };
    let code = prettyplease::unparse(&syn::parse2(code)?);
    std::fs::write(Path::new(&directory).join("catalogue.rs"), code)?;
    println!("cargo::rerun-if-changed=build");
    Ok(())
}

/// The catalogue of one service, beside the constants of its client.
fn module(name: &Ident, document: &Document) -> Result<TokenStream, Error> {
    let generated = codegen::generate(document)?;
    let constants = constants(&generated, document)?;
    let operations = generated
        .calls
        .iter()
        .map(|call| {
            let found = document.operation(&call.operation).ok_or_else(|| {
                let message = format!("there is no operation `{}`", call.operation);
                Error::new(document.file(), message)
            })?;
            operation::entry(
                document,
                found,
                &format_ident!("{}", call.method.to_uppercase()),
            )
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let service = document.name();
    let times = times(document)?;
    let info = &document.value()["info"];
    let title = info["title"].as_str().unwrap_or_default();
    let about = info["description"].as_str().unwrap_or_default().trim();
    Ok(quote! {
        mod #name {
            #[allow(unused_imports)]
            use super::{Answer, Body, Kind, Member, Operation, Paging, Parameter, Place, Service, Target, Wait};

            #constants

            pub(super) static SERVICE: Service = Service {
                name: #service,
                title: #title,
                about: #about,
                operations: &[#(#operations),*],
                times: &[#(#times),*],
            };
        }
    })
}

/// Names of members that are times in milliseconds. Tables know a member by its name alone, so it must
/// mean the same in every schema.
fn times(document: &Document) -> Result<BTreeSet<&str>, Error> {
    let schemas = || members(&document.value()["components"]["schemas"]);
    let properties = || schemas().flat_map(|(_, schema)| members(&schema["properties"]));
    let is_time = |schema: &Value| schema["x-ncloud-format"] == "epoch-milliseconds";
    let times = properties().filter(|(_, schema)| is_time(schema));
    let times: BTreeSet<&str> = times.map(|(name, _)| name).collect();
    for (name, schema) in properties() {
        if times.contains(name) && schema["type"] == "integer" && !is_time(schema) {
            let message = format!("`{name}` is a time in some schemas and not in others");
            return Err(Error::new(document.file(), message));
        }
    }
    Ok(times)
}

/// The module of constants of a generated client.
fn constants(generated: &Generated, document: &Document) -> Result<TokenStream, Error> {
    generated
        .file
        .items
        .iter()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == "operations" => Some(quote!(#module)),
            _ => None,
        })
        .ok_or_else(|| {
            let message = "the generated client has no module `operations`";
            Error::new(document.file(), message)
        })
}
