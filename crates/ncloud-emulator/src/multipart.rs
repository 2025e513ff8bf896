//! Reads bodies of several parts.

use std::convert::Infallible;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value};

use crate::operation::Part;
use crate::validation::{Body, Problems};

/// The parts of a body as the members of an object; unknown ones are left out, as services do. Of a file
/// each octet becomes a character, so that limits of characters are limits of octets.
pub(crate) async fn read(
    parts: &[Part],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Body<'static>, Problems> {
    let refuse = |rule: &str| Problems {
        invalid: vec![("body".to_owned(), rule.to_owned())],
        ..Problems::default()
    };
    let content_type = headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let boundary = content_type.and_then(|text| multer::parse_boundary(text).ok());
    let boundary = boundary.ok_or_else(|| refuse("must be multipart/form-data with a boundary"))?;
    let whole = Bytes::copy_from_slice(body);
    let whole = stream::once(async { Ok::<_, Infallible>(whole) });
    let mut fields = multer::Multipart::new(whole, boundary);
    let mut found = Map::new();
    let mut names = Vec::new();
    let malformed = |_| refuse("must be well-formed multipart/form-data");
    while let Some(field) = fields.next_field().await.map_err(malformed)? {
        let name = field.name().map(str::to_owned);
        let file_name = field.file_name().map(str::to_owned);
        let octets = field.bytes().await.map_err(malformed)?;
        let Some(part) = parts.iter().find(|part| Some(&part.name) == name.as_ref()) else {
            continue;
        };
        if part.is_file {
            let Some(file_name) = file_name else {
                return Err(Problems {
                    invalid: vec![(part.name.clone(), "must have a file name".to_owned())],
                    ..Problems::default()
                });
            };
            names.push(unescaped(&file_name));
        }
        let text = if part.is_file {
            octets.iter().copied().map(char::from).collect()
        } else {
            String::from_utf8_lossy(&octets).into_owned()
        };
        if part.is_list {
            let list = found
                .entry(part.name.clone())
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Some(list) = list.as_array_mut() {
                list.push(text.into());
            }
        } else {
            found.insert(part.name.clone(), text.into());
        }
    }
    Ok(Body::Parts(Value::Object(found), names))
}

/// The name of a file without the escapes of browsers.
fn unescaped(name: &str) -> String {
    name.replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}
