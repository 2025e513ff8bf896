//! Names for what a page does not name in our way.

/// An id in camelCase from a title: `Get Sub CSR` becomes `getSubCsr`. None when there is no English in it.
pub(super) fn operation(title: &str) -> Option<String> {
    let is_english = title.is_ascii();
    let words: Vec<&str> = title
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        _ if !is_english => None,
        [] => None,
        [word] => Some(with_first(word, char::to_ascii_lowercase)),
        [first, others @ ..] => {
            let others = others
                .iter()
                .map(|word| with_first(&word.to_ascii_lowercase(), char::to_ascii_uppercase));
            Some(first.to_ascii_lowercase() + &others.collect::<String>())
        }
    }
    .filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
}

/// A name in PascalCase from names of members.
pub(super) fn component(parts: &[&str]) -> String {
    parts
        .iter()
        .map(|part| with_first(&member(part), char::to_ascii_uppercase))
        .collect()
}

/// A name without hyphens and the like: `group-no` becomes `groupNo`.
pub(super) fn member(name: &str) -> String {
    let mut words = name
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    first
        + &words
            .map(|word| with_first(word, char::to_ascii_uppercase))
            .collect::<String>()
}

/// A word with its first character changed.
pub(super) fn with_first(word: &str, change: fn(&char) -> char) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| change(&first));
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_ids() {
        for (title, id) in [
            ("Get Sub CSR", Some("getSubCsr")),
            ("ListOrders", Some("listOrders")),
            ("CA 생성", None),
            ("2nd", None),
        ] {
            assert_eq!(operation(title).as_deref(), id, "{title}");
        }
        assert_eq!(component(&["getCa", "ca-info"]), "GetCaCaInfo");
    }
}
