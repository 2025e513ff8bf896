//! Broken pages: the reader recovers and says so, or refuses with a reason.

use super::render::{LAYOUTS, Layout, render};
use super::{compared, expected, read, services};
use crate::docs::model::{Language, Page, Place};
use crate::docs::page;

const KOREAN: &str = include_str!("pages/korean-spaced.txt");

fn refused(octets: &[u8]) -> String {
    page::read("page", octets).unwrap_err()
}

fn paths(page: &Page) -> Vec<&str> {
    page.fields
        .iter()
        .map(|field| field.path.as_str())
        .collect()
}

#[test]
fn what_is_no_page_is_refused_with_the_reason() {
    for (octets, reason) in [
        (&b""[..], "empty"),
        (b" \r\n\t\n", "empty"),
        (b"%PDF-1.7\n...", "a PDF: export its text"),
        (b"\xff\xfe\x00P", "not UTF-8 (octet 0)"),
        (
            b"Dear reader,\n\nthis is a letter.\n",
            "no request, table of members",
        ),
        (
            b"<!DOCTYPE html><html><body><p>Sign in</p></body></html>",
            "no request, table of members",
        ),
        (b"{\"code\": 0}", "no request, table of members"),
    ] {
        assert!(
            refused(octets).contains(reason),
            "{reason}: {}",
            refused(octets)
        );
    }
}

#[test]
fn line_ends_spaces_and_full_width_punctuation_do_not_matter() {
    let page = read(KOREAN);
    for text in [
        KOREAN.replace('\n', "\r\n"),
        KOREAN.replace('\n', "\r"),
        KOREAN.replacen('\n', "\r\n", 40),
        format!("\u{feff}{KOREAN}"),
        KOREAN.replace(" String ", "\u{a0}String\u{3000}"),
        KOREAN.replace("3~15", "３～１５").replace("1~10", "1〜10"),
        KOREAN.replace("GREEN | BLACK", "GREEN\u{200b} ｜ BLACK"),
        KOREAN.replace("(기본값: 3)", "（기본값：3）"),
    ] {
        assert_eq!(
            super::essence(&read(&text)),
            super::essence(&page),
            "{text}"
        );
    }
}

#[test]
fn entities_are_resolved() {
    let html = include_str!("pages/english.html");
    let page = |html: &str| page::read("page", html.as_bytes()).unwrap();
    let entities = html
        .replace("Required</td>", "&#82;equired</td>")
        .replace("{teaNo}", "&lbrace;teaNo&rbrace;")
        .replace("SMALL | LARGE", "SMALL&nbsp;&#x7c;&nbsp;LARGE");
    assert_ne!(html, entities);
    assert_eq!(
        super::essence(&page(&entities)),
        super::essence(&page(html))
    );
}

/// Cut anywhere, a page is read as far as it goes, or refused; what was cut off is not taken for gone.
#[test]
fn a_page_that_was_cut_never_lies() {
    let operation = services().iter().find_map(|service| {
        let found = service
            .operations()
            .find(|operation| operation.id() == "issueEndCert")?;
        Some(expected::page(service, found, Language::Korean))
    });
    let whole = operation.unwrap();
    for layout in LAYOUTS {
        let text = render(&whole, layout);
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(61).collect();
        for end in ends {
            let Ok(page) = page::read("page", &text.as_bytes()[..end]) else {
                continue;
            };
            let outcome = compared(&page);
            for difference in outcome.judged.unexplained() {
                let is_about_cut = matches!(difference.what.name(), "absent" | "operation");
                assert!(
                    !(is_about_cut && difference.place.is_some()),
                    "{layout:?} {end}: {}",
                    difference.message
                );
            }
        }
    }
}

#[test]
fn a_cut_is_noted() {
    let (cut, _) = KOREAN.split_once("result.sips Array").unwrap();
    let page = read(cut);
    assert!(page.is_cut(Place::Response));
    assert_eq!(paths(&page).last(), Some(&"result.teaNo"));
    // In the middle of a row, of JSON, of a command.
    let (cut, _) = KOREAN.split_once("aNo Number").unwrap();
    let page = read(cut);
    assert!(page.is_cut(Place::Response), "{:?}", page.notes);
    assert!(
        page.remainder.iter().any(|rest| rest.text == "result.te"),
        "{:?}",
        page.remainder
    );
    let (cut, _) = KOREAN.split_once("\"sipNo\": 1").unwrap();
    let page = read(cut);
    assert_eq!(page.responses[0].body["result"]["teaNo"], 1700);
    assert!(
        page.notes
            .iter()
            .any(|note| note.text.contains("the end is missing"))
    );
    let (cut, _) = KOREAN.split_once("\"leaf\": \"GR").unwrap();
    let page = read(cut);
    assert!(page.is_cut(Place::Response));
}

#[test]
fn two_tables_without_a_heading_between_are_told_apart() {
    let joined = KOREAN.replace("\n요청 바디\n\n차에 대한 설명입니다.\n", "");
    let page = read(&joined);
    let places: Vec<_> = page
        .fields
        .iter()
        .filter(|field| field.path.starts_with("tea"))
        .map(|field| field.place)
        .collect();
    assert_eq!(paths(&page).len(), paths(&read(KOREAN)).len());
    assert_eq!(places, [Place::Body], "the example shows where it goes");
    assert!(
        page.notes
            .iter()
            .any(|note| note.text.contains("without a heading")),
        "{:?}",
        page.notes
    );
}

#[test]
fn merged_cells_do_not_shift_the_others() {
    let html = include_str!("pages/english.html");
    // A group title over all columns is no member.
    let title = html.replace(
        "<tr><td>cup</td>",
        "<tr><td colspan=\"4\">About the cup</td></tr><tr><td>cup</td>",
    );
    let page = page::read("page", title.as_bytes()).unwrap();
    assert_eq!(
        paths(&page),
        paths(&page::read("page", html.as_bytes()).unwrap())
    );
    assert!(
        page.remainder
            .iter()
            .any(|rest| rest.text == "About the cup" && rest.reason.is_some()),
        "{:?}",
        page.remainder
    );
    // Type and need in one cell.
    let merged = html.replace(
        "<td>Long</td><td>Required</td>",
        "<td colspan=\"2\">Long</td>",
    );
    let page = page::read("page", merged.as_bytes()).unwrap();
    assert_eq!(page.fields[0].kind.as_ref().unwrap().printed, "Long");
    assert_eq!(page.fields[0].need, None);
    // A cell too many, and an absurd width.
    let wide = html.replace(
        "<td>cup</td>",
        "<td>cup</td><td colspan=\"99999999\">x</td>",
    );
    let page = page::read("page", wide.as_bytes()).unwrap();
    assert!(!paths(&page).contains(&"cup"));
    assert!(
        page.remainder
            .iter()
            .any(|rest| rest.text.starts_with("cup | x") && rest.reason.is_some())
    );
}

#[test]
fn html_that_is_not_closed_is_read() {
    let html = include_str!("pages/english.html");
    let open = html
        .replace("</td>", "")
        .replace("</tr>", "")
        .replace("</li>", "");
    let page = page::read("page", open.as_bytes()).unwrap();
    assert_eq!(
        paths(&page),
        paths(&page::read("page", html.as_bytes()).unwrap())
    );
}

#[test]
fn rows_that_cannot_be_told_are_left_with_the_reason() {
    for (row, reason) in [
        ("leaf Money Required 찻잎", "its type is not known"),
        ("result.half", "cut short"),
    ] {
        let page = read(&KOREAN.replace(
            "cup Object Optional 찻잔\n",
            &format!("cup Object Optional 찻잔\n{row}\n"),
        ));
        let left = page
            .remainder
            .iter()
            .find(|rest| rest.text == row)
            .unwrap_or_else(|| panic!("{row}"));
        assert!(left.reason.as_ref().unwrap().contains(reason), "{left:?}");
    }
    let twice = KOREAN.replace(
        "cup Object Optional 찻잔\n",
        "cup Object Optional 찻잔\nleaf String Optional 찻잎\n",
    );
    assert!(
        read(&twice)
            .notes
            .iter()
            .any(|note| note.text == "`leaf` is listed twice")
    );
}

#[test]
fn a_second_request_line_is_not_lost() {
    let twice = KOREAN.replace(
        "POST /houses/{houseNo}/teas\n",
        "POST /houses/{houseNo}/teas\nPUT /houses/{houseNo}/tea\n",
    );
    let page = read(&twice);
    assert_eq!(page.request_line.as_ref().unwrap().method, "POST");
    assert!(
        page.remainder
            .iter()
            .any(|rest| rest.text == "PUT /houses/{houseNo}/tea")
    );
}

#[test]
fn deeply_nested_and_long_input_is_read() {
    let deep = format!("{KOREAN}\n응답 예시\n\n{}", "[".repeat(50_000));
    let _ = read(&deep);
    let html = format!(
        "<!DOCTYPE html><html><body>{}x{}",
        "<div>".repeat(5_000),
        "</div>".repeat(5_000)
    );
    let _ = refused(html.as_bytes());
    let long = render(
        &Page {
            title: "x".repeat(100_000),
            ..Page::default()
        },
        Layout::Spaced,
    );
    let _ = refused(long.as_bytes());
}
