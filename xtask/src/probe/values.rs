//! Values for the parameters of later calls, from the command line and from earlier answers.

use std::str::FromStr;

use crate::encoding::scalar;
use ncloud_spec::document::Document;
use ncloud_spec::json_schema::json_schema;
use serde_json::Value;

/// A value from the command line: `NAME=VALUE`.
#[derive(Clone)]
pub(crate) struct Given {
    name: String,
    value: String,
}

impl FromStr for Given {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("write NAME=VALUE"),
        }
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

    /// A value for the parameter or the body member `name` of the operation with this path.
    ///
    /// What the command line says wins; the same name given twice serves operations that allow
    /// different values. Of several answers the one counts whose operation is nearest
    /// in the tree of paths: the serial number of a certificate comes from the list of certificates
    /// and not from the CA, which has one as well.
    pub(crate) fn value(&self, name: &str, path: &str, schema: &Value) -> Option<Value> {
        let mut given = self
            .given
            .iter()
            .filter(|given| given.name == name)
            .peekable();
        if given.peek().is_some() {
            return given.find_map(|given| self.fit(&Value::from(given.value.as_str()), schema));
        }
        let mut best: Option<(usize, Value)> = None;
        for found in self.found.iter().filter(|found| found.name == name) {
            let nearness = shared_segments(&found.path, path);
            if best.as_ref().is_none_or(|(least, _)| nearness > *least)
                && let Some(value) = self.fit(&found.value, schema)
            {
                best = Some((nearness, value));
            }
        }
        best.map(|(_, value)| value)
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
