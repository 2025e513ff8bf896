//! Faults of HTTP/2.
//!
//! Some of them say that the request was not processed: a stream that is refused, or one above the last
//! that a `GOAWAY` names. The HTTP library does not hand that on, so a call that may act twice is not
//! repeated after them either: that errs on the safe side.

use ncloud_core::ErrorKind;

use super::{Case, Fault};
use crate::faults::cases::Repeats;
use crate::faults::tls::Frame::{Body, Close, GoAway, HalfBody, Hang, Head, Octets, Reset};
use crate::faults::tls::Which::{BeforeThis, UpToThis};
use crate::faults::tls::{Frames, code};

pub(super) fn cases() -> Vec<Case> {
    [streams(), connections(), octets()].concat()
}

fn broken(name: &'static str, frames: Frames) -> Case {
    let fault = Fault::After(frames);
    Case::new(name, fault, Repeats::Safe, ErrorKind::Transport)
}

fn harmless(name: &'static str, fault: Fault) -> Case {
    Case {
        kind: None,
        ..Case::new(name, fault, Repeats::Never, ErrorKind::Transport)
    }
}

fn pooled(name: &'static str, frames: Frames) -> Case {
    Case {
        pooled: true,
        ..broken(name, frames)
    }
}

fn streams() -> Vec<Case> {
    let refused = || vec![Reset(code::REFUSED_STREAM)];
    vec![
        harmless("no HTTP/2", Fault::NoHttp2),
        harmless("HTTP/2", Fault::After(vec![Head, Body])),
        broken("RST_STREAM REFUSED_STREAM", refused()),
        pooled(
            "RST_STREAM REFUSED_STREAM, on a connection from the pool",
            refused(),
        ),
        broken(
            "RST_STREAM INTERNAL_ERROR",
            vec![Reset(code::INTERNAL_ERROR)],
        ),
        broken("RST_STREAM CANCEL", vec![Reset(code::CANCEL)]),
        broken("RST_STREAM NO_ERROR", vec![Reset(code::NO_ERROR)]),
        broken(
            "RST_STREAM ENHANCE_YOUR_CALM",
            vec![Reset(code::ENHANCE_YOUR_CALM)],
        ),
        broken(
            "RST_STREAM HTTP_1_1_REQUIRED",
            vec![Reset(code::HTTP_1_1_REQUIRED)],
        ),
        broken(
            "RST_STREAM after the head",
            vec![Head, Reset(code::INTERNAL_ERROR)],
        ),
        broken(
            "RST_STREAM in the body",
            vec![Head, HalfBody, Reset(code::INTERNAL_ERROR)],
        ),
        Case {
            kind: Some(ErrorKind::Timeout),
            ..broken("silent after the request, HTTP/2", vec![]).takes_time()
        },
        Case {
            kind: Some(ErrorKind::Timeout),
            ..broken("silent in the body, HTTP/2", vec![Head, HalfBody]).takes_time()
        },
    ]
}

fn connections() -> Vec<Case> {
    let not_processed = || vec![GoAway(BeforeThis, code::NO_ERROR), Close];
    let processed = || vec![GoAway(UpToThis, code::NO_ERROR), Close];
    vec![
        broken("GOAWAY before this request", not_processed()),
        pooled(
            "GOAWAY before this request, on a connection from the pool",
            not_processed(),
        ),
        broken(
            "GOAWAY before this request, left open",
            vec![GoAway(BeforeThis, code::NO_ERROR)],
        ),
        broken("GOAWAY up to this request", processed()),
        pooled(
            "GOAWAY up to this request, on a connection from the pool",
            processed(),
        ),
        harmless(
            "GOAWAY up to this request, then the answer",
            Fault::After(vec![GoAway(UpToThis, code::NO_ERROR), Head, Body, Close]),
        ),
        harmless(
            "the answer, then GOAWAY",
            Fault::After(vec![Head, Body, GoAway(UpToThis, code::NO_ERROR), Close]),
        ),
        broken(
            "GOAWAY in the body",
            vec![Head, HalfBody, GoAway(UpToThis, code::NO_ERROR), Close],
        ),
        broken(
            "GOAWAY INTERNAL_ERROR before this request",
            vec![GoAway(BeforeThis, code::INTERNAL_ERROR), Close],
        ),
        broken(
            "GOAWAY INTERNAL_ERROR up to this request",
            vec![GoAway(UpToThis, code::INTERNAL_ERROR), Close],
        ),
        broken(
            "GOAWAY ENHANCE_YOUR_CALM",
            vec![GoAway(UpToThis, code::ENHANCE_YOUR_CALM), Close],
        ),
        broken(
            "GOAWAY PROTOCOL_ERROR",
            vec![GoAway(UpToThis, code::PROTOCOL_ERROR), Close],
        ),
        broken("closed after the request, HTTP/2", vec![Close]),
        broken("closed in the body, HTTP/2", vec![Head, HalfBody, Close]),
    ]
}

fn octets() -> Vec<Case> {
    let data_of_nobody = vec![0, 0, 1, 0, 0, 0, 0, 0, 0, b'x'];
    // An index far beyond the tables of HPACK.
    let no_head = vec![0, 0, 3, 1, 4, 0, 0, 0, 1, 0xff, 0xff, 0x7f];
    let too_large = vec![0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1];
    let http1 = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec();
    vec![
        broken("data on no stream", vec![Octets(data_of_nobody), Hang]),
        broken("a head that cannot be read", vec![Octets(no_head), Hang]),
        broken("a frame of 16 MiB", vec![Octets(too_large), Hang]),
        broken(
            "HTTP/1.1 where HTTP/2 was agreed on",
            vec![Octets(http1), Hang],
        ),
    ]
}
