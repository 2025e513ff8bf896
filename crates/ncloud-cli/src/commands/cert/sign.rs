//! `ncp cert sign`: a certificate for a signing request.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::outputs::{self, Outputs, pem};
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, option, text};
use crate::failure::Failure;
use crate::input::{Stdin, file};
use crate::output::file::Audience;
use crate::{call, output, settings};

pub(super) fn command() -> Command {
    Command::new("sign")
        .about("Issue a certificate for a signing request, whose key stays where it is")
        .arg(option("ca", "TAG", "Tag of the CA; `ncp ca tree` shows it").required(true))
        .arg(
            outputs::argument(
                "csr",
                "File with the signing request, PEM; - for standard input",
            )
            .required(true),
        )
        .arg(option("period", "DAYS", "Validity in days, or MAX"))
        .arg(outputs::argument(
            "out-cert",
            "File for the certificate; without it, it is printed",
        ))
        .arg(outputs::argument(
            "out-chain",
            "File for the certificates of the CAs",
        ))
        .arg(outputs::force())
}

/// # Errors
/// When the request cannot be read, a file has no place, the call fails, or a file cannot be written.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
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
    let mut body = Map::new();
    body.insert("csrPem".to_owned(), Value::from(request.expose()));
    if let Some(period) = text(matches, "period") {
        body.insert("period".to_owned(), Value::from(period));
    }
    let body = Some(Value::Object(body));
    let config = settings::config(&globals).await?;
    let parameters = [("caTag", ca)];
    if globals.dry_run {
        return call::show(
            &config,
            &globals,
            super::SERVICE,
            "signEndCsr",
            &parameters,
            body,
        )
        .await;
    }
    let files = Outputs::reserve(
        matches,
        &[("out-cert", Audience::All), ("out-chain", Audience::All)],
        is_set(matches, "force"),
    )?;
    let is_printed = files.is_empty();
    let answer = call::ask(
        &config,
        &globals,
        super::SERVICE,
        "signEndCsr",
        &parameters,
        body,
    )
    .await?;
    let serial = answer["data"]["serialNo"]
        .as_str()
        .unwrap_or("(without a number)");
    files.write(serial, |name| match name {
        "out-cert" => pem(&answer["data"]["certificate"]),
        _ => pem(&answer["data"]["caChain"]),
    })?;
    if is_printed {
        return output::line(&pem(&answer["data"]["certificate"]));
    }
    output::print(&globals, &json!({ "ca": ca, "serialNo": serial }), None)
}
