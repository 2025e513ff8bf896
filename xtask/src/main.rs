//! Maintainers' commands. `cargo xtask help` lists them.

mod ci;
mod licences;
mod msrv;
mod process;
mod regenerate;
mod witness;
mod workspace;

use std::process::ExitCode;

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
    /// Run what a release needs: format, lints, tests, documents, packages.
    Ci {
        /// Run one step only; `cargo xtask ci --list` names them.
        step: Option<String>,
        /// Name the steps.
        #[arg(long)]
        list: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Regenerate { check } => regenerate::run(check),
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
