//! What is written in a layout is read back the same.

use proptest::prelude::*;

use super::expected;
use super::render::{LAYOUTS, Layout, render};
use super::{compared, essence, read, services};
use crate::docs::kind;
use crate::docs::model::{
    Allowed, Field, Language, Limits, Need, Page, Place, Range, RequestExample, RequestLine,
};

const LANGUAGES: [Language; 3] = [Language::English, Language::Korean, Language::Japanese];

/// A page as it can be expected back. What no type is printed for is printed as an object.
fn expected_back(page: &Page) -> Page {
    let mut page = essence(page);
    for field in &mut page.fields {
        field.kind = field.kind.take().or_else(|| kind::read("Object").kind);
    }
    page
}

#[test]
fn every_operation_survives_every_layout() {
    let mut count = 0;
    for service in services() {
        for (number, operation) in service.operations().enumerate() {
            for (turn, layout) in LAYOUTS.into_iter().enumerate() {
                let language = LANGUAGES[(number + turn) % LANGUAGES.len()];
                let page = expected::page(service, operation, language);
                let text = render(&page, layout);
                let back = read(&text);
                pretty_eq(&expected_back(&page), &essence(&back), &text, layout);
                count += 1;
            }
        }
    }
    assert!(count >= 97 * LAYOUTS.len(), "{count}");
}

#[test]
fn no_operation_differs_from_its_own_page() {
    for service in services() {
        for (number, operation) in service.operations().enumerate() {
            let page = expected::page(service, operation, LANGUAGES[number % 3]);
            let back = read(&render(&page, LAYOUTS[number % LAYOUTS.len()]));
            let outcome = compared(&back);
            let differences: Vec<_> = outcome
                .judged
                .differences
                .iter()
                .map(|other| &other.message)
                .collect();
            assert!(
                outcome.subject.starts_with(operation.id()),
                "{}: {}",
                operation.id(),
                outcome.subject
            );
            assert_eq!(differences, [""; 0], "{}", operation.id());
        }
    }
}

fn pretty_eq(expected: &Page, back: &Page, text: &str, layout: Layout) {
    if expected == back {
        return;
    }
    for (left, right) in expected.fields.iter().zip(&back.fields) {
        assert_eq!(left, right, "{layout:?} {}\n{text}", expected.title);
    }
    panic!(
        "{layout:?} {}\nexpected {expected:#?}\nread {back:#?}\n{text}",
        expected.title
    );
}

fn field(place: Place) -> impl Strategy<Value = Field> {
    let kinds = prop::sample::select(vec![
        "String",
        "Integer",
        "Long",
        "Number",
        "Boolean",
        "Object",
        "Array",
        "Array<String>",
        "Date",
    ]);
    let need = prop::sample::select(vec![Need::Required, Need::Optional, Need::Conditional]);
    let range = (0_i64..1000, 1_i64..1000);
    let values = prop::collection::btree_set("[A-Z][A-Z0-9_]{1,8}", 0..4);
    (
        "[a-z][a-zA-Z0-9_]{0,12}(\\.[a-z][a-zA-Z0-9]{0,12}){0,2}",
        kinds,
        need,
        range,
        values,
        any::<u8>(),
    )
        .prop_map(
            move |(path, printed, need, (least, more), values, choice)| {
                let kind = kind::read(printed).kind;
                let range = Range {
                    least: Some(least),
                    most: Some(least + more),
                };
                let mut limits = Limits::default();
                match printed {
                    "String" if choice % 3 == 0 => limits.length = range,
                    "Integer" | "Long" | "Number" if choice % 2 == 0 => limits.value = range,
                    _ => {}
                }
                let values = values.into_iter().filter(|_| printed == "String");
                Field {
                    place,
                    path: if place == Place::Query {
                        path.replace('.', "_")
                    } else {
                        path
                    },
                    kind,
                    need: (place != Place::Response).then_some(need),
                    limits,
                    values: values
                        .map(|value| Allowed {
                            value,
                            meaning: None,
                        })
                        .collect(),
                    default: None,
                    description: String::new(),
                    quote: String::new(),
                    line: 0,
                }
            },
        )
}

fn page() -> impl Strategy<Value = Page> {
    let fields = |place, most| prop::collection::vec(field(place), 0..most);
    let language = prop::sample::select(LANGUAGES.to_vec());
    (
        fields(Place::Query, 5),
        fields(Place::Body, 8),
        fields(Place::Response, 12),
        language,
    )
        .prop_map(|(query, body, response, language)| {
            let mut fields: Vec<Field> = Vec::new();
            for mut field in query.into_iter().chain(body).chain(response) {
                let is_new = !fields
                    .iter()
                    .any(|other| other.place == field.place && other.path == field.path);
                field.description = expected::text(language, fields.len());
                if is_new {
                    fields.push(field);
                }
            }
            Page {
                language,
                site: Some("public".to_owned()),
                title: "Do Something".to_owned(),
                request_line: Some(RequestLine {
                    method: "POST".to_owned(),
                    uri: "/api/v1/things".to_owned(),
                    line: 0,
                }),
                fields,
                requests: vec![RequestExample {
                    method: Some("POST".to_owned()),
                    url: Some("https://thing.apigw.ntruss.com/api/v1/things".to_owned()),
                    ..RequestExample::default()
                }],
                ..Page::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_survives_any_layout(page in page(), layout in prop::sample::select(LAYOUTS.to_vec())) {
        let text = render(&page, layout);
        let mut back = essence(&read(&text));
        let mut page = expected_back(&page);
        // Without prose of its own a short page has too few words to tell its language by.
        if page.fields.is_empty() {
            (page.language, back.language) = (Language::English, Language::English);
        }
        prop_assert_eq!(page, back, "{}", text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s)(.|\n|\\||필드|타입|String|Required|요청|응답 바디|\\{|\\}|\"|curl |<td>|</table>|• ){0,200}") {
        let _ = super::super::page::read("page", text.as_bytes());
    }
}
