//! Pages of a tea house, which nobody runs, in every layout; what they say was written down by hand.

use super::read;
use crate::docs::model::{Language, Page, Place};
use crate::docs::{characters, page, show, words};

/// The rows as `place path type need limits values default`, as far as there is something to say.
fn rows(page: &Page) -> Vec<String> {
    let row = |field: &crate::docs::model::Field| {
        let mut parts = vec![field.place.to_string(), field.path.clone()];
        parts.extend(field.kind.as_ref().map(|kind| kind.printed.clone()));
        parts.extend(field.need.map(|need| format!("{need:?}")));
        if field.limits.length != Default::default() {
            parts.push(format!("length {}", field.limits.length));
        }
        if field.limits.value != Default::default() {
            parts.push(format!("value {}", field.limits.value));
        }
        let values: Vec<String> = field
            .values
            .iter()
            .map(|allowed| match &allowed.meaning {
                Some(meaning) => format!("{}={meaning}", allowed.value),
                None => allowed.value.clone(),
            })
            .collect();
        if !values.is_empty() {
            parts.push(values.join("|"));
        }
        parts.extend(
            field
                .default
                .as_ref()
                .map(|default| format!("default {default}")),
        );
        parts.join(" ")
    };
    page.fields.iter().map(row).collect()
}

fn codes(page: &Page) -> Vec<(Option<u16>, Option<&str>, &str, &str)> {
    let rows = page.statuses.iter();
    rows.map(|row| {
        (
            row.http,
            row.code.as_deref(),
            row.message.as_str(),
            row.description.as_str(),
        )
    })
    .collect()
}

fn identity(page: &Page) -> (Language, Option<&str>, Option<&str>, &str) {
    (
        page.language,
        page.site.as_deref(),
        page.service.as_deref(),
        page.title.as_str(),
    )
}

fn request_line(page: &Page) -> Option<(&str, &str)> {
    page.request_line
        .as_ref()
        .map(|request| (request.method.as_str(), request.uri.as_str()))
}

#[test]
fn korean_with_cells_apart() {
    let page = read(include_str!("pages/korean-spaced.txt"));
    assert_eq!(
        identity(&page),
        (Language::Korean, Some("gov"), Some("Tea House"), "Brew Tea")
    );
    assert_eq!(
        request_line(&page),
        Some(("POST", "/houses/{houseNo}/teas"))
    );
    assert_eq!(
        rows(&page),
        [
            "path houseNo Long Required",
            "query notify Boolean Optional default false",
            "body teaName String Required length 3..15",
            "body leaf String Required GREEN=녹차|BLACK=홍차|WHITE=백차",
            "body minutes Integer Optional value 1..10 default 3",
            "body cup Object Optional",
            "body cup.colour String Conditional",
            "body cup.sizes Array<Integer> Optional",
            "response code Integer",
            "response result Object",
            "response result.teaNo Number",
            "response result.sips Array",
            "response result.sips.sipNo Long",
            "response result.sips.taste String 또는 Array<String>",
        ]
    );
    let request = &page.requests[0];
    assert_eq!(
        request.url.as_deref(),
        Some("https://teahouse.apigw.gov-ntruss.com/api/v1/houses/7/teas?notify=true")
    );
    assert_eq!(request.body.as_ref().unwrap()["cup"]["sizes"][1], 2);
    let response = &page.responses[0];
    assert_eq!(response.body["result"]["teaNo"], 1700);
    assert_eq!(response.masked, ["/result/teaNo", "/result/sips/0/taste"]);
    assert!(
        page.notes.iter().all(|note| note.cut.is_none()),
        "{:?}",
        page.notes
    );
}

#[test]
fn japanese_with_cells_that_touch() {
    let page = read(include_str!("pages/japanese-touching.txt"));
    assert_eq!(
        identity(&page),
        (
            Language::Japanese,
            Some("public"),
            Some("Tea House"),
            "Get Tea"
        )
    );
    assert_eq!(
        request_line(&page),
        Some(("GET", "/houses/{houseNo}/teas/{teaNo}"))
    );
    assert_eq!(
        rows(&page),
        [
            "path houseNo Long Required",
            "path teaNo String Required",
            "query detail String Optional SHORT=みじかい|LONG=ながい",
            "query pageNo Integer Optional value 1..100 default 1",
            "response code String",
            "response data Object",
            "response data.isHot Boolean",
            "response data.isLong Long",
            "response data.leaf String GREEN|BLACK",
            "response data.brewed Date",
        ]
    );
    assert_eq!(page.responses[0].body["data"]["isLong"], 3);
}

#[test]
fn korean_with_lists_broken_out_of_their_cells() {
    let page = read(include_str!("pages/korean-broken-lists.txt"));
    assert_eq!(
        identity(&page),
        (
            Language::Korean,
            Some("public"),
            Some("Tea House"),
            "Tea House 개요"
        )
    );
    assert_eq!(page.base_urls, ["https://teahouse.apigw.ntruss.com/api/v1"]);
    assert_eq!(
        rows(&page),
        [
            "header x-ncp-apigw-timestamp Required",
            "header x-ncp-iam-access-key Required",
            "header x-ncp-apigw-signature-v2 Required",
            "header Accept Optional",
        ]
    );
    assert_eq!(
        page.fields[1].description,
        "발급받은 Access Key\n• 찾는 곳: 인증키 참조\n• 다른 곳: 서브 계정 참조"
    );
    assert_eq!(
        codes(&page),
        [
            (
                Some(200),
                Some("100"),
                "The kettle is empty. Fill it.",
                "PEM 주전자가 비었음"
            ),
            (Some(200), Some("2200"), "No tea was found.", "차 없음"),
            (Some(400), Some("100"), "Bad Request Exception", "요청 오류"),
            (Some(503), Some("500"), "Endpoint Error", "엔드포인트 오류"),
        ]
    );
    let listed: Vec<_> = page
        .operations
        .iter()
        .map(|listed| (listed.name.as_str(), listed.description.as_str()))
        .collect();
    assert_eq!(listed, [("brewTea", "차 끓이기"), ("getTea", "차 조회")]);
}

#[test]
fn the_older_table_of_headers() {
    let page = read(include_str!("pages/korean-older.txt"));
    assert_eq!(
        identity(&page),
        (Language::Korean, Some("fin"), None, "차 데우기")
    );
    let uri = "https://fin-teahouse.apigw.fin-ntruss.com/api/v2/tea/warmUp/{tea-no}";
    assert_eq!(request_line(&page), Some(("POST", uri)));
    assert_eq!(
        rows(&page),
        [
            "header x-ncp-apigw-timestamp",
            "header x-ncp-iam-access-key",
            "header Content-Type",
            "body degrees Integer Required",
            "body potName String Optional",
            "path tea-no String Required",
        ]
    );
    assert_eq!(page.requests.len(), 2);
    for request in &page.requests {
        assert_eq!(
            request.url.as_deref(),
            Some("https://fin-teahouse.apigw.fin-ntruss.com/api/v2/tea/warmUp/15")
        );
        assert_eq!(request.body.as_ref().unwrap()["degrees"], 70);
    }
    assert_eq!(page.responses[0].body["result"], true);
}

#[test]
fn the_text_of_a_pdf() {
    let page = read(include_str!("pages/korean-pdf.txt"));
    assert_eq!(
        identity(&page),
        (Language::Korean, Some("public"), None, "Tea guide")
    );
    assert_eq!(
        rows(&page),
        [
            "header x-ncp-apigw-timestamp Required",
            "header x-ncp-tea-house Optional"
        ]
    );
    assert_eq!(page.fields[1].description, "찻집: 여기 참조");
    assert_eq!(
        codes(&page),
        [
            (Some(200), None, "OK", "성공"),
            (Some(429), Some("410"), "Throttle Limited", "Rate 초과")
        ]
    );
    assert_eq!(
        page.requests[0].url.as_deref(),
        Some("https://teahouse.apigw.ntruss.com/teas?a=1&b")
    );
    assert!(page.responses[0].failure);
    assert_eq!(page.responses[0].body["error"]["errorCode"], "210");
    let shown = show::page(&page);
    for left in [
        "머리말을 설명합니다.",
        "찻집마다 다를 수 있습니다.",
        "주전자\t값",
        "큰 것\t10",
    ] {
        assert!(shown.contains(left), "{left}\n{shown}");
    }
}

#[test]
fn html_as_a_browser_saves_it() {
    let page = page::read("page.html", include_bytes!("pages/english.html")).unwrap();
    assert_eq!(
        identity(&page),
        (
            Language::English,
            Some("public"),
            Some("Tea House"),
            "Pour Tea"
        )
    );
    assert_eq!(page.slug.as_deref(), Some("tea-teahouse-pourtea"));
    assert_eq!(request_line(&page), Some(("PUT", "/api/v1/teas/{teaNo}")));
    assert_eq!(
        rows(&page),
        [
            "path teaNo Long Required",
            "body cup String Required SMALL=for one|LARGE=for two & more",
            "body milk Integer Optional value 0..50",
            "body note String Optional length ..100",
            "response code String",
            "response data Array",
            "response data.sipNo Long",
        ]
    );
    assert_eq!(
        codes(&page),
        [(Some(403), Some("FORBIDDEN"), "Forbidden", "Not your tea")]
    );
    assert_eq!(page.requests[0].body.as_ref().unwrap()["cup"], "SMALL");
    assert_eq!(page.responses[0].body["data"][0]["sipNo"], 1);
    let left: Vec<_> = page
        .remainder
        .iter()
        .filter(|rest| !rest.furniture)
        .map(|rest| rest.text.as_str())
        .collect();
    assert_eq!(
        left,
        [
            "Available in VPC",
            "For headers common to all Tea House APIs, see there.",
            "Notes of the house",
            "no head | here"
        ]
    );
}

#[test]
fn launch_pages_put_everything_into_the_type() {
    let page = read(include_str!("pages/korean-launch.txt"));
    assert_eq!(identity(&page), (Language::Korean, None, None, "Mix Tea"));
    assert_eq!(
        request_line(&page),
        Some(("PUT", "/tea/v1/teas/{teaTag}/mix"))
    );
    assert_eq!(
        rows(&page),
        [
            "header x-ncp-apigw-timestamp Required",
            "header x-ncp-iam-access-key Required",
            "path teaTag Required",
            "body mixName String length 3..15",
            "body leaf String GREEN|BLACK",
            "body isHot Boolean",
            "body size Integer 128|256|512 default 256",
            "body memo String",
            "response code String",
            "response data Object",
            "response data.mixNo Integer",
            "response data.mixName String",
            "response data.isHot Boolean",
            "response data.parts Array",
            "response data.parts.leaf String",
            "response data.parts.grams Integer",
        ]
    );
    assert_eq!(page.requests[0].body.as_ref().unwrap()["leaf"], "GREEN");
}

#[test]
fn launch_pages_may_print_a_schema() {
    let page = read(include_str!("pages/korean-schema.txt"));
    assert_eq!(
        rows(&page),
        [
            "header x-ncp-apigw-timestamp Required",
            "body grams Integer",
            "response code String",
            "response data Object",
            "response data.weights Array",
        ]
    );
    assert_eq!(page.fields_in(Place::Response).count(), 3);
    assert!(page.responses.is_empty());
}

#[test]
fn rows_between_bars_may_be_broken() {
    let page = read(include_str!("pages/english-bars.txt"));
    assert_eq!(
        identity(&page),
        (Language::English, None, None, "Taste Tea")
    );
    assert_eq!(
        rows(&page),
        [
            "body teaNo Long Required",
            "body tastes Array<String> Optional",
            "body strength Integer Conditional value 1..5",
            "response code String",
            "response data Boolean",
        ]
    );
}

/// Every line of a text is somewhere: nothing is dropped. Only what structures a page, and what belongs to
/// the JSON and the commands, is not kept as text.
#[test]
fn nothing_is_dropped() {
    for text in [
        include_str!("pages/korean-spaced.txt"),
        include_str!("pages/japanese-touching.txt"),
        include_str!("pages/korean-broken-lists.txt"),
        include_str!("pages/korean-older.txt"),
        include_str!("pages/korean-launch.txt"),
        include_str!("pages/korean-pdf.txt"),
    ] {
        let page = read(text);
        let json = serde_json::to_string(&page).unwrap();
        let mut kept = 0;
        for line in text.lines() {
            let line = characters::plain(line);
            let line = line.trim().trim_start_matches(['•', '#']).trim();
            let line = line.strip_prefix("- ").unwrap_or(line);
            let quoted = serde_json::to_string(&characters::single_line(line)).unwrap();
            let is_kept = json.contains(quoted.trim_matches('"'))
                || json.contains(serde_json::to_string(line).unwrap().trim_matches('"'));
            kept += usize::from(is_kept && !line.is_empty());
            // Headers of examples are kept as name and value.
            let is_header = line
                .split_once(": ")
                .is_some_and(|(name, value)| json.contains(name) && json.contains(value));
            assert!(is_kept || is_header || is_structure(line), "{line}");
        }
        assert!(kept > 10, "{kept}");
    }
}

fn is_structure(line: &str) -> bool {
    let is_code = line.starts_with(['{', '}', ']', '"', '\'', '<'])
        || line.starts_with("curl ")
        || line.ends_with('\\');
    let is_head = |line: &str| {
        words::columns(line).is_some()
            || line
                .split('\t')
                .all(|cell| words::column(cell) != words::Column::Other)
    };
    let is_request = ["GET", "PUT", "POST"]
        .iter()
        .any(|method| line.starts_with(method));
    let is_option = line.starts_with('-');
    is_code
        || is_request
        || is_option
        || words::section(line).is_some()
        || is_head(line)
        || words::is_code_label(line)
        || line.starts_with("Content-Type")
        || line.contains("</a>")
        || line.is_empty()
}
