//! Examples of the page beside our schemas.

use ncloud_spec::document::{Operation, escape_pointer, unescape_pointer};
use ncloud_spec::json_schema::json_schema;
use serde_json::Value;

use super::super::described::{self, Described};
use super::super::difference::{Difference, What};
use super::super::locate::{agrees, calls, hosts};
use super::super::model::{Page, Place, RequestExample};
use super::super::specification::Service;

pub(super) fn compare(
    page: &Page,
    service: &Service<'_>,
    operation: Operation<'_>,
    found: &mut Vec<Difference>,
) {
    let members = described::members_of(service, operation);
    let published = service.published.operation(operation.id());
    let mut examples = Examples {
        page,
        service,
        operation,
        members: &members,
        found,
    };
    for request in &page.requests {
        examples.target(request);
        if let (Some(body), Some(media)) = (
            &request.body,
            published.and_then(|operation| operation.request_body()),
        ) {
            examples.body(
                Place::Body,
                body,
                &request.masked,
                &media["schema"],
                request.line,
            );
        }
    }
    for response in page.responses.iter().filter(|response| !response.failure) {
        if let Some(("application/json", media)) =
            published.and_then(|operation| operation.success())
        {
            examples.body(
                Place::Response,
                &response.body,
                &response.masked,
                &media["schema"],
                response.line,
            );
        }
    }
}

struct Examples<'c, 'a> {
    page: &'c Page,
    service: &'c Service<'a>,
    operation: Operation<'a>,
    members: &'c [Described],
    found: &'c mut Vec<Difference>,
}

impl<'c> Examples<'c, '_> {
    /// Our member of this path.
    fn member(&self, place: Place, path: &str) -> Option<&'c Described> {
        let mut members = self.members.iter();
        members.find(|member| member.place == place && member.path == path)
    }

    /// The example calls this operation, with parameters that it has.
    fn target(&mut self, request: &RequestExample) {
        let Some(url) = &request.url else { return };
        let method = request.method.as_deref().unwrap_or_default();
        let location = self.service.place(&self.operation.pointer()).location();
        // Hosts that are not ours were reported; a method that differs from the table is reported here.
        let is_own_host = hosts(self.page).iter().any(|named| {
            url.contains(named.as_str())
                && self
                    .service
                    .document()
                    .servers()
                    .any(|server| server.url.contains(named.as_str()))
        });
        let follows_page = self.page.request_line.as_ref().is_some_and(|line| {
            !agrees(self.page, &line.uri, self.service, self.operation)
                || !self.operation.verb.eq_ignore_ascii_case(&line.method)
        });
        if is_own_host && !follows_page && !calls(request, self.service, self.operation) {
            let message = format!("the example calls `{method} {url}`, which is another operation");
            self.found.push(
                Difference::new(What::Example, message, location.clone())
                    .printed(url)
                    .quoting(&format!("{method} {url}"), request.line),
            );
        }
        let query = url.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap_or(pair);
            let is_ours = self.member(Place::Query, name).is_some();
            let is_printed = self
                .page
                .fields_in(Place::Query)
                .any(|field| field.path == name);
            if !is_ours && !is_printed {
                let message =
                    format!("the example has the query parameter `{name}`, which we do not");
                self.found.push(
                    Difference::new(What::Example, message, location.clone())
                        .of_member(Place::Query, name)
                        .quoting(url, request.line),
                );
            }
        }
    }

    fn body(&mut self, place: Place, body: &Value, masked: &[String], given: &Value, line: usize) {
        let schema = json_schema(&self.service.published, given);
        let location = self.service.place(&self.operation.pointer()).location();
        match jsonschema::validator_for(&schema) {
            Ok(validator) => {
                for error in validator.iter_errors(body) {
                    let pointer = error.instance_path().to_string();
                    if masked.iter().any(|masked| is_at_or_below(&pointer, masked)) {
                        continue;
                    }
                    let member = path_of(&pointer);
                    let location = self
                        .member(place, &member)
                        .map_or_else(|| location.clone(), |known| known.location.clone());
                    let message =
                        format!("the example of the {place} does not follow the schema: {error}");
                    self.found.push(
                        Difference::new(What::Example, message, location)
                            .of_member(place, &member)
                            .quoting(
                                &body
                                    .pointer(&pointer)
                                    .map_or_else(String::new, Value::to_string),
                                line,
                            ),
                    );
                }
            }
            Err(error) => {
                let message = format!("our schema of the {place} cannot be used: {error}");
                self.found
                    .push(Difference::new(What::Example, message, location));
            }
        }
        if !described::is_map(self.service.published.resolve(given)) {
            self.unknown_members(place, body, "", masked, line);
        }
    }

    /// Members and values in the example that neither we nor the table of the page have.
    fn unknown_members(
        &mut self,
        place: Place,
        value: &Value,
        pointer: &str,
        masked: &[String],
        line: usize,
    ) {
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.unknown_members(
                        place,
                        element,
                        &format!("{pointer}/{index}"),
                        masked,
                        line,
                    );
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    let pointer = format!("{pointer}/{}", escape_pointer(name));
                    let path = path_of(&pointer);
                    let Some(known) = self.member(place, &path) else {
                        self.unknown_member(place, &path, line);
                        continue;
                    };
                    if !known.kinds.is_empty() && !known.is_open {
                        self.unknown_value(known, member, masked.contains(&pointer), line);
                        self.unknown_members(place, member, &pointer, masked, line);
                    }
                }
            }
            _ => {}
        }
    }

    fn unknown_member(&mut self, place: Place, path: &str, line: usize) {
        let is_reported = self.page.fields_in(place).any(|field| field.path == path)
            || self
                .found
                .iter()
                .any(|other| other.what == What::Example && other.member.as_deref() == Some(path));
        if is_reported {
            return;
        }
        let location = self.service.place(&self.operation.pointer()).location();
        let message = format!(
            "the example of the {place} has the member `{path}`, which neither its table nor we have"
        );
        self.found.push(
            Difference::new(What::Example, message, location)
                .of_member(place, path)
                .quoting(path, line),
        );
    }

    /// In an answer a value that is not known is no breach of the schema, but worth a line.
    fn unknown_value(&mut self, known: &Described, value: &Value, is_masked: bool, line: usize) {
        let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
            return;
        };
        let is_open = known.place == Place::Response && !known.values.is_empty() && !is_masked;
        let is_reported = || {
            self.found.iter().any(|other| {
                other.place == Some(known.place)
                    && other.member.as_deref() == Some(known.path.as_str())
                    && (other.what == What::Example || other.printed.as_deref() == Some(text))
            })
        };
        if is_open && !known.values.iter().any(|value| value == text) && !is_reported() {
            let message = format!(
                "the example has the value `{text}` of `{}`, which we do not",
                known.path
            );
            self.found.push(
                Difference::new(What::Value, message, known.schema.clone())
                    .of_member(known.place, &known.path)
                    .printed(text)
                    .quoting(&format!("\"{}\": \"{text}\"", known.path), line),
            );
        }
    }
}

/// Whether a JSON pointer leads to a place or to something within it.
fn is_at_or_below(pointer: &str, place: &str) -> bool {
    pointer
        .strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A JSON pointer into an example as a path of names: indices are left out.
fn path_of(pointer: &str) -> String {
    let names = pointer
        .split('/')
        .skip(1)
        .filter(|name| !name.chars().all(|character| character.is_ascii_digit()));
    names.map(unescape_pointer).collect::<Vec<_>>().join(".")
}
