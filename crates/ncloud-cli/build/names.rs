//! Names on the wire as names at a shell.

/// `getCaList` as `get-ca-list`, `updateAPIAuthenticationKey` as `update-api-authentication-key`.
pub(crate) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::with_capacity(name.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            words.push('-');
            continue;
        }
        let before = index.checked_sub(1).map(|before| letters[before]);
        let ends_a_word = before.is_some_and(|before| {
            let after_small = before.is_ascii_lowercase() || before.is_ascii_digit();
            let before_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
            after_small || (before.is_ascii_uppercase() && before_small)
        });
        if letter.is_ascii_uppercase() && ends_a_word {
            words.push('-');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// The name of a service as that of a module.
pub(crate) fn snake(name: &str) -> String {
    name.replace('-', "_")
}
