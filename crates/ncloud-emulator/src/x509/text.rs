//! PEM, and numbers as text.

use der::pem::LineEnding;

use super::Error;
use crate::hex;

/// One PEM block, without a line feed at its end.
///
/// # Errors
/// When the content is too long for the encoder.
pub(crate) fn pem(label: &str, content: &[u8]) -> Result<String, Error> {
    let mut text =
        der::pem::encode_string(label, LineEnding::LF, content).map_err(|_| Error::Unencodable)?;
    text.truncate(text.trim_end().len());
    Ok(text)
}

/// The contents of all PEM blocks, whose labels must be among `labels`. Text around the blocks is
/// skipped, as other programs do.
///
/// # Errors
/// When there is no block, a broken one, or one of another kind.
pub(super) fn blocks(text: &str, labels: &[&str]) -> Result<Vec<Vec<u8>>, Error> {
    let blocks = pem::parse_many(text).map_err(|_| Error::NotPem)?;
    if blocks.is_empty() || blocks.iter().any(|block| !labels.contains(&block.tag())) {
        return Err(Error::NotPem);
    }
    // A marker without its counterpart is not a block: do not read what is left without it.
    if text.matches("-----BEGIN ").count() != blocks.len() {
        return Err(Error::NotPem);
    }
    Ok(blocks.into_iter().map(pem::Pem::into_contents).collect())
}

/// The content of the only PEM block.
///
/// # Errors
/// When there is not exactly one block of these kinds.
pub(super) fn block(text: &str, labels: &[&str]) -> Result<Vec<u8>, Error> {
    let mut blocks = blocks(text, labels)?;
    match blocks.pop() {
        Some(block) if blocks.is_empty() => Ok(block),
        _ => Err(Error::NotPem),
    }
}

/// A serial number as pairs of lower-case digits joined by colons.
pub(crate) fn serial_text(serial: &[u8]) -> String {
    let mut text = String::with_capacity(serial.len() * 3);
    for (place, digit) in hex::encode(serial).char_indices() {
        if place > 0 && place % 2 == 0 {
            text.push(':');
        }
        text.push(digit);
    }
    text
}

/// The octets of a serial number in pairs of digits joined by colons; none when it is not one.
pub(crate) fn serial_bytes(text: &str) -> Option<Vec<u8>> {
    let pairs = text.split(':').map(|pair| {
        let octets = hex::decode(pair)?;
        octets.try_into().ok().map(|[octet]: [u8; 1]| octet)
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_written_and_read() {
        assert_eq!(serial_text(&[0x0a, 0xff]), "0a:ff");
        assert_eq!(serial_bytes("0A:ff"), Some(vec![0x0a, 0xff]));
        for text in ["", "a", "0a:", "+a:00", "0a0b", "0g", "0a ff", "é:00"] {
            assert_eq!(serial_bytes(text), None, "{text}");
        }
    }

    #[test]
    fn blocks_must_be_whole_and_of_the_right_kind() {
        let one = pem("CERTIFICATE", &[1, 2, 3]).unwrap_or_default();
        assert_eq!(
            one,
            "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----"
        );
        let two = format!("a comment\n{one}\r\n\n{one}");
        assert_eq!(
            blocks(&two, &["CERTIFICATE"]),
            Ok(vec![vec![1, 2, 3], vec![1, 2, 3]])
        );
        assert_eq!(block(&two, &["CERTIFICATE"]), Err(Error::NotPem));
        assert_eq!(block(&one, &["X509 CRL"]), Err(Error::NotPem));
        for text in [
            "",
            "AQID",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nA?ID\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nAQID\n-----END X509 CRL-----",
            &format!("{one}\n-----BEGIN CERTIFICATE-----\nAQID"),
        ] {
            assert_eq!(blocks(text, &["CERTIFICATE"]), Err(Error::NotPem), "{text}");
        }
    }
}
