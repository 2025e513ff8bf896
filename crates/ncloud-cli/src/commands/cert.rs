//! `ncp cert`: certificates of Private CA as what they are.

mod inspect;
mod issue;
mod needs_renewal;
mod outputs;
mod renew;
mod sign;
mod source;

use clap::{Arg, ArgMatches, Command};

use crate::failure::Failure;

pub(crate) const NAME: &str = "cert";

/// The service of the certificates.
const SERVICE: &str = "private-ca";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Certificates of Private CA: issue, sign, inspect, renew")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            issue::command(),
            sign::command(),
            inspect::command(),
            needs_renewal::command(),
            renew::command(),
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
        _ => Err(Failure::usage(
            "no command was given",
            "see `ncp cert --help`",
        )),
    }
}

/// Which certificate.
fn certificate_argument() -> Arg {
    Arg::new("certificate")
        .value_name("FILE|CA/SERIAL")
        .required(true)
        .help("File, PEM or DER, or tag of the CA and serial number of the certificate")
}
