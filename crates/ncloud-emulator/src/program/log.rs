//! One line for each request, on standard error.
//!
//! A thread writes them: whoever starts the program and does not read its lines must not bring it
//! to a halt. What does not fit into the queue is left out, and how much that was is told.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use crate::ReceivedRequest;

/// Lines that may wait to be written.
const QUEUE: usize = 4096;

/// How long the program waits at its end for lines that are not written yet.
const END_TIMEOUT: Duration = Duration::from_secs(1);

/// The end of the thread, which comes when there are no more lines and nobody to give any.
pub(super) struct End(Receiver<()>);

impl End {
    /// Waits for it, but not for those who do not read.
    pub(super) fn wait(&self) {
        self.0.recv_timeout(END_TIMEOUT).ok();
    }
}

/// Where lines go.
pub(super) struct Log {
    lines: SyncSender<String>,
    left_out: Arc<AtomicU64>,
}

impl Log {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start() -> io::Result<(Self, End)> {
        let (lines, waiting) = mpsc::sync_channel::<String>(QUEUE);
        let (alive, end) = mpsc::channel();
        let left_out = Arc::new(AtomicU64::new(0));
        let missing = Arc::clone(&left_out);
        thread::Builder::new()
            .name("ncloud-emulator-log".to_owned())
            .spawn(move || {
                let _alive = alive;
                for mut line in waiting {
                    let count = missing.swap(0, Ordering::Relaxed);
                    if count > 0 {
                        line = format!("({count} lines left out)\n{line}");
                    }
                    // There is nobody left to tell when standard error is closed.
                    io::stderr().write_all(line.as_bytes()).ok();
                }
            })?;
        Ok((Self { lines, left_out }, End(end)))
    }

    /// Writes down a request.
    pub(super) fn write(&self, request: &ReceivedRequest) {
        if self.lines.try_send(line(request)).is_err() {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn line(request: &ReceivedRequest) -> String {
    let line = format!(
        "{} {} {} {} {}",
        request.number, request.method, request.shown_target, request.status, request.verdict
    );
    // A client must not be able to write lines, or to talk to the terminal.
    let mut shown: String = line
        .chars()
        .map(|character| {
            if character.is_control() {
                '?'
            } else {
                character
            }
        })
        .collect();
    shown.push('\n');
    shown
}
