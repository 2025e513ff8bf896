//! A request as a `curl` command, without its secret parts.

use ncloud_core::OperationRequest;
use ncloud_core::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use ncloud_core::service::Place;
use ncloud_core::signature::SIGNATURE;
use serde_json::Value;

use crate::catalogue::{Kind, Member, Operation};
use crate::failure::Failure;
use crate::input::Input;
use crate::output;

/// What stands in the place of a secret.
const ELIDED: &str = "***";

/// Prints the command.
///
/// # Errors
/// When the request would be refused before it is sent, and when there is no key pair.
pub(crate) async fn print(
    operation: &Operation,
    request: OperationRequest<'_>,
    input: &Input,
) -> Result<(), Failure> {
    let url = request.shown_url();
    let request = request.sign().await?;
    let mut parts = vec![format!("curl -X {}", request.method())];
    let forms = forms(operation, input);
    for (name, value) in request.headers() {
        // curl writes a boundary of its own.
        if !forms.is_empty() && [CONTENT_TYPE, CONTENT_LENGTH].contains(name) {
            continue;
        }
        let value = if *name == SIGNATURE || value.is_sensitive() {
            ELIDED
        } else {
            value.to_str().unwrap_or(ELIDED)
        };
        parts.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
    }
    parts.extend(forms);
    if let (Some(body), Some(known)) = (&input.body, &operation.body) {
        let mut shown = body.clone();
        elide(known.members, &mut shown);
        parts.push(format!("-d {}", quoted(&shown.to_string())));
    }
    parts.push(quoted(&url));
    output::line(&parts.join(" \\\n  "))
}

/// The parts of a multipart body; a file is named, not shown.
fn forms(operation: &Operation, input: &Input) -> Vec<String> {
    let mut forms = Vec::new();
    for (parameter, value) in operation.parameters.iter().zip(&input.parameters) {
        if parameter.place != Place::Part {
            continue;
        }
        let member = &parameter.member;
        let (option, at) = match member.kind {
            Kind::File | Kind::List(Kind::File) => ("-F", "@"),
            // It takes a text as it is, also one that begins with `@` or `<`.
            _ => ("--form-string", ""),
        };
        let values = match value {
            Value::Null => &[],
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            let text = match value {
                _ if member.secret => ELIDED.to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let form = quoted(&format!("{}={at}{text}", member.name));
            forms.push(format!("{option} {form}"));
        }
    }
    forms
}

/// Replaces the values of secret members, wherever they are.
pub(crate) fn elide(members: &[Member], value: &mut Value) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for member in members {
        let Some(value) = object.get_mut(member.name) else {
            continue;
        };
        if member.secret {
            *value = Value::from(ELIDED);
        } else {
            within(member.kind, value);
        }
    }
}

fn within(kind: Kind, value: &mut Value) {
    match (kind, value) {
        (Kind::Object(members), value) => elide(members, value),
        (Kind::List(item), Value::Array(items)) => {
            items.iter_mut().for_each(|value| within(*item, value));
        }
        _ => {}
    }
}

/// A word for a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
