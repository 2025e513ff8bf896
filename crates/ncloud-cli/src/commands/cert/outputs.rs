//! The files of an issued certificate.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde_json::Value;

use crate::command_line::option;
use crate::failure::{Exit, Failure};
use crate::output::file::{Audience, Reserved};

pub(super) fn argument(name: &'static str, help: &'static str) -> Arg {
    option(name, "FILE", help).value_parser(value_parser!(PathBuf))
}

pub(super) fn force() -> Arg {
    Arg::new("force")
        .long("force")
        .action(ArgAction::SetTrue)
        .help("Write over existing files")
}

/// A place for each file, reserved before anything is issued: a certificate that cannot be kept must
/// not be made.
pub(super) struct Outputs {
    files: Vec<(&'static str, Reserved)>,
}

impl Outputs {
    /// Reserves the places that were named.
    pub(super) fn reserve(
        matches: &ArgMatches,
        names: &[(&'static str, Audience)],
        force: bool,
    ) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let mut paths: Vec<&PathBuf> = Vec::new();
        for (name, audience) in names {
            let Some(path) = matches.try_get_one::<PathBuf>(name).ok().flatten() else {
                continue;
            };
            if paths.contains(&path) {
                return Err(Failure::usage(
                    format!("{} is named twice", path.display()),
                    "give each file a name of its own",
                ));
            }
            paths.push(path);
            files.push((*name, Reserved::new(path, *audience, force)?));
        }
        Ok(Self { files })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Writes the files. What was issued exists by now: a failure says so, and names it.
    pub(super) fn write(self, serial: &str, text: impl Fn(&str) -> String) -> Result<(), Failure> {
        for (name, file) in self.files {
            let content = zeroize::Zeroizing::new(text(name));
            if content.trim().is_empty() {
                return Err(partial(
                    serial,
                    &format!("the answer has nothing for --{name}"),
                ));
            }
            let outcome = file.write(content.as_bytes());
            outcome.map_err(|failure| partial(serial, failure.what()))?;
        }
        Ok(())
    }
}

fn partial(serial: &str, what: &str) -> Failure {
    Failure::new(
        Exit::Partial,
        format!("the certificate {serial} was issued, but {what}"),
        "get it with `ncp private-ca get-end-cert`; without its key, revoke it and issue another",
    )
}

/// PEM that is one text or a list of texts, with a line break at its end.
pub(super) fn pem(value: &Value) -> String {
    let texts: Vec<&str> = match value {
        Value::String(text) => vec![text.trim_end()],
        Value::Array(items) => {
            let texts = items.iter().filter_map(Value::as_str);
            texts.map(str::trim_end).collect()
        }
        _ => Vec::new(),
    };
    texts.iter().map(|text| format!("{text}\n")).collect()
}
