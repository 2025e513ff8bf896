//! Failures in the words of the service, or of the framework that it is written in.

use ncloud_core::ErrorKind::{self, Authentication, NotFound, Service, Throttled, Unavailable};

use super::{Case, Repeats};
use crate::faults::{answers, json};

pub(super) fn cases() -> Vec<Case> {
    let own = |code| format!(r#"{{"code":"{code}","msg":"M","data":null}}"#);
    let older = r#"{"responseError":{"returnCode":"1007000","returnMessage":"M"}}"#.to_owned();
    let spring = |status| {
        format!(
            r#"{{"timestamp":"2026-11-21T00:00:00Z","status":{status},"error":"E","message":"M","path":"/x"}}"#
        )
    };
    let rows: [(&str, u16, String, Repeats, ErrorKind); 20] = [
        (
            "service",
            200,
            own("NOT_EXIST_CASTORE"),
            Repeats::Never,
            NotFound,
        ),
        (
            "service",
            200,
            own("INVALID_STATUS"),
            Repeats::Never,
            Service,
        ),
        (
            "service",
            400,
            own("INVALID_REQUEST"),
            Repeats::Never,
            Service,
        ),
        ("service", 408, own("TOO_SLOW"), Repeats::Never, Service),
        ("service", 404, own("NOT_FOUND"), Repeats::Never, NotFound),
        ("service", 500, own("INTERNAL"), Repeats::Never, Service),
        (
            "service, success",
            500,
            own("SUCCESS"),
            Repeats::Never,
            Service,
        ),
        ("service", 503, own("BUSY"), Repeats::Never, Service),
        ("service", 429, own("TOO_MANY"), Repeats::Safe, Throttled),
        // The code of the gateway, but not in its words: the service has seen the request.
        (
            "service, code 410",
            429,
            own("410"),
            Repeats::Safe,
            Throttled,
        ),
        ("responseError", 200, older.clone(), Repeats::Never, Service),
        ("responseError", 400, older.clone(), Repeats::Never, Service),
        ("responseError", 500, older, Repeats::Never, Service),
        ("Spring", 200, spring(500), Repeats::Never, Service),
        ("Spring", 400, spring(400), Repeats::Never, Service),
        ("Spring", 401, spring(401), Repeats::Never, Authentication),
        ("Spring", 404, spring(404), Repeats::Never, NotFound),
        ("Spring", 429, spring(429), Repeats::Safe, Throttled),
        ("Spring", 500, spring(500), Repeats::Safe, Unavailable),
        ("Spring", 503, spring(503), Repeats::Safe, Unavailable),
    ];
    let case = |(who, status, body, repeats, kind): (&str, u16, String, Repeats, ErrorKind)| {
        let code = body.split('"').nth(3).filter(|_| who == "service");
        let name = match code {
            Some(code) => format!("{who} {status}/{code}"),
            None => format!("{who}, {status}"),
        };
        Case::new(name, answers(json(status, &body)), repeats, kind)
    };
    rows.into_iter().map(case).collect()
}
