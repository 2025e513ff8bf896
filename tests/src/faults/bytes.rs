//! Answers as octets.

/// A body that every operation of the bench takes as success.
pub const WELL: &str =
    r#"{"code":"SUCCESS","msg":"Success","data":{"caInfo":{"caTag":"4b0bbe37-eeea93b8"}}}"#;

/// The first line and these headers, with the empty line at the end.
#[must_use]
pub fn head(status: u16, headers: &[(&str, &str)]) -> String {
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("HTTP/1.1 {status} Bench\r\n{lines}\r\n")
}

/// A whole answer, with a true `content-length`.
#[must_use]
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len().to_string();
    let mut all = vec![("content-length", length.as_str())];
    all.extend_from_slice(headers);
    let mut octets = head(status, &all).into_bytes();
    octets.extend_from_slice(body);
    octets
}

/// A whole answer of JSON.
#[must_use]
pub fn json(status: u16, body: &str) -> Vec<u8> {
    answer(status, &[("content-type", "application/json")], body)
}

/// The answer of a call that succeeds.
#[must_use]
pub fn well() -> Vec<u8> {
    json(200, WELL)
}
