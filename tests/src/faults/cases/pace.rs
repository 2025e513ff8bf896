//! What `Retry-After` asks for.

use std::time::Duration;

use ncloud_core::ErrorKind::{Service, Throttled, Unavailable};

use super::{Case, Repeats};
use crate::faults::{InstantClock, answer, answers};

const TOO_FAST: &str = r#"{"error":{"errorCode":"410","message":"Throttle Limited"}}"#;

pub(super) fn cases() -> Vec<Case> {
    let asked =
        |status, value: &str, body| answers(answer(status, &[("retry-after", value)], body));
    let too_fast = |value: &str, repeats| {
        let name = format!("gateway 429/410, Retry-After: {value}");
        Case::new(name, asked(429, value, TOO_FAST), repeats, Throttled)
    };
    let date = |seconds| {
        let at = InstantClock::start() + Duration::from_secs(seconds);
        httpdate::fmt_http_date(at)
    };
    let past = "Thu, 01 Jan 1970 00:00:00 GMT";
    vec![
        too_fast("7", Repeats::All).waits(Duration::from_secs(7)),
        too_fast("0", Repeats::All).waits(Duration::ZERO),
        too_fast(&date(7), Repeats::All).waits(Duration::from_secs(7)),
        too_fast(past, Repeats::All).waits(Duration::ZERO),
        too_fast("20", Repeats::All).waits(Duration::from_secs(20)),
        too_fast("21", Repeats::Never),
        too_fast("3600", Repeats::Never),
        too_fast(&date(3600), Repeats::Never),
        too_fast("18446744073709551615", Repeats::Never),
        // More seconds than fit into 64 bits are still too many.
        too_fast("18446744073709551616", Repeats::Never),
        too_fast("99999999999999999999999999", Repeats::Never),
        // Not a time: as if it were not there.
        too_fast("soon", Repeats::All),
        too_fast("-7", Repeats::All),
        too_fast("+7", Repeats::All),
        too_fast("1.5", Repeats::All),
        too_fast("", Repeats::All),
        Case::new(
            "429 with no body, Retry-After: 7",
            asked(429, "7", ""),
            Repeats::Safe,
            Throttled,
        )
        .waits(Duration::from_secs(7)),
        Case::new(
            "503 with no body, Retry-After: 7",
            asked(503, "7", ""),
            Repeats::Safe,
            Unavailable,
        )
        .waits(Duration::from_secs(7)),
        Case::new(
            "503 with no body, Retry-After: 3600",
            asked(503, "3600", ""),
            Repeats::Never,
            Unavailable,
        ),
        Case::new(
            "service 400, Retry-After: 7",
            asked(400, "7", r#"{"code":"INVALID_REQUEST","msg":"M"}"#),
            Repeats::Never,
            Service,
        ),
    ]
}
