//! Answers that are not HTTP, or that contradict themselves.

use ncloud_core::ErrorKind;

use super::{Case, MAX_ANSWER, Repeats};
use crate::faults::Step::{Close, Flood, Hang, Read, Send};
use crate::faults::{WELL, answer, answers, head, well};

const CHUNKED: (&str, &str) = ("transfer-encoding", "chunked");

pub(super) fn cases() -> Vec<Case> {
    [garbage(), lengths(), chunks(), interim(), sizes()].concat()
}

/// This head, and a body that is success.
fn under(head: &str) -> Vec<u8> {
    format!("{head}{WELL}").into_bytes()
}

fn broken(name: &str, octets: impl Into<Vec<u8>>) -> Case {
    Case::broken(name, vec![Read, Send(octets.into()), Close])
}

fn garbage() -> Vec<Case> {
    let many: Vec<_> = (0..150).map(|number| format!("x-{number}")).collect();
    let many: Vec<_> = many.iter().map(|name| (name.as_str(), "1")).collect();
    let long = "x".repeat(2_000_000);
    vec![
        broken("not HTTP: text", "hello\r\n\r\n"),
        broken("not HTTP: zeros", vec![0; 64]),
        broken("not HTTP: a TLS alert", [21, 3, 1, 0, 2, 2, 70]),
        broken(
            "not HTTP: HTTP/2 settings",
            [0, 0, 0, 4, 0, 0, 0, 0, 0, 13, 10, 13, 10],
        ),
        broken("HTTP/9.9", under("HTTP/9.9 200 OK\r\n\r\n")),
        broken(
            "a status of five digits",
            under("HTTP/1.1 20000 OK\r\n\r\n"),
        ),
        broken("a status of letters", under("HTTP/1.1 abc OK\r\n\r\n")),
        broken(
            "a header without a colon",
            under("HTTP/1.1 200 OK\r\nhello\r\n\r\n"),
        ),
        broken(
            "a zero in a header",
            under("HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n"),
        ),
        broken("150 headers", answer(200, &many, WELL)),
        broken(
            "a header of 2,000,000 octets",
            answer(200, &[("x", &long)], WELL),
        ),
    ]
}

fn lengths() -> Vec<Case> {
    let (short, long) = (WELL.len() - 10, (WELL.len() + 10).to_string());
    let short = short.to_string();
    vec![
        broken(
            "content-length is longer than the body",
            under(&head(200, &[("content-length", &long)])),
        ),
        Case::unexpected(
            "content-length is shorter than the body",
            under(&head(200, &[("content-length", &short)])),
        ),
        broken(
            "two lengths that differ",
            under(&head(
                200,
                &[("content-length", &long), ("content-length", &short)],
            )),
        ),
        broken(
            "content-length is a word",
            under(&head(200, &[("content-length", "many")])),
        ),
        broken(
            "content-length is negative",
            under(&head(200, &[("content-length", "-1")])),
        ),
        Case::harmless(
            "no length, closed after the body",
            vec![Read, Send(under(&head(200, &[]))), Close],
        ),
        Case {
            script: vec![Read, Send(under(&head(200, &[]))[..60].to_vec()), Close],
            ..Case::unexpected("no length, closed in the body", "")
        },
    ]
}

fn chunks() -> Vec<Case> {
    let head = head(200, &[CHUNKED]);
    let size = WELL.len();
    let whole = format!("{head}{size:x}\r\n{WELL}\r\n0\r\n\r\n");
    vec![
        Case::harmless("chunks", answers(whole.as_str())),
        Case::harmless(
            "chunks with a trailer",
            answers(format!("{head}{size:x}\r\n{WELL}\r\n0\r\nx: 1\r\n\r\n")),
        ),
        broken(
            "a chunk size of letters",
            format!("{head}zz\r\n{WELL}\r\n0\r\n\r\n"),
        ),
        broken(
            "a chunk size without end",
            format!("{head}{}", "f".repeat(40)),
        ),
        broken(
            "a chunk longer than its size",
            format!("{head}5\r\n{WELL}\r\n0\r\n\r\n"),
        ),
        broken("closed in a chunk", whole[..whole.len() - 30].to_owned()),
        broken(
            "closed before the last chunk",
            format!("{head}{size:x}\r\n{WELL}\r\n"),
        ),
        Case::broken(
            "silent before the last chunk",
            vec![
                Read,
                Send(format!("{head}{size:x}\r\n{WELL}\r\n").into_bytes()),
                Hang,
            ],
        )
        .times_out(),
    ]
}

fn interim() -> Vec<Case> {
    let after = |first: &str| [first.as_bytes(), &well()].concat();
    vec![
        Case::harmless(
            "100 before the answer",
            answers(after("HTTP/1.1 100 Continue\r\n\r\n")),
        ),
        Case::harmless(
            "103 before the answer",
            answers(after("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n")),
        ),
        broken("100 and nothing else", "HTTP/1.1 100 Continue\r\n\r\n"),
        Case::unexpected(
            "101, to another protocol",
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n",
        ),
    ]
}

fn sizes() -> Vec<Case> {
    let padded = |size: usize| format!("{WELL}{}", " ".repeat(size - WELL.len()));
    let too_large =
        |name: &str, script| Case::new(name, script, Repeats::Never, ErrorKind::TooLarge);
    let block = vec![b' '; 1000];
    let chunk = [b"3e8\r\n", block.as_slice(), b"\r\n"].concat();
    vec![
        Case::harmless(
            "a body as large as allowed",
            answers(answer(200, &[], padded(MAX_ANSWER))),
        ),
        too_large(
            "a body one octet too large",
            answers(answer(200, &[], padded(MAX_ANSWER + 1))),
        ),
        too_large(
            "a body without end",
            vec![Read, Send(head(200, &[]).into_bytes()), Flood(block)],
        ),
        too_large(
            "chunks without end",
            vec![Read, Send(head(200, &[CHUNKED]).into_bytes()), Flood(chunk)],
        ),
        too_large(
            "a failure that is too large",
            answers(answer(400, &[], padded(MAX_ANSWER + 1))),
        ),
    ]
}
