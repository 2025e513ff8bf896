//! Layouts that cannot say everything: the older table of headers, and launch pages. A page is reduced to
//! what they can say, written, and read back.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::render::words;
use super::{essence, expected, read, services};
use crate::docs::model::{
    Field, Kind, Language, Limits, Need, Page, Place, RequestExample, ResponseExample, Type,
};

#[test]
fn every_operation_survives_the_older_layout() {
    each_operation(|page| {
        older_reduced(page);
        older(page)
    });
}

#[test]
fn every_operation_survives_the_launch_layout() {
    each_operation(|page| {
        let answer = skeleton(page);
        launch_reduced(page);
        let says_it = answer.to_string().contains("\"string\"");
        if !says_it && page.fields_in(Place::Response).next().is_some() {
            // Zeros alone may be an example.
            page.fields.retain(|field| field.place != Place::Response);
            page.responses = vec![ResponseExample {
                body: answer.clone(),
                masked: Vec::new(),
                failure: false,
                line: 0,
            }];
        }
        launch(page, &answer)
    });
}

/// Reduces the page of each operation, writes it and reads it back.
fn each_operation(reduce_and_write: impl Fn(&mut Page) -> String) {
    let mut count = 0;
    for service in services() {
        for (number, operation) in service.operations().enumerate() {
            let language = [Language::Korean, Language::Japanese][number % 2];
            let mut page = expected::page(service, operation, language);
            let text = reduce_and_write(&mut page);
            let back = read(&text);
            assert_eq!(essence(&page), essence(&back), "{}\n{text}", operation.id());
            count += 1;
        }
    }
    assert!(count >= 97, "{count}");
}

/// No table of the answer, the whole URL, and one table for all parameters: only the example tells which
/// are in the query.
fn older_reduced(page: &mut Page) {
    // Nor can one table have a name twice.
    let in_path: Vec<String> = page
        .fields_in(Place::Path)
        .map(|field| field.path.clone())
        .collect();
    page.fields.retain(|field| {
        field.place == Place::Path
            || (field.place != Place::Response && !in_path.contains(&field.path))
    });
    for field in &mut page.fields {
        field.kind = field
            .kind
            .take()
            .or_else(|| crate::docs::kind::read("Object").kind);
        (field.limits, field.values) = (Limits::default(), Vec::new());
    }
    let request = &mut page.requests[0];
    let url = request.url.as_mut().unwrap();
    for field in page
        .fields
        .iter()
        .filter(|field| field.place == Place::Query)
    {
        if !url.contains(&format!("{}=", field.path)) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{}=1", field.path));
        }
    }
    let server = services()
        .iter()
        .flat_map(|service| service.document().servers())
        .find(|server| url.starts_with(server.url));
    let line = page.request_line.as_mut().unwrap();
    line.uri = format!("{}{}", server.unwrap().url, line.uri);
}

fn older(page: &Page) -> String {
    let (heads, korean) = (
        words(page.language).fields,
        page.language == Language::Korean,
    );
    let [url, parameters, example, answer, name] = if korean {
        [
            "요청 URL",
            "요청 파라미터",
            "요청 예시",
            "응답 예시",
            "파라미터",
        ]
    } else {
        [
            "リクエストURL",
            "リクエストパラメータ",
            "リクエスト例",
            "レスポンス例",
            "パラメータ",
        ]
    };
    let line = page.request_line.as_ref().unwrap();
    let mut text = format!(
        "{}\n\n{url}\n\n{} {}\n\n",
        page.title, line.method, line.uri
    );
    if !page.fields.is_empty() {
        let _ = writeln!(
            text,
            "{parameters}\n\n{name}{}{}{}",
            heads[1], heads[2], heads[3]
        );
    }
    for field in &page.fields {
        let need = if field.need == Some(Need::Required) {
            "Y"
        } else {
            "N"
        };
        let kind = &field.kind.as_ref().unwrap().printed;
        let _ = writeln!(text, "{}{kind}{need}{}", field.path, field.description);
    }
    let request = &page.requests[0];
    let _ = writeln!(
        text,
        "\n{example}\n\n{} {}",
        line.method,
        request.url.as_ref().unwrap()
    );
    for (name, value) in &request.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    if let Some(body) = &request.body {
        let _ = writeln!(text, "\n{body:#}");
    }
    if let Some(response) = page.responses.first() {
        let _ = writeln!(text, "\n{answer}\n\n{:#}", response.body);
    }
    text
}

/// One cell for everything about a value, no need in bodies, and the answer as a skeleton.
fn launch_reduced(page: &mut Page) {
    for field in &mut page.fields {
        field.description.clear();
        let length = field.limits.length;
        field.limits = Limits::default();
        field
            .values
            .iter_mut()
            .for_each(|allowed| allowed.meaning = None);
        let is_listed = field.values.len() > 1
            && field
                .values
                .iter()
                .all(|allowed| !allowed.value.contains(' '));
        if !is_listed {
            field.values.clear();
            if length.least.is_some() && length.most.is_some() {
                field.limits.length = length;
            }
        }
        match field.place {
            Place::Path => {
                (field.kind, field.need, field.limits) =
                    (None, Some(Need::Required), Limits::default());
                field.values.clear();
            }
            Place::Response => {
                field.kind = field.kind.take().map(plain);
                (field.limits, field.values) = (Limits::default(), Vec::new());
            }
            _ => field.need = None,
        }
        if field.place == Place::Body || field.place == Place::Query {
            field.kind = field
                .kind
                .take()
                .or_else(|| crate::docs::kind::read("Object").kind);
        }
    }
    page.responses.clear();
    page.site = None;
    let body = page.requests[0].body.take();
    let masked = std::mem::take(&mut page.requests[0].masked);
    page.requests.clear();
    page.requests.extend(body.map(|body| RequestExample {
        body: Some(body),
        masked,
        ..RequestExample::default()
    }));
}

/// A type as a value of JSON shows it.
fn plain(kind: Type) -> Type {
    let shown = |kind: &Kind| match kind {
        Kind::Date => Kind::String,
        Kind::Long => Kind::Integer,
        other => *other,
    };
    let first = shown(&kind.kinds[0]);
    let items = kind
        .items
        .first()
        .filter(|_| first == Kind::Array)
        .map(shown);
    Type {
        printed: format!("{first:?}"),
        kinds: vec![first],
        items: items.into_iter().collect(),
    }
}

/// The answer with a word or a zero for each value.
fn skeleton(page: &Page) -> Value {
    let fields: Vec<&Field> = page.fields_in(Place::Response).collect();
    object(&fields, "")
}

fn object(fields: &[&Field], path: &str) -> Value {
    let mut members = Map::new();
    for field in fields {
        let name = match path {
            "" => Some(field.path.as_str()),
            path => field
                .path
                .strip_prefix(path)
                .and_then(|rest| rest.strip_prefix('.')),
        };
        if let Some(name) = name.filter(|name| !name.contains('.')) {
            members.insert(name.to_owned(), value(fields, field));
        }
    }
    Value::Object(members)
}

fn value(fields: &[&Field], field: &Field) -> Value {
    let Some(kind) = &field.kind else {
        return Value::Null;
    };
    let of = |kind: Kind| match kind {
        Kind::String | Kind::Date => json!("string"),
        Kind::Integer | Kind::Long => json!(0),
        Kind::Number => json!(0.0),
        Kind::Boolean => json!(true),
        Kind::Object => object(fields, &field.path),
        Kind::Array => json!([]),
    };
    match kind.items.first() {
        Some(items) if kind.kinds[0] == Kind::Array => json!([of(*items)]),
        _ => of(kind.kinds[0]),
    }
}

fn launch(page: &Page, answer: &Value) -> String {
    let korean = page.language == Language::Korean;
    let [request, parameters, body, response, answered, feet] = if korean {
        [
            "요청",
            "요청 파라미터",
            "요청 바디",
            "응답",
            "응답 바디",
            "이 문서가 도움이 되었습니까?",
        ]
    } else {
        [
            "リクエスト",
            "リクエストパラメータ",
            "リクエストボディ",
            "レスポンス",
            "レスポンスボディ",
            "この記事は役に立ちましたか?",
        ]
    };
    let line = page.request_line.as_ref().unwrap();
    let mut text = format!(
        "{}\n\n{} {}\n\n{request}\n\n{parameters}\n\n",
        page.title, line.method, line.uri
    );
    text.push_str("Parameter Name | Type | Additional Information |\n---|---|---|\n");
    for field in page
        .fields
        .iter()
        .filter(|field| field.place != Place::Response)
    {
        let kind = field.kind.as_ref().map_or("", |kind| &kind.printed);
        let place = match field.place {
            Place::Path => "Path(Required)".to_owned(),
            Place::Query => format!("Query: {kind}"),
            _ => format!("Body: {kind}"),
        };
        let values: Vec<String> = field
            .values
            .iter()
            .map(|allowed| format!("'{}'", allowed.value))
            .collect();
        let length = field.limits.length;
        let more = match (length.least, length.most) {
            (Some(least), Some(most)) => format!("String length: {least} ~ {most} characters."),
            _ => values.join(", "),
        };
        let _ = writeln!(text, "{} | {place} | {more} |", field.path);
    }
    if let Some(shown) = page
        .requests
        .first()
        .and_then(|request| request.body.as_ref())
    {
        let _ = writeln!(text, "\n{body}\n\n{shown:#}");
    }
    let _ = writeln!(text, "\n{response}");
    // What is no JSON has no skeleton.
    if answer.as_object().is_some_and(|answer| !answer.is_empty()) {
        let _ = writeln!(text, "\n{answered}\n\n{answer:#}");
    }
    let _ = writeln!(text, "\n{feet}");
    text
}
