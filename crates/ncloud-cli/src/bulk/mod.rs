//! What commands have in common that do many things for the rows of a file, and go on where they ended.

pub(crate) mod findings;
pub(crate) mod journal;
pub(crate) mod stop;
pub(crate) mod table;

use std::time::{Duration, UNIX_EPOCH};

use ncloud_core::{Error, ErrorKind};

use crate::failure::Exit;
use crate::time;
use stop::Fault;

/// Longest time of one call, waits before its repetitions included.
pub(crate) const CALL: Duration = Duration::from_secs(120);
/// How long a request may be acted on after it was sent: the time of a call, the five minutes for which the
/// gateway takes its signature, and a minute for the service.
pub(crate) const SETTLE: Duration = Duration::from_secs(480);

/// The time after a duration, milliseconds since 1970.
pub(crate) fn after(duration: Duration) -> u64 {
    let now = time::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let then = now.saturating_add(duration).as_millis();
    u64::try_from(then).unwrap_or(u64::MAX)
}

/// How a run ends that has not done all: as its failure when nothing is done, and when it was stopped by Ctrl-C
/// or for want of time.
pub(crate) fn exit_of_part(exit: Exit, is_stopped: bool, done: usize) -> Exit {
    match exit {
        Exit::Interrupted | Exit::Timeout if is_stopped => exit,
        exit if done == 0 => exit,
        _ => Exit::Partial,
    }
}

/// Whose fault a failed call is.
pub(crate) fn fault(error: &Error) -> Fault {
    match error.kind() {
        ErrorKind::InvalidRequest | ErrorKind::Service => Fault::Row,
        ErrorKind::Connect
        | ErrorKind::Transport
        | ErrorKind::Timeout
        | ErrorKind::Throttled
        | ErrorKind::Unavailable
        | ErrorKind::UnexpectedAnswer => Fault::Chance,
        _ => Fault::All,
    }
}
