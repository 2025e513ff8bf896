//! The words that structure a page, in three languages.
//!
//! Everything that a reader knows about a language is here.

use super::model::{Kind, Need};

/// What the text below a heading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Request,
    RequestUrl,
    BaseUrl,
    Headers,
    PathParameters,
    QueryParameters,
    /// Parameters of whichever kind; the examples tell.
    Parameters,
    Body,
    RequestExample,
    Response,
    ResponseBody,
    Statuses,
    ResponseExample,
    FailureExample,
    /// A box beside the text.
    Callout,
}

const SECTIONS: &[(Section, &[&str])] = &[
    (Section::Request, &["요청", "リクエスト", "request"]),
    (
        Section::RequestUrl,
        &[
            "요청 url",
            "요청 uri",
            "リクエストurl",
            "リクエスト url",
            "request url",
            "request uri",
        ],
    ),
    (Section::BaseUrl, &["api url"]),
    (
        Section::Headers,
        &[
            "요청 헤더",
            "헤더",
            "リクエストヘッダ",
            "リクエストヘッダー",
            "request headers",
            "request header",
            "headers",
        ],
    ),
    (
        Section::PathParameters,
        &[
            "요청 패스 파라미터",
            "요청 경로 파라미터",
            "패스 파라미터",
            "경로 파라미터",
            "リクエストパスパラメータ",
            "パスパラメータ",
            "request path parameters",
            "request path parameter",
            "path parameters",
        ],
    ),
    (
        Section::QueryParameters,
        &[
            "요청 쿼리 파라미터",
            "쿼리 파라미터",
            "요청 쿼리 스트링",
            "リクエストクエリパラメータ",
            "クエリパラメータ",
            "request query parameters",
            "request query parameter",
            "query parameters",
            "query string",
        ],
    ),
    (
        Section::Parameters,
        &[
            "요청 파라미터",
            "파라미터",
            "リクエストパラメータ",
            "パラメータ",
            "request parameters",
            "request parameter",
            "parameters",
        ],
    ),
    (
        Section::Body,
        &[
            "요청 바디",
            "요청 본문",
            "リクエストボディ",
            "リクエスト本文",
            "request body",
        ],
    ),
    (
        Section::RequestExample,
        &[
            "요청 예시",
            "요청 예제",
            "リクエスト例",
            "リクエストサンプル",
            "request example",
            "request examples",
            "request sample",
            "sample request",
        ],
    ),
    (Section::Response, &["응답", "レスポンス", "response"]),
    (
        Section::ResponseBody,
        &[
            "응답 바디",
            "응답 본문",
            "응답 파라미터",
            "レスポンスボディ",
            "レスポンスパラメータ",
            "response body",
            "response parameters",
            "response elements",
        ],
    ),
    (
        Section::Statuses,
        &[
            "응답 상태 코드",
            "상태 코드",
            "오류 코드",
            "レスポンスステータスコード",
            "ステータスコード",
            "エラーコード",
            "response status codes",
            "response status code",
            "status codes",
            "error codes",
            "errors",
        ],
    ),
    (
        Section::ResponseExample,
        &[
            "응답 예시",
            "응답 예제",
            "レスポンス例",
            "レスポンスサンプル",
            "response example",
            "response examples",
            "response sample",
            "sample response",
        ],
    ),
    (
        Section::FailureExample,
        &[
            "오류 응답",
            "오류 예시",
            "エラーレスポンス",
            "error response",
            "error example",
        ],
    ),
    (
        Section::Callout,
        &[
            "참고",
            "주의",
            "参考",
            "注意",
            "note",
            "notes",
            "caution",
            "warning",
            "important",
        ],
    ),
];

/// The section that a heading opens.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = fold(heading);
    SECTIONS
        .iter()
        .find(|(_, words)| words.contains(&heading.as_str()))
        .map(|(section, _)| *section)
}

/// A text as the tables here have it: lower case, single spaces, no mark of a heading.
fn fold(text: &str) -> String {
    let text = text.trim().trim_matches(['#', '*', ':']).to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Type,
    Required,
    Default,
    Limits,
    Description,
    Method,
    Uri,
    Status,
    Code,
    Message,
    Operation,
    /// A column that we do not know.
    Other,
}

const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "필드",
            "필드명",
            "필드 이름",
            "파라미터",
            "파라미터명",
            "파라미터 이름",
            "헤더",
            "헤더명",
            "이름",
            "フィールド",
            "フィールド名",
            "パラメータ",
            "パラメータ名",
            "ヘッダ",
            "ヘッダ名",
            "ヘッダー名",
            "field",
            "field name",
            "parameter",
            "parameter name",
            "header",
            "header name",
            "name",
        ],
    ),
    (
        Column::Type,
        &[
            "타입",
            "데이터 타입",
            "タイプ",
            "データタイプ",
            "type",
            "data type",
        ],
    ),
    (
        Column::Required,
        &[
            "필수 여부",
            "필수여부",
            "필수",
            "必須の有無",
            "必須かどうか",
            "必須",
            "required",
            "required or not",
            "mandatory",
        ],
    ),
    (
        Column::Default,
        &[
            "기본값",
            "デフォルト",
            "デフォルト値",
            "default",
            "default value",
        ],
    ),
    (
        Column::Limits,
        &[
            "제약 사항",
            "제약사항",
            "제한",
            "制約",
            "制約事項",
            "restrictions",
            "restriction",
            "limits",
        ],
    ),
    (
        Column::Description,
        &[
            "설명",
            "비고",
            "説明",
            "備考",
            "description",
            "additional information",
            "remarks",
        ],
    ),
    (Column::Method, &["메서드", "메소드", "メソッド", "method"]),
    (Column::Uri, &["uri", "url"]),
    (
        Column::Status,
        &[
            "http 상태 코드",
            "http 상태코드",
            "httpステータスコード",
            "http ステータスコード",
            "http status code",
            "http status",
        ],
    ),
    (
        Column::Code,
        &[
            "코드",
            "응답 코드",
            "오류 코드",
            "コード",
            "エラーコード",
            "code",
            "response code",
            "error code",
        ],
    ),
    (
        Column::Message,
        &[
            "메시지",
            "응답 메시지",
            "오류 메시지",
            "メッセージ",
            "エラーメッセージ",
            "message",
            "response message",
            "error message",
        ],
    ),
    (
        Column::Operation,
        &["api", "api 이름", "api名", "operation"],
    ),
];

/// What a head cell says about its column.
pub(super) fn column(head: &str) -> Column {
    let head = fold(head);
    COLUMNS
        .iter()
        .find(|(_, words)| words.contains(&head.as_str()))
        .map_or(Column::Other, |(column, _)| *column)
}

/// The columns of a line that is the head of a table: known words and nothing else, with or without
/// space between them.
pub(super) fn columns(line: &str) -> Option<Vec<Column>> {
    let line = fold(line);
    let mut rest = line.as_str();
    let mut columns = Vec::new();
    while !rest.is_empty() {
        let (column, word) = COLUMNS
            .iter()
            .flat_map(|(column, words)| words.iter().map(move |word| (*column, *word)))
            .filter(|(_, word)| rest.starts_with(word))
            .max_by_key(|(_, word)| word.len())?;
        columns.push(column);
        rest = rest[word.len()..].trim_start();
    }
    let first = columns.first()?;
    let is_head = columns.len() > 1
        && matches!(
            first,
            Column::Name | Column::Method | Column::Status | Column::Code | Column::Operation
        );
    // "API API"; a table has each column once.
    let repeats = (1..columns.len()).any(|index| columns[..index].contains(&columns[index]));
    (is_head && !repeats).then_some(columns)
}

/// Whether a member must be there. `-` and what is unknown say nothing.
pub(super) fn need(word: &str) -> Option<Need> {
    match fold(word).as_str() {
        "required" | "y" | "yes" | "o" | "true" | "mandatory" | "필수" | "必須" => {
            Some(Need::Required)
        }
        "optional" | "n" | "no" | "x" | "false" | "선택" | "任意" => Some(Need::Optional),
        "conditional" | "조건부" | "조건부 필수" | "条件付き" => {
            Some(Need::Conditional)
        }
        _ => None,
    }
}

/// The words of [`need`] that cannot be the beginning of a description, as a pattern.
pub(super) const NEEDS: &str = "Required|Optional|Conditional|Mandatory|조건부 필수|조건부|필수|선택|必須|任意|条件付き|Yes|No|-";

/// Names of types, as a pattern.
pub(super) const TYPES: &str = "String|Integer|Int|Long|Number|Float|Double|Boolean|Bool|Object|Array|List|DateTime|Date|Timestamp|Map|JSON|File";

/// The kind that a name of a type stands for.
pub(super) fn kind(name: &str) -> Option<Kind> {
    match name.to_ascii_lowercase().as_str() {
        "string" | "file" => Some(Kind::String),
        "date" | "datetime" | "timestamp" => Some(Kind::Date),
        "integer" | "int" => Some(Kind::Integer),
        "long" => Some(Kind::Long),
        "number" | "float" | "double" => Some(Kind::Number),
        "boolean" | "bool" => Some(Kind::Boolean),
        "object" | "map" | "json" => Some(Kind::Object),
        "array" | "list" => Some(Kind::Array),
        _ => None,
    }
}

/// What stands between types of which a value may have any, as a pattern.
pub(super) const OR: &str = r"\bor\b|또는|または";

/// Words after which a default value stands, as a pattern.
pub(super) const DEFAULTS: &str = "기본값|デフォルト値|デフォルト|[Dd]efault";

/// Words before an upper limit, as a pattern.
pub(super) const MOST: &str = "최대|最大|[Uu]p to|[Mm]ax(?:imum)?";
/// Words before a lower limit, as a pattern.
pub(super) const LEAST: &str = "최소|最小|[Aa]t least|[Mm]in(?:imum)?";

/// Units of a length in characters, as a pattern.
pub(super) const CHARACTERS: &str = "자|글자|文字|[Cc]haracters?|[Cc]hars?|[Ll]etters";
/// Units of a length in octets, which is no limit of characters, as a pattern.
pub(super) const OCTETS: &str = r"바이트|バイト|[Bb]ytes?|[KMG]?B\b";

/// Sentences and titles that name the service, as patterns with a group for it.
pub(super) const SERVICES: [&str; 3] = [
    r"^(.+?) ?API(?:에서 공통|で共通)",
    r"common to all (.+?) APIs",
    r"^(.+?) (?:개요|概要|[Oo]verview)$",
];

/// Lines that belong to the site and not to the page: navigation, votes, forms.
pub(super) fn is_furniture(line: &str) -> bool {
    const WHOLE: [&str; 24] = [
        "menu",
        "pdf",
        "• pdf",
        "- pdf",
        "prev next",
        "인쇄",
        "- 인쇄",
        "印刷する",
        "- 印刷する",
        "print",
        "- print",
        "share",
        "기사 요약",
        "記事の要約",
        "article summary",
        "what's next",
        "table of contents",
        "enter a valid email",
        "enter a valid password",
        "naver cloud",
        "api guide",
        "shell",
        "목차",
        "目次",
    ];
    const STARTS: [&str; 10] = [
        "이 문서가 도움이",
        "この記事は役に",
        "was this article helpful",
        "changing your password will",
        "first name must have",
        "last name must have",
        "your profile has been",
        "did you find this summary",
        "thank you for your feedback",
        "documentation index",
    ];
    let line = fold(line);
    WHOLE.contains(&line.as_str()) || STARTS.iter().any(|start| line.starts_with(start))
}

/// Names of languages that viewers write above or below code.
pub(super) fn is_code_label(line: &str) -> bool {
    let line = fold(line);
    let line = line
        .trim_end_matches("copy")
        .trim_end_matches("복사")
        .trim_end_matches("コピー")
        .trim_end();
    [
        "shell",
        "bash",
        "json",
        "http",
        "xml",
        "curl",
        "plaintext",
        "text",
        "",
    ]
    .contains(&line)
}
