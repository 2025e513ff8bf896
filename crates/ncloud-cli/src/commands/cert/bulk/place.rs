//! Where the files of a row end up.

use std::path::Path;

use serde_json::Value;

use super::key::PrivateKey;
use super::row::Row;
use crate::bulk::findings::Problem;
use crate::certificate::{Certificate, read_all};
use crate::commands::cert::outputs::pem;
use crate::failure::{Exit, Failure};
use crate::output::file::{Audience, Reserved, sync_directory, unwritable};

/// A row that has not begun must find its places free: nothing is written over without being asked to.
pub(super) fn is_free(row: &Row) -> Result<(), Problem> {
    let files = [
        ("out-key", Some(&row.key)),
        ("out-cert", Some(&row.certificate)),
        ("out-chain", row.chain.as_ref()),
    ];
    for (column, path) in files {
        if let Some(path) = path.filter(|path| path.symlink_metadata().is_ok()) {
            let reason = format!("{} exists; --force writes over it", path.display());
            return Err(Problem::new(column, reason));
        }
    }
    Ok(())
}

/// A key that waits for its certificate, of a run whose journal is not here.
pub(super) fn no_stranger_waits(row: &Row) -> Result<(), Problem> {
    let pending = row.pending_key();
    if pending.symlink_metadata().is_err() {
        return Ok(());
    }
    let reason = format!(
        "{} is of a run whose journal is not here: give its --journal, or remove the file",
        pending.display()
    );
    Err(Problem::new("out-key", reason))
}

/// The serial number of the certificate of a row whose files are all written.
pub(super) fn finished(row: &Row, public_key: &str) -> Result<Option<String>, Failure> {
    let Some(serial) = matching_certificate(&row.certificate, public_key) else {
        return Ok(None);
    };
    let key = PrivateKey::read(&row.key)?;
    let is_ours = key.is_some_and(|key| key.public_key_hash() == public_key);
    Ok(is_ours.then_some(serial))
}

fn matching_certificate(path: &Path, public_key: &str) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    let first = read_all(&bytes).ok()?.into_iter().next()?;
    (first.public_key_hash() == public_key).then(|| first.serial())
}

/// The certificate in a member of an answer.
pub(super) fn certificate(text: &Value) -> Option<Certificate> {
    let text = text.as_str()?;
    read_all(text.as_bytes()).ok()?.into_iter().next()
}

/// Writes the files of a certificate; its serial number. The certificate comes last: where it is, all is.
///
/// # Errors
/// When the certificate is not for the key, the key is not there, or a file cannot be written.
pub(super) fn finish(
    row: &Row,
    public_key: &str,
    text: &Value,
    chain: &Value,
    force: bool,
) -> Result<String, Failure> {
    let Some(certificate) = certificate(text) else {
        return Err(Failure::new(
            Exit::Service,
            "the answer has no certificate that can be read",
            "run the command again: it looks for the certificate",
        ));
    };
    let serial = certificate.serial();
    if certificate.public_key_hash() != public_key {
        return Err(Failure::new(
            Exit::Service,
            format!("the certificate {serial} is not for the key of the row"),
            "revoke it, and tell the vendor",
        ));
    }
    if let Some(path) = &row.chain {
        Reserved::new(path, Audience::All, true)?.write(pem(chain).as_bytes())?;
    }
    place_key(row, public_key, force)?;
    let place = Reserved::new(&row.certificate, Audience::All, force)?;
    place.write(pem(text).as_bytes())?;
    Ok(serial)
}

/// The failure of a row that has asked for a certificate and has lost its key.
pub(super) fn key_is_gone(row: &Row) -> Failure {
    Failure::usage(
        format!("the key in {} is gone", row.pending_key().display()),
        "restore it, or revoke the certificate and give the row another out-cert",
    )
}

/// Gives the key its name.
fn place_key(row: &Row, public_key: &str, force: bool) -> Result<(), Failure> {
    let is_ours = |key: &PrivateKey| key.public_key_hash() == public_key;
    let pending = row.pending_key();
    let waits = PrivateKey::read(&pending)?.is_some_and(|key| is_ours(&key));
    if !force || !waits {
        match PrivateKey::read(&row.key)? {
            Some(key) if is_ours(&key) => return Ok(()),
            Some(_) if waits => {
                return Err(Failure::new(
                    Exit::Other,
                    format!("{} has come into being meanwhile", row.key.display()),
                    "move it away, or add --force to write over it",
                ));
            }
            None if waits => {}
            _ => return Err(key_is_gone(row)),
        }
    }
    let moved = std::fs::rename(&pending, &row.key);
    moved
        .and_then(|()| sync_directory(&row.key))
        .map_err(|error| unwritable(&row.key, &error))
}
