//! From flags, files and standard input to the values of a request.

mod check;
mod source;
mod value;

use std::path::Path;

use clap::ArgMatches;
use ncloud_core::{Secret, SecretJson};
use serde_json::{Map, Value};

use crate::catalogue::{Kind, Member, Operation};
use crate::command_line::operation::flag;
use crate::failure::Failure;
pub(crate) use source::{Stdin, file, flags};

/// What goes into a request.
pub(crate) struct Input {
    /// Values of the parameters, in the order of the operation; null for those that were not given.
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Option<Value>,
}

/// All of it may hold secrets.
impl Drop for Input {
    fn drop(&mut self) {
        self.parameters.iter_mut().for_each(SecretJson::wipe);
        self.body.iter_mut().for_each(SecretJson::wipe);
    }
}

impl Input {
    /// Reads and checks all that was given for an operation.
    ///
    /// # Errors
    /// When something is missing, cannot be read or is of another type than documented.
    pub(crate) fn read(
        operation: &'static Operation,
        matches: &ArgMatches,
    ) -> Result<Self, Failure> {
        let mut stdin = Stdin::default();
        let mut missing = Vec::new();
        let mut parameters = Vec::new();
        for parameter in operation.parameters {
            let value = given(&parameter.member, matches, &mut stdin)?.unwrap_or_default();
            if parameter.member.required && value.is_null() {
                check::absent(&parameter.member, &mut missing);
            }
            parameters.push(value);
        }
        let mut input = Self {
            parameters,
            body: None,
        };
        if let Some(body) = &operation.body {
            let file = matches.get_one::<std::path::PathBuf>("body");
            let whole = match file {
                Some(path) => Some(whole(path, body.is_list, &mut stdin)?),
                None => None,
            };
            if body.is_list {
                if whole.is_none() && body.required {
                    missing.push("--body".to_owned());
                }
                input.body = whole;
            } else {
                let mut members = match whole {
                    Some(Value::Object(members)) => members,
                    _ => Map::new(),
                };
                let outcome = merge(body.members, matches, &mut stdin, &mut members);
                let value = Value::Object(members);
                let is_given = file.is_some() || value != Value::Object(Map::new());
                input.body = (is_given || body.required).then_some(value);
                outcome?;
                if let Some(value) = &input.body {
                    check::body(body.members, value, &mut missing)?;
                }
            }
        }
        if missing.is_empty() {
            return Ok(input);
        }
        let advice = if operation.body.is_some() {
            "give the flags, or a whole body with --body FILE; --skeleton prints one to start from"
        } else {
            "give the flags; --help tells about them"
        };
        Err(Failure::usage(
            format!("missing: {}", missing.join(", ")),
            advice,
        ))
    }
}

/// The value of a parameter of a command of ours.
///
/// # Errors
/// When it is of another type.
pub(crate) fn parse(member: &Member, text: &str) -> Result<Value, Failure> {
    value::read(member, &flag(member), std::iter::once(&text.to_owned()))
}

/// Checks a body that a command of ours made.
///
/// # Errors
/// When a member is of another type, or is no value that is accepted.
pub(crate) fn check_body(members: &'static [Member], value: &Value) -> Result<(), Failure> {
    check::body(members, value, &mut Vec::new())
}

/// A body from a file, which is a JSON object or, where the document says so, a list.
fn whole(path: &Path, is_list: bool, stdin: &mut Stdin) -> Result<Value, Failure> {
    let text = file(path, "--body", stdin)?;
    let name = if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    let value: Value = serde_json::from_str(text.expose()).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let reason = value::reason(&error);
        Failure::usage(
            format!("{name}: line {line}, column {column}: not JSON: {reason}"),
            "mend the file; --skeleton prints a body to start from",
        )
    })?;
    let (is_right, demand) = match is_list {
        true => (value.is_array(), "a JSON array"),
        false => (value.is_object(), "a JSON object"),
    };
    if is_right {
        return Ok(value);
    }
    Err(Failure::usage(
        format!("{name}: line 1, column 1: the body is {demand}"),
        "mend the file; --skeleton prints a body to start from",
    ))
}

/// Puts what flags say over the members of a body.
fn merge(
    members: &'static [Member],
    matches: &ArgMatches,
    stdin: &mut Stdin,
    into: &mut Map<String, Value>,
) -> Result<(), Failure> {
    for member in members {
        if let Kind::Object(inner) = member.kind {
            let mut below = match into.get_mut(member.name) {
                Some(Value::Object(below)) => std::mem::take(below),
                None | Some(Value::Null) => Map::new(),
                // The check will tell what is wrong with it.
                Some(_) => continue,
            };
            let outcome = merge(inner, matches, stdin, &mut below);
            if !below.is_empty() {
                into.insert(member.name.to_owned(), Value::Object(below));
            }
            outcome?;
        } else if let Some(value) = given(member, matches, stdin)? {
            into.insert(member.name.to_owned(), value);
        }
    }
    Ok(())
}

/// The value that the flags of a member give.
fn given(
    member: &'static Member,
    matches: &ArgMatches,
    stdin: &mut Stdin,
) -> Result<Option<Value>, Failure> {
    let flag = flag(member);
    if let Some(texts) = matches.try_get_many::<String>(&flag).ok().flatten() {
        return value::read(member, &flag, texts).map(Some);
    }
    if !member.secret && !member.is_text_file {
        return Ok(None);
    }
    let text: Option<Secret> = flags(&flag, matches, stdin)?;
    Ok(text.map(|text| Value::from(text.expose())))
}
