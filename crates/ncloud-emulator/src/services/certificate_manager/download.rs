//! The files of a certificate, as an answer and as an archive.

use std::io::{Cursor, Write as _};

use serde_json::json;
use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::files::Files;
use super::refusal::{Answer, Refusal};
use super::{State, state};
use crate::call::{Call, Content, Outcome};
use crate::x509::chain_to_pem;

/// The PEM of a certificate, of the CAs above it, and of the root; the latter ones may be missing.
struct Pems {
    certificate: String,
    intermediates: Option<String>,
    root: Option<String>,
}

impl Pems {
    fn of(files: &Files) -> Self {
        let lines = |pem: String| format!("{pem}\n");
        let intermediates = files.intermediates();
        Self {
            certificate: lines(files.certificate.to_pem()),
            intermediates: (!intermediates.is_empty()).then(|| lines(chain_to_pem(intermediates))),
            root: files.root().map(|root| lines(root.to_pem())),
        }
    }
}

/// Shows a certificate and those above it.
pub(super) fn chain(call: &Call) -> Answer {
    let state = state(call);
    let files = issued(&state, call)?;
    let pems = Pems::of(files);
    let carriage_returns = |pem: String| pem.replace('\n', "\r\n");
    let members = json!({
        "totalRows": 0,
        "subjectCommonName": files.certificate.common_name(),
        "certificate": carriage_returns(pems.certificate),
        "subCaCertificate": pems.intermediates.map(carriage_returns),
        "rootCaCertificate": pems.root.map(carriage_returns),
    });
    Ok(call.success("Success", members))
}

/// Sends the same files as a ZIP archive.
pub(super) fn archive(call: &Call) -> Answer {
    let same = call.body["certificateNo"]
        .as_i64()
        .is_none_or(|number| Some(number) == call.integer("certificateNo"));
    if !same {
        let rule = "must be the one in the path".to_owned();
        return Err(Refusal::Invalid("certificateNo", rule));
    }
    let pems = Pems::of(issued(&state(call), call)?);
    // Writing to memory does not fail.
    let octets = zip(&pems).map_err(|_| Refusal::NoCertificate)?;
    Ok(Outcome {
        status: 200,
        content: Content::Octets("application/zip", octets),
    })
}

/// The files of a certificate that is issued.
fn issued<'a>(state: &'a State, call: &Call) -> Result<&'a Files, Refusal> {
    let number = call.integer("certificateNo").unwrap_or_default();
    state
        .certificate(number)
        .and_then(|certificate| certificate.files.as_ref())
        .ok_or(Refusal::NoCertificate)
}

fn zip(pems: &Pems) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let files = [
        ("certificate.pem", Some(&pems.certificate)),
        ("subCaCertificate.pem", pems.intermediates.as_ref()),
        ("rootCaCertificate.pem", pems.root.as_ref()),
    ];
    for (name, content) in files {
        if let Some(content) = content {
            writer.start_file(name, SimpleFileOptions::default())?;
            writer.write_all(content.as_bytes())?;
        }
    }
    Ok(writer.finish()?.into_inner())
}
