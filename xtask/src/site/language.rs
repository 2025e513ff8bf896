//! The languages of our own pages, and their words.

use std::path::Path;

use serde_json::Value;

use crate::files;

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 code, also the name of its templates' folder.
    pub code: &'static str,
    /// Folder of its pages: none, or one that ends in a slash.
    pub folder: &'static str,
}

/// The first one is what a visitor gets who asks for none.
pub const LANGUAGES: [Language; 2] = [
    Language {
        code: "en",
        folder: "",
    },
    Language {
        code: "ko",
        folder: "ko/",
    },
];

impl Language {
    /// Way from a page of this language to the folder of the site.
    pub fn up(self) -> &'static str {
        if self.folder.is_empty() { "" } else { "../" }
    }

    /// Short texts: titles, heads of tables, names of sites and regions.
    pub fn words(self, sources: &Path) -> Result<Value, String> {
        let path = sources.join("words").join(format!("{}.json", self.code));
        serde_json::from_str(&files::read(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sources;
    use super::*;

    /// Places of all texts. Null stands for texts that come from the documents.
    fn places(value: &Value, place: &str, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    places(member, &format!("{place}/{name}"), into);
                }
            }
            Value::Null => {}
            _ => {
                into.insert(place.to_owned());
            }
        }
    }

    #[test]
    fn every_language_has_the_same_words() {
        let [english, korean] = LANGUAGES.map(|language| language.words(&sources()).unwrap());
        let (mut of_english, mut of_korean) = (BTreeSet::new(), BTreeSet::new());
        places(&english, "", &mut of_english);
        places(&korean, "", &mut of_korean);
        of_korean.retain(|place| !place.starts_with("/gateway/") && !place.starts_with("/kinds/"));
        assert_eq!(of_english, of_korean);
    }
}
