//! Whether a request was signed about now.

use super::Failure;

/// Clocks that differ by this much, in milliseconds, or more differ too much.
const CLOCK_WINDOW: u64 = 5 * 60 * 1000;

/// Checks a timestamp against the time of arrival, epoch milliseconds.
pub(super) fn check(timestamp: &str, now: i64) -> Result<(), Failure> {
    let decimal = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let time = timestamp.parse::<i64>().ok().filter(|_| decimal);
    let time = time.ok_or_else(|| {
        Failure::invalid("the timestamp is no decimal number of milliseconds since 1970")
    })?;
    let apart = now.abs_diff(time);
    if apart < CLOCK_WINDOW {
        return Ok(());
    }
    let seconds_sent = now.abs_diff(time.saturating_mul(1000)) < CLOCK_WINDOW;
    Err(Failure::invalid(if seconds_sent {
        "the timestamp is in seconds; it must be in milliseconds".to_owned()
    } else {
        let direction = if time < now { "behind" } else { "ahead of" };
        format!(
            "the timestamp is {} s {direction} the emulator's clock",
            apart / 1000
        )
    }))
}
