//! Statuses, with bodies that say nothing.

use ncloud_core::ErrorKind::{
    self, Authentication, NotFound, PermissionDenied, Service, Throttled, Timeout, TooLarge,
    Unavailable, UnexpectedAnswer,
};

use super::{Case, Repeats};
use crate::faults::{WELL, answer, answers};

const PAGE: &str = "<html><head><title>Error</title></head><body>nginx</body></html>";

pub(super) fn cases(elsewhere: &str) -> Vec<Case> {
    [plain(), redirects(elsewhere)].concat()
}

fn plain() -> Vec<Case> {
    let rows: [(u16, &str, Repeats, ErrorKind); 26] = [
        (400, "", Repeats::Never, Service),
        (400, PAGE, Repeats::Never, UnexpectedAnswer),
        (401, "", Repeats::Never, Authentication),
        (401, PAGE, Repeats::Never, Authentication),
        (403, "", Repeats::Never, PermissionDenied),
        (403, PAGE, Repeats::Never, PermissionDenied),
        (404, PAGE, Repeats::Never, NotFound),
        (405, PAGE, Repeats::Never, UnexpectedAnswer),
        // A proxy says it, and may have passed on what came.
        (408, "", Repeats::Safe, Timeout),
        (408, PAGE, Repeats::Safe, Timeout),
        (413, PAGE, Repeats::Never, TooLarge),
        (418, PAGE, Repeats::Never, UnexpectedAnswer),
        (429, "", Repeats::Safe, Throttled),
        (429, PAGE, Repeats::Safe, Throttled),
        (429, "{}", Repeats::Safe, Throttled),
        (500, "", Repeats::Safe, Unavailable),
        (500, PAGE, Repeats::Safe, Unavailable),
        (500, "{", Repeats::Safe, Unavailable),
        (502, "", Repeats::Safe, Unavailable),
        (502, PAGE, Repeats::Safe, Unavailable),
        (503, "", Repeats::Safe, Unavailable),
        (503, PAGE, Repeats::Safe, Unavailable),
        (504, "", Repeats::Safe, Unavailable),
        (504, PAGE, Repeats::Safe, Unavailable),
        (599, PAGE, Repeats::Safe, Unavailable),
        (999, PAGE, Repeats::Never, UnexpectedAnswer),
    ];
    let case = |(status, body, repeats, kind): (u16, &str, Repeats, ErrorKind)| {
        let what = match body {
            "" => "no body",
            PAGE => "HTML",
            other => other,
        };
        let name = format!("{status} with {what}");
        Case::new(name, answers(answer(status, &[], body)), repeats, kind)
    };
    rows.into_iter().map(case).collect()
}

/// Keys go to the host that was signed for, even if the answer looks like success.
fn redirects(elsewhere: &str) -> Vec<Case> {
    let location = format!("{elsewhere}/api/v1/ca/4b0bbe37-eeea93b8");
    let to = |status| answer(status, &[("location", location.as_str())], WELL);
    let mut cases: Vec<_> = [300, 301, 302, 303, 307, 308]
        .into_iter()
        .map(|status| Case::unexpected(format!("{status} to another host"), to(status)))
        .collect();
    cases.push(Case::unexpected("302 to nowhere", answer(302, &[], "")));
    cases.push(Case::unexpected("304", "HTTP/1.1 304 Not Modified\r\n\r\n"));
    cases
}
