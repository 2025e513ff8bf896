//! PEM text: placeholders for what is not emulated yet, and checks of what clients send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Well-formed PEM around an ASN.1 octet string that says what it stands for.
pub(crate) fn placeholder(label: &str, subject: &str) -> String {
    let text = format!("placeholder of ncloud-emulator, no {label}: {subject}");
    let mut octets = vec![0x04, 0x82];
    octets.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    octets.extend(text.bytes().take(usize::from(u16::MAX)));
    let encoded = STANDARD.encode(octets);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----"));
    pem
}

/// Whether the text is one or more PEM blocks whose labels `accepts`: markers that belong
/// together and something between them. The content is not decoded.
pub(crate) fn is_pem(text: &str, accepts: impl Fn(&str) -> bool) -> bool {
    let mut rest = text.trim();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let Some((label, after)) = rest
            .strip_prefix("-----BEGIN ")
            .and_then(|rest| rest.split_once("-----"))
        else {
            return false;
        };
        let end = format!("-----END {label}-----");
        let Some((content, after)) = after.split_once(end.as_str()) else {
            return false;
        };
        if !accepts(label) || content.trim().is_empty() || content.contains("-----") {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

/// Whether the text is one or more certificates.
pub(crate) fn is_certificate(text: &str) -> bool {
    is_pem(text, |label| {
        label == "CERTIFICATE" || label == "X509 CERTIFICATE"
    })
}

/// Whether the text holds a private key that is not encrypted.
pub(crate) fn is_private_key(text: &str) -> bool {
    let encrypted = text.contains("Proc-Type: 4,ENCRYPTED");
    !encrypted
        && is_pem(text, |label| {
            (label.ends_with("PRIVATE KEY") && !label.contains("ENCRYPTED"))
                || label == "EC PARAMETERS"
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_well_formed() {
        let pem = placeholder("CERTIFICATE", "name000");
        assert!(is_certificate(&pem));
        assert!(is_certificate(&format!("{pem}\n{pem}\n")));
        assert!(!is_private_key(&pem));
        assert!(pem.lines().all(|line| line.len() <= 64));
    }

    #[test]
    fn markers_must_belong_together() {
        for text in [
            "",
            "MIIB",
            "-----BEGIN CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nrest",
        ] {
            assert!(!is_certificate(text), "{text}");
        }
        let encrypted =
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----";
        assert!(!is_private_key(encrypted));
    }
}
