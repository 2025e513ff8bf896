//! The part of an answer that `--query` names.

use jmespath::{Expression, ToJmespath as _};
use serde_json::Value;

use crate::failure::{Exit, Failure};

/// Reads an expression.
pub(crate) fn compile(query: &str) -> Result<Expression<'static>, Failure> {
    jmespath::compile(query).map_err(|error| {
        let (line, column) = (error.line + 1, error.column + 1);
        Failure::usage(
            format!(
                "--query is not JMESPath: line {line}, column {column}: {}",
                error.reason
            ),
            "https://jmespath.org tells how to write one",
        )
    })
}

/// The part of a value.
pub(crate) fn apply(query: &str, value: &Value) -> Result<Value, Failure> {
    let fails = |error: &dyn std::fmt::Display| {
        Failure::new(
            Exit::Other,
            format!("--query does not fit the answer: {error}"),
            "the service may have acted; try the query with an operation that only reads",
        )
    };
    let expression = compile(query)?;
    let data = value.to_jmespath().map_err(|error| fails(&error.reason))?;
    let found = expression
        .search(data)
        .map_err(|error| fails(&error.reason))?;
    serde_json::to_value(&*found).map_err(|error| fails(&error))
}
