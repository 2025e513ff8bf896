//! Answers under status 200 whose body is not what was to come.

use super::Case;
use crate::faults::{WELL, answer, answers, json};

pub(super) fn cases() -> Vec<Case> {
    let typed = |kind| answer(200, &[("content-type", kind)], WELL);
    let invalid = [
        br#"{"code":"SUCCESS","msg":""#.as_slice(),
        &[0xb0, 0xa1],
        br#"","data":{"caInfo":{"caTag":"t"}}}"#,
    ]
    .concat();
    let deep = format!(
        r#"{{"code":"SUCCESS","data":{{"caInfo":{{"caTag":"t","x":{}"#,
        "[".repeat(1000)
    );
    vec![
        Case::harmless("JSON as text/html", answers(typed("text/html"))),
        Case::harmless("JSON as nothing", answers(answer(200, &[], WELL))),
        Case::harmless("JSON as several types", answers(typed("a/b, ;;; =,"))),
        Case::unexpected("no body", answer(200, &[], "")),
        Case::unexpected("no content", "HTTP/1.1 204 No Content\r\n\r\n"),
        Case::unexpected("white space", json(200, " \r\n")),
        Case::unexpected("null", json(200, "null")),
        Case::unexpected("an array", json(200, "[]")),
        Case::unexpected("an empty object", json(200, "{}")),
        Case::unexpected("a code that is an object", json(200, r#"{"code":{}}"#)),
        Case::unexpected("JSON that is cut", json(200, &WELL[..40])),
        Case::unexpected("JSON and more", json(200, &format!("{WELL}{WELL}"))),
        Case::unexpected(
            "a byte order mark and JSON",
            json(200, &format!("\u{feff}{WELL}")),
        ),
        Case::unexpected("text that is not UTF-8", answer(200, &[], invalid)),
        Case::unexpected("a thousand arrays", json(200, &deep)),
        Case::unexpected(
            "compressed",
            answer(200, &[("content-encoding", "gzip")], [31, 139, 8, 0, 0]),
        ),
        Case::unexpected("a page of HTML", answer(200, &[], "<html>sign in</html>")),
        Case::unexpected(
            "a page of XML",
            answer(200, &[], "<?xml version=\"1.0\"?><a/>"),
        ),
    ]
}
