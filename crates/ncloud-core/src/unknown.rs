//! Members that the specification does not know.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Members that no page describes: of an answer, kept as they came; of a request, to be sent with it.
///
/// `Debug` shows their names only: what is not described may be secret.
///
/// ```
/// use ncloud_core::UnknownMembers;
///
/// let members: UnknownMembers = serde_json::from_str(r#"{"paidYn":"Y"}"#)?;
/// assert_eq!(members.get("paidYn").and_then(|value| value.as_str()), Some("Y"));
/// assert_eq!(format!("{members:?}"), r#"UnknownMembers["paidYn"]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownMembers(Map<String, Value>);

impl From<Map<String, Value>> for UnknownMembers {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

impl UnknownMembers {
    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for UnknownMembers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnknownMembers")?;
        formatter.debug_list().entries(self.0.keys()).finish()
    }
}
