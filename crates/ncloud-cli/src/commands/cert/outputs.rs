//! The files of an issued certificate.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, value_parser};
use serde_json::Value;

use crate::command_line::{option, switch};
use crate::failure::{Exit, Failure};
use crate::output::file::{Audience, Reserved, followed};

pub(super) fn argument(name: &'static str, help: &'static str) -> Arg {
    option(name, "FILE", help).value_parser(value_parser!(PathBuf))
}

/// The flag for the file of the chain.
pub(super) fn chain(name: &'static str) -> Arg {
    argument(name, "File for the certificates of the CAs")
}

pub(super) fn force() -> Arg {
    switch("force", "Write over existing files")
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Key,
    Certificate,
    Chain,
}

/// The flags that name a file. The key comes first: it exists nowhere else.
const FLAGS: [(&str, Content); 6] = [
    ("out-key", Content::Key),
    ("key", Content::Key),
    ("out-cert", Content::Certificate),
    ("cert", Content::Certificate),
    ("out-chain", Content::Chain),
    ("chain", Content::Chain),
];

impl Content {
    fn audience(self) -> Audience {
        match self {
            Self::Key => Audience::Owner,
            Self::Certificate | Self::Chain => Audience::All,
        }
    }

    /// Where it is in the data of an answer.
    fn member(self) -> &'static str {
        match self {
            Self::Key => "privateKey",
            Self::Certificate => "certificate",
            Self::Chain => "caChain",
        }
    }
}

/// A place for each file, reserved before anything is issued: a certificate that cannot be kept must
/// not be made.
pub(super) struct Outputs {
    files: Vec<(&'static str, Content, Reserved)>,
}

impl Outputs {
    /// Reserves the places that were named.
    pub(super) fn reserve(matches: &ArgMatches, force: bool) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let mut targets = Vec::new();
        for (name, content) in FLAGS {
            let Some(path) = matches.try_get_one::<PathBuf>(name).ok().flatten() else {
                continue;
            };
            let target = followed(path);
            if targets.contains(&target) {
                return Err(Failure::usage(
                    format!("{} is named twice", path.display()),
                    "give each file a name of its own",
                ));
            }
            targets.push(target);
            let reserved = Reserved::new(path, content.audience(), force)?;
            files.push((name, content, reserved));
        }
        Ok(Self { files })
    }

    /// Writes the files. What was issued exists by now: a failure says so, and names it.
    pub(super) fn write(self, serial: &str, data: &Value) -> Result<(), Failure> {
        for (name, content, file) in self.files {
            let text = zeroize::Zeroizing::new(pem(&data[content.member()]));
            if text.trim().is_empty() {
                return Err(partial(
                    serial,
                    &format!("the answer has nothing for --{name}"),
                ));
            }
            let outcome = file.write(text.as_bytes());
            outcome.map_err(|failure| partial(serial, failure.what()))?;
        }
        Ok(())
    }
}

/// The serial number in the data of an answer.
pub(super) fn serial(data: &Value) -> &str {
    data["serialNo"].as_str().unwrap_or("(without a number)")
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
