//! The clients of every service behind one interface, for tests that must reach all operations.

use std::collections::BTreeMap;
use std::fmt;

use ncloud_core::{CallOptions, FilePart, Token};
use ncloud_spec::document::{Document, Example};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Parameters and body of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// Parameters and parts of a multipart body by their wire names; of a file its text.
    pub parameters: BTreeMap<String, Value>,
    /// Request body.
    pub body: Option<Value>,
    /// Token of the call, in the place of what the settings have.
    pub token: Option<String>,
}

impl Input {
    fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name)?.as_str()
    }

    fn integer(&self, name: &str) -> Option<i64> {
        self.parameters.get(name)?.as_i64()
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.parameters.get(name)?.as_bool()
    }

    fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Option<Vec<T>>, Failure> {
        let value = self.parameters.get(name).cloned();
        let list = value.map(serde_json::from_value).transpose();
        list.map_err(|error| Failure::Input(error.to_string()))
    }

    fn file(&self, name: &str) -> Option<FilePart> {
        let text = self.text(name)?.to_owned();
        Some(FilePart::bytes(format!("{name}.bin"), text))
    }

    fn files(&self, name: &str) -> Option<Vec<FilePart>> {
        let texts = self.parameters.get(name)?.as_array()?.iter();
        let texts = texts.filter_map(Value::as_str);
        let file = |text: &str| FilePart::bytes(format!("{name}.bin"), text.to_owned());
        Some(texts.map(file).collect())
    }

    fn body(&self) -> Option<Value> {
        self.body.clone()
    }

    fn options(&self) -> Result<CallOptions, Failure> {
        let options = CallOptions::new();
        match &self.token {
            Some(token) => {
                let token = Token::new(token.as_str()).map_err(Failure::Call)?;
                Ok(options.token(token))
            }
            None => Ok(options),
        }
    }
}

impl From<&Example> for Input {
    fn from(example: &Example) -> Self {
        let parameters = example.path.iter().chain(&example.query);
        let parameters = parameters.chain(&example.headers).chain(&example.parts);
        let parameters = parameters.cloned().collect();
        Self {
            parameters,
            body: example.body.clone(),
            token: None,
        }
    }
}

/// Why a call did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// The call failed.
    Call(ncloud_core::Error),
    /// The input does not fit the types of the client.
    Input(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(formatter),
            Self::Input(message) => write!(formatter, "the input does not fit: {message}"),
        }
    }
}

impl std::error::Error for Failure {}

include!(concat!(env!("OUT_DIR"), "/clients.rs"));

/// Every published document.
///
/// # Panics
/// When one cannot be read.
#[must_use]
pub fn documents() -> Vec<Document> {
    let read = |service: &ncloud_spec::Service| Document::published(*service).unwrap();
    ncloud_spec::SERVICES.iter().map(read).collect()
}
