//! Operations and their services, in the form in which requests are handled.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use jsonschema::Validator;
use ncloud_spec::document::{self, Document, Security};
use ncloud_spec::json_schema::json_schema;
use serde_json::Value;

use crate::envelope::Envelope;
use crate::gateway;

/// A service and its document.
pub(crate) struct Service {
    pub(crate) document: Document,
    pub(crate) envelope: Envelope,
    /// Names of parameters and members that hold secrets, which no answer repeats.
    pub(crate) secrets: HashSet<String>,
}

impl Service {
    pub(crate) fn new(document: Document) -> Self {
        let mut failure = document.value()["components"]["schemas"]["ServiceFailure"].clone();
        let members = failure["properties"].as_object_mut().into_iter().flatten();
        for (_, member) in members {
            *member = document.resolve(member).clone();
        }
        let envelope = Envelope::new(document.service(), &failure);
        let secrets = document.secret_names().into_iter();
        let secrets = secrets.map(str::to_owned).collect();
        Self {
            envelope,
            secrets,
            document,
        }
    }

    /// Name of the service.
    pub(crate) fn name(&self) -> &str {
        self.document.name()
    }
}

/// A schema and its validator, built when it is first needed.
pub(crate) struct Schema {
    service: Arc<Service>,
    value: Value,
    validator: OnceLock<Result<Validator, String>>,
}

impl Schema {
    fn new(service: &Arc<Service>, value: &Value) -> Self {
        Self {
            service: Arc::clone(service),
            value: value.clone(),
            validator: OnceLock::new(),
        }
    }

    /// The validator.
    ///
    /// # Errors
    /// When the document holds a schema that is none, which its own tests rule out.
    pub(crate) fn validator(&self) -> Result<&Validator, &str> {
        let built = self.validator.get_or_init(|| {
            let schema = json_schema(&self.service.document, &self.value);
            jsonschema::validator_for(&schema).map_err(|error| error.to_string())
        });
        built.as_ref().map_err(String::as_str)
    }

    /// Name of the JSON type, references followed; empty when there is none.
    pub(crate) fn kind(&self) -> &str {
        let schema = self.service.document.resolve(&self.value);
        schema["type"].as_str().unwrap_or_default()
    }

    /// Whether a value has the form that the schema asks for.
    pub(crate) fn allows(&self, value: &Value) -> bool {
        self.validator()
            .is_ok_and(|validator| validator.is_valid(value))
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
}

/// A parameter of an operation.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
}

/// What a request body must look like.
pub(crate) struct RequestBody {
    pub(crate) required: bool,
    pub(crate) schema: Schema,
    /// Of a multipart body, its parts; none when it is JSON.
    pub(crate) parts: Option<Vec<Part>>,
}

/// A part of a multipart body.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) is_file: bool,
    /// Whether it may be repeated.
    pub(crate) is_list: bool,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) service: Arc<Service>,
    pub(crate) id: String,
    /// Verb in upper case.
    pub(crate) verb: String,
    /// Path template.
    pub(crate) path: String,
    /// Whether the keys of sub accounts are refused.
    pub(crate) main_account_only: bool,
    /// Whether it takes a signature.
    takes_signature: bool,
    /// Name of the header in which it takes a token.
    token_header: Option<String>,
    /// Names of the actions of which a sub account needs one.
    pub(crate) permissions: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<RequestBody>,
    /// HTTP status of success; the first where several are documented.
    pub(crate) success_status: u16,
    /// Whether success has no body.
    pub(crate) answers_nothing: bool,
    /// Schema of a successful answer, where it is JSON.
    success: Option<Schema>,
    failure: Option<Schema>,
    /// The documented example of a successful answer.
    pub(crate) example: Option<Value>,
}

impl Operation {
    pub(crate) fn new(service: &Arc<Service>, operation: &document::Operation<'_>) -> Self {
        let document = &service.document;
        let parameters = operation.parameters().filter_map(|parameter| {
            let location = match parameter["in"].as_str()? {
                "path" => Location::Path,
                "query" => Location::Query,
                "header" => Location::Header,
                _ => return None,
            };
            Some(Parameter {
                name: parameter["name"].as_str()?.to_owned(),
                location,
                required: parameter["required"] == true,
                schema: Schema::new(service, &parameter["schema"]),
            })
        });
        let multipart = operation.multipart_body();
        let media = operation.request_body().or(multipart);
        let body = media.map(|media| RequestBody {
            required: document.resolve(&operation.value["requestBody"])["required"] == true,
            schema: Schema::new(service, &media["schema"]),
            parts: multipart.map(|_| parts(document, operation)),
        });
        let permissions = operation.value["x-ncloud-permissions"].as_array();
        let permissions = permissions.into_iter().flatten().filter_map(Value::as_str);
        let (media_type, media) = operation
            .success()
            .unwrap_or(("application/json", &Value::Null));
        let success_status = operation
            .success_response()
            .and_then(|(status, _)| status.parse().ok());
        let json = media_type == "application/json";
        let failure = document.resolve(&operation.value["responses"]["4XX"]);
        let failure = &failure["content"]["application/json"]["schema"];
        // Lint refuses a document in which this cannot be read.
        let security = operation.security().unwrap_or_default();
        let token_header = security.iter().find_map(|security| match security {
            Security::Token { header } => Some((*header).to_owned()),
            Security::Signature => None,
        });
        Self {
            takes_signature: security.contains(&Security::Signature),
            token_header,
            service: Arc::clone(service),
            id: operation.id().to_owned(),
            verb: operation.verb.to_uppercase(),
            path: operation.path.to_owned(),
            main_account_only: operation.value["x-ncloud-account"] == "main",
            permissions: permissions.map(str::to_owned).collect(),
            parameters: parameters.collect(),
            body,
            success_status: success_status.unwrap_or(200),
            answers_nothing: operation.success().is_none(),
            success: (json && !media["schema"].is_null())
                .then(|| Schema::new(service, &media["schema"])),
            failure: (!failure.is_null()).then(|| Schema::new(service, failure)),
            example: operation
                .examples()
                .into_iter()
                .find_map(|example| example.response),
        }
    }

    /// The token that a request with these headers calls with: none when it is to be signed.
    pub(crate) fn token<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let header = self.token_header.as_deref()?;
        let token = headers.get(header).and_then(|value| value.to_str().ok());
        match token {
            Some(token) if !self.takes_signature || !gateway::is_signed(headers) => Some(token),
            // Without a token either, the request lacks the token, not a signature.
            None if !self.takes_signature => Some(""),
            _ => None,
        }
    }

    /// The schema of answers with this HTTP status.
    fn answers(&self, status: u16) -> Option<&Schema> {
        if status == self.success_status {
            self.success.as_ref()
        } else {
            self.failure.as_ref()
        }
    }

    /// Whether an answer is as documented.
    pub(crate) fn allows_answer(&self, status: u16, answer: &Value) -> bool {
        self.answers(status)
            .is_none_or(|schema| schema.allows(answer))
    }
}

fn parts(document: &Document, operation: &document::Operation<'_>) -> Vec<Part> {
    let parts = operation.parts();
    let parts = parts.iter().map(|part| {
        let schema = document.resolve(&part["schema"]);
        let is_list = schema["type"] == "array";
        let item = if is_list { &schema["items"] } else { schema };
        Part {
            name: part["name"].as_str().unwrap_or_default().to_owned(),
            is_file: document.resolve(item)["format"] == "binary",
            is_list,
        }
    });
    parts.collect()
}
