//! The emulator's clock.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::json::Json;
use super::{Control, Failure};
use crate::clock::http_date;

/// How far to put the clock forward.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    milliseconds: u64,
}

pub(super) async fn show(State(control): State<Control>) -> Result<axum::Json<Value>, Failure> {
    let shown = shown(&control);
    control.flushed().await?;
    Ok(shown)
}

pub(super) async fn advance(
    State(control): State<Control>,
    Json(advance): Json<Advance>,
) -> Result<axum::Json<Value>, Failure> {
    let milliseconds = i64::try_from(advance.milliseconds).unwrap_or(i64::MAX);
    control.server.world.advance(milliseconds);
    show(State(control)).await
}

/// The time. Whoever tells it waits until it is on disk: others may have put it forward since.
fn shown(control: &Control) -> axum::Json<Value> {
    let clock = &control.server.world.clock;
    let now = clock.now();
    axum::Json(json!({
        "milliseconds": now,
        "date": http_date(now),
        "advancedMilliseconds": clock.advanced(),
    }))
}
