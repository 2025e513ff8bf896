//! `ncp cert inspect`: what a certificate says.

use clap::{ArgMatches, Command};
use serde_json::Value;

use super::{certificate_argument, source};
use crate::command_line::globals::Globals;
use crate::command_line::text;
use crate::failure::Failure;
use crate::output::View;
use crate::{output, time};

pub(super) fn command() -> Command {
    Command::new("inspect")
        .about("Tell what certificates say: names, validity, algorithms, fingerprint")
        .arg(certificate_argument())
}

/// # Errors
/// When there is no certificate.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let given = text(matches, "certificate").unwrap_or_default();
    let found = source::read(&globals, given).await?;
    let now = time::now();
    let mut described: Vec<Value> = found.iter().map(|one| one.describe(now)).collect();
    let answer = match described.len() {
        1 => described.remove(0),
        _ => Value::Array(described),
    };
    output::print(&globals, &answer, &View::default())
}
