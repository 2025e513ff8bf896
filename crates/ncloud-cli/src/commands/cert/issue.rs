//! `ncp cert issue`: a certificate whose key the service makes.

use std::net::IpAddr;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ncloud_core::SecretJson;
use serde_json::{Map, Value, json};

use super::outputs::{self, Outputs};
use crate::call::Call;
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, option, text};
use crate::failure::Failure;
use crate::output::View;
use crate::{output, settings};

/// The operation that issues a certificate with a key.
pub(super) const OPERATION: &str = "issueEndCert";

pub(super) fn command() -> Command {
    Command::new("issue")
        .about("Issue a certificate, and write it, its key and its chain into files")
        .arg(super::ca_argument())
        .arg(option("cn", "NAME", "Common name of the subject").required(true))
        .arg(
            Arg::new("san")
                .long("san")
                .value_name("NAME")
                .action(ArgAction::Append)
                .help("Alternative name, checked by TLS: host, e-mail or IP; may be repeated"),
        )
        .arg(super::key_type_argument())
        .arg(super::period_argument())
        .arg(
            outputs::argument(
                "out-key",
                "File for the private key, readable by its owner only",
            )
            .required(true),
        )
        .arg(outputs::argument("out-cert", "File for the certificate").required(true))
        .arg(outputs::chain("out-chain"))
        .arg(outputs::force())
}

/// # Errors
/// When a file has no place, the call fails, or a file cannot be written.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let ca = text(matches, "ca").unwrap_or_default();
    let names: Vec<String> = matches
        .get_many::<String>("san")
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    let common_name = text(matches, "cn").unwrap_or_default().to_owned();
    let body = body(
        &[("commonName", common_name)],
        &names,
        text(matches, "key-type"),
        text(matches, "period"),
    );
    let config = settings::config(&globals).await?;
    let call = super::call(&config, &globals, OPERATION, &[("caTag", ca)], Some(body))?;
    if globals.dry_run {
        return call.show().await;
    }
    let files = Outputs::reserve(matches, is_set(matches, "force"))?;
    let serial = issue(&call, files).await?;
    output::print(
        &globals,
        &json!({ "ca": ca, "serialNo": serial }),
        &View::default(),
    )
}

/// Issues a certificate into files; its serial number.
///
/// # Errors
/// When the call fails, or a file cannot be written.
pub(super) async fn issue(call: &Call, files: Outputs) -> Result<String, Failure> {
    let mut answer = call.send().await?;
    let data = &mut answer["data"];
    let serial = outputs::serial(data).to_owned();
    let outcome = files.write(&serial, data);
    SecretJson::wipe(&mut data["privateKey"]);
    outcome?;
    Ok(serial)
}

/// A request for a certificate with these names.
pub(super) fn body(
    subject: &[(&str, String)],
    names: &[String],
    key_type: Option<&str>,
    period: Option<&str>,
) -> Value {
    let (addresses, names): (Vec<&String>, Vec<&String>) = names
        .iter()
        .partition(|name| name.parse::<IpAddr>().is_ok());
    // The vendor's own client separates several by commas.
    let joined = |texts: Vec<&String>| {
        let texts: Vec<&str> = texts.into_iter().map(String::as_str).collect();
        texts.join(",")
    };
    let mut members = Map::new();
    for (member, value) in subject {
        members.insert((*member).to_owned(), Value::from(value.as_str()));
    }
    for (member, value) in [("altName", joined(names)), ("ip", joined(addresses))] {
        if !value.is_empty() {
            members.insert(member.to_owned(), Value::from(value));
        }
    }
    let mut body = Map::new();
    for (member, value) in [("keyType", key_type), ("period", period)] {
        if let Some(value) = value {
            body.insert(member.to_owned(), Value::from(value));
        }
    }
    body.insert("x509Parameters".to_owned(), Value::Object(members));
    Value::Object(body)
}
