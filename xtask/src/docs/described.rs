//! The members of an operation as our document describes them, in the form of a page.

use ncloud_spec::codegen::schema::{is_required, known_values};
use ncloud_spec::document::{Operation, members};
use serde_json::Value;

use super::model::{Kind, Limits, Place, Range};
use super::specification::{Location, Node, Service};

/// A parameter or a member.
#[derive(Clone, Debug)]
pub(super) struct Described {
    pub(super) place: Place,
    /// Names joined by dots, without marks for lists.
    pub(super) path: String,
    /// None when anything may come.
    pub(super) kinds: Vec<Kind>,
    pub(super) items: Vec<Kind>,
    pub(super) required: bool,
    pub(super) limits: Limits,
    pub(super) pattern: Option<String>,
    /// Known values.
    pub(super) values: Vec<String>,
    /// Whether what it contains is not listed: members of any name, or an object like one around it.
    pub(super) is_open: bool,
    /// Where it is described.
    pub(super) location: Location,
    /// Where its type is described.
    pub(super) schema: Location,
    /// Where it says whether it is required.
    pub(super) requirement: Location,
}

/// Everything that a call of the operation sends and gets.
pub(super) fn members_of<'a>(service: &Service<'a>, operation: Operation<'a>) -> Vec<Described> {
    let mut walk = Walk {
        service,
        found: Vec::new(),
        around: Vec::new(),
    };
    walk.parameters(&service.place(&operation.pointer()));
    for place in [Place::Body, Place::Response] {
        let schema = body(service, operation, place);
        if schema.value().is_object() {
            for alternative in walk.alternatives(&schema) {
                walk.within(place, "", &alternative);
            }
        }
    }
    walk.found
}

/// Where the members of a part of a call are described.
pub(super) fn home<'a>(service: &Service<'a>, operation: Operation<'a>, place: Place) -> Location {
    let schema = body(service, operation, place);
    if schema.value().is_object() {
        schema.location()
    } else {
        service.place(&operation.pointer()).location()
    }
}

/// The schema of the body of the request or of the answer; null for what has none.
fn body<'a>(service: &Service<'a>, operation: Operation<'a>, place: Place) -> Node<'a> {
    let node = service.place(&operation.pointer());
    let status = operation
        .success_response()
        .map_or("200", |(status, _)| status);
    let holder = match place {
        Place::Response => node.member("responses").member(status),
        Place::Body => node.member("requestBody"),
        // The parameters of an operation stand in it.
        _ => return node.member("parameters"),
    };
    let content = service.follow(holder).member("content");
    let json = content.member("application/json");
    let media = if json.value().is_object() {
        json
    } else {
        content.member("multipart/form-data")
    };
    service.follow(media.member("schema"))
}

struct Walk<'s, 'a> {
    service: &'s Service<'a>,
    found: Vec<Described>,
    /// The objects around the member that is being described.
    around: Vec<String>,
}

/// A parameter or a property that is met.
struct Member<'a> {
    place: Place,
    path: String,
    /// What describes it.
    node: Node<'a>,
    /// Its type.
    schema: Node<'a>,
    required: bool,
    requirement: Node<'a>,
}

impl<'a> Walk<'_, 'a> {
    fn parameters(&mut self, operation: &Node<'a>) {
        let parameters = operation.member("parameters");
        for index in 0..parameters.value().as_array().map_or(0, Vec::len) {
            let parameter = self.service.follow(parameters.element(index));
            let place = match parameter.value()["in"].as_str() {
                Some("path") => Place::Path,
                Some("header") => Place::Header,
                _ => Place::Query,
            };
            let name = parameter.value()["name"].as_str().unwrap_or_default();
            self.member(Member {
                place,
                path: name.to_owned(),
                schema: parameter.member("schema"),
                required: parameter.value()["required"] == true,
                requirement: parameter.member("required"),
                node: parameter,
            });
        }
    }

    /// The members of an object. Those of an object within one of its kind are described with the outer.
    fn properties(&mut self, place: Place, object: &str, schema: &Node<'a>) {
        if self.around.contains(&schema.pointer) {
            return;
        }
        self.around.push(schema.pointer.clone());
        let properties = schema.member("properties");
        let parent = schema.value().as_object();
        for (name, _) in members(properties.value()) {
            let property = properties.member(name);
            self.member(Member {
                place,
                path: if object.is_empty() {
                    name.to_owned()
                } else {
                    format!("{object}.{name}")
                },
                schema: property.clone(),
                required: parent.is_some_and(|parent| is_required(parent, name)),
                requirement: schema.member("required"),
                node: property,
            });
        }
        self.around.pop();
    }

    /// A member and what is in it.
    fn member(&mut self, member: Member<'a>) {
        let Member { place, path, .. } = member;
        let schema = self.service.follow(member.schema);
        let alternatives = self.alternatives(&schema);
        let (mut kinds, mut items) = (Vec::new(), Vec::new());
        for alternative in &alternatives {
            kinds.extend(kinds_of(alternative.value()));
            let elements = self.service.follow(alternative.member("items"));
            items.extend(kinds_of(elements.value()));
        }
        let value = schema.value();
        let is_same = |known: &&mut Described| known.place == place && known.path == path;
        match self.found.iter_mut().find(is_same) {
            // Of another alternative: a page lists it once.
            Some(known) => {
                kinds.retain(|kind| !known.kinds.contains(kind));
                known.kinds.append(&mut kinds);
            }
            None => {
                let is_open = alternatives.iter().any(|schema| self.is_open(schema));
                self.found.push(Described {
                    place,
                    path: path.clone(),
                    kinds,
                    items,
                    required: member.required,
                    limits: limits(value),
                    pattern: value["pattern"].as_str().map(str::to_owned),
                    values: values(value),
                    is_open,
                    location: member.node.location(),
                    schema: schema.location(),
                    requirement: member.requirement.location(),
                });
            }
        }
        for alternative in &alternatives {
            self.within(place, &path, alternative);
        }
    }

    fn is_open(&self, schema: &Node<'a>) -> bool {
        let elements = self.service.follow(schema.member("items"));
        let around = [schema, &elements].map(|node| self.around.contains(&node.pointer));
        let nodes = [schema.value(), elements.value()];
        nodes.into_iter().any(is_map) || around.contains(&true)
    }

    /// The members of an object, or of the objects of a list.
    fn within(&mut self, place: Place, path: &str, schema: &Node<'a>) {
        self.properties(place, path, schema);
        let elements = self.service.follow(schema.member("items"));
        if elements.value().is_object() {
            self.properties(place, path, &elements);
        }
    }

    /// The schemas that a value may follow: one, or those of `oneOf`.
    fn alternatives(&self, schema: &Node<'a>) -> Vec<Node<'a>> {
        let choice = schema.member("oneOf");
        match choice.value().as_array() {
            Some(all) => (0..all.len())
                .map(|index| self.service.follow(choice.element(index)))
                .collect(),
            None => vec![schema.clone()],
        }
    }
}

/// Whether the members of an object have any name, or are not known.
pub(super) fn is_map(schema: &Value) -> bool {
    let is_object = schema["type"] == "object" || schema["x-ncloud-untyped"].is_string();
    let takes_any = schema["additionalProperties"] != false;
    is_object && takes_any && !schema["properties"].is_object()
}

/// The kinds of page types that say the same as a schema. `Integer` leaves the width open.
fn kinds_of(schema: &Value) -> Vec<Kind> {
    let format = schema["x-ncloud-format"].as_str().unwrap_or_default();
    let mut kinds = match schema["type"].as_str() {
        Some("string") => vec![Kind::String, Kind::Date],
        Some("integer") if schema["format"] == "int32" => vec![Kind::Integer],
        Some("integer") => vec![Kind::Integer, Kind::Long],
        Some("number") => vec![Kind::Number, Kind::Integer, Kind::Long],
        Some("boolean") => vec![Kind::Boolean],
        Some("object") => vec![Kind::Object],
        Some("array") => vec![Kind::Array],
        _ => Vec::new(),
    };
    match format {
        "numeric-string" => kinds.extend([Kind::Integer, Kind::Long, Kind::Number]),
        "string-or-list" => kinds.extend([Kind::String, Kind::Array]),
        "pem-chain" => kinds.extend([Kind::String, Kind::Array]),
        "epoch-milliseconds" => kinds.push(Kind::Date),
        _ => {}
    }
    kinds
}

fn limits(schema: &Value) -> Limits {
    let range = |least: &str, most: &str| Range {
        least: schema[least].as_i64(),
        most: schema[most].as_i64(),
    };
    Limits {
        length: range("minLength", "maxLength"),
        value: range("minimum", "maximum"),
    }
}

fn values(schema: &Value) -> Vec<String> {
    let mut values: Vec<String> = known_values(schema)
        .map(|(value, _)| value.to_owned())
        .collect();
    for value in schema["enum"].as_array().into_iter().flatten() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        if !values.contains(&text) {
            values.push(text);
        }
    }
    values
}
