//! Random texts of the wanted kinds of characters.

use super::refusal::Refusal;
use crate::call::Call;
use crate::random::Random;

const LOWERCASE: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPERCASE: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMBERS: &str = "0123456789";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const SPACE: &str = " ";

/// What a text is made of.
pub(super) struct Wish {
    length: usize,
    /// The characters of each kind that may occur; none of them is empty.
    kinds: Vec<Vec<u8>>,
    /// Whether each of the kinds occurs.
    needs_each: bool,
}

impl Default for Wish {
    fn default() -> Self {
        let kinds = [LOWERCASE, UPPERCASE, NUMBERS, PUNCTUATION];
        Self {
            length: 12,
            kinds: kinds.map(|kind| kind.as_bytes().to_vec()).to_vec(),
            needs_each: true,
        }
    }
}

impl Wish {
    /// What a call asks for.
    pub(super) fn of(call: &Call) -> Self {
        let flag = |name: &str, default| call.body[name].as_bool().unwrap_or(default);
        let wanted = [
            (LOWERCASE, !flag("excludeLowercase", false)),
            (UPPERCASE, !flag("excludeUppercase", false)),
            (NUMBERS, !flag("excludeNumbers", false)),
            (PUNCTUATION, !flag("excludePunctuation", false)),
            (SPACE, flag("includeSpace", true)),
        ];
        let excluded = call.member("excludeCharacters").as_bytes();
        let kinds = wanted
            .into_iter()
            .filter(|(_, is_wanted)| *is_wanted)
            .map(|(kind, _)| {
                let kind = kind.bytes();
                kind.filter(|character| !excluded.contains(character))
                    .collect::<Vec<u8>>()
            })
            .filter(|kind| !kind.is_empty())
            .collect();
        let length = call.body["length"].as_u64();
        Self {
            length: length
                .and_then(|length| length.try_into().ok())
                .unwrap_or(12),
            kinds,
            needs_each: flag("requireEachIncludedType", true),
        }
    }
}

/// A text as wished for.
///
/// # Errors
/// When no character is left.
pub(super) fn random_text(random: &Random, wish: &Wish) -> Result<String, Refusal> {
    let all = wish.kinds.concat();
    if all.is_empty() {
        return Err(Refusal::request("every character is excluded"));
    }
    let mut dice = Dice::new(random);
    let mut text: Vec<u8> = Vec::with_capacity(wish.length);
    if wish.needs_each {
        text.extend(wish.kinds.iter().map(|kind| kind[dice.below(kind.len())]));
    }
    while text.len() < wish.length {
        text.push(all[dice.below(all.len())]);
    }
    // Those of each kind came first.
    for at in (1..text.len()).rev() {
        text.swap(at, dice.below(at + 1));
    }
    Ok(text.into_iter().map(char::from).collect())
}

/// Even numbers from random octets.
struct Dice<'a> {
    random: &'a Random,
    octets: Vec<u8>,
}

impl<'a> Dice<'a> {
    fn new(random: &'a Random) -> Self {
        Self {
            random,
            octets: Vec::new(),
        }
    }

    /// A number below a bound of at most 256.
    fn below(&mut self, bound: usize) -> usize {
        // Octets from here on would make some numbers more likely.
        let end = 256 - 256 % bound;
        loop {
            let octet = usize::from(self.octet());
            if octet < end {
                return octet % bound;
            }
        }
    }

    fn octet(&mut self) -> u8 {
        loop {
            if let Some(octet) = self.octets.pop() {
                return octet;
            }
            self.octets.extend(self.random.octets());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_occurs_in_any_place() {
        let random = Random::new().unwrap();
        let wish = Wish {
            length: 5,
            kinds: ["abc", "ABC", "1", "!", " "]
                .map(|kind| kind.as_bytes().to_vec())
                .to_vec(),
            needs_each: true,
        };
        let mut firsts = std::collections::BTreeSet::new();
        for _ in 0..500 {
            let text = random_text(&random, &wish).unwrap();
            assert_eq!(text.len(), 5);
            for kind in &wish.kinds {
                assert!(text.bytes().any(|octet| kind.contains(&octet)), "{text}");
            }
            firsts.extend(text.chars().next());
        }
        assert_eq!(firsts.len(), 9);
    }

    #[test]
    fn nothing_can_be_made_of_nothing() {
        let random = Random::new().unwrap();
        let wish = Wish {
            kinds: Vec::new(),
            ..Wish::default()
        };
        assert!(random_text(&random, &wish).is_err());
    }
}
