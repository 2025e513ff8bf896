//! `ncp kms encrypt` and `ncp kms decrypt` as filters: bytes from standard input to standard output.
//!
//! They are the commands of the operations, which otherwise would refuse to run without a text. With one,
//! or with a body, they do what the commands of operations do.

use std::io::{IsTerminal as _, Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use ncloud_core::SecretJson;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::call::Call;
use crate::catalogue::Operation;
use crate::command_line::globals::Globals;
use crate::command_line::text;
use crate::failure::{Exit, Failure};
use crate::{output, settings};

const SERVICE: &str = "kms";
/// Bytes that any key encrypts at most.
const LONGEST: usize = 32 * 1024;
/// Bytes that no ciphertext has more of: it is a text, and longer than what it stands for.
const LONGEST_CIPHERTEXT: usize = 2 * LONGEST;
/// What the help of both ends with.
const HELP: &str = "\
Without a text and without --body, bytes go from standard input to standard output as they are:
  ncp kms encrypt --key-tag TAG < file > file.encrypted
  ncp kms decrypt --key-tag TAG < file.encrypted > file";

/// The member of the body that is given or read.
fn member(operation: &Operation) -> Option<&'static str> {
    match (operation.call.service.name, operation.call.id) {
        (SERVICE, "encrypt") => Some("plaintext"),
        (SERVICE, "decrypt") => Some("ciphertext"),
        _ => None,
    }
}

/// Tells in the help of an operation that it can be a filter.
pub(crate) fn explain(operation: &Operation, command: Command) -> Command {
    match member(operation) {
        Some(_) => command.after_help(HELP),
        None => command,
    }
}

/// Whether an operation is called as a filter: nothing tells what to encrypt or to decrypt.
pub(crate) fn is_filter(operation: &Operation, matches: &ArgMatches) -> bool {
    let Some(member) = member(operation) else {
        return false;
    };
    let mut given = matches
        .ids()
        .map(clap::Id::as_str)
        .filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine));
    !given.any(|id| id.starts_with(member) || ["body", "skeleton"].contains(&id))
}

/// Reads, calls and writes.
///
/// # Errors
/// When standard input is a terminal or too long, the call fails, or the answer cannot be written.
pub(crate) async fn filter(operation: &Operation, matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    let tag = text(matches, "key-tag")
        .ok_or_else(|| Failure::usage("missing: --key-tag", "name the key with --key-tag"))?;
    let given = read()?;
    let encrypts = operation.call.id == "encrypt";
    if encrypts && given.len() > LONGEST {
        return Err(Failure::usage(
            format!("a key encrypts at most {LONGEST} bytes"),
            "encrypt the file with a key of its own, from `ncp kms create-custom-key`",
        ));
    }
    let mut body = if encrypts {
        json!({ "plaintext": STANDARD.encode(&*given) })
    } else {
        json!({ "ciphertext": ciphertext(&given)? })
    };
    if let Some(context) = text(matches, "context") {
        body["context"] = context.into();
    }
    let config = settings::config_of_call(&globals, operation.call).await?;
    let parameters = [("keyTag", tag)];
    let id = operation.call.id;
    let call = Call::of(&config, &globals, SERVICE, id, &parameters, Some(body))?;
    if globals.dry_run {
        return call.show().await;
    }
    let mut answer = call.send().await?;
    let outcome = if encrypts {
        one(&answer, "ciphertext").and_then(output::line)
    } else {
        one(&answer, "plaintext").and_then(|text| {
            let bytes = STANDARD.decode(text).map(Zeroizing::new);
            write(&bytes.map_err(|_| unexpected("plaintext"))?)
        })
    };
    SecretJson::wipe(&mut answer);
    outcome
}

/// All of standard input.
fn read() -> Result<Zeroizing<Vec<u8>>, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(Failure::usage(
            "nothing was given to encrypt or to decrypt",
            "redirect a file to standard input, or see --help",
        ));
    }
    let most = LONGEST_CIPHERTEXT as u64 + 1;
    let mut bytes = Zeroizing::new(Vec::new());
    stdin.take(most).read_to_end(&mut bytes).map_err(|error| {
        Failure::usage(
            format!("standard input cannot be read: {error}"),
            "redirect a file to it",
        )
    })?;
    Ok(bytes)
}

/// A ciphertext is text; a line break may follow it.
fn ciphertext(bytes: &[u8]) -> Result<&str, Failure> {
    if bytes.len() > LONGEST_CIPHERTEXT {
        return Err(Failure::usage(
            "standard input is longer than a ciphertext can be",
            "give what `ncp kms encrypt` printed",
        ));
    }
    std::str::from_utf8(bytes)
        .map(str::trim_ascii)
        .ok()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            Failure::usage(
                "standard input is not a ciphertext",
                "give what `ncp kms encrypt` printed",
            )
        })
}

fn one<'a>(answer: &'a Value, name: &str) -> Result<&'a str, Failure> {
    answer["data"][name]
        .as_str()
        .ok_or_else(|| unexpected(name))
}

fn unexpected(name: &str) -> Failure {
    Failure::new(
        Exit::Service,
        format!("the answer has no readable `{name}`"),
        "run it again with --verbose",
    )
}

fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes)?;
    Ok(stdout.flush()?)
}
