//! Times as the service writes and reads them.

use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::call::Call;
use crate::services::korean_time::{OFFSET, milliseconds, read, stamp};

/// A time, as a number and as text.
pub(super) fn view(time: i64) -> Value {
    let text = stamp(time);
    json!({
        "utc": time,
        "formattedDate": text.get(..10).unwrap_or_default(),
        "formattedDateTime": format!("{text} {:03}", milliseconds(time)),
    })
}

/// A time, or null.
pub(super) fn view_if(time: Option<i64>) -> Value {
    time.map_or(Value::Null, view)
}

/// The start and the end of the window that a list is asked for.
pub(super) fn window(call: &Call) -> Result<(i64, i64), Refusal> {
    let time = |name: &str| {
        if let Some(time) = call.integer(&format!("{name}Utc")) {
            return Ok(time);
        }
        let name = format!("{name}DateTime");
        match call.text(&name) {
            "" => Err(Refusal::request(format!("{name} is missing"))),
            text => {
                read(text, OFFSET).ok_or_else(|| Refusal::request(format!("{name} is not a time")))
            }
        }
    };
    let (start, end) = (time("start")?, time("end")?);
    if end < start {
        return Err(Refusal::request("the window ends before it starts"));
    }
    Ok((start, end))
}
