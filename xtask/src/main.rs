//! Maintainers' commands. `cargo xtask help` lists them.

mod bench;
mod browser;
mod catalogue;
mod ci;
mod commands;
mod dependencies;
mod diff;
mod dist;
mod docs;
mod emulator;
mod emulator_page;
mod encoding;
mod examples;
mod files;
mod guide;
mod instructions;
mod licences;
mod msrv;
mod package;
mod probe;
mod process;
mod prove;
mod publish;
mod regenerate;
mod site;
mod soak;
mod tools;
mod validate;
mod version;
mod witness;
mod workspace;

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

/// Maintainers' commands of ncloud-rs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bundle, lint and lower the specifications; refresh published files and snapshots.
    Regenerate {
        /// Change nothing; fail with a difference when something is stale.
        #[arg(long)]
        check: bool,
    },
    /// Let other programs judge the published documents: openapi-spec-validator, Redocly CLI.
    Validate,
    /// Raise the version of all crates, for a release.
    Version {
        /// The new one.
        version: semver::Version,
    },
    /// Write the release bundle of the specification: documents, tables, vectors, fixtures, index.
    PublishSpec(publish::Arguments),
    /// Tell what changed between two states of the specification, and whom it breaks.
    SpecDiff(diff::Arguments),
    /// Read saved pages of the vendor's documentation.
    #[command(subcommand)]
    Docs(docs::Command),
    /// Generate clients of the published documents in other languages, and call the emulator with them.
    Prove {
        /// Prove one language only.
        language: Option<prove::Language>,
    },
    /// Call the reads of a real site, with the keys of the environment, and compare the answers.
    Probe(probe::Arguments),
    /// Run at full size what `ci` runs at smoke size: fuzzing, kills under load.
    Soak {
        /// Run one part only.
        part: Option<soak::Part>,
        /// Where random values begin: a number that a run before printed.
        #[arg(long)]
        seed: Option<u32>,
        /// Make up requests for this service only.
        #[arg(long, value_parser = service_names())]
        service: Option<String>,
    },
    /// Measure speed, memory and builds, each against a reference, and write the figures.
    Bench(bench::Arguments),
    /// Write the reference site, static pages that need no network.
    Site(site::Arguments),
    /// Write the guide as HTML, with mdBook, which is installed first.
    Guide,
    /// Run what a release needs: format, lints, tests, documents, packages.
    Ci {
        /// Run one step only; `cargo xtask ci --list` names them.
        step: Option<String>,
        /// Name the steps.
        #[arg(long)]
        list: bool,
    },
}

/// The services by name.
fn service_names() -> PossibleValuesParser {
    ncloud_spec::SERVICES
        .iter()
        .map(|service| service.name)
        .into()
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Regenerate { check } => regenerate::run(check),
        Command::Validate => validate::run(),
        Command::Version { version } => version::run(&version),
        Command::PublishSpec(arguments) => publish::run(&arguments),
        // Their exit codes have a meaning of their own.
        Command::SpecDiff(arguments) => return diff::run(&arguments),
        Command::Docs(command) => return docs::run(&command),
        Command::Prove { language } => prove::run(language),
        Command::Probe(arguments) => probe::run(arguments),
        Command::Soak {
            part,
            seed,
            service,
        } => soak::run(part, seed, service.as_deref()),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Site(arguments) => site::run(&arguments),
        Command::Guide => guide::run(),
        Command::Ci { step, list } => ci::run(step.as_deref(), list),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
