//! Reads the body of a request, up to a size and in a time.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// The largest body that is taken, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// The largest body of several parts, in bytes: the attachments of a mail, 20 MB together.
const LARGEST_MULTIPART_BODY: usize = 24 * 1024 * 1024;
/// Of a body that is too large, this many bytes are read and dropped, so that a client that only
/// listens when it has sent everything gets its answer.
const LARGEST_DROPPED: usize = 64 * 1024 * 1024;

/// Why there is no body.
pub(crate) enum Unreadable {
    TooLarge,
    Broken,
}

/// Reads the whole body, for which a client may take as long as `timeout`.
pub(crate) async fn read(
    body: Body,
    headers: &HeaderMap,
    timeout: Duration,
) -> Result<Bytes, Unreadable> {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let has_parts = content_type.is_some_and(|text| text.starts_with(b"multipart/"));
    let largest = if has_parts {
        LARGEST_MULTIPART_BODY
    } else {
        LARGEST_BODY
    };
    let read = tokio::time::timeout(timeout, read_all(body, largest)).await;
    read.unwrap_or(Err(Unreadable::Broken))
}

async fn read_all(mut body: Body, largest: usize) -> Result<Bytes, Unreadable> {
    let mut read = BytesMut::new();
    let mut dropped = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Unreadable::Broken)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if dropped == 0 && read.len() + data.len() <= largest {
            read.extend_from_slice(&data);
            continue;
        }
        dropped += data.len();
        if dropped > LARGEST_DROPPED {
            break;
        }
    }
    if dropped == 0 {
        Ok(read.freeze())
    } else {
        Err(Unreadable::TooLarge)
    }
}
