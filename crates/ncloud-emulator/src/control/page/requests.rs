//! Requests as rows of a table.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderName;
use maud::{Markup, html};

use super::super::requests::After;
use super::super::{Control, Failure};
use super::time;
use crate::received::ReceivedRequest;

/// The latest rows that a page takes at once.
const MOST: usize = 500;

/// Names the series of requests that the rows belong to.
const SERIES: HeaderName = HeaderName::from_static("x-ncloud-emulator-series");

/// The rows of the requests after one, newest first.
pub(in crate::control) async fn show(
    State(control): State<Control>,
    query: Result<Query<After>, QueryRejection>,
) -> Result<([(HeaderName, String); 1], Markup), Failure> {
    let Query(After { after }) = query?;
    let (series, requests) = control.server.received.series_after(after);
    let rows = requests.iter().rev().take(MOST).map(row);
    Ok(([(SERIES, series)], html! { @for row in rows { (row) } }))
}

fn row(request: &ReceivedRequest) -> Markup {
    let refused = request.diagnosis.is_some() || !(200..300).contains(&request.status);
    html! {
        tr data-number=(request.number) class=[refused.then_some("refused")] {
            td { (request.number) }
            td { (time(request.time)) }
            td class="request" {
                strong { (request.method) } " " code { (request.shown_target) }
            }
            td {
                @if request.status == 0 { "none" } @else { (request.status) }
            }
            td {
                (request.verdict)
                @if let Some(diagnosis) = &request.diagnosis {
                    @if !request.verdict.contains(diagnosis.as_str()) {
                        p class="diagnosis" { (diagnosis) }
                    }
                }
            }
        }
    }
}
