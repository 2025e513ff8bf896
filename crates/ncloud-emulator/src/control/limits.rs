//! Limits of the account.

use axum::extract::State;

use super::Control;
use super::json::Json;
use crate::gateway::Limits;

pub(super) async fn show(State(control): State<Control>) -> axum::Json<Limits> {
    axum::Json(control.server.gateway.limiter.limits())
}

pub(super) async fn set(
    State(control): State<Control>,
    Json(limits): Json<Limits>,
) -> axum::Json<Limits> {
    control.server.gateway.limiter.set(limits);
    show(State(control)).await
}
