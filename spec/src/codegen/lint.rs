//! What a specification must have before it is published.
//!
//! Each rule is a function; each finding names the place by JSON pointer and says how to mend it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use regex_lite::Regex;
use serde_json::Value;

use super::schema::{Usage, known_values};
use crate::document::{Document, Operation, escape_pointer, is_success, members};

/// A breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// File that must be edited.
    pub file: String,
    /// JSON pointer of the place in it.
    pub pointer: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {}: {}",
            self.file, self.pointer, self.message
        )
    }
}

/// The extensions that documents may use; another name is taken for a slip of the pen.
const EXTENSIONS: [&str; 22] = [
    "x-ncloud-service",
    "x-ncloud-errata",
    "x-ncloud-site",
    "x-ncloud-region",
    "x-ncloud-key-boundary",
    "x-ncloud-source",
    "x-ncloud-sites",
    "x-ncloud-regions",
    "x-ncloud-retry",
    "x-ncloud-confidence",
    "x-ncloud-account",
    "x-ncloud-permissions",
    "x-ncloud-enum",
    "x-ncloud-format",
    "x-ncloud-max-bytes",
    "x-ncloud-minutes-ahead",
    "x-ncloud-untyped",
    "x-ncloud-paging",
    "x-ncloud-empty-list",
    "x-ncloud-rejection",
    "x-ncloud-wait",
    "x-ncloud-review",
];

const FORMATS: [&str; 6] = [
    "epoch-milliseconds",
    "integer-or-string",
    "numeric-string",
    "pem",
    "pem-chain",
    "string-or-list",
];

/// Encodings that bytes are counted in.
const ENCODINGS: [&str; 3] = ["base64", "euc-kr", "utf-8"];

/// How texts begin that stand in a draft where a person has to write.
const UNWRITTEN: [&str; 3] = ["To write.", "To write:", "to-write-"];

/// Checks a bundled document; `name` is the name of the service's file.
#[must_use]
pub fn lint(document: &Document, name: &str) -> Vec<Finding> {
    let mut lint = Lint {
        document,
        findings: Vec::new(),
    };
    lint.root(name);
    lint.references();
    lint.extensions(document.value(), String::new());
    lint.servers();
    lint.operations();
    lint.schemas();
    lint.errata();
    // While a draft has its mark, that is all there is to say of its gaps.
    let is_draft = |finding: &Finding| finding.pointer.ends_with("/x-ncloud-review");
    if !lint.findings.iter().any(is_draft) {
        lint.unwritten();
    }
    lint.findings.sort();
    lint.findings.dedup();
    lint.findings
}

/// Checks only what must hold before a document can be read at all, of whatever age it is: OpenAPI
/// 3.0, references that lead somewhere, one operation for each id.
#[must_use]
pub fn foundations(document: &Document) -> Vec<Finding> {
    let mut lint = Lint {
        document,
        findings: Vec::new(),
    };
    let version = document.value()["openapi"].as_str().unwrap_or_default();
    if version.strip_prefix("3.0.").is_none_or(str::is_empty) {
        // In the words of another version everything else would look wrong, too.
        lint.report("/openapi", "must be 3.0.x: other versions are not read");
        return lint.findings;
    }
    lint.reference_targets();
    lint.unique_ids();
    lint.findings.sort();
    lint.findings
}

struct Lint<'a> {
    document: &'a Document,
    findings: Vec<Finding>,
}

impl<'a> Lint<'a> {
    fn report(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding {
            file: self.document.file().to_owned(),
            pointer: pointer.into(),
            message: message.into(),
        });
    }

    /// Reports a text that is missing or empty.
    fn demand_text(&mut self, value: &Value, pointer: &str, member: &str) {
        if value[member]
            .as_str()
            .is_none_or(|text| text.trim().is_empty())
        {
            self.report(format!("{pointer}/{member}"), format!("write a `{member}`"));
        }
    }

    fn root(&mut self, name: &str) {
        let document = self.document;
        if document.value()["openapi"] != "3.0.3" {
            self.report("/openapi", "must be '3.0.3'");
        }
        for member in ["title", "version", "description"] {
            self.demand_text(&document.value()["info"], "/info", member);
        }
        if document.name() != name {
            self.report(
                "/x-ncloud-service/name",
                format!("must be `{name}`, as the file"),
            );
        }
        let service = document.service();
        for member in ["apiVersion", "documentation"] {
            self.demand_text(service, "/x-ncloud-service", member);
        }
        // Without an envelope the HTTP status alone tells success from failure.
        if !service["envelope"].is_null() {
            self.envelope(&service["envelope"]);
        }
        let described = document.operations().count();
        match service["documentedOperations"].as_u64() {
            Some(documented) if described as u64 > documented => self.report(
                "/x-ncloud-service/documentedOperations",
                format!("{described} operations are described: count those that the vendor documents anew"),
            ),
            Some(_) => {}
            None => self.report(
                "/x-ncloud-service/documentedOperations",
                "say how many operations the vendor documents",
            ),
        }
        for member in ["notFound", "emptyList"] {
            if !service[member].is_array() {
                self.report(
                    format!("/x-ncloud-service/{member}"),
                    "list the codes; `[]` when there are none",
                );
            }
        }
        for member in ["status", "missing", "invalid"] {
            if service["badRequest"][member].is_null() {
                self.report(
                    format!("/x-ncloud-service/badRequest/{member}"),
                    "say how the service refuses a bad request",
                );
            }
        }
    }

    fn envelope(&mut self, envelope: &Value) {
        for member in ["code", "message"] {
            self.demand_text(envelope, "/x-ncloud-service/envelope", member);
        }
        let success = &envelope["success"];
        let is_bare = success.is_null() && envelope["failure"].is_string();
        if !is_bare && !success.is_string() && !success.is_number() {
            self.report(
                "/x-ncloud-service/envelope/success",
                "give the code of success, as it is on the wire; where success has no code, name the member \
                 that only failures have in `failure`",
            );
        }
    }

    /// Every `$ref` leads somewhere, and every component is used.
    fn references(&mut self) {
        let used = self.reference_targets();
        for section in ["schemas", "parameters", "responses"] {
            for (name, _) in self.document.components(section) {
                let pointer = format!("/components/{section}/{name}");
                if !used.contains(&pointer) {
                    self.report(pointer, "nothing refers to it: use it or remove it");
                }
            }
        }
    }

    /// What the document refers to; reports what is not there.
    fn reference_targets(&mut self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        let document = self.document;
        walk(document.value(), String::new(), &mut |value, pointer| {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return;
            };
            let target = reference.trim_start_matches('#').to_owned();
            if document.value().pointer(&target).is_none() {
                let message = format!("`$ref: {reference}` leads nowhere: correct the name");
                self.report(pointer, message);
            }
            used.insert(target);
        });
        used
    }

    fn extensions(&mut self, value: &Value, pointer: String) {
        for (name, member) in members(value) {
            let below = format!("{pointer}/{}", escape_pointer(name));
            if name.starts_with("x-ncloud-") && !EXTENSIONS.contains(&name) {
                self.report(
                    &below,
                    format!(
                        "is not an extension that we use: one of {}",
                        EXTENSIONS.join(", ")
                    ),
                );
            }
            if name == "x-ncloud-review" {
                self.report(&below, "a draft is not published: check the operation against its page, then remove the mark");
            }
            if name == "x-ncloud-max-bytes" {
                self.max_bytes(member, &below);
            }
            if name == "x-ncloud-minutes-ahead" {
                self.minutes_ahead(member, &below);
            }
            if name == "x-ncloud-format"
                && !member
                    .as_str()
                    .is_some_and(|format| FORMATS.contains(&format))
            {
                self.report(&below, format!("use one of {}", FORMATS.join(", ")));
            }
            // Examples are data.
            if name != "example" && name != "examples" {
                self.extensions(member, below);
            }
        }
        if let Value::Array(array) = value {
            for (index, member) in array.iter().enumerate() {
                self.extensions(member, format!("{pointer}/{index}"));
            }
        }
    }

    /// What a draft leaves to a person.
    fn unwritten(&mut self) {
        let document = self.document;
        walk(document.value(), String::new(), &mut |value, pointer| {
            let text = value.as_str().unwrap_or_default();
            if UNWRITTEN.iter().any(|start| text.starts_with(start)) {
                self.report(pointer, format!("`{text}` is left from a draft: write it"));
            }
        });
    }

    fn max_bytes(&mut self, bytes: &Value, pointer: &str) {
        let known = |encoding| ENCODINGS.contains(&encoding);
        if !bytes["encoding"].as_str().is_some_and(known) {
            let message = format!("use one of {}", ENCODINGS.join(", "));
            self.report(format!("{pointer}/encoding"), message);
        }
        if bytes["at"].as_u64().is_none() {
            self.report(format!("{pointer}/at"), "give the number of bytes");
        }
        for (member, values) in members(&bytes["by"]) {
            if members(values).any(|(_, length)| length.as_u64().is_none()) {
                self.report(
                    format!("{pointer}/by/{}", escape_pointer(member)),
                    "give a number of bytes for each value of the member",
                );
            }
        }
    }

    fn minutes_ahead(&mut self, ahead: &Value, pointer: &str) {
        for (name, limit) in members(ahead) {
            let is_good = match name {
                "min" => limit.as_i64().is_some_and(|minutes| minutes >= 0),
                "max" => limit.as_i64() > ahead["min"].as_i64(),
                "zone" => limit.is_string(),
                _ => false,
            };
            if !is_good {
                self.report(
                    format!("{pointer}/{}", escape_pointer(name)),
                    "give `min` and, above it, `max` in minutes, and as `zone` the name of a member",
                );
            }
        }
    }

    fn servers(&mut self) {
        let Some(servers) = self.document.value()["servers"]
            .as_array()
            .filter(|servers| !servers.is_empty())
        else {
            self.report("/servers", "list a server for each site");
            return;
        };
        for (index, server) in servers.iter().enumerate() {
            let pointer = format!("/servers/{index}");
            self.demand_text(server, &pointer, "description");
            if !server["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("https://") && !url.ends_with('/'))
            {
                self.report(
                    format!("{pointer}/url"),
                    "must start with https:// and not end with a slash",
                );
            }
            let boundary = server.get("x-ncloud-key-boundary");
            if boundary
                .is_some_and(|name| !["global", "kr", "jp"].iter().any(|known| name == known))
            {
                self.report(
                    format!("{pointer}/x-ncloud-key-boundary"),
                    "must be global, kr or jp",
                );
            }
            if !["public", "gov", "fin"]
                .iter()
                .any(|site| server["x-ncloud-site"] == *site)
            {
                self.report(
                    format!("{pointer}/x-ncloud-site"),
                    "must be public, gov or fin",
                );
            }
        }
    }

    /// A client has one base URL for all of its operations.
    fn servers_of_paths(&mut self) {
        for (path, item) in members(&self.document.value()["paths"]) {
            let pointer = format!("/paths/{}", escape_pointer(path));
            let operations =
                members(item).map(|(name, value)| (format!("{pointer}/{name}"), value));
            let owners = std::iter::once((pointer.clone(), item)).chain(operations);
            for (pointer, _) in owners.filter(|(_, owner)| owner.get("servers").is_some()) {
                self.report(
                    format!("{pointer}/servers"),
                    "write a document of its own for operations of another host: a client has one base URL",
                );
            }
        }
    }

    fn operations(&mut self) {
        self.unique_ids();
        self.servers_of_paths();
        let sites: BTreeSet<&str> = self.document.servers().map(|server| server.site).collect();
        let tags: Vec<&str> = self.document.value()["tags"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|tag| tag["name"].as_str())
            .collect();
        for operation in self.document.operations() {
            let pointer = operation.pointer();
            let id = operation.id();
            if !is_camel_case(id) {
                self.report(format!("{pointer}/operationId"), "write an id in camelCase");
            }
            for member in ["summary", "description"] {
                self.demand_text(operation.value, &pointer, member);
            }
            for member in ["slug", "read"] {
                self.demand_text(
                    &operation.value["x-ncloud-source"],
                    &format!("{pointer}/x-ncloud-source"),
                    member,
                );
            }
            match operation.security() {
                Ok(security) if !security.is_empty() => {}
                Ok(_) => self.report(
                    format!("{pointer}/security"),
                    "say what a caller proves with who it is, here or at the root",
                ),
                Err(found) => self.report(
                    format!("{pointer}/security"),
                    format!("{found} must be the three schemes of the signature in their order, or one token"),
                ),
            }
            if operation.sites().next().is_none()
                || operation.sites().any(|site| !sites.contains(site))
            {
                self.report(
                    format!("{pointer}/x-ncloud-sites"),
                    "list the sites that document it; each needs a server",
                );
            }
            if !["safe", "unsafe"]
                .iter()
                .any(|class| operation.value["x-ncloud-retry"] == *class)
            {
                self.report(
                    format!("{pointer}/x-ncloud-retry"),
                    "must be `safe` (a repetition changes nothing) or `unsafe`",
                );
            }
            if !["A", "A-", "B", "B-", "C"]
                .iter()
                .any(|grade| operation.value["x-ncloud-confidence"] == *grade)
            {
                self.report(
                    format!("{pointer}/x-ncloud-confidence"),
                    "must be A, A-, B, B- or C",
                );
            }
            let known_tag = |tag: &Value| tag.as_str().is_some_and(|tag| tags.contains(&tag));
            if !operation.value["tags"]
                .as_array()
                .is_some_and(|tags| tags.len() == 1 && tags.iter().all(known_tag))
            {
                self.report(
                    format!("{pointer}/tags"),
                    "give one of the tags declared at the root",
                );
            }
            self.paging_and_waits(operation, &pointer);
            self.parameters(operation, &pointer);
            self.outcomes(operation, &pointer);
            self.request_body(operation, &pointer);
            self.responses(operation, &pointer);
        }
    }

    fn unique_ids(&mut self) {
        let mut ids: BTreeMap<String, &str> = BTreeMap::new();
        for operation in self.document.operations() {
            let id = operation.id();
            if let Some(other) = ids.insert(id.to_lowercase(), id) {
                self.report(
                    format!("{}/operationId", operation.pointer()),
                    format!("`{other}` is taken: ids must differ by more than case"),
                );
            }
        }
    }

    /// Both lead to members of the answer; whether the way exists is checked where code is made of it.
    fn paging_and_waits(&mut self, operation: Operation<'a>, pointer: &str) {
        if let Some(paging) = operation.value.get("x-ncloud-paging") {
            for member in ["parameter", "items"] {
                self.demand_text(paging, &format!("{pointer}/x-ncloud-paging"), member);
            }
            if !paging["first"].is_null() && paging["first"] != 0 {
                self.report(
                    format!("{pointer}/x-ncloud-paging/first"),
                    "must be 0, or left out where pages count from 1",
                );
            }
            let ends = ["pages", "total", "next"];
            if ends.iter().filter(|end| !paging[**end].is_null()).count() != 1 {
                self.report(
                    format!("{pointer}/x-ncloud-paging"),
                    "name one of `pages` (number of pages), `total` (number of items) and `next` (token of the next \
                     page)",
                );
            }
        }
        let example = operation
            .examples()
            .into_iter()
            .find_map(|example| example.response);
        for (name, target) in members(&operation.value["x-ncloud-wait"]) {
            let pointer = format!("{pointer}/x-ncloud-wait/{name}");
            for member in ["description", "state"] {
                self.demand_text(target, &pointer, member);
            }
            for member in ["success", "failure"] {
                if !target[member].is_array() {
                    self.report(
                        format!("{pointer}/{member}"),
                        "list the states; `[]` when there are none",
                    );
                }
            }
            let state = target["state"].as_str().unwrap_or_default();
            if example
                .as_ref()
                .is_some_and(|example| example.pointer(state).is_none())
            {
                self.report(
                    format!("{pointer}/state"),
                    "must be the JSON pointer of a member that the example has",
                );
            }
        }
    }

    fn parameters(&mut self, operation: Operation<'a>, pointer: &str) {
        let mut in_path = BTreeSet::new();
        for (index, parameter) in operation.parameters().enumerate() {
            let pointer = format!("{pointer}/parameters/{index}");
            self.demand_text(parameter, &pointer, "description");
            match parameter["in"].as_str() {
                Some("path") => {
                    in_path.insert(parameter["name"].as_str().unwrap_or_default());
                }
                Some("query") => {}
                Some("header")
                    if !is_our_header(parameter["name"].as_str().unwrap_or_default()) => {}
                Some("header") => self.report(
                    format!("{pointer}/name"),
                    "is a security scheme or says how a request is sent: every call has it",
                ),
                _ => self.report(
                    format!("{pointer}/in"),
                    "must be `path`, `query` or `header`",
                ),
            }
            if parameter["required"] == true
                && parameter.get("example").is_none()
                && parameter.get("examples").is_none()
            {
                self.report(
                    format!("{pointer}/example"),
                    "a required parameter needs an example",
                );
            }
            self.named_or_scalar(&parameter["schema"], &format!("{pointer}/schema"));
        }
        self.one_name_each(operation, pointer);
        let in_template: BTreeSet<&str> = operation.path_names().collect();
        if in_path != in_template {
            self.report(
                format!("{pointer}/parameters"),
                "path parameters and the names in the path must be the same",
            );
        }
    }

    fn request_body(&mut self, operation: Operation<'a>, pointer: &str) {
        if operation.value.get("requestBody").is_none() {
            return;
        }
        let pointer = format!("{pointer}/requestBody");
        self.demand_text(&operation.value["requestBody"], &pointer, "description");
        match (operation.request_body(), operation.multipart_body()) {
            (Some(media), None) => {
                self.media(media, &format!("{pointer}/content/application~1json"))
            }
            (None, Some(media)) => {
                self.media(media, &format!("{pointer}/content/multipart~1form-data"));
                self.parts(operation, &pointer);
            }
            _ => self.report(
                format!("{pointer}/content"),
                "describe the body as application/json or as multipart/form-data",
            ),
        }
    }

    /// A part is text, a number, a flag, a file, or a list of files.
    fn parts(&mut self, operation: Operation<'a>, pointer: &str) {
        for part in operation.parts() {
            let schema = self.document.resolve(&part["schema"]);
            let is_files = self.document.resolve(&schema["items"])["format"] == "binary";
            let is_scalar = ["string", "integer", "boolean"]
                .iter()
                .any(|scalar| schema["type"] == *scalar);
            if !is_scalar && !is_files {
                let name = part["name"].as_str().unwrap_or_default();
                self.report(
                    pointer,
                    format!("the part `{name}` must be text, a number, a flag, a file, or a list of files"),
                );
            }
        }
    }

    /// Each becomes a method of one builder.
    fn one_name_each(&mut self, operation: Operation<'a>, pointer: &str) {
        let parts = operation.parts();
        let mut names = BTreeSet::new();
        for parameter in operation.parameters().chain(&parts) {
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["in"] != "path" && !names.insert(name) {
                self.report(
                    format!("{pointer}/parameters"),
                    format!("`{name}` is in two of query, headers and parts of the body"),
                );
            }
        }
    }

    /// What an answer means whose HTTP status says something else.
    fn outcomes(&mut self, operation: Operation<'a>, pointer: &str) {
        if let Some(fact) = operation.value.get("x-ncloud-empty-list") {
            let pointer = format!("{pointer}/x-ncloud-empty-list");
            let status = fact["status"].to_string();
            if operation.value["responses"].get(&status).is_none() {
                self.report(
                    format!("{pointer}/status"),
                    "must be a status that `responses` has an answer for",
                );
            }
            let is_list = match self.document.success_schema(operation)["type"].as_str() {
                Some("array") => fact["answer"].is_array(),
                _ => fact["answer"].is_object(),
            };
            if !is_list {
                self.report(
                    format!("{pointer}/answer"),
                    "give the answer with an empty list that it stands for, as its schema has it",
                );
            }
        }
        if let Some(fact) = operation.value.get("x-ncloud-rejection") {
            let pointer = format!("{pointer}/x-ncloud-rejection");
            let properties = &self.document.success_schema(operation)["properties"];
            for member in ["member", "code"] {
                if fact[member]
                    .as_str()
                    .is_none_or(|name| properties.get(name).is_none())
                {
                    self.report(
                        format!("{pointer}/{member}"),
                        "must name a member of the answer",
                    );
                }
            }
            let values = fact["values"].as_array().into_iter().flatten();
            if values.filter(|value| value.is_string()).count() == 0 {
                self.report(
                    format!("{pointer}/values"),
                    "list the values that mean a rejection",
                );
            }
        }
    }

    fn responses(&mut self, operation: Operation<'a>, pointer: &str) {
        let responses = &operation.value["responses"];
        for status in ["4XX", "5XX"] {
            if responses.get(status).is_none() {
                self.report(
                    format!("{pointer}/responses/{status}"),
                    "describe this answer",
                );
            }
        }
        let mut contents = members(responses)
            .filter(|(status, _)| is_success(status))
            .map(|(_, response)| &self.document.resolve(response)["content"]);
        let first = contents.next();
        if first.is_none_or(|first| contents.any(|content| content != first)) {
            self.report(
                format!("{pointer}/responses"),
                "describe one answer of success, under one status or several",
            );
        }
        for (status, _) in members(responses) {
            // A status of its own beside `4XX` has a meaning of its own, as an empty list.
            let is_status = status.len() == 3
                && status.starts_with(['2', '4', '5'])
                && status[1..].bytes().all(|byte| byte.is_ascii_digit());
            if !is_status && !["4XX", "5XX"].contains(&status) {
                self.report(
                    format!("{pointer}/responses/{status}"),
                    "use a status of success, 4XX, 5XX and, where one has a meaning of its own, its number",
                );
            }
        }
        if let (Some((status, _)), Some(("application/json", media))) =
            (operation.success_response(), operation.success())
        {
            self.media(
                media,
                &format!("{pointer}/responses/{status}/content/application~1json"),
            );
        }
    }

    fn media(&mut self, media: &Value, pointer: &str) {
        if media["schema"].get("$ref").is_none() {
            self.report(
                format!("{pointer}/schema"),
                "refer to a named component: its name becomes the name of a type",
            );
        }
        if members(&media["examples"]).next().is_none() {
            self.report(
                format!("{pointer}/examples"),
                "give an example, with the keys and types of the page",
            );
        }
        for (name, example) in members(&media["examples"]) {
            self.demand_text(example, &format!("{pointer}/examples/{name}"), "summary");
        }
    }

    fn schemas(&mut self) {
        let usage = Usage::of(self.document);
        for (name, schema) in self.document.components("schemas") {
            let pointer = format!("/components/schemas/{name}");
            if !is_pascal_case(name) {
                self.report(
                    &pointer,
                    "name it in PascalCase: the name becomes the name of a type",
                );
            }
            self.demand_text(schema, &pointer, "description");
            if schema.get("properties").is_some()
                && usage.requests.contains(name)
                && usage.responses.contains(name)
            {
                self.report(
                    &pointer,
                    "requests and answers need schemas of their own: only answers are tolerant",
                );
            }
            match schema.get("additionalProperties") {
                None | Some(Value::Bool(true)) => {}
                // A map, whose members have names that the document does not know.
                Some(values @ Value::Object(_)) if schema.get("properties").is_none() => {
                    let pointer = format!("{pointer}/additionalProperties");
                    self.named_or_scalar(values, &pointer);
                    self.schema(values, &pointer);
                }
                Some(_) => self.report(
                    format!("{pointer}/additionalProperties"),
                    "write `true` (more members may come), nothing, or, in a map without `properties`, the \
                     schema of its values",
                ),
            }
            self.schema(schema, &pointer);
        }
    }

    fn schema(&mut self, schema: &Value, pointer: &str) {
        self.enumeration(schema, pointer);
        if let Some(pattern) = schema["pattern"].as_str() {
            if !pattern.starts_with('^') || !pattern.ends_with('$') {
                self.report(format!("{pointer}/pattern"), "anchor it with ^ and $");
            }
            if let Err(error) = Regex::new(pattern) {
                self.report(
                    format!("{pointer}/pattern"),
                    format!("does not compile ({error}): use what RE2 and ECMAScript share"),
                );
            }
        }
        for (name, property) in members(&schema["properties"]) {
            let pointer = format!("{pointer}/properties/{}", escape_pointer(name));
            if property.get("$ref").is_none() && property.get("allOf").is_none() {
                self.demand_text(property, &pointer, "description");
            }
            self.named_or_scalar(property, &pointer);
            self.schema(property, &pointer);
        }
        let required = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        for name in required {
            if schema["properties"].get(name).is_none() {
                self.report(
                    format!("{pointer}/required"),
                    format!("`{name}` is not among the properties"),
                );
            }
        }
        if let Some(items) = schema.get("items") {
            let pointer = format!("{pointer}/items");
            self.named_or_scalar(items, &pointer);
            self.schema(items, &pointer);
        }
    }

    /// Objects and enumerations are named components, and everything has a type.
    fn named_or_scalar(&mut self, schema: &Value, pointer: &str) {
        if schema.get("$ref").is_some()
            || schema.get("allOf").is_some()
            || schema.get("x-ncloud-untyped").is_some()
        {
            return;
        }
        match schema["type"].as_str() {
            None => self.report(
                pointer,
                "give it a `type`, or say why it has none in `x-ncloud-untyped`",
            ),
            Some("object") => self.report(
                pointer,
                "make it a named component: its name becomes the name of a type",
            ),
            Some(_) if schema.get("enum").is_some() => {
                self.report(pointer, "make the enumeration a named component")
            }
            Some(_) => {}
        }
    }

    fn enumeration(&mut self, schema: &Value, pointer: &str) {
        let known: BTreeSet<&str> = known_values(schema).map(|(value, _)| value).collect();
        for (value, meaning) in members(&schema["x-ncloud-enum"]) {
            if meaning
                .as_str()
                .is_none_or(|meaning| meaning.trim().is_empty())
            {
                self.report(
                    format!("{pointer}/x-ncloud-enum/{}", escape_pointer(value)),
                    "say what the value means",
                );
            }
        }
        for value in schema["enum"].as_array().into_iter().flatten() {
            let text = super::metadata::text(value).unwrap_or_default();
            if !known.contains(text.as_str()) {
                self.report(
                    format!("{pointer}/x-ncloud-enum/{}", escape_pointer(&text)),
                    "say what the value means",
                );
            }
        }
    }

    /// Errata are complete, and operations and errata name each other.
    fn errata(&mut self) {
        let errata = &self.document.value()["x-ncloud-errata"];
        let mut used = BTreeSet::new();
        for operation in self.document.operations() {
            for id in operation.value["x-ncloud-errata"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                used.insert(id);
                if errata.get(id).is_none() {
                    self.report(
                        format!("{}/x-ncloud-errata", operation.pointer()),
                        format!("`{id}` is not among the errata of the root"),
                    );
                }
            }
        }
        for (id, erratum) in members(errata) {
            let pointer = format!("/x-ncloud-errata/{}", escape_pointer(id));
            for member in ["page", "wire", "reason"] {
                self.demand_text(erratum, &pointer, member);
            }
            if !used.contains(id) {
                self.report(
                    pointer,
                    "no operation names it in its own `x-ncloud-errata`",
                );
            }
        }
        self.findings.extend(super::errata::lint(self.document));
    }
}

/// Headers that a client writes itself.
fn is_our_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "accept",
        "authorization",
        "content-type",
        "content-length",
        "host",
    ]
    .contains(&name.as_str())
        || name.starts_with("x-ncp-apigw-")
        || name == "x-ncp-iam-access-key"
}

fn is_camel_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric())
}

fn is_pascal_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric())
}

/// Calls `visit` for a value and for all that is in it, each with its JSON pointer.
fn walk(value: &Value, pointer: String, visit: &mut impl FnMut(&Value, &str)) {
    visit(value, &pointer);
    match value {
        Value::Object(object) => {
            for (name, member) in object {
                walk(member, format!("{pointer}/{}", escape_pointer(name)), visit);
            }
        }
        Value::Array(array) => {
            for (index, member) in array.iter().enumerate() {
                walk(member, format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}
