//! Numbers that the services write now as numbers, now as text.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An integer of an answer, which may arrive as a number or as a numeric string.
///
/// The spelling is kept: it is encoded as it came.
///
/// ```
/// use ncloud_core::Integer;
///
/// let number: Integer = serde_json::from_str("17042")?;
/// let text: Integer = serde_json::from_str("\"17042\"")?;
/// assert_eq!(number.get(), 17042);
/// assert_eq!(number, text);
/// assert_eq!(serde_json::to_string(&text)?, "\"17042\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Integer {
    value: i64,
    /// The text, when it came as text: it may have leading zeros.
    text: Option<Box<str>>,
}

impl Integer {
    /// The number.
    #[must_use]
    pub fn get(&self) -> i64 {
        self.value
    }
}

impl From<i64> for Integer {
    fn from(value: i64) -> Self {
        Self { value, text: None }
    }
}

impl From<Integer> for i64 {
    fn from(number: Integer) -> Self {
        number.value
    }
}

impl PartialEq for Integer {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Integer {}

impl PartialEq<i64> for Integer {
    fn eq(&self, other: &i64) -> bool {
        self.value == *other
    }
}

impl PartialOrd for Integer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Integer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl std::hash::Hash for Integer {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => write!(formatter, "{text:?}"),
            None => write!(formatter, "{}", self.value),
        }
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_i64(self.value),
        }
    }
}

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IntegerVisitor;

        impl Visitor<'_> for IntegerVisitor {
            type Value = Integer;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an integer, or an integer as text")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Integer, E> {
                Ok(Integer { value, text: None })
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Integer, E> {
                let value = i64::try_from(value)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))?;
                Ok(Integer { value, text: None })
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Integer, E> {
                let value = text
                    .parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Other("other text"), &self))?;
                Ok(Integer {
                    value,
                    text: Some(text.into()),
                })
            }
        }

        deserializer.deserialize_any(IntegerVisitor)
    }
}

/// A number that the documentation writes as text, which may arrive as a JSON number too.
///
/// Return codes, status codes and identifiers are such texts. The spelling is kept: it is encoded as
/// it came.
///
/// ```
/// use ncloud_core::NumericString;
///
/// let text: NumericString = serde_json::from_str("\"2140\"")?;
/// let number: NumericString = serde_json::from_str("2140")?;
/// assert_eq!(text.as_str(), "2140");
/// assert_eq!(text, number);
/// assert_eq!(serde_json::to_string(&number)?, "2140");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct NumericString {
    text: Box<str>,
    came_as_number: bool,
}

impl NumericString {
    /// The text, whichever way it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as an integer, when it is one.
    #[must_use]
    pub fn to_integer(&self) -> Option<i64> {
        self.text.parse().ok()
    }
}

impl From<&str> for NumericString {
    fn from(text: &str) -> Self {
        Self {
            text: text.into(),
            came_as_number: false,
        }
    }
}

impl From<String> for NumericString {
    fn from(text: String) -> Self {
        Self {
            text: text.into(),
            came_as_number: false,
        }
    }
}

impl PartialEq for NumericString {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for NumericString {}

impl PartialEq<str> for NumericString {
    fn eq(&self, other: &str) -> bool {
        &*self.text == other
    }
}

impl PartialEq<&str> for NumericString {
    fn eq(&self, other: &&str) -> bool {
        &*self.text == *other
    }
}

impl std::hash::Hash for NumericString {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for NumericString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.came_as_number {
            write!(formatter, "{}", self.text)
        } else {
            write!(formatter, "{:?}", self.text)
        }
    }
}

impl fmt::Display for NumericString {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl Serialize for NumericString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.to_integer() {
            Some(value) if self.came_as_number => serializer.serialize_i64(value),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for NumericString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumericStringVisitor;

        impl Visitor<'_> for NumericStringVisitor {
            type Value = NumericString;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("text, or an integer")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<NumericString, E> {
                Ok(NumericString {
                    text: value.to_string().into(),
                    came_as_number: true,
                })
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<NumericString, E> {
                let value = i64::try_from(value)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))?;
                self.visit_i64(value)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<NumericString, E> {
                Ok(NumericString {
                    text: text.into(),
                    came_as_number: false,
                })
            }
        }

        deserializer.deserialize_any(NumericStringVisitor)
    }
}
