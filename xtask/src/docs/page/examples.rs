//! Examples of requests and answers.

use serde_json::Value;

use super::super::block::Line;
use super::super::model::{RequestExample, ResponseExample};
use super::super::words::Section;
use super::super::{curl, json};
use super::{Reader, skeleton};

impl Reader {
    pub(super) fn code(&mut self, line: &Line) {
        // A viewer may label the code in its first line.
        let code = line.text.trim();
        if code.starts_with("curl ") {
            return self.command(line, code);
        }
        let is_request_line = self.page.request_line.is_none() && self.is_before_examples();
        if is_request_line
            && self.request_line(code.lines().next().unwrap_or_default(), line.number)
        {
            return;
        }
        if self.section == Some(Section::BaseUrl) && code.starts_with("http") {
            self.page.base_urls.extend(
                code.lines()
                    .map(|url| url.trim().trim_end_matches('/').to_owned()),
            );
            return;
        }
        let has_method = ["GET ", "POST ", "PUT ", "DELETE ", "PATCH "]
            .iter()
            .any(|method| code.starts_with(method));
        if has_method && let Some(example) = curl::read_raw(head(code), line.number) {
            self.page.requests.push(example);
            let body = body(code);
            if !body.is_empty() {
                self.json(line, body);
            }
            return;
        }
        if code.starts_with(['{', '[']) {
            return self.json(line, code);
        }
        self.leave(line, Some("code that is neither a request nor JSON"));
    }

    fn command(&mut self, line: &Line, code: &str) {
        let mut repairs = Vec::new();
        match curl::read(code, line.number, &mut repairs) {
            Ok(example) => self.page.requests.push(example),
            Err(reason) => self.leave(line, Some(&reason)),
        }
        for repair in repairs {
            self.note(
                line.number,
                format!("mended in the example: {repair}"),
                None,
            );
        }
    }

    fn json(&mut self, line: &Line, code: &str) {
        let printed = match json::read(code) {
            Ok(printed) => printed,
            Err(reason) => return self.leave(line, Some(&reason)),
        };
        for repair in &printed.repairs {
            self.note(
                line.number,
                format!("mended in the example: {repair}"),
                None,
            );
        }
        match self.section {
            Some(
                Section::Request | Section::RequestExample | Section::Body | Section::Parameters,
            ) => {
                self.request_body(line.number, printed.value, printed.masked);
            }
            Some(
                Section::Response
                | Section::ResponseBody
                | Section::ResponseExample
                | Section::FailureExample,
            ) => {
                let failure = self.section == Some(Section::FailureExample)
                    || ["error", "responseError"]
                        .iter()
                        .any(|name| printed.value.get(name).is_some());
                self.page.responses.push(ResponseExample {
                    body: printed.value,
                    masked: printed.masked,
                    failure,
                    line: line.number,
                });
            }
            _ => self.leave(
                line,
                Some("JSON that is neither in a request nor in an answer"),
            ),
        }
    }

    /// A body that stands alone belongs to the request before it, if that has none.
    fn request_body(&mut self, line: usize, body: Value, masked: Vec<String>) {
        if skeleton::is_schema(&body) {
            return self.note(
                line,
                "a JSON Schema of the body was left out: the table has it",
                None,
            );
        }
        match self.page.requests.last_mut() {
            Some(request) if request.body.is_none() && request.method.is_some() => {
                (request.body, request.masked) = (Some(body), masked);
            }
            _ => self.page.requests.push(RequestExample {
                body: Some(body),
                masked,
                line,
                ..RequestExample::default()
            }),
        }
    }
}

/// Request line and headers of a raw request.
fn head(code: &str) -> &str {
    code.split_once("\n\n").map_or(code, |(head, _)| head)
}

fn body(code: &str) -> &str {
    code.split_once("\n\n").map_or("", |(_, body)| body.trim())
}
