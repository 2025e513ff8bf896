//! `ncp cert sign`: a certificate for a signing request.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use super::outputs::{self, Outputs, pem};
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, text};
use crate::failure::Failure;
use crate::input::{Stdin, file};
use crate::output::View;
use crate::{output, settings};

/// The operation that issues a certificate for a signing request.
pub(super) const OPERATION: &str = "signEndCsr";

pub(super) fn command() -> Command {
    Command::new("sign")
        .about("Issue a certificate for a signing request, whose key stays where it is")
        .arg(super::ca_argument())
        .arg(
            outputs::argument(
                "csr",
                "File with the signing request, PEM; - for standard input",
            )
            .required(true),
        )
        .arg(super::period_argument())
        .arg(outputs::argument(
            "out-cert",
            "File for the certificate; without it, it is printed",
        ))
        .arg(outputs::chain("out-chain"))
        .arg(outputs::force())
}

/// # Errors
/// When the request cannot be read, a file has no place, the call fails, or a file cannot be written.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let ca = text(matches, "ca").unwrap_or_default();
    let Some(path) = matches.get_one::<PathBuf>("csr") else {
        return Err(Failure::usage("missing: --csr", "name a file"));
    };
    let request = file(path, "--csr", &mut Stdin::default())?;
    if !request.expose().contains("CERTIFICATE REQUEST-----") {
        return Err(Failure::usage(
            format!("{} holds no signing request in PEM", path.display()),
            "make one with, for example, `openssl req -new -key KEY -out FILE`",
        ));
    }
    let body = body(request.expose(), text(matches, "period"));
    let config = settings::config(&globals).await?;
    let call = super::call(&config, &globals, OPERATION, &[("caTag", ca)], Some(body))?;
    if globals.dry_run {
        return call.show().await;
    }
    let files = Outputs::reserve(matches, is_set(matches, "force"))?;
    let answer = call.send().await?;
    let data = &answer["data"];
    let serial = outputs::serial(data);
    files.write(serial, data)?;
    // A file for the chain alone does not hold it.
    if matches.get_one::<PathBuf>("out-cert").is_none() {
        return output::line(&pem(&data["certificate"]));
    }
    output::print(
        &globals,
        &json!({ "ca": ca, "serialNo": serial }),
        &View::default(),
    )
}

/// What asks for a certificate for a signing request.
pub(super) fn body(request: &str, period: Option<&str>) -> Value {
    let mut body = json!({ "csrPem": request });
    if let Some(period) = period {
        body["period"] = Value::from(period);
    }
    body
}
