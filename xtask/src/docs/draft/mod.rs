//! A first draft of an operation, from a page that the specification has never seen.
//!
//! Facts come from the page; words do not, because no sentence of the vendor is copied: what a cell
//! says stands in a comment, and a person writes the description. Until then the mark `x-ncloud-review`
//! keeps the draft from being published.

pub(super) mod example;
mod members;
mod name;
mod operation;
mod schema;
mod service;
mod tree;
mod write;

use std::collections::BTreeMap;

use ncloud_spec::document::escape_pointer;
use serde_json::{Map, Value};

use super::locate::{Located, locate};
use super::model::{Field, Page};
use super::specification::Service;

/// What stands where a person has to write.
const TO_WRITE: &str = "To write.";

/// YAML in the making: values, and comments by the JSON pointers of what they stand above.
#[derive(Debug, Default)]
struct Fragment {
    value: Value,
    comments: BTreeMap<String, String>,
}

impl Fragment {
    fn object() -> Self {
        Self {
            value: Value::Object(Map::new()),
            comments: BTreeMap::new(),
        }
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.value[name] = value.into();
    }

    /// Puts a fragment in as a member, with its comments.
    fn put(&mut self, name: &str, fragment: Self) {
        let prefix = format!("/{}", escape_pointer(name));
        self.value[name] = fragment.value;
        for (pointer, comment) in fragment.comments {
            self.comments.insert(format!("{prefix}{pointer}"), comment);
        }
    }

    /// A comment above a member.
    fn comment(&mut self, name: &str, comment: impl Into<String>) {
        self.comments
            .insert(format!("/{}", escape_pointer(name)), comment.into());
    }
}

/// Drafts the operation of a page as YAML: a fragment for the service that the hosts of the page belong
/// to, or a whole document when there is none.
///
/// # Errors
/// With the reason, when the page is not about an operation, or we have the operation already.
pub(super) fn operation(
    page: &Page,
    services: &[Service<'_>],
    read: &str,
) -> Result<String, String> {
    let service = match locate(page, services) {
        Located::Unknown(service) => service,
        Located::Operation(service, operation) => {
            return Err(format!(
                "{} of {} is there already: compare them with `cargo xtask docs diff`",
                operation.id(),
                service.document().name()
            ));
        }
        Located::Overview(_) => {
            return Err("the page has no method and URI: it is not about an operation".to_owned());
        }
    };
    let draft = operation::draft(page, service, read)?;
    let (fragment, target) = match service {
        Some(service) => (
            draft,
            format!("to merge into {}", service.document().file()),
        ),
        None => (
            service::document(page, draft),
            "of a service that we do not have".to_owned(),
        ),
    };
    let head = format!(
        "# Draft, {target}, from {}.\n# Read the page, write what is marked, then remove `x-ncloud-review`.\n",
        page.file
    );
    Ok(head + &write::yaml(&fragment))
}

/// The property of a member that only the page has, with what is in it, as YAML.
pub(super) fn property(page: &Page, field: &Field, operation: &str) -> String {
    let all: Vec<&Field> = page.fields_in(field.place).collect();
    let nodes = tree::below(&all, &field.path);
    let mut components = schema::Components::of(page, operation, field.place);
    let mut fragment = Fragment::object();
    for node in &nodes {
        fragment.put(node.name, components.property(node));
    }
    let mut text = write::yaml(&fragment);
    let named = components.into_fragment();
    if named
        .value
        .as_object()
        .is_some_and(|named| !named.is_empty())
    {
        text.push_str("# and among the components:\n");
        text.push_str(&write::yaml(&named));
    }
    text
}
