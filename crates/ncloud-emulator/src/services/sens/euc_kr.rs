//! Texts in EUC-KR, in which the service measures them.

use encoding_rs::EUC_KR;

/// The octets of a text; none when it has a character that EUC-KR does not.
pub(super) fn length(text: &str) -> Option<usize> {
    let (octets, _, has_others) = EUC_KR.encode(text);
    (!has_others).then(|| octets.len())
}

/// The beginning of a text that fits into so many octets. Only of a text that has a [`length`].
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut taken = 0;
    let mut octets = 0;
    for (at, character) in text.char_indices() {
        let mut buffer = [0; 4];
        octets += length(character.encode_utf8(&mut buffer)).unwrap_or(2);
        if octets > most {
            break;
        }
        taken = at + character.len_utf8();
    }
    &text[..taken]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syllable_is_two_octets() {
        assert_eq!(length("abc가나"), Some(7));
        assert_eq!(length("뷁"), Some(2));
        assert_eq!(length("😀"), None);
        assert_eq!(cut("a가나", 4), "a가");
        assert_eq!(cut("a가나", 5), "a가나");
        assert_eq!(cut("", 0), "");
    }
}
