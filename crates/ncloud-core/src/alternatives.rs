//! Members that may be one thing or another: a text or a list of texts, a number or a word.

use serde::{Deserialize, Serialize};

use crate::Secret;

/// A member that the pages document as text although it holds a list.
///
/// It is encoded as it came.
///
/// ```
/// use ncloud_core::StringOrList;
///
/// let one: StringOrList = serde_json::from_str("\"ncloud.com\"")?;
/// let many: StringOrList = serde_json::from_str("[\"ncloud.com\", \"ncloud-docs.com\"]")?;
/// assert_eq!(one.iter().collect::<Vec<_>>(), ["ncloud.com"]);
/// assert_eq!(many.iter().count(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StringOrList {
    /// A single text. How it separates several values is not documented.
    String(String),
    /// A list of texts.
    List(Vec<String>),
}

impl StringOrList {
    /// The texts: one, or those of the list.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Self::String(text) => std::slice::from_ref(text),
            Self::List(texts) => texts.as_slice(),
        };
        texts.iter().map(String::as_str)
    }
}

impl From<&str> for StringOrList {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for StringOrList {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<String>> for StringOrList {
    fn from(texts: Vec<String>) -> Self {
        Self::List(texts)
    }
}

/// A secret text, or a list of them; whoever sends a list gets one back.
///
/// It does not show in `Debug`.
///
/// ```
/// use ncloud_core::SecretOrList;
///
/// let one: SecretOrList = serde_json::from_str("\"aGVsbG8=\"")?;
/// assert_eq!(one, SecretOrList::from("aGVsbG8="));
/// let many = SecretOrList::from(["YQ==", "Yg=="]);
/// assert_eq!(many.iter().map(|secret| secret.expose()).collect::<Vec<_>>(), ["YQ==", "Yg=="]);
/// assert_eq!(format!("{many:?}"), "List([Secret(***), Secret(***)])");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SecretOrList {
    /// A single text.
    Secret(Secret),
    /// A list of texts.
    List(Vec<Secret>),
}

impl SecretOrList {
    /// The texts: one, or those of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Secret> {
        let texts = match self {
            Self::Secret(text) => std::slice::from_ref(text),
            Self::List(texts) => texts.as_slice(),
        };
        texts.iter()
    }
}

impl<T: Into<Secret>> From<T> for SecretOrList {
    fn from(text: T) -> Self {
        Self::Secret(text.into())
    }
}

impl<T: Into<Secret>, const COUNT: usize> From<[T; COUNT]> for SecretOrList {
    fn from(texts: [T; COUNT]) -> Self {
        Self::List(texts.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Secret>> From<Vec<T>> for SecretOrList {
    fn from(texts: Vec<T>) -> Self {
        Self::List(texts.into_iter().map(Into::into).collect())
    }
}

/// A number, or a word that stands for what no number says.
///
/// ```
/// use ncloud_core::IntegerOrString;
///
/// assert_eq!(serde_json::to_string(&IntegerOrString::from(72))?, "72");
/// assert_eq!(serde_json::to_string(&IntegerOrString::from("UL"))?, "\"UL\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum IntegerOrString {
    /// A number.
    Integer(i64),
    /// A word.
    String(String),
}

impl From<i64> for IntegerOrString {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&str> for IntegerOrString {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}
