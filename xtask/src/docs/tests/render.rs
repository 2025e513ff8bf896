//! Pages in the layouts of the vendor, written from what they say.

use std::fmt::Write as _;

use serde_json::Value;

use crate::docs::model::{Field, Language, Page, Place, Range, RequestExample};

/// How a page is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cells apart, lists below their row.
    Spaced,
    /// Cells that touch each other.
    Touching,
    /// Cells that touch each other, and lists that swallow the rows behind them.
    BrokenLists,
    /// Text of a PDF: tabulators between cells.
    Tabs,
    /// Bars between cells, as in Markdown.
    Bars,
    /// As a browser saves it.
    Html,
}

pub(super) const LAYOUTS: [Layout; 6] = [
    Layout::Spaced,
    Layout::Touching,
    Layout::BrokenLists,
    Layout::Tabs,
    Layout::Bars,
    Layout::Html,
];

/// The words of a language that structure a page.
pub(super) struct Words {
    headings: [&'static str; 8],
    pub(super) fields: [&'static str; 4],
    request_line: [&'static str; 2],
    prose: &'static str,
    feet: &'static str,
    characters: &'static str,
    most: &'static str,
    least: &'static str,
}

pub(super) fn words(language: Language) -> Words {
    match language {
        Language::English => Words {
            headings: [
                "Request",
                "Request path parameters",
                "Request query parameters",
                "Request body",
                "Request example",
                "Response",
                "Response body",
                "Response example",
            ],
            fields: ["Field", "Type", "Required", "Description"],
            request_line: ["Method", "URI"],
            prose: "This is how it looks:",
            feet: "Was this article helpful?",
            characters: " characters",
            most: "Up to ",
            least: "At least ",
        },
        Language::Korean => Words {
            headings: [
                "요청",
                "요청 패스 파라미터",
                "요청 쿼리 파라미터",
                "요청 바디",
                "요청 예시",
                "응답",
                "응답 바디",
                "응답 예시",
            ],
            fields: ["필드", "타입", "필수 여부", "설명"],
            request_line: ["메서드", "URI"],
            prose: "형식은 이렇게 생겼습니다.",
            feet: "이 문서가 도움이 되었습니까?",
            characters: "자",
            most: "최대 ",
            least: "최소 ",
        },
        Language::Japanese => Words {
            headings: [
                "リクエスト",
                "リクエストパスパラメータ",
                "リクエストクエリパラメータ",
                "リクエストボディ",
                "リクエスト例",
                "レスポンス",
                "レスポンスボディ",
                "レスポンス例",
            ],
            fields: ["フィールド", "タイプ", "必須の有無", "説明"],
            request_line: ["メソッド", "URI"],
            prose: "かたちはこのとおりです。",
            feet: "この記事は役に立ちましたか?",
            characters: "文字",
            most: "最大",
            least: "最小",
        },
    }
}

/// The text of a page.
pub(super) fn render(page: &Page, layout: Layout) -> String {
    let words = words(page.language);
    let mut writer = Writer {
        layout,
        words: &words,
        text: String::new(),
        swallowed: false,
    };
    writer.page(page);
    writer.text
}

struct Writer<'w> {
    layout: Layout,
    words: &'w Words,
    text: String,
    /// A list goes on where it should have ended.
    swallowed: bool,
}

impl Writer<'_> {
    fn is_html(&self) -> bool {
        self.layout == Layout::Html
    }

    fn page(&mut self, page: &Page) {
        if self.is_html() {
            let _ = writeln!(
                self.text,
                "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><nav><a href=\"#\">Home</a></nav><h1>{0}</h1>",
                page.title
            );
        } else {
            self.line(&page.title);
            self.line("\nPrev Next\n");
        }
        let headings = self.words.headings;
        self.heading(headings[0]);
        self.prose();
        if let Some(request) = &page.request_line {
            let head: Vec<String> = self
                .words
                .request_line
                .iter()
                .map(|word| (*word).to_owned())
                .collect();
            self.head(&head);
            self.row(&[request.method.clone(), request.uri.clone()], &[]);
            self.end_of_table();
        }
        for (place, heading) in [(Place::Path, 1), (Place::Query, 2), (Place::Body, 3)] {
            self.fields(page, place, headings[heading]);
        }
        self.heading(headings[4]);
        for request in &page.requests {
            self.prose();
            self.code(&curl(request));
        }
        self.heading(headings[5]);
        self.fields(page, Place::Response, headings[6]);
        if let Some(response) = page.responses.first() {
            self.heading(headings[7]);
            self.code(&format!("{:#}", response.body));
        }
        let feet = self.words.feet;
        if self.is_html() {
            let _ = writeln!(self.text, "<footer><p>{feet}</p></footer></body></html>");
        } else {
            self.line(&format!("\n{feet}"));
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        if self.is_html() {
            return self.line(&format!("<h2 id=\"x\">{heading}</h2>"));
        }
        let mark = if self.swallowed { "• " } else { "" };
        let mark = if self.layout == Layout::Bars {
            "## "
        } else {
            mark
        };
        self.swallowed = false;
        self.line(&format!("\n{mark}{heading}\n"));
    }

    fn prose(&mut self) {
        let prose = self.words.prose;
        let line = if self.is_html() {
            format!("<p>{prose}</p>")
        } else {
            format!("{prose}\n")
        };
        self.line(&line);
    }

    fn code(&mut self, code: &str) {
        match self.layout {
            Layout::Html => self.line(&format!("<pre><code>{}</code></pre>", escaped(code))),
            Layout::Bars => self.line(&format!("```\n{code}\n```")),
            _ => self.line(code),
        }
    }

    fn head(&mut self, cells: &[String]) {
        match self.layout {
            Layout::Html => {
                let cells: String = cells
                    .iter()
                    .map(|cell| format!("<th>{cell}</th>"))
                    .collect();
                self.line(&format!("<table><thead><tr>{cells}</tr></thead><tbody>"));
            }
            Layout::Bars => {
                self.line(&format!("| {} |", cells.join(" | ")));
                self.line(&format!("|{}", " --- |".repeat(cells.len())));
            }
            _ => self.cells(cells),
        }
    }

    fn cells(&mut self, cells: &[String]) {
        let between = match self.layout {
            Layout::Spaced => " ",
            Layout::Tabs => "\t",
            _ => "",
        };
        let mark = if self.swallowed { "  • " } else { "" };
        self.line(&format!("{mark}{}", cells.join(between)));
    }

    /// A row, and the items of the list in its last cell.
    fn row(&mut self, cells: &[String], items: &[(usize, String)]) {
        match self.layout {
            Layout::Html => {
                let mut row: String = cells
                    .iter()
                    .map(|cell| format!("<td>{}</td>", escaped(cell)))
                    .collect();
                if !items.is_empty() {
                    row.truncate(row.len() - "</td>".len());
                    row.push_str(&html_list(items));
                    row.push_str("</td>");
                }
                self.line(&format!("<tr>{row}</tr>"));
            }
            Layout::Bars => {
                let cells: Vec<String> =
                    cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
                let list: String = items
                    .iter()
                    .map(|(depth, item)| {
                        format!("<br>{}• {}", "  ".repeat(*depth), item.replace('|', "\\|"))
                    })
                    .collect();
                self.line(&format!("| {}{list} |", cells.join(" | ")));
            }
            _ => {
                self.cells(cells);
                for (depth, item) in items {
                    self.line(&format!("{}• {item}", "  ".repeat(depth + 1)));
                }
                if self.layout == Layout::BrokenLists {
                    self.swallowed = !items.is_empty();
                }
            }
        }
    }

    fn end_of_table(&mut self) {
        if self.is_html() {
            self.line("</tbody></table>");
        }
    }

    fn fields(&mut self, page: &Page, place: Place, heading: &str) {
        let fields: Vec<&Field> = page.fields_in(place).collect();
        if fields.is_empty() {
            return;
        }
        self.heading(heading);
        self.prose();
        let head: Vec<String> = self
            .words
            .fields
            .iter()
            .map(|word| (*word).to_owned())
            .collect();
        self.head(&head);
        for field in fields {
            let need = field
                .need
                .map_or("-".to_owned(), |need| format!("{need:?}"));
            let kind = field
                .kind
                .as_ref()
                .map_or("Object".to_owned(), |kind| kind.printed.clone());
            let cells = [field.path.clone(), kind, need, field.description.clone()];
            self.row(&cells, &self.items(field));
        }
        self.end_of_table();
    }

    /// Limits and values, as items of a list and how deep they are.
    fn items(&self, field: &Field) -> Vec<(usize, String)> {
        let mut items = Vec::new();
        items.extend(self.range(field.limits.length, self.words.characters));
        items.extend(self.range(field.limits.value, ""));
        let mut items: Vec<(usize, String)> = items.into_iter().map(|item| (0, item)).collect();
        if !field.values.is_empty() {
            let values: Vec<&str> = field
                .values
                .iter()
                .map(|allowed| allowed.value.as_str())
                .collect();
            items.push((0, values.join(" | ")));
        }
        for allowed in &field.values {
            if let Some(meaning) = &allowed.meaning {
                items.push((1, format!("{}: {meaning}", allowed.value)));
            }
        }
        items
    }

    fn range(&self, range: Range, unit: &str) -> Option<String> {
        match (range.least, range.most) {
            (None, None) => None,
            (Some(least), Some(most)) => Some(format!("{least}~{most}{unit}")),
            (Some(least), None) => Some(format!("{}{least}{unit}", self.words.least)),
            (None, Some(most)) => Some(format!("{}{most}{unit}", self.words.most)),
        }
    }
}

fn curl(request: &RequestExample) -> String {
    let mut command = format!(
        "curl --location --request {} '{}'",
        request.method.as_deref().unwrap_or_default(),
        request.url.as_deref().unwrap_or_default()
    );
    for (name, value) in &request.headers {
        let _ = write!(command, " \\\n--header '{name}: {value}'");
    }
    if let Some(body) = &request.body {
        let _ = write!(command, " \\\n--data '{}'", quoted(body));
    }
    command
}

/// A body within single quotes.
fn quoted(body: &Value) -> String {
    format!("{body:#}").replace('\'', "'\\''")
}

fn html_list(items: &[(usize, String)]) -> String {
    let mut html = String::from("<ul>");
    let mut depth = 0;
    for (of, item) in items {
        if *of > depth {
            html.push_str("<ul>");
        } else if *of < depth {
            html.push_str("</ul>");
        }
        depth = *of;
        let _ = write!(html, "<li>{}</li>", escaped(item));
    }
    html.push_str(&"</ul>".repeat(depth + 1));
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
