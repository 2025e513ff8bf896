//! Values for the parameters of later calls, from the command line and from earlier answers.

use std::str::FromStr;

use crate::encoding::scalar;
use ncloud_spec::document::{Document, Operation};
use ncloud_spec::json_schema::json_schema;
use serde_json::Value;

/// A value from the command line: `NAME=VALUE`, or `OPERATION.NAME=VALUE` for one operation, which
/// several services may have: `SERVICE/OPERATION.NAME=VALUE`.
#[derive(Clone)]
pub(crate) struct Given {
    service: Option<String>,
    operation: Option<String>,
    name: String,
    value: String,
}

impl FromStr for Given {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = text.split_once('=').unwrap_or_default();
        let (operation, name) = match name.split_once('.') {
            Some((operation, name)) => (Some(operation), name),
            None => (None, name),
        };
        let (service, operation) = match operation.and_then(|operation| operation.split_once('/')) {
            Some((service, operation)) => (Some(service), Some(operation)),
            None => (None, operation),
        };
        let is_empty = |part: Option<&str>| part == Some("");
        if is_empty(service) || is_empty(operation) || name.is_empty() || value.is_empty() {
            return Err("write NAME=VALUE, OPERATION.NAME=VALUE or SERVICE/OPERATION.NAME=VALUE");
        }
        Ok(Self {
            service: service.map(str::to_owned),
            operation: operation.map(str::to_owned),
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }
}

impl Given {
    fn is(&self, name: &str, service: &str, operation: Option<&str>) -> bool {
        let is_of_service = self.service.as_deref().is_none_or(|known| known == service);
        self.name == name && self.operation.as_deref() == operation && is_of_service
    }
}

/// The values that are known for one service.
pub(crate) struct Values<'a> {
    document: &'a Document,
    given: &'a [Given],
    found: Vec<Found>,
}

/// A member of an answer.
struct Found {
    /// Path template of the operation that gave the answer.
    path: String,
    name: String,
    value: Value,
}

impl<'a> Values<'a> {
    /// What is known before the first call.
    pub(crate) fn new(document: &'a Document, given: &'a [Given]) -> Self {
        Self {
            document,
            given,
            found: Vec::new(),
        }
    }

    /// A value for the parameter or the body member `name` of an operation.
    ///
    /// What the command line says wins, first what it says for this operation; the same name given
    /// twice serves operations that allow different values. Of several answers the one counts whose
    /// operation is nearest in the tree of paths: the serial number of a certificate comes from the
    /// list of certificates and not from the CA, which has one as well.
    pub(crate) fn value(
        &self,
        name: &str,
        operation: &Operation<'_>,
        schema: &Value,
    ) -> Option<Value> {
        if self.is_given_for(name, operation) {
            return self.given(name, Some(operation.id()), schema);
        }
        let service = self.document.name();
        if self.given.iter().any(|given| given.is(name, service, None)) {
            return self.given(name, None, schema);
        }
        let mut best: Option<(usize, Value)> = None;
        for found in self.found.iter().filter(|found| found.name == name) {
            let nearness = shared_segments(&found.path, operation.path);
            if best.as_ref().is_none_or(|(least, _)| nearness > *least)
                && let Some(value) = self.fit(&found.value, schema)
            {
                best = Some((nearness, value));
            }
        }
        best.map(|(_, value)| value)
    }

    /// Whether the command line has a value for this operation and no other.
    pub(crate) fn is_given_for(&self, name: &str, operation: &Operation<'_>) -> bool {
        let (service, operation) = (self.document.name(), Some(operation.id()));
        let mut given = self.given.iter();
        given.any(|given| given.is(name, service, operation))
    }

    /// The first value from the command line that the schema allows.
    fn given(&self, name: &str, operation: Option<&str>, schema: &Value) -> Option<Value> {
        let service = self.document.name();
        let given = self.given.iter();
        let mut given = given.filter(|given| given.is(name, service, operation));
        given.find_map(|given| self.fit(&Value::from(given.value.as_str()), schema))
    }

    /// The value in the type that a schema asks for, if the schema allows it.
    fn fit(&self, value: &Value, schema: &Value) -> Option<Value> {
        let text = scalar(value)?;
        let typed = match self.document.resolve(schema)["type"].as_str() {
            Some("integer") => text.parse::<i64>().ok()?.into(),
            Some("boolean") => text.parse::<bool>().ok()?.into(),
            _ => Value::from(text),
        };
        let schema = json_schema(self.document, schema);
        let validator = jsonschema::validator_for(&schema).ok()?;
        validator.is_valid(&typed).then_some(typed)
    }

    /// Remembers the members of an answer that are called as one of `names`.
    pub(crate) fn learn(&mut self, path: &str, answer: &Value, names: &[String]) {
        match answer {
            Value::Object(members) => {
                for (name, member) in members {
                    if names.contains(name) && scalar(member).is_some_and(|text| !text.is_empty()) {
                        self.found.push(Found {
                            path: path.to_owned(),
                            name: name.clone(),
                            value: member.clone(),
                        });
                    }
                    self.learn(path, member, names);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(path, item, names)),
            _ => {}
        }
    }
}

/// Number of segments at the start that two path templates have in common.
fn shared_segments(one: &str, other: &str) -> usize {
    one.split('/')
        .zip(other.split('/'))
        .take_while(|(one, other)| one == other)
        .count()
}
