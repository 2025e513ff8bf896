//! Certificate chains, whichever way they come.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor, value::SeqAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

/// A chain of certificates in PEM: one text that holds them all, or a list of texts. Some operations
/// answer with the one, some with the other; [`PemChain::iter`] gives the certificates of both.
///
/// It is encoded as it came. Shown (`to_string`) it is one text, as servers and files want it.
///
/// ```
/// use ncloud_core::PemChain;
///
/// let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
/// let text: PemChain = serde_json::from_value(format!("{certificate}{certificate}").into())?;
/// let list: PemChain = serde_json::from_value(vec![certificate, certificate].into())?;
/// assert_eq!(text.iter().count(), 2);
/// assert_eq!(list.iter().collect::<Vec<_>>(), text.iter().collect::<Vec<_>>());
/// assert_eq!(list.to_string(), format!("{certificate}{certificate}"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PemChain {
    /// All certificates in one text.
    Text(String),
    /// A text for each certificate, or for several.
    List(Vec<String>),
}

impl PemChain {
    /// The certificates, each from its BEGIN line to its END line. Text around them is left out.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(texts) => texts.as_slice(),
        };
        texts.iter().flat_map(|text| blocks(text))
    }
}

/// By hand, because what serde derives keeps a copy of the whole value until it knows the form.
impl<'de> Deserialize<'de> for PemChain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ChainVisitor;

        impl<'de> Visitor<'de> for ChainVisitor {
            type Value = PemChain;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("certificates in PEM: a text, or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PemChain, E> {
                Ok(PemChain::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<PemChain, E> {
                Ok(PemChain::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, texts: A) -> Result<PemChain, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(texts)).map(PemChain::List)
            }
        }

        deserializer.deserialize_any(ChainVisitor)
    }
}

impl fmt::Display for PemChain {
    /// The certificates one below the other, each with the end of its last line.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter()
            .try_for_each(|certificate| writeln!(formatter, "{certificate}"))
    }
}

/// The PEM blocks of a text.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let block = &rest[rest.find("-----BEGIN ")?..];
        let last_line = block.find("-----END ")?;
        let end = last_line + "-----END ".len();
        let end = end + block[end..].find("-----")? + "-----".len();
        rest = &block[end..];
        Some(&block[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn broken_text_ends_the_blocks() {
        let whole = "-----BEGIN A-----\nx\n-----END A-----";
        assert_eq!(
            blocks(&format!("noise {whole}\r\n{whole} -----BEGIN B-----")).collect::<Vec<_>>(),
            [whole, whole]
        );
        assert_eq!(blocks("").count(), 0);
        assert_eq!(blocks("-----BEGIN A-----\n-----END A").count(), 0);
    }
}
