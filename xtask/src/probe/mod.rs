//! `cargo xtask probe`: calls the reads of a real site and compares the answers with the documents.
//!
//! It is for maintainers with keys, and no part of `cargo xtask ci`. What it prints can be passed on:
//! no value of an answer, a parameter or a key is in it.

mod answer;
mod deviation;
mod place;
mod report;
mod request;
mod selection;
mod session;
#[cfg(test)]
mod tests;
mod values;

use std::env::VarError;

use clap::Args;
use ncloud_core::{Client, Config, Site};
use ncloud_spec::document::Document;

use report::Report;
use values::Given;

/// What to probe.
#[derive(Args)]
pub struct Arguments {
    /// The site that the keys in the environment belong to: public, gov or fin.
    #[arg(long)]
    site: Site,
    /// One service only, named as its document is.
    #[arg(long, value_name = "NAME", value_parser = crate::service_names())]
    service: Option<String>,
    /// Origin that replaces every host, for example that of the emulator.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Value of a parameter, as in `caTag=…`; others are taken from the answers. May be repeated, for
    /// one name, too: each operation takes the first that it allows. `getCa.caTag=…` is for one operation,
    /// also where that does not require the parameter, and `sens/getMail.mailId=…` for that of one service.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    given: Vec<Given>,
}

/// Probes, prints the report, and fails when an answer deviates.
pub fn run(arguments: Arguments) -> Result<(), String> {
    let environment = |name: &str| std::env::var(name);
    let config = configuration(arguments.site, arguments.endpoint, &environment)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;
    let report = runtime.block_on(probe(
        &config,
        arguments.service.as_deref(),
        &arguments.given,
    ))?;
    println!("{report}");
    report.verdict()
}

/// Keys and settings from the environment, which must not name another site: keys of one site are
/// never shown to another.
fn configuration(
    site: Site,
    endpoint: Option<String>,
    variable: &dyn Fn(&str) -> Result<String, VarError>,
) -> Result<Config, String> {
    let build = || {
        let mut builder = Config::builder().site(site).environment_from(variable)?;
        if let Some(origin) = endpoint {
            builder = builder.endpoint(origin);
        }
        builder.build()
    };
    let config = build().map_err(|error| error.to_string())?;
    if config.site() == site {
        Ok(config)
    } else {
        Err(format!(
            "the environment says that its keys belong to the site `{}`, not to `{site}`: see NCLOUD_SITE and NCLOUD_API_GW",
            config.site()
        ))
    }
}

/// Probes the services at the site of the settings.
pub(crate) async fn probe(
    config: &Config,
    service: Option<&str>,
    given: &[Given],
) -> Result<Report, String> {
    let services: Vec<_> = ncloud_spec::SERVICES
        .iter()
        .filter(|known| service.is_none_or(|name| name == known.name))
        .collect();
    if services.is_empty() {
        let names: Vec<&str> = ncloud_spec::SERVICES
            .iter()
            .map(|known| known.name)
            .collect();
        return Err(format!(
            "`{}` is not a service: use one of {}",
            service.unwrap_or_default(),
            names.join(", ")
        ));
    }
    let client = Client::connect(config).map_err(|error| error.to_string())?;
    let mut report = Report::default();
    for service in services {
        let document = Document::published(*service).map_err(|error| error.to_string())?;
        let entries = session::probe(&client, config, &document, given).await;
        report.entries.extend(entries);
    }
    Ok(report)
}
