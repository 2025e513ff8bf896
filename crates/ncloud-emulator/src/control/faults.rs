//! Faults.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::json::Json;
use super::{Control, Failure};
use crate::faults::{Fault, Listed};

pub(super) async fn list(State(control): State<Control>) -> axum::Json<Value> {
    let faults = control.server.faults.all();
    let faults: Vec<Value> = faults.iter().map(shown).collect();
    axum::Json(json!({ "faults": faults }))
}

pub(super) async fn add(
    State(control): State<Control>,
    Json(fault): Json<Fault>,
) -> Result<(StatusCode, axum::Json<Value>), Failure> {
    let number = control.server.faults.add(fault, control.server.routes)?;
    Ok((StatusCode::CREATED, axum::Json(json!({ "number": number }))))
}

pub(super) async fn remove(
    State(control): State<Control>,
    number: Result<Path<u64>, PathRejection>,
) -> Result<StatusCode, Failure> {
    let Path(number) = number?;
    if control.server.faults.remove(number) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let message = format!("there is no fault {number}; it may have struck for the last time");
    Err(Failure::new(StatusCode::NOT_FOUND, message))
}

pub(super) async fn clear(State(control): State<Control>) -> StatusCode {
    control.server.faults.clear();
    StatusCode::NO_CONTENT
}

fn shown(listed: &Listed) -> Value {
    // A fault is text, numbers and flags, which always become JSON.
    let mut shown = serde_json::to_value(&listed.fault).unwrap_or_default();
    shown["number"] = listed.number.into();
    shown["struck"] = listed.struck.into();
    shown
}
