//! Rows of a table as a tree.

use super::super::model::Field;

/// A member, and what is in it.
pub(super) struct Node<'f> {
    pub(super) name: &'f str,
    /// The row; none for an object that only the paths of others name.
    pub(super) field: Option<&'f Field>,
    pub(super) children: Vec<Node<'f>>,
}

/// The members of a part of a call.
pub(super) fn of<'f>(fields: &[&'f Field]) -> Vec<Node<'f>> {
    let mut roots = Vec::new();
    for field in fields {
        insert(&mut roots, &field.path, field);
    }
    roots
}

/// One member of a part of a call, with what is in it.
pub(super) fn below<'f>(fields: &[&'f Field], path: &str) -> Vec<Node<'f>> {
    let parent = path
        .rsplit_once('.')
        .map_or(0, |(parent, _)| parent.len() + 1);
    let mut roots = Vec::new();
    for field in fields {
        let is_within = field
            .path
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if is_within {
            insert(&mut roots, &field.path[parent..], field);
        }
    }
    roots
}

fn insert<'f>(nodes: &mut Vec<Node<'f>>, path: &'f str, field: &'f Field) {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let at = nodes
        .iter()
        .position(|node| node.name == name)
        .unwrap_or_else(|| {
            nodes.push(Node {
                name,
                field: None,
                children: Vec::new(),
            });
            nodes.len() - 1
        });
    match rest {
        Some(rest) => insert(&mut nodes[at].children, rest, field),
        None => nodes[at].field = Some(field),
    }
}
