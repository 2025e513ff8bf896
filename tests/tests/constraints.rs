//! Every limit of every request, read from the specifications: a value beyond it never reaches the
//! wire, a value at it does.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonschema::Validator;
use ncloud_core::ErrorKind;
use ncloud_spec::document::{Document, Operation, members};
use ncloud_spec::json_schema::json_schema;
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::clock::FixedClock;
use ncloud_tests::services::{Clients, Failure, Input, documents};
use ncloud_tests::settings;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

/// The time at which requests are made, in epoch seconds: 2026-11-20 09:00 in Korea.
const NOW: u64 = 1_795_132_800;

/// A value of a request that has limits.
struct Limited<'a> {
    place: Place,
    schema: &'a Value,
}

/// Where the value goes.
#[derive(Clone, Debug)]
enum Place {
    Parameter(String),
    /// The items of a parameter that is a list.
    Item(String),
    /// Members from the root of the body; a number is an index of a list.
    Body(Vec<String>),
}

/// Values for a place: at its limits and beyond them.
#[derive(Default)]
struct Values {
    good: Vec<Value>,
    bad: Vec<Value>,
}

#[tokio::test]
async fn limits_are_refused_before_the_wire_and_boundaries_are_sent() {
    let server = CannedServer::start(Answer::json(500, "{}")).await.unwrap();
    let clock = FixedClock(Duration::from_secs(NOW));
    let config = settings::of(&server.url()).clock(clock).build().unwrap();
    let clients = Clients::connect(&config).unwrap();
    let (mut refused, mut sent, mut limited_values) = (0, 0, 0);
    for document in &documents() {
        for operation in document.operations() {
            let example = Input::from(&operation.examples()[0]);
            for limited in limited(document, operation) {
                limited_values += 1;
                let place = format!("{} {} {:?}", document.name(), operation.id(), limited.place);
                let current = current(&example, &limited.place);
                let body = example.body.as_ref().unwrap_or(&Value::Null);
                let values = values(document, limited.schema, current, body);
                assert!(
                    !values.bad.is_empty() && !values.good.is_empty(),
                    "{place}: no values for {}",
                    limited.schema
                );
                for (value, expected) in values
                    .bad
                    .iter()
                    .map(|value| (value, 0))
                    .chain(values.good.iter().map(|value| (value, 1)))
                {
                    let input = with(document, operation, &example, &limited.place, value.clone());
                    let outcome = clients.call(document.name(), operation.id(), &input).await;
                    let requests = server.take_received().len();
                    assert_eq!(requests, expected, "{place} = {value}: {outcome:?}");
                    if expected == 0 {
                        check_refusal(outcome, &place);
                        refused += 1;
                    } else {
                        sent += 1;
                    }
                }
            }
        }
    }
    println!("{limited_values} limited values: {refused} refused, {sent} sent");
    assert!(limited_values > 100);
}

fn check_refusal(outcome: Result<Value, Failure>, place: &str) {
    match outcome {
        Err(Failure::Call(error)) => {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{place}: {error}")
        }
        // A closed enumeration refuses the value when it is made.
        Err(Failure::Input(message)) => {
            assert!(message.contains("unknown variant"), "{place}: {message}")
        }
        Ok(_) => panic!("{place}: accepted"),
    }
}

const LIMITS: [&str; 14] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "enum",
    "uniqueItems",
    "x-ncloud-max-bytes",
    "x-ncloud-minutes-ahead",
];

/// Every value with a limit that a request of the operation can hold.
fn limited<'a>(document: &'a Document, operation: Operation<'a>) -> Vec<Limited<'a>> {
    let mut found = Vec::new();
    for parameter in operation.parameters() {
        let name = parameter["name"].as_str().unwrap();
        walk(document, &parameter["schema"], &mut |at, schema| {
            let place = match at {
                [] => Place::Parameter(name.to_owned()),
                [item] if item == "0" => Place::Item(name.to_owned()),
                _ => panic!("{name}: a parameter is a scalar or a list of them"),
            };
            found.push(Limited { place, schema });
        });
    }
    if let Some(media) = operation.request_body() {
        walk(document, &media["schema"], &mut |at, schema| {
            found.push(Limited {
                place: Place::Body(at.to_vec()),
                schema,
            });
        });
    }
    found
}

fn walk<'a>(
    document: &'a Document,
    schema: &'a Value,
    visit: &mut impl FnMut(&[String], &'a Value),
) {
    fn below<'a>(
        document: &'a Document,
        schema: &'a Value,
        at: &mut Vec<String>,
        visit: &mut impl FnMut(&[String], &'a Value),
    ) {
        let schema = document.resolve(schema);
        if LIMITS.iter().any(|limit| schema.get(limit).is_some()) {
            visit(at, schema);
        }
        for (name, property) in members(&schema["properties"]) {
            at.push(name.to_owned());
            below(document, property, at, visit);
            at.pop();
        }
        let items = schema.get("items").map(|items| ("0", items));
        for (name, items) in items.into_iter().chain(map_values(schema)) {
            at.push(name.to_owned());
            below(document, items, at, visit);
            at.pop();
        }
    }
    below(document, schema, &mut Vec::new(), visit);
}

/// The schema of the values of a map, and a name for one of them.
fn map_values(schema: &Value) -> Option<(&'static str, &Value)> {
    let values = schema.get("additionalProperties")?;
    values.is_object().then_some(("a", values))
}

/// A value of a schema for which there is no example.
fn sample(document: &Document, schema: &Value) -> Value {
    let schema = document.resolve(schema);
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some((value, _)) = members(&schema["x-ncloud-enum"]).next() {
        return json!(value);
    }
    let required = schema["required"].as_array().into_iter().flatten();
    let required = required.filter_map(Value::as_str).map(|name| {
        let member = sample(document, &schema["properties"][name]);
        (name.to_owned(), member)
    });
    match schema["type"].as_str() {
        Some("object") => Value::Object(required.collect()),
        Some("array") => json!([]),
        Some("integer") => json!(1),
        Some("boolean") => json!(true),
        _ => json!("a"),
    }
}

/// Values at the limits of a schema and beyond them.
fn values(document: &Document, schema: &Value, current: Option<&Value>, body: &Value) -> Values {
    let validator = jsonschema::validator_for(&json_schema(document, schema)).unwrap();
    let mut values = Values::default();
    let integer = |name: &str| schema[name].as_i64();
    if let Some(allowed) = schema["enum"].as_array() {
        values.good.extend(allowed.iter().cloned());
        values.bad.push(if schema["type"] == "integer" {
            json!(-77)
        } else {
            json!("NOT-A-VALUE")
        });
    } else if schema["type"] == "integer" {
        let step = integer("multipleOf").unwrap_or(1);
        values.good.extend(
            [integer("minimum"), integer("maximum")]
                .into_iter()
                .flatten()
                .map(|bound| json!(bound)),
        );
        values
            .bad
            .extend(integer("minimum").map(|bound| json!(bound - step)));
        values
            .bad
            .extend(integer("maximum").map(|bound| json!(bound + step)));
        if step > 1 {
            values
                .good
                .push(json!(integer("minimum").unwrap_or(0) + step));
            values.bad.push(json!(integer("minimum").unwrap_or(0) + 1));
        }
    } else if schema["type"] == "array" {
        let items = |length: i64| {
            json!(vec![
                current.map_or_else(
                    || sample(document, &schema["items"]),
                    |list| list[0].clone()
                );
                length as usize
            ])
        };
        for bound in [integer("minItems"), integer("maxItems")]
            .into_iter()
            .flatten()
        {
            values.good.push(items(bound));
        }
        values.bad.extend(
            integer("minItems")
                .filter(|bound| *bound > 0)
                .map(|bound| items(bound - 1)),
        );
        values
            .bad
            .extend(integer("maxItems").map(|bound| items(bound + 1)));
    } else if schema["type"] == "object" {
        let of = |count: i64| {
            let value = sample(document, &schema["additionalProperties"]);
            let members = (0..count).map(|number| (format!("a{number}"), value.clone()));
            Value::Object(members.collect())
        };
        let (least, most) = (integer("minProperties"), integer("maxProperties"));
        values.good.extend(least.into_iter().chain(most).map(of));
        let too_few = least.filter(|least| *least > 0).map(|least| least - 1);
        let too_many = most.map(|most| most + 1);
        values
            .bad
            .extend(too_few.into_iter().chain(too_many).map(of));
    } else {
        texts(
            schema,
            current.and_then(Value::as_str),
            &validator,
            &mut values,
        );
    }
    for good in &values.good {
        assert!(validator.is_valid(good), "{good} should fit {schema}");
    }
    for bad in &values.bad {
        assert!(!validator.is_valid(bad), "{bad} should not fit {schema}");
    }
    // Limits that JSON Schema does not know.
    if let Some(limit) = schema.get("x-ncloud-max-bytes") {
        let most = most_bytes(limit, body);
        let text = |length: usize| {
            json!(match limit["encoding"].as_str() {
                Some("base64") => STANDARD.encode(vec![0; length]),
                _ => "a".repeat(length),
            })
        };
        values.good.push(text(most));
        values.bad.push(text(most + 1));
    }
    if let Some(ahead) = schema.get("x-ncloud-minutes-ahead") {
        let bounds = [(&ahead["min"], -1), (&ahead["max"], 1)];
        for (bound, beyond) in bounds {
            if let Some(bound) = bound.as_i64() {
                values.good.push(minutes_ahead(schema, &validator, bound));
                let beyond = minutes_ahead(schema, &validator, bound + beyond);
                values.bad.push(beyond);
            }
        }
    }
    values
}

/// The most bytes of a text in this body: what a member at its top says of them, else what holds for all.
fn most_bytes(limit: &Value, body: &Value) -> usize {
    let by_member = members(&limit["by"])
        .find_map(|(member, numbers)| numbers[body[member].as_str().unwrap_or_default()].as_u64());
    by_member.or(limit["at"].as_u64()).unwrap() as usize
}

/// A time so many minutes ahead, in the form that the schema wants.
fn minutes_ahead(schema: &Value, validator: &Validator, minutes: i64) -> Value {
    let time = OffsetDateTime::from_unix_timestamp(NOW as i64 + minutes * 60).unwrap();
    let time = time.to_offset(UtcOffset::from_hms(9, 0, 0).unwrap());
    if schema["type"] == "integer" {
        return json!(time.unix_timestamp() * 1000);
    }
    let (date, hour, minute): (Date, u8, u8) = (time.date(), time.hour(), time.minute());
    let local = json!(format!("{date} {hour:02}:{minute:02}"));
    let is_local = schema.get("pattern").is_some() && validator.is_valid(&local);
    if is_local {
        local
    } else {
        json!(time.format(&Rfc3339).unwrap())
    }
}

fn texts(schema: &Value, current: Option<&str>, validator: &Validator, values: &mut Values) {
    let length = |name: &str| schema[name].as_u64().map(|length| length as usize);
    let fitting = |length: usize, validator: &Validator| {
        // The pattern decides which filling fits; the present value is a good start.
        let starts = [current.unwrap_or_default(), "", "a", "a1!", "aA1!"];
        let fillings = ["a", "1", "A", "-a", "a1"];
        starts
            .iter()
            .flat_map(|start| fillings.iter().map(move |filling| (start, filling)))
            .find_map(|(start, filling)| {
                let text: String = start
                    .chars()
                    .chain(filling.chars().cycle())
                    .take(length)
                    .collect();
                Some(json!(text)).filter(|text| validator.is_valid(text))
            })
    };
    for bound in [length("minLength"), length("maxLength")]
        .into_iter()
        .flatten()
    {
        values.good.extend(fitting(bound, validator));
    }
    if let Some(minimum) = length("minLength").filter(|minimum| *minimum > 0) {
        values.bad.push(json!("a".repeat(minimum - 1)));
    }
    if let Some(maximum) = length("maxLength") {
        // One that breaks no other rule, where there is one: else the length would not be what is refused.
        let mut unlimited = schema.clone();
        unlimited.as_object_mut().unwrap().remove("maxLength");
        let unlimited = jsonschema::validator_for(&unlimited).unwrap();
        let too_long = fitting(maximum + 1, &unlimited);
        values
            .bad
            .push(too_long.unwrap_or_else(|| json!("a".repeat(maximum + 1))));
    }
    if schema.get("pattern").is_some() {
        values.bad.push(json!("한 글!"));
        values.good.extend(current.map(|text| json!(text)));
        values.good.extend(
            [
                "1",
                "365",
                "MAX",
                "5",
                "2026-11-20",
                "2026-11-20 11:40",
                "2026-11-20 11:40:00",
                "2026-11-20T11:40:00",
                "1140",
                "11:40",
                "01012345678",
                "@shop",
            ]
            .map(|text| json!(text))
            .into_iter()
            .filter(|text| validator.is_valid(text)),
        );
        let length = length("minLength").unwrap_or(1);
        values.good.extend(fitting(length.max(3), validator));
    }
}

fn current<'a>(example: &'a Input, place: &Place) -> Option<&'a Value> {
    match place {
        Place::Parameter(name) => example.parameters.get(name),
        Place::Item(name) => example.parameters.get(name)?.get(0),
        Place::Body(at) => example
            .body
            .as_ref()?
            .pointer(&at.iter().map(|step| format!("/{step}")).collect::<String>()),
    }
}

/// The example with another value in one place; what is missing on the way there is made up.
fn with(
    document: &Document,
    operation: Operation<'_>,
    example: &Input,
    place: &Place,
    value: Value,
) -> Input {
    let mut input = example.clone();
    match place {
        Place::Parameter(name) => {
            input.parameters.insert(name.clone(), value);
        }
        Place::Item(name) => {
            input.parameters.insert(name.clone(), json!([value]));
        }
        Place::Body(at) => {
            let schema = &operation.request_body().unwrap()["schema"];
            set(
                document,
                schema,
                input.body.get_or_insert_with(|| json!({})),
                at,
                value,
            );
        }
    }
    input
}

fn set(document: &Document, schema: &Value, target: &mut Value, at: &[String], value: Value) {
    let Some((step, rest)) = at.split_first() else {
        *target = value;
        return;
    };
    let schema = document.resolve(schema);
    if let Some(items) = schema.get("items") {
        if !target.is_array() {
            // As many as the list must have.
            let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
            *target = json!(vec![sample(document, items); least as usize]);
        }
        set(document, items, &mut target[0], rest, value);
    } else {
        let member = schema["properties"].get(step);
        let member = member.or_else(|| schema.get("additionalProperties"));
        set(
            document,
            member.unwrap_or(&Value::Null),
            &mut target[step.as_str()],
            rest,
            value,
        );
    }
}
