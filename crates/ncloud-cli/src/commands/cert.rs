//! `ncp cert`: certificates of Private CA as what they are.

mod bulk;
mod inspect;
mod issue;
mod needs_renewal;
mod outputs;
mod renew;
mod sign;
mod source;

use clap::{Arg, ArgMatches, Command};
use ncloud_core::Config;
use serde_json::Value;

use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::command_line::option;
use crate::commands::ca::SERVICE;
use crate::failure::Failure;

pub(crate) const NAME: &str = "cert";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Certificates of Private CA: issue, sign, inspect, renew, in bulk")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            issue::command(),
            sign::command(),
            inspect::command(),
            needs_renewal::command(),
            renew::command(),
            bulk::command(),
        ])
}

/// # Errors
/// When the command fails.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("issue", matches)) => issue::run(matches).await,
        Some(("sign", matches)) => sign::run(matches).await,
        Some(("inspect", matches)) => inspect::run(matches).await,
        Some(("needs-renewal", matches)) => needs_renewal::run(matches).await,
        Some(("renew", matches)) => renew::run(matches).await,
        Some((bulk::NAME, matches)) => bulk::run(matches).await,
        _ => Err(Failure::usage(
            "no command was given",
            "see `ncp cert --help`",
        )),
    }
}

/// Whether a command brings what it has begun to an end when it is interrupted.
pub(crate) fn minds_interrupts(matches: &ArgMatches) -> bool {
    matches.subcommand_name() == Some(bulk::NAME)
}

/// A call of Private CA.
///
/// # Errors
/// When the body is wrong, or the service has no host at the site.
fn call(
    config: &Config,
    globals: &Globals,
    id: &str,
    parameters: &[(&str, &str)],
    body: Option<Value>,
) -> Result<Call, Failure> {
    Call::of(config, globals, SERVICE, id, parameters, body)
}

/// The flag for the CA that signs.
fn ca_argument() -> Arg {
    option("ca", "TAG", "Tag of the CA; `ncp ca tree` shows it").required(true)
}

/// The flag for the kind of a new key.
fn key_type_argument() -> Arg {
    option(
        "key-type",
        "TYPE",
        "Algorithm and size of the key, such as EC256 or RSA2048",
    )
}

/// The flag for the validity.
fn period_argument() -> Arg {
    option("period", "DAYS", "Validity in days, or MAX")
}

/// Which certificate.
fn certificate_argument() -> Arg {
    Arg::new("certificate")
        .value_name("FILE|CA/SERIAL")
        .required(true)
        .help("File, PEM or DER, or tag of the CA and serial number of the certificate")
}
