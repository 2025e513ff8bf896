//! A signal for a program at its work.

use std::process::{Child, Command};

/// A signal for the program after a number of requests that were acted on.
#[derive(Default)]
pub(crate) struct Strike {
    signal: &'static str,
    after: u64,
    /// Whether the last of them is not answered before the signal is there. Otherwise the program goes on
    /// meanwhile, and is met at whatever it does then.
    before_the_answer: bool,
    process: u32,
    sending: Option<Child>,
}

impl Strike {
    /// A signal for a program after so many requests.
    pub(crate) fn at(
        program: &Child,
        signal: &'static str,
        after: u64,
        before_the_answer: bool,
    ) -> Self {
        Self {
            signal,
            after,
            before_the_answer,
            process: program.id(),
            sending: None,
        }
    }

    /// No signal is sent from now on; one that was sent is there.
    pub(crate) fn end(&mut self) {
        self.after = 0;
        self.wait();
    }

    /// Counts a request. The answer is not sent before this returns.
    pub(crate) fn count(&mut self) {
        self.after = match self.after {
            0 => return,
            after => after - 1,
        };
        if self.after == 0 {
            let process = self.process.to_string();
            let sending = Command::new("kill").args([self.signal, &process]).spawn();
            self.sending = Some(sending.unwrap());
            if self.before_the_answer {
                self.wait();
            }
        }
    }

    /// Waits until the signal is there.
    fn wait(&mut self) {
        if let Some(mut sending) = self.sending.take() {
            assert!(sending.wait().unwrap().success());
        }
    }
}

/// A number from the environment.
pub(crate) fn setting(name: &str, otherwise: u64) -> u64 {
    let setting = std::env::var(name).ok();
    setting.map_or(otherwise, |number| number.parse().unwrap())
}
