//! `ncp cert renew`: issues a certificate anew when it is time, for a timer.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use serde_json::{Value, json};

use super::needs_renewal::{Threshold, expires_in};
use super::outputs::{self, Outputs};
use super::{issue, source};
use crate::certificate::Certificate;
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, switch, text};
use crate::failure::Failure;
use crate::output::View;
use crate::{output, settings, time};

/// Seconds of a day.
const DAY: u64 = 24 * 60 * 60;

const AFTER_HELP: &str = "\
It ends with 0 when the certificate was issued anew and when it is not time yet, so a timer
can run it as often as it likes:
  0 3 * * *  ncp cert renew --ca TAG --cert server.pem --key server.key && systemctl reload nginx";

pub(super) fn command() -> Command {
    Command::new("renew")
        .about("Issue a certificate anew, with the same names, when it is time; for cron")
        .after_help(AFTER_HELP)
        .arg(super::ca_argument())
        .arg(
            outputs::argument("cert", "File of the certificate, which is written anew")
                .required(true),
        )
        .arg(
            outputs::argument("key", "File of its private key, which is written anew")
                .required(true),
        )
        .arg(outputs::chain("chain"))
        .arg(super::key_type_argument())
        .arg(super::period_argument())
        .arg(expires_in())
        .arg(switch("now", "Issue it anew although it is not time yet"))
}

/// # Errors
/// When the certificate cannot be read, issued or written.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let Some(path) = matches.get_one::<PathBuf>("cert") else {
        return Err(Failure::usage("missing: --cert", "name the file"));
    };
    let Some(old) = source::from_file(path)?.into_iter().next() else {
        return Err(Failure::usage(
            format!("{} holds no certificate", path.display()),
            "issue one with `ncp cert issue`",
        ));
    };
    let threshold = matches.get_one::<Threshold>("expires-in").copied();
    let is_due = threshold.unwrap_or_default().is_due(&old, time::now());
    if !is_due && !is_set(matches, "now") {
        let expires = time::distance(old.expires(), time::now());
        let answer = json!({ "renewed": false, "expires": expires });
        return output::print(&globals, &answer, &View::default());
    }
    let ca = text(matches, "ca").unwrap_or_default();
    let body = body(&old, path, matches)?;
    let config = settings::config(&globals).await?;
    let parameters = [("caTag", ca)];
    let call = super::call(&config, &globals, issue::OPERATION, &parameters, Some(body))?;
    if globals.dry_run {
        return call.show().await;
    }
    let files = Outputs::reserve(matches, true)?;
    let serial = issue::issue(&call, files).await?;
    let answer = json!({ "renewed": true, "ca": ca, "serialNo": serial });
    output::print(&globals, &answer, &View::default())
}

/// The request for a certificate like an old one: subject, names, kind of key and validity are taken
/// over, unless flags say otherwise.
fn body(old: &Certificate, path: &Path, matches: &ArgMatches) -> Result<Value, Failure> {
    let subject = old.subject();
    if !subject.iter().any(|(member, _)| *member == "commonName") {
        return Err(Failure::usage(
            format!("the certificate in {} has no common name", path.display()),
            "issue one with `ncp cert issue`",
        ));
    }
    let lifetime = old
        .expires()
        .duration_since(old.begins())
        .unwrap_or_default();
    // The validity begins a little before the certificate is issued, for clocks that are late: without
    // rounding it would grow with every renewal.
    let days = ((lifetime.as_secs() + DAY / 2) / DAY).max(1).to_string();
    let names = old.names_to_issue().map_err(|reason| {
        let what = format!("{}: {reason}", path.display());
        Failure::usage(what, "issue one with `ncp cert issue`")
    })?;
    let key_type = text(matches, "key-type").or(old.key_type());
    let period = text(matches, "period").unwrap_or(&days);
    Ok(issue::body(&subject, &names, key_type, Some(period)))
}
