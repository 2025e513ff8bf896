//! What a document says about one place of an answer.

use ncloud_spec::document::Document;
use serde_json::Value;

/// The schemas that concern one place: those that references and `allOf` put together, and all
/// alternatives.
#[derive(Clone)]
pub(crate) struct Place<'a> {
    document: &'a Document,
    schemas: Vec<&'a Value>,
}

/// What a member of an object is to its schemas.
pub(crate) enum Member<'a> {
    /// One of the properties.
    Known(Place<'a>),
    /// An entry of a map, whose name is a value as much as what it holds.
    Entry(Place<'a>),
    /// None of the properties that there are.
    Unknown,
    /// The schemas leave open what there is.
    Open,
}

impl<'a> Place<'a> {
    /// The root of an answer.
    pub(crate) fn root(document: &'a Document, schema: &'a Value) -> Self {
        Self::of(document, [schema])
    }

    fn of(document: &'a Document, roots: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut schemas: Vec<&Value> = Vec::new();
        let mut pending: Vec<&Value> = roots.into_iter().collect();
        while let Some(schema) = pending.pop() {
            let schema = document.resolve(schema);
            // A schema that refers to itself is not followed twice.
            if schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            schemas.push(schema);
            for combined in ["allOf", "anyOf", "oneOf"] {
                pending.extend(schema[combined].as_array().into_iter().flatten());
            }
        }
        Self { document, schemas }
    }

    /// What the schemas say about the member `name`.
    pub(crate) fn member(&self, name: &str) -> Member<'a> {
        let named = |schema: &&'a Value| schema["properties"].get(name);
        let properties: Vec<&Value> = self.schemas.iter().filter_map(named).collect();
        if !properties.is_empty() {
            return Member::Known(Self::of(self.document, properties));
        }
        let entries: Vec<&Value> = self
            .schemas
            .iter()
            .map(|schema| &schema["additionalProperties"])
            .filter(|schema| schema.as_object().is_some_and(|schema| !schema.is_empty()))
            .collect();
        if !entries.is_empty() {
            return Member::Entry(Self::of(self.document, entries));
        }
        let closed = |schema: &&Value| schema["properties"].is_object();
        if self.schemas.iter().any(closed) {
            Member::Unknown
        } else {
            Member::Open
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Self {
        let items = self.schemas.iter().filter_map(|schema| schema.get("items"));
        Self::of(self.document, items)
    }
}
