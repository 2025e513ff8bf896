//! Key pairs. Secret keys go in and never out.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::json::Json;
use super::{Control, Failure};
use crate::key::{Account, Key};
use crate::key_document;
use crate::permission::Permission;

pub(super) async fn list(State(control): State<Control>) -> axum::Json<Value> {
    let keys = control.server.gateway.keys.all(&control.server.world);
    let keys: Vec<Value> = keys.iter().map(|key| shown(key)).collect();
    axum::Json(json!({ "keys": keys }))
}

pub(super) async fn add(
    State(control): State<Control>,
    Json(key): Json<Value>,
) -> Result<(StatusCode, axum::Json<Value>), Failure> {
    let key = key_document::read(&key)?;
    let shown = shown(&key);
    control.server.gateway.keys.add(key);
    Ok((StatusCode::CREATED, axum::Json(shown)))
}

pub(super) async fn stop(
    State(control): State<Control>,
    access_key: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Failure> {
    let Path(access_key) = access_key?;
    set_stopped(&control, &access_key, true).await
}

pub(super) async fn start(
    State(control): State<Control>,
    access_key: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Failure> {
    let Path(access_key) = access_key?;
    set_stopped(&control, &access_key, false).await
}

async fn set_stopped(
    control: &Control,
    access_key: &str,
    stopped: bool,
) -> Result<StatusCode, Failure> {
    let server = &control.server;
    let keys = &server.gateway.keys;
    if !keys.set_stopped(access_key, stopped, &server.world) {
        let message = "there is no key pair with this access key";
        return Err(Failure::new(StatusCode::NOT_FOUND, message));
    }
    // A key pair that was made with Sub Account is part of the state.
    control.flushed().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(key: &Key) -> Value {
    let permissions = key.permissions.as_ref();
    let permissions =
        permissions.map(|permissions| permissions.iter().filter_map(Permission::name));
    json!({
        "accessKey": key.access,
        "account": match key.account {
            Account::Main => "main",
            Account::Sub => "sub",
        },
        "permissions": permissions.map(Vec::from_iter),
        "allowedAddresses": key.addresses.as_ref().map(|ranges| {
            ranges.iter().map(ToString::to_string).collect::<Vec<_>>()
        }),
        "stopped": key.stopped,
    })
}
