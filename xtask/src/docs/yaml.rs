//! Where in a YAML file a JSON pointer leads.

use std::collections::BTreeMap;
use std::fmt;

use ncloud_spec::document::escape_pointer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// The lines of a YAML file by JSON pointer.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<String, u64>);

impl Lines {
    /// Reads a file; one that is not YAML has no lines.
    pub(super) fn of(text: &str) -> Self {
        let mut lines = BTreeMap::new();
        if let Ok(node) = serde_saphyr::from_str::<Node>(text) {
            node.collect(String::new(), &mut lines);
        }
        Self(lines)
    }

    /// The line of a place, or of the nearest place around it.
    pub(super) fn line(&self, pointer: &str) -> Option<u64> {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.0.get(pointer) {
                return Some(*line);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

/// A value of which only the places of its members are wanted.
enum Node {
    Mapping(Vec<(Spanned<String>, Node)>),
    Sequence(Vec<Spanned<Node>>),
    Scalar,
}

impl Node {
    fn collect(&self, pointer: String, lines: &mut BTreeMap<String, u64>) {
        match self {
            Self::Mapping(members) => {
                for (name, member) in members {
                    let pointer = format!("{pointer}/{}", escape_pointer(&name.value));
                    lines.insert(pointer.clone(), name.referenced.line());
                    member.collect(pointer, lines);
                }
            }
            Self::Sequence(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    lines.insert(pointer.clone(), element.referenced.line());
                    element.value.collect(pointer, lines);
                }
            }
            Self::Scalar => {}
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of YAML")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Node::Mapping(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Node::Sequence(elements))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Node::Scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_lines() {
        let lines = Lines::of("a:\n  b: 1\n  c/d: [x,\n    {e: null}]\n\nf: >-\n  text\n");
        for (pointer, line) in [
            ("/a", 1),
            ("/a/b", 2),
            ("/a/c~1d", 3),
            ("/a/c~1d/1/e", 4),
            ("/f", 6),
        ] {
            assert_eq!(lines.line(pointer), Some(line), "{pointer}");
        }
        assert_eq!(lines.line("/a/b/none"), Some(2));
    }
}
