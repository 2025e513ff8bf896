//! Texts that may come as lists.

use serde::{Deserialize, Serialize};

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
        match self {
            Self::String(text) => std::slice::from_ref(text).iter().map(String::as_str),
            Self::List(texts) => texts.iter().map(String::as_str),
        }
    }
}
