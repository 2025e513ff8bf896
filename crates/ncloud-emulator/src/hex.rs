//! Hexadecimal digits.

/// Lower-case digits. Every answer has some, so they are not formatted one by one.
pub(crate) fn encode(octets: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = octets.iter().flat_map(|octet| [octet >> 4, octet & 0x0f]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// The octets of pairs of digits, in either case; none when there is anything else.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks() else {
        return None;
    };
    pairs.iter().copied().map(octet).collect()
}

fn octet([high, low]: [u8; 2]) -> Option<u8> {
    Some(digit(high)? << 4 | digit(low)?)
}

fn digit(character: u8) -> Option<u8> {
    let digit = char::from(character).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_are_written_and_read() {
        assert_eq!(encode(&[0x00, 0x1f, 0xa0]), "001fa0");
        assert_eq!(decode("001fA0"), Some(vec![0x00, 0x1f, 0xa0]));
        assert_eq!(decode(""), Some(Vec::new()));
        for text in ["0", "+a", "-1", "0g", "0a ", "é", "0x0a"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
