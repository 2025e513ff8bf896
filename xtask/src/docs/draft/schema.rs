//! Schemas, from rows of tables.

use serde_json::{Value, json};

use super::super::model::{Field, Kind, Page, Place};
use super::tree::Node;
use super::{Fragment, TO_WRITE, example, name};

/// The components of a draft: objects and enumerations have names, which become names of types.
pub(super) struct Components<'p> {
    page: &'p Page,
    /// What all names begin with.
    prefix: String,
    place: Place,
    found: Fragment,
}

impl<'p> Components<'p> {
    pub(super) fn of(page: &'p Page, operation: &str, place: Place) -> Self {
        Self {
            page,
            prefix: name::component(&[operation]),
            place,
            found: Fragment::object(),
        }
    }

    pub(super) fn into_fragment(self) -> Fragment {
        self.found
    }

    /// An object as a component; returns its name.
    pub(super) fn object(&mut self, ending: &str, nodes: &[Node<'_>], required: &[&str]) -> String {
        let name = self.free_name(ending);
        // Reserved before what is in it, so that the outer one keeps the plain name and comes first.
        self.found.set(&name, Value::Null);
        let mut properties = Fragment::object();
        for node in nodes {
            properties.put(node.name, self.property(node));
            if let Some(field) = node.field {
                properties.comment(node.name, quoted(field));
            }
        }
        let mut schema = Fragment::object();
        schema.set("type", "object");
        schema.set("description", TO_WRITE);
        if !required.is_empty() {
            schema.set("required", json!(required));
        }
        if nodes.is_empty() {
            schema.set("additionalProperties", true);
        } else {
            schema.put("properties", properties);
        }
        self.found.put(&name, schema);
        name
    }

    /// The schema of a member.
    pub(super) fn property(&mut self, node: &Node<'_>) -> Fragment {
        let kinds = node
            .field
            .and_then(|field| field.kind.as_ref())
            .map_or(&[][..], |kind| &kind.kinds);
        let is_list = kinds.contains(&Kind::Array);
        if !node.children.is_empty() {
            let required: Vec<&str> = node
                .children
                .iter()
                .filter(|child| self.place == Place::Body && is_required(child.field))
                .map(|child| child.name)
                .collect();
            let reference = reference(&self.object(node.name, &node.children, &required));
            return if is_list { list(reference) } else { reference };
        }
        match kinds {
            [Kind::Object] => reference(&self.object(node.name, &[], &[])),
            [Kind::Array] => {
                let items = node
                    .field
                    .and_then(|field| field.kind.as_ref())
                    .and_then(|kind| kind.items.first());
                match items {
                    Some(Kind::Object) => {
                        let items = self.object(node.name, &[], &[]);
                        list(reference(&items))
                    }
                    items => {
                        let mut of = Fragment::object();
                        scalar(items.copied().unwrap_or(Kind::String), &mut of);
                        list(of)
                    }
                }
            }
            [kind] => self.value(node, *kind),
            [] => untyped(node),
            _ if kinds
                .iter()
                .all(|kind| matches!(kind, Kind::String | Kind::Array)) =>
            {
                let mut schema = described();
                schema.set("type", "string");
                schema.set("x-ncloud-format", "string-or-list");
                schema
            }
            _ => untyped(node),
        }
    }

    fn value(&mut self, node: &Node<'_>, kind: Kind) -> Fragment {
        let Some(field) = node.field else {
            return untyped(node);
        };
        if !field.values.is_empty() && kind == Kind::String {
            return reference(&self.enumeration(node.name, field));
        }
        let kind = if example::is_whole(self.page, field) {
            Kind::Integer
        } else {
            kind
        };
        let mut schema = Fragment::object();
        scalar(kind, &mut schema);
        schema.set("description", TO_WRITE);
        if is_secret(node.name) && kind == Kind::String {
            schema.set("format", "password");
        }
        let (length, value) = (field.limits.length, field.limits.value);
        // A range of a number that is sent as text needs a pattern, which a person writes.
        let value = if kind == Kind::String {
            Default::default()
        } else {
            value
        };
        let limits = [
            ("minLength", length.least.filter(|least| *least > 0)),
            ("maxLength", length.most),
            ("minimum", value.least),
            ("maximum", value.most),
        ];
        for (keyword, limit) in limits {
            if let Some(limit) = limit {
                schema.set(keyword, limit);
            }
        }
        schema
    }

    /// An enumeration as a component. Requests are held to the values; in answers more may come.
    fn enumeration(&mut self, member: &str, field: &Field) -> String {
        let name = self.free_name(member);
        let mut meanings = Fragment::object();
        for allowed in &field.values {
            meanings.set(&allowed.value, TO_WRITE);
            if let Some(meaning) = &allowed.meaning {
                meanings.comment(&allowed.value, format!("page: {meaning}"));
            }
        }
        let mut schema = Fragment::object();
        schema.set("type", "string");
        schema.set("description", TO_WRITE);
        if self.place != Place::Response {
            let values: Vec<&str> = field
                .values
                .iter()
                .map(|allowed| allowed.value.as_str())
                .collect();
            schema.set("enum", json!(values));
        }
        schema.put("x-ncloud-enum", meanings);
        self.found.put(&name, schema);
        name
    }

    fn free_name(&self, ending: &str) -> String {
        let name = format!("{}{}", self.prefix, name::component(&[ending]));
        let is_free = |name: &String| self.found.value.get(name).is_none();
        let numbered = (2..).map(|number| format!("{name}{number}"));
        std::iter::once(name.clone())
            .chain(numbered)
            .find(is_free)
            .unwrap_or(name)
    }
}

pub(super) fn is_required(field: Option<&Field>) -> bool {
    field.is_some_and(|field| field.need == Some(super::super::model::Need::Required))
}

/// The row of a member, for a comment.
pub(super) fn quoted(field: &Field) -> String {
    format!(
        "page: {}",
        super::super::characters::single_line(&field.quote)
    )
}

/// Names of what nobody should see. A person decides; the draft is careful.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "privatekey", "secretkey", "token", "passphrase"]
        .iter()
        .any(|secret| name.contains(secret))
}

pub(super) fn scalar(kind: Kind, schema: &mut Fragment) {
    let (name, format) = match kind {
        Kind::String | Kind::Date => ("string", None),
        Kind::Integer | Kind::Long => ("integer", Some("int64")),
        Kind::Number => ("number", None),
        Kind::Boolean => ("boolean", None),
        Kind::Object => ("object", None),
        Kind::Array => ("array", None),
    };
    schema.set("type", name);
    if let Some(format) = format {
        schema.set("format", format);
    }
}

fn reference(name: &str) -> Fragment {
    let mut reference = Fragment::object();
    reference.set("$ref", format!("#/components/schemas/{name}"));
    reference
}

fn list(items: Fragment) -> Fragment {
    let mut list = Fragment::object();
    list.set("type", "array");
    list.set("description", TO_WRITE);
    list.put("items", items);
    list
}

fn described() -> Fragment {
    let mut described = Fragment::object();
    described.set("description", TO_WRITE);
    described
}

fn untyped(node: &Node<'_>) -> Fragment {
    let printed = node
        .field
        .and_then(|field| field.kind.as_ref())
        .map_or("no type", |kind| &kind.printed);
    let mut untyped = described();
    untyped.set(
        "x-ncloud-untyped",
        format!("To write. The page has: {printed}"),
    );
    untyped
}
