//! The syntax of the credentials file.
//!
//! Written here because no error may repeat a line, which can be a secret, and values are wiped with
//! the text that they borrow from.

use std::collections::BTreeMap;

/// A file by sections. What stands before the first section header has the name "".
#[derive(Debug, Default)]
pub(crate) struct Ini<'a> {
    sections: Vec<(&'a str, BTreeMap<&'a str, &'a str>)>,
}

impl<'a> Ini<'a> {
    /// Reads a whole file. The error says in which line, and what is wrong with it.
    pub(crate) fn parse(text: &'a str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut ini = Self {
            sections: vec![("", BTreeMap::new())],
        };
        let mut section = 0;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            let in_line = |reason: &str| format!("line {}: {reason}", index + 1);
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let name = rest
                    .strip_suffix(']')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .ok_or_else(|| in_line("a section header must be `[name]`"))?;
                section = ini.open(name);
                continue;
            }
            let (key, value) = line
                .split_once('=')
                .map(|(key, value)| (key.trim(), value.trim()))
                .filter(|(key, _)| !key.is_empty())
                .ok_or_else(|| in_line("neither `key = value`, nor `[name]`, nor a comment"))?;
            // Taking either of the two could pair an access key with the secret of another.
            if ini.sections[section].1.insert(key, value).is_some() {
                return Err(in_line("the key was given before in the same section"));
            }
        }
        Ok(ini)
    }

    /// The value in a section; an empty one counts as absent.
    pub(crate) fn get(&self, section: &str, key: &str) -> Option<&'a str> {
        let (_, values) = self.sections.iter().find(|(name, _)| *name == section)?;
        values.get(key).copied().filter(|value| !value.is_empty())
    }

    /// Whether there is such a section.
    pub(crate) fn has(&self, section: &str) -> bool {
        self.names().any(|name| name == section)
    }

    /// Names of the sections in the order of the file.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.sections.iter().skip(1).map(|(name, _)| *name)
    }

    /// Index of a section, which a second header of the same name continues.
    fn open(&mut self, name: &'a str) -> usize {
        if let Some(index) = self.sections.iter().position(|(known, _)| *known == name) {
            return index;
        }
        self.sections.push((name, BTreeMap::new()));
        self.sections.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_ini_is_read() {
        let text = "\u{feff}top=1\r\n\r\n# [comment]\r\n ; x = y\r\n[ A b ]\r\n key = v=a=l \r\n empty =\r\n[C]\n[A b]\nmore=2";
        let ini = Ini::parse(text).unwrap();
        assert_eq!(ini.get("", "top"), Some("1"));
        assert_eq!(ini.get("A b", "key"), Some("v=a=l"));
        assert_eq!(ini.get("A b", "more"), Some("2"));
        assert_eq!(ini.get("A b", "empty"), None);
        assert_eq!(ini.get("A b", "top"), None);
        assert_eq!(ini.get("D", "key"), None);
        assert_eq!(ini.names().collect::<Vec<_>>(), ["A b", "C"]);
        assert!(ini.has("C") && !ini.has("D") && !ini.has(""));
    }

    #[test]
    fn errors_name_the_line_and_not_its_content() {
        for (text, line) in [
            ("hunter2", 1),
            ("a=1\r\n\r\n= hunter2", 3),
            ("[a\nb=hunter2", 1),
            ("[]", 1),
            ("[a] hunter2", 1),
            ("hunter2=1\n[a]\n[b]\nhunter2=1\nhunter2=hunter2", 5),
        ] {
            let error = Ini::parse(text).unwrap_err();
            assert!(error.starts_with(&format!("line {line}: ")), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
