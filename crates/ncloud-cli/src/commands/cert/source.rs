//! Certificates from where they are: a file, or Private CA.

use std::path::Path;

use crate::certificate::{Certificate, read_all};
use crate::command_line::globals::Globals;
use crate::failure::{Exit, Failure};
use crate::settings;

/// The certificates of a file, or the one of a CA; the first is the one that is meant.
///
/// # Errors
/// When there is none, or it cannot be read. A file that does not exist is [`Exit::NotFound`].
pub(super) async fn read(globals: &Globals, given: &str) -> Result<Vec<Certificate>, Failure> {
    let bytes = match std::fs::read(Path::new(given)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match by_serial(given) {
            Some((tag, serial)) => from_service(globals, tag, serial).await?.into_bytes(),
            None => {
                return Err(Failure::new(
                    Exit::NotFound,
                    format!("{given} does not exist"),
                    "name a file, or a certificate as CA/SERIAL",
                ));
            }
        },
        Err(error) => {
            return Err(Failure::usage(
                format!("{given} cannot be read: {error}"),
                "name a readable file, or a certificate as CA/SERIAL",
            ));
        }
    };
    parse(&bytes, given)
}

/// The certificates of a file.
///
/// # Errors
/// When there is none, or it cannot be read.
pub(super) fn from_file(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::usage(
            format!("{} cannot be read: {error}", path.display()),
            "name a file with a certificate, PEM or DER",
        )
    })?;
    parse(&bytes, &path.display().to_string())
}

fn parse(bytes: &[u8], given: &str) -> Result<Vec<Certificate>, Failure> {
    let advice = "name a file with a certificate, PEM or DER";
    let found =
        read_all(bytes).map_err(|reason| Failure::usage(format!("{given}: {reason}"), advice))?;
    if found.is_empty() {
        return Err(Failure::usage(
            format!("{given} holds no certificate"),
            advice,
        ));
    }
    Ok(found)
}

/// Tag of the CA and serial number.
fn by_serial(given: &str) -> Option<(&str, &str)> {
    let (tag, serial) = given.split_once('/')?;
    let is_serial = !serial.is_empty()
        && serial
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    (is_serial && !tag.is_empty() && !tag.starts_with('.')).then_some((tag, serial))
}

async fn from_service(globals: &Globals, tag: &str, serial: &str) -> Result<String, Failure> {
    let config = settings::config(globals).await?;
    let parameters = [("caTag", tag), ("serialNo", serial)];
    let call = super::call(&config, globals, "getEndCert", &parameters, None)?;
    let answer = call.send().await?;
    let text = answer["data"]["certPem"].as_str().unwrap_or_default();
    Ok(text.to_owned())
}
