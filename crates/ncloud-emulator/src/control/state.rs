//! What the services remember.

use std::error::Error;

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::json::Json;
use super::{Control, Failure};

pub(super) async fn export(State(control): State<Control>) -> Result<axum::Json<Value>, Failure> {
    let world = control.server.world.clone();
    let exported = aside(move || world.export()).await?;
    // Not a mistake of whoever asks.
    let exported = exported.map_err(|error| internal(&error))?;
    control.flushed().await?;
    Ok(axum::Json(exported))
}

pub(super) async fn import(
    State(control): State<Control>,
    Json(state): Json<Value>,
) -> Result<StatusCode, Failure> {
    let world = control.server.world.clone();
    aside(move || world.import(&state)).await??;
    control.flushed().await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn reset(State(control): State<Control>) -> Result<StatusCode, Failure> {
    control.server.reset();
    control.flushed().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does something long away from the threads that serve connections.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| internal(&error))
}

fn internal(error: &dyn Error) -> Failure {
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}
