//! The vectors of the signature, and one of them worked through.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_spec::SIGNATURE_V2_VECTORS;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// The vector that the page works through: it has a query, and a text that must be encoded.
const WORKED: &str = "T7";

/// The published vectors.
pub fn vectors() -> Result<Value, String> {
    serde_json::from_str(SIGNATURE_V2_VECTORS)
        .map_err(|error| format!("spec/vectors/signature-v2.json: {error}"))
}

/// The steps from a request to its headers.
pub fn worked(vectors: &Value) -> Result<Value, String> {
    let vector = vectors["vectors"]
        .as_array()
        .and_then(|all| all.iter().find(|vector| vector["id"] == WORKED))
        .ok_or_else(|| format!("spec/vectors/signature-v2.json: `{WORKED}` is missing"))?;
    let text = |member: &str| vector[member].as_str().unwrap_or_default();
    let octets = STANDARD
        .decode(text("signature"))
        .map_err(|error| format!("spec/vectors/signature-v2.json: `{WORKED}`: {error}"))?;
    let octets: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let raw = percent_decode_str(text("target")).decode_utf8_lossy();
    let lines: Vec<&str> = text("stringToSign").split('\n').collect();
    Ok(json!({
        "id": WORKED,
        "method": vector["method"],
        "raw": raw,
        "target": vector["target"],
        "timestamp": vector["timestamp"],
        "access_key": vectors["accessKey"],
        "secret_key": vector["secretKey"],
        "lines": lines,
        "length": vector["length"],
        "octets": octets.join(" "),
        "signature": vector["signature"],
    }))
}
