//! Scenarios: calls of a service, as data, in an order in which all of them succeed.
//!
//! Each file of `scenarios/` is the scenario of the service of its name: steps, and the scenarios that come
//! before. Each step calls an operation with the values of its documented example, of which some are
//! replaced: those whose names were kept by earlier steps, and then those that the step gives. A `$name`
//! stands for what was kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ncloud_spec::document::Operation;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::services::Input;

/// The calls of one service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name of the service: that of the file.
    #[serde(skip)]
    pub service: String,
    /// The services whose scenarios come before, because this one uses what they kept.
    #[serde(default)]
    after: Vec<String>,
    /// The calls, in order.
    pub steps: Vec<Step>,
}

/// One call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `operationId`.
    pub call: String,
    /// Path and query parameters in place of those of the example; null leaves one out.
    #[serde(default)]
    parameters: Map<String, Value>,
    /// Members of the body in place of those of the example, lists item by item; null leaves one out.
    #[serde(default)]
    body: Map<String, Value>,
    /// Token to call with, in the place of a signature.
    token: Option<String>,
    /// Whether the answer is another one each time, as that of an encryption or of a deletion.
    #[serde(default)]
    pub varies: bool,
    /// Names for values of the answer, and where these are: JSON pointers.
    #[serde(default)]
    keep: BTreeMap<String, String>,
    /// Values of the answer, by JSON pointers.
    #[serde(default)]
    expect: BTreeMap<String, Value>,
    /// Seconds that pass after the call.
    #[serde(default)]
    pub wait: u64,
}

/// The scenarios of all services, each after those that it goes on from.
///
/// # Panics
/// When a file is no scenario, or one goes on from a scenario that is not there.
#[must_use]
pub fn all() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut waiting: Vec<Scenario> = files.iter().map(|file| read(file)).collect();
    let mut ordered: Vec<Scenario> = Vec::new();
    while !waiting.is_empty() {
        let is_known = |name: &String| ordered.iter().any(|earlier| earlier.service == *name);
        let ready = waiting
            .iter()
            .position(|scenario| scenario.after.iter().all(is_known))
            .unwrap_or_else(|| panic!("{waiting:?} go on from scenarios that are not there"));
        ordered.push(waiting.remove(ready));
    }
    ordered
}

fn read(file: &Path) -> Scenario {
    let text = fs::read_to_string(file).unwrap();
    let mut scenario: Scenario =
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    scenario.service = file.file_stem().unwrap().to_string_lossy().into_owned();
    scenario
}

/// Values of earlier answers, by the names that they were kept under.
#[derive(Debug, Default)]
pub struct Kept(BTreeMap<String, Value>);

impl Kept {
    /// What a step sends.
    ///
    /// # Panics
    /// When it names something that the operation does not have, or a value that no step before it has
    /// kept.
    #[must_use]
    pub fn input(&self, step: &Step, operation: &Operation<'_>) -> Input {
        let Input {
            parameters,
            mut body,
            ..
        } = Input::from(&operation.examples()[0]);
        for name in step.parameters.keys() {
            let mut documented = operation.parameters();
            let known = documented.any(|parameter| parameter["name"] == **name);
            assert!(known, "{} has no `{name}`", step.call);
        }
        let mut parameters: Map<String, Value> = parameters.into_iter().collect();
        self.fill(&mut parameters, &step.parameters);
        match &mut body {
            Some(Value::Object(members)) => self.fill(members, &step.body),
            _ => assert!(step.body.is_empty(), "{} has no body", step.call),
        }
        Input {
            parameters: parameters.into_iter().collect(),
            body,
            token: step.token.as_ref().map(|token| self.token(token)),
        }
    }

    fn token(&self, token: &str) -> String {
        let token = self.meant(&Value::from(token));
        token.as_str().unwrap_or_default().to_owned()
    }

    fn fill(&self, members: &mut Map<String, Value>, given: &Map<String, Value>) {
        for (name, member) in members.iter_mut() {
            if let Some(kept) = self.0.get(name) {
                put(member, kept.clone());
            }
        }
        self.replace(members, given);
    }

    fn replace(&self, members: &mut Map<String, Value>, given: &Map<String, Value>) {
        for (name, value) in given {
            if value.is_null() {
                members.remove(name);
            } else {
                self.replace_one(members.entry(name).or_insert(Value::Null), value);
            }
        }
    }

    fn replace_one(&self, target: &mut Value, given: &Value) {
        match (target, given) {
            (Value::Object(members), Value::Object(given)) => self.replace(members, given),
            (Value::Array(items), Value::Array(given)) if items.len() == given.len() => {
                for (item, given) in items.iter_mut().zip(given) {
                    self.replace_one(item, given);
                }
            }
            (target, given) => put(target, self.meant(given)),
        }
    }

    /// The value, with what it, or what is in it, stands for.
    fn meant(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.meant(item)).collect(),
            Value::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, member)| (name.clone(), self.meant(member)));
                Value::Object(members.collect())
            }
            _ => match value.as_str().and_then(|text| text.strip_prefix('$')) {
                None => value.clone(),
                Some(name) => {
                    let kept = self.0.get(name);
                    kept.unwrap_or_else(|| panic!("nothing was kept as `{name}`"))
                        .clone()
                }
            },
        }
    }

    /// Compares an answer with what the step expects, and keeps what the step names.
    ///
    /// # Panics
    /// When the answer is not as expected, or has nothing where something is to be kept.
    pub fn take(&mut self, step: &Step, answer: &Value) {
        let at = |pointer: &str| {
            let found = answer.pointer(pointer);
            found.unwrap_or_else(|| panic!("{}: nothing at {pointer}", step.call))
        };
        for (pointer, expected) in &step.expect {
            assert_eq!(
                *at(pointer),
                self.meant(expected),
                "{} {pointer}",
                step.call
            );
        }
        for (name, pointer) in &step.keep {
            self.0.insert(name.clone(), at(pointer).clone());
        }
    }
}

/// Puts a value in place of another. Some requests have numbers as text.
fn put(target: &mut Value, value: Value) {
    *target = match (&target, &value) {
        (Value::String(_), Value::Number(number)) => number.to_string().into(),
        _ => value,
    };
}
