//! Failures in the words of the gateway.

use ncloud_core::ErrorKind::{
    self, Authentication, NotFound, PermissionDenied, QuotaExceeded, Service, Throttled, TooLarge,
    Unavailable,
};

use super::{Case, Repeats};
use crate::faults::{answer, answers, json};

pub(super) fn cases() -> Vec<Case> {
    let rows: [(u16, &str, Repeats, ErrorKind); 13] = [
        (400, "100", Repeats::Never, Service),
        (401, "200", Repeats::Never, Authentication),
        (401, "210", Repeats::Never, PermissionDenied),
        (404, "300", Repeats::Never, NotFound),
        (429, "400", Repeats::Never, QuotaExceeded),
        (429, "410", Repeats::All, Throttled),
        (429, "420", Repeats::All, Throttled),
        (429, "999", Repeats::Safe, Throttled),
        (413, "430", Repeats::Never, TooLarge),
        (503, "500", Repeats::Safe, Unavailable),
        (504, "510", Repeats::Safe, Unavailable),
        (500, "900", Repeats::Safe, Unavailable),
        // The status is wrong, the code is not.
        (200, "500", Repeats::Safe, Unavailable),
    ];
    let case = |(status, code, repeats, kind): (u16, &str, Repeats, ErrorKind)| {
        let body = format!(r#"{{"error":{{"errorCode":"{code}","message":"M","details":"D"}}}}"#);
        let name = format!("gateway {status}/{code}");
        Case::new(name, answers(json(status, &body)), repeats, kind)
    };
    let mut cases: Vec<_> = rows.into_iter().map(case).collect();
    let xml = "<Message><error><errorCode>410</errorCode><message>M</message></error></Message>";
    cases.push(Case::new(
        "gateway 429/410 in XML",
        answers(answer(429, &[("content-type", "application/xml")], xml)),
        Repeats::All,
        Throttled,
    ));
    let number = r#"{"error":{"errorCode":410,"message":"M"}}"#;
    cases.push(Case::new(
        "gateway 429/410 as a number, as text/plain",
        answers(answer(429, &[("content-type", "text/plain")], number)),
        Repeats::All,
        Throttled,
    ));
    cases
}
