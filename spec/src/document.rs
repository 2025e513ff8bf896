//! Published documents as data: operations, parameters, examples and the `x-ncloud-*` extensions.
//!
//! A [`Document`] is a thin view over the JSON value of an OpenAPI document. It gives names to what
//! the generator, the emulator and the tests look for, and follows references.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value, json};

/// The verbs that an OpenAPI path item may hold, in the order in which operations are listed.
const VERBS: [&str; 7] = ["get", "post", "put", "delete", "patch", "head", "options"];

/// JSON pointer of the gateway's codes, with their meanings, in the document that all services share.
pub const GATEWAY_CODES: &str =
    "/components/schemas/GatewayFailureDetail/properties/errorCode/x-ncloud-enum";

/// A document that cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    file: String,
    message: String,
}

impl DocumentError {
    /// An error in `file`; `message` says what is wrong, where and what to do.
    #[must_use]
    pub fn new(file: &str, message: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.file, self.message)
    }
}

impl std::error::Error for DocumentError {}

/// An OpenAPI document and the file that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    file: String,
    value: Value,
}

/// One operation of a [`Document`].
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    document: &'a Document,
    /// Path template, for example `/api/v1/ca/{caTag}`.
    pub path: &'a str,
    /// Verb in lower case, as OpenAPI writes it.
    pub verb: &'a str,
    /// The operation object.
    pub value: &'a Value,
}

/// A server: one site, or one region of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server<'a> {
    /// Site: `public`, `gov` or `fin`.
    pub site: &'a str,
    /// Region code, for services whose base path or host names the region.
    pub region: Option<&'a str>,
    /// Boundary of keys, for services whose keys belong to a host: `global`, `kr` or `jp`.
    pub key_boundary: Option<&'a str>,
    /// Base URL without a slash at its end.
    pub url: &'a str,
}

/// What a caller may prove with who it is: one alternative of `security`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security<'a> {
    /// The three headers of the account's signature.
    Signature,
    /// A token in this header, alone.
    Token {
        /// Name of the header.
        header: &'a str,
    },
}

/// The security schemes of a signature, which go together.
const SIGNATURE_SCHEMES: [&str; 3] = ["ncloudTimestamp", "ncloudAccessKey", "ncloudSignatureV2"];

/// An example of one call: what is sent and what comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Name under which request and response carry it, for example `page`.
    pub name: String,
    /// Path parameters and their example values, in the order of the document.
    pub path: Vec<(String, Value)>,
    /// Query parameters that have an example value.
    pub query: Vec<(String, Value)>,
    /// Headers that have an example value.
    pub headers: Vec<(String, Value)>,
    /// Parts of a multipart body; of a file its text.
    pub parts: Vec<(String, Value)>,
    /// Request body.
    pub body: Option<Value>,
    /// Response body, where the answer is JSON.
    pub response: Option<Value>,
}

impl Document {
    /// Reads a YAML (or JSON) document; `file` names it in errors.
    ///
    /// # Errors
    /// When the text is not YAML, or its root is not a mapping.
    #[cfg(feature = "authoring")]
    pub fn parse(file: &str, text: &str) -> Result<Self, DocumentError> {
        let value: Value = serde_saphyr::from_str(text)
            .map_err(|error| DocumentError::new(file, format!("not readable as YAML: {error}")))?;
        if !value.is_object() {
            return Err(DocumentError::new(file, "the root must be a mapping"));
        }
        Ok(Self {
            file: file.to_owned(),
            value,
        })
    }

    /// A document made of `value`; `file` names it in errors.
    #[must_use]
    pub fn from_value(file: &str, value: Value) -> Self {
        Self {
            file: file.to_owned(),
            value,
        }
    }

    /// The published document of a service.
    ///
    /// # Errors
    /// When the published document is broken, which `cargo xtask regenerate` repairs.
    pub fn published(service: crate::Service) -> Result<Self, DocumentError> {
        let file = format!("spec/openapi/{}.json", service.name);
        let value = serde_json::from_str(service.openapi_json)
            .map_err(|error| DocumentError::new(&file, format!("not readable as JSON: {error}")))?;
        Ok(Self { file, value })
    }

    /// File that the document came from.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The document as a JSON value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The document as a JSON value that may be changed.
    pub fn value_mut(&mut self) -> &mut Value {
        &mut self.value
    }

    /// The service block, `x-ncloud-service`; null when it is missing.
    #[must_use]
    pub fn service(&self) -> &Value {
        &self.value["x-ncloud-service"]
    }

    /// Name of the service; empty when it is missing.
    #[must_use]
    pub fn name(&self) -> &str {
        self.service()["name"].as_str().unwrap_or_default()
    }

    /// Name of the service for people: the title without the name of the platform, which every document
    /// carries.
    #[must_use]
    pub fn title(&self) -> &str {
        let title = self.value["info"]["title"].as_str().unwrap_or_default();
        title.strip_prefix("NAVER Cloud Platform ").unwrap_or(title)
    }

    /// The sites that have a server, each once, in the order of the document.
    #[must_use]
    pub fn sites(&self) -> Vec<&str> {
        let mut sites = Vec::new();
        for server in self.servers() {
            if !sites.contains(&server.site) {
                sites.push(server.site);
            }
        }
        sites
    }

    /// The servers, in the order of the document.
    pub fn servers(&self) -> impl Iterator<Item = Server<'_>> {
        let servers = self.value["servers"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        servers.iter().filter_map(|server| {
            Some(Server {
                site: server["x-ncloud-site"].as_str()?,
                region: server["x-ncloud-region"].as_str(),
                key_boundary: server["x-ncloud-key-boundary"].as_str(),
                url: server["url"].as_str()?,
            })
        })
    }

    /// The operations, in the order of the document.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        members(&self.value["paths"]).flat_map(move |(path, item)| {
            VERBS.iter().filter_map(move |verb| {
                let value = item.get(*verb)?;
                Some(Operation {
                    document: self,
                    path,
                    verb,
                    value,
                })
            })
        })
    }

    /// The operation of this id.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<Operation<'_>> {
        self.operations().find(|operation| operation.id() == id)
    }

    /// Follows `$ref` until there is none; a reference that leads nowhere stays as it is.
    #[must_use]
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let mut current = value;
        // A chain longer than this is a cycle of references.
        for _ in 0..32 {
            let Some(reference) = current.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let Some(target) = reference
                .strip_prefix('#')
                .and_then(|at| self.value.pointer(at))
            else {
                break;
            };
            current = target;
        }
        current
    }

    /// Whether a schema, references followed, holds a secret: `format: password`, by itself or in one of
    /// its alternatives or items.
    #[must_use]
    pub fn is_secret(&self, schema: &Value) -> bool {
        let schema = self.resolve(schema);
        if schema["format"] == "password" {
            return true;
        }
        let alternatives = ["allOf", "anyOf", "oneOf"]
            .iter()
            .flat_map(|name| schema[*name].as_array().into_iter().flatten());
        // The members of an object are secrets of their own.
        let nested = alternatives.chain(schema.get("items"));
        nested
            .filter(|nested| self.resolve(nested).get("properties").is_none())
            .any(|nested| self.is_secret(nested))
    }

    /// The schema of an answer of success, references followed; null when it is not JSON.
    #[must_use]
    pub fn success_schema<'a>(&'a self, operation: Operation<'a>) -> &'a Value {
        match operation.success() {
            Some(("application/json", media)) => self.resolve(&media["schema"]),
            _ => &Value::Null,
        }
    }

    /// Names of the parameters, and of the members wherever they are, that hold secrets.
    #[must_use]
    pub fn secret_names(&self) -> BTreeSet<&str> {
        let mut found: BTreeSet<&str> = self
            .operations()
            .flat_map(|operation| operation.parameters())
            .filter(|parameter| self.is_secret(&parameter["schema"]))
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        self.collect_secret_members(&self.value, &mut found);
        found
    }

    fn collect_secret_members<'a>(&'a self, value: &'a Value, found: &mut BTreeSet<&'a str>) {
        for (name, property) in members(&value["properties"]) {
            if self.is_secret(property) {
                found.insert(name);
            }
        }
        match value {
            Value::Object(members) => members
                .values()
                .for_each(|member| self.collect_secret_members(member, found)),
            Value::Array(items) => items
                .iter()
                .for_each(|item| self.collect_secret_members(item, found)),
            _ => {}
        }
    }

    /// The members of a component section, for example `schemas`.
    pub fn components(&self, section: &str) -> impl Iterator<Item = (&str, &Value)> {
        members(&self.value["components"][section])
    }

    fn security<'a>(&'a self, alternative: &'a Value) -> Result<Security<'a>, String> {
        let names: Vec<&str> = members(alternative).map(|(name, _)| name).collect();
        if names == SIGNATURE_SCHEMES {
            return Ok(Security::Signature);
        }
        if let [name] = names.as_slice()
            && !SIGNATURE_SCHEMES.contains(name)
        {
            let scheme = &self.value["components"]["securitySchemes"][name];
            if let (true, Some(header)) = (scheme["in"] == "header", scheme["name"].as_str()) {
                return Ok(Security::Token { header });
            }
        }
        Err(format!("[{}]", names.join(", ")))
    }
}

impl<'a> Operation<'a> {
    /// The `operationId`; empty when it is missing.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.value["operationId"].as_str().unwrap_or_default()
    }

    /// JSON pointer of the operation in its document.
    #[must_use]
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", escape_pointer(self.path), self.verb)
    }

    /// Names of the parameters in the path template, in its order.
    pub fn path_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
    }

    /// The parameters, references followed.
    pub fn parameters(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        let document = self.document;
        let parameters = self.value["parameters"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        parameters
            .iter()
            .map(move |parameter| document.resolve(parameter))
    }

    /// What a caller may prove with who it is, one is enough: the operation's own `security`, else the
    /// document's.
    ///
    /// # Errors
    /// When an alternative is neither the signature nor one token, with its names.
    pub fn security(&self) -> Result<Vec<Security<'a>>, String> {
        let own = self.value.get("security");
        let alternatives = own.unwrap_or(&self.document.value["security"]);
        let alternatives = alternatives.as_array().map_or(&[][..], Vec::as_slice);
        alternatives
            .iter()
            .map(|alternative| self.document.security(alternative))
            .collect()
    }

    /// The sites where a page documents the operation.
    pub fn sites(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let sites = self.value["x-ncloud-sites"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        sites.iter().filter_map(Value::as_str)
    }

    /// The JSON media type object of the request body.
    #[must_use]
    pub fn request_body(&self) -> Option<&'a Value> {
        let body = self.document.resolve(self.value.get("requestBody")?);
        body["content"].get("application/json")
    }

    /// The media type object of a multipart request body.
    #[must_use]
    pub fn multipart_body(&self) -> Option<&'a Value> {
        let body = self.document.resolve(self.value.get("requestBody")?);
        body["content"].get("multipart/form-data")
    }

    /// The parts of a multipart request body, each in the form of a parameter, `in: part`.
    #[must_use]
    pub fn parts(&self) -> Vec<Value> {
        let Some(media) = self.multipart_body() else {
            return Vec::new();
        };
        let schema = self.document.resolve(&media["schema"]);
        let is_required = |name: &str| {
            let names = schema["required"].as_array();
            names.into_iter().flatten().any(|known| known == name)
        };
        let parts = members(&schema["properties"]).map(|(name, property)| {
            let described = self.document.resolve(property);
            let description = property.get("description").or(described.get("description"));
            json!({
                "name": name,
                "in": "part",
                "required": is_required(name),
                "description": description,
                "schema": property,
            })
        });
        parts.collect()
    }

    /// The HTTP status of success and its response, the reference followed. Where several statuses mean
    /// success, their answers are alike.
    #[must_use]
    pub fn success_response(&self) -> Option<(&'a str, &'a Value)> {
        let (status, response) =
            members(&self.value["responses"]).find(|(status, _)| is_success(status))?;
        Some((status, self.document.resolve(response)))
    }

    /// The media type and its object of the successful response; none when it has no body.
    #[must_use]
    pub fn success(&self) -> Option<(&'a str, &'a Value)> {
        let (_, response) = self.success_response()?;
        members(&response["content"]).next()
    }

    /// The examples. A request and a response belong together when their examples have one name; a
    /// parameter's single `example` belongs to all of them.
    #[must_use]
    pub fn examples(&self) -> Vec<Example> {
        let media = self.request_body().or(self.multipart_body());
        let request = media.map(|media| &media["examples"]);
        let response = self.success().map(|(_, media)| &media["examples"]);
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in request.into_iter().chain(response).flat_map(members) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            names.push("page");
        }
        names
            .into_iter()
            .map(|name| self.example(name, request, response))
            .collect()
    }

    fn example(&self, name: &str, request: Option<&Value>, response: Option<&Value>) -> Example {
        let value = |examples: Option<&Value>| {
            examples
                .and_then(|all| all.get(name)?.get("value"))
                .cloned()
        };
        let parameters = |location: &str| {
            self.parameters()
                .filter(|parameter| parameter["in"] == location)
                .filter_map(|parameter| {
                    let value = parameter["examples"][name]
                        .get("value")
                        .or_else(|| parameter.get("example"))?;
                    Some((parameter["name"].as_str()?.to_owned(), value.clone()))
                })
                .collect()
        };
        let (body, parts) = match (value(request), self.multipart_body()) {
            (Some(Value::Object(parts)), Some(_)) => (None, parts.into_iter().collect()),
            (body, _) => (body, Vec::new()),
        };
        Example {
            name: name.to_owned(),
            path: parameters("path"),
            query: parameters("query"),
            headers: parameters("header"),
            parts,
            body,
            response: value(response),
        }
    }
}

/// The members of a JSON object; none when it is not an object.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flat_map(Map::iter)
        .map(|(name, member)| (name.as_str(), member))
}

/// Whether a key of `responses` is a status of success.
#[must_use]
pub fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The document of the service of this name.
#[must_use]
pub fn named<'d>(documents: &'d [Document], name: &str) -> Option<&'d Document> {
    documents.iter().find(|document| document.name() == name)
}

/// One token of a JSON pointer as the name that it stands for: the reverse of [`escape_pointer`].
#[must_use]
pub fn unescape_pointer(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Escapes one token of a JSON pointer (RFC 6901).
#[must_use]
pub fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_in_pointers_and_back() {
        for name in ["", "plain", "a/b", "a~b", "~1", "/~0~"] {
            let document = json!({ name: 1 });
            let token = escape_pointer(name);
            assert_eq!(document.pointer(&format!("/{token}")), Some(&json!(1)));
            assert_eq!(unescape_pointer(&token), name);
        }
    }

    #[test]
    fn sites_are_told_once() {
        let server = |site: &str| json!({"x-ncloud-site": site, "url": "https://example.com"});
        let servers = ["public", "gov", "public"].map(server);
        let document = Document::from_value("test", json!({ "servers": servers }));
        assert_eq!(document.sites(), ["public", "gov"]);
    }
}
