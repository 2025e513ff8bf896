//! Bodies of requests.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::Failure;

/// A JSON body, refused in the form of this API when it is something else.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, State: Send + Sync> FromRequest<State> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &State) -> Result<Self, Failure> {
        let axum::Json(value) = axum::Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}
