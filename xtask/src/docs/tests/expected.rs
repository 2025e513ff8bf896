//! The page that an operation of the specification would have.

use ncloud_spec::document::Operation;
use serde_json::Value;

use crate::docs::described::{Described, members_of};
use crate::docs::model::{
    Allowed, Field, Kind, Language, Need, Page, Place, RequestExample, RequestLine, ResponseExample,
};
use crate::docs::specification::Service;
use crate::docs::{json, kind};
use crate::encoding;

/// The page of an operation, in a language.
pub(super) fn page(service: &Service<'_>, operation: Operation<'_>, language: Language) -> Page {
    let fields: Vec<Field> = members_of(service, operation)
        .iter()
        // Tables of headers have a form of their own.
        .filter(|member| member.place != Place::Header)
        .enumerate()
        .map(|(number, member)| field(number, member, language))
        .collect();
    let example = operation.examples().into_iter().next().unwrap();
    let is_there = |site: &str| operation.sites().any(|own| own == site);
    let server = service
        .document()
        .servers()
        .find(|server| is_there(server.site))
        .unwrap();
    let target = encoding::target(operation, &example).unwrap();
    let url = format!("{}{target}", server.url);
    let method = operation.verb.to_uppercase();
    let masked = |body: &Value| json::read(&body.to_string()).unwrap().masked;
    Page {
        language,
        site: Some(server.site.to_owned()),
        title: operation.id().to_owned(),
        request_line: Some(RequestLine {
            method: method.clone(),
            uri: operation.path.to_owned(),
            line: 0,
        }),
        fields,
        requests: vec![RequestExample {
            method: Some(method),
            url: Some(url),
            headers: vec![("x-ncp-apigw-timestamp".to_owned(), "{Timestamp}".to_owned())],
            masked: example.body.as_ref().map(masked).unwrap_or_default(),
            body: example.body,
            line: 0,
        }],
        responses: example
            .response
            .map(|body| ResponseExample {
                masked: masked(&body),
                body,
                failure: false,
                line: 0,
            })
            .into_iter()
            .collect(),
        ..Page::default()
    }
}

fn field(number: usize, member: &Described, language: Language) -> Field {
    let kind = member.kinds.first().map(|first| {
        let items = member
            .items
            .first()
            .filter(|_| member.kinds.contains(&Kind::Array));
        let printed = match (first, items) {
            // The documents know one width, which is the larger one.
            (Kind::Integer, _) if member.kinds.contains(&Kind::Long) => "Long".to_owned(),
            (Kind::Array, Some(items)) => format!("Array<{items:?}>"),
            (first, _) => format!("{first:?}"),
        };
        kind::read(&printed).kind.unwrap()
    });
    let need = match member.place {
        Place::Response | Place::Header => None,
        _ if member.required => Some(Need::Required),
        _ => Some(Need::Optional),
    };
    let mut limits = member.limits;
    // A page does not print a lower end that does not limit.
    limits.length.least = limits.length.least.filter(|least| *least > 0);
    Field {
        place: member.place,
        path: member.path.clone(),
        kind,
        need,
        limits,
        values: values(&member.values, language),
        default: None,
        description: text(language, number),
        quote: String::new(),
        line: 0,
    }
}

/// The values, those at even places with a meaning. A lone value is recognised by its capitals only.
fn values(values: &[String], language: Language) -> Vec<Allowed> {
    let is_capital = |value: &String| {
        value.len() > 1
            && value
                .chars()
                .all(|character| character.is_ascii_uppercase())
    };
    if values.len() == 1 && !is_capital(&values[0]) {
        return Vec::new();
    }
    let allowed = values.iter().enumerate().map(|(number, value)| Allowed {
        value: value.clone(),
        meaning: (number % 2 == 0 && values.len() > 1 && !value.contains(' '))
            .then(|| text(language, number)),
    });
    allowed.collect()
}

/// Words of a language.
pub(super) fn text(language: Language, number: usize) -> String {
    match language {
        Language::English => format!("What it says, part {number}"),
        Language::Korean => format!("무엇을 말하는지 설명하는 글 {number}"),
        Language::Japanese => format!("なにをしめすかのせつめい {number}"),
    }
}
