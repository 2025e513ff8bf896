//! JSON of a form that nobody documents, with secrets in it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use zeroize::Zeroize as _;

/// A JSON value whose form is not documented and which holds secrets.
///
/// As with [`Secret`](crate::Secret), it does not show in `Debug`, and its texts are wiped when it is
/// dropped.
///
/// ```
/// use ncloud_core::SecretJson;
///
/// let record: SecretJson = serde_json::from_str(r#"{"token":"hunter2"}"#)?;
/// assert_eq!(format!("{record:?}"), "SecretJson(***)");
/// assert_eq!(record.expose()["token"], "hunter2");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct SecretJson(Value);

impl SecretJson {
    /// The value itself. Take care where it goes.
    #[must_use]
    pub fn expose(&self) -> &Value {
        &self.0
    }

    /// Overwrites the texts of a value that is to be dropped, as those of this one are then.
    pub fn wipe(value: &mut Value) {
        match value {
            Value::String(text) => text.zeroize(),
            Value::Array(items) => items.iter_mut().for_each(Self::wipe),
            Value::Object(members) => members.values_mut().for_each(Self::wipe),
            _ => {}
        }
    }
}

impl From<Value> for SecretJson {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl fmt::Debug for SecretJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretJson(***)")
    }
}

impl Drop for SecretJson {
    fn drop(&mut self) {
        Self::wipe(&mut self.0);
    }
}

impl Serialize for SecretJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SecretJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self)
    }
}
