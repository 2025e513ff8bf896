//! A signal for a program at its work.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use ncloud_emulator::{Emulator, ReceivedRequest};

use crate::shell::{Shell, program};

pub(crate) const ACCESS_KEY: &str = "main";
pub(crate) const SECRET: &str = "hunter2-main-secret";

/// An emulator, a directory, and a program that works in it and may get a signal.
pub(crate) struct Stage {
    shell: Shell,
    pub(crate) directory: tempfile::TempDir,
    strike: Arc<Mutex<Strike>>,
}

impl Stage {
    /// `listen` is told of each request that was answered.
    pub(crate) fn new(listen: impl Fn(&ReceivedRequest) + Send + Sync + 'static) -> Self {
        let strike = Arc::new(Mutex::new(Strike::default()));
        let counted = Arc::clone(&strike);
        let shell = Shell::start((ACCESS_KEY, SECRET), |builder| {
            builder.on_request(move |request| {
                counted.lock().unwrap().count();
                listen(request);
            })
        });
        Self {
            shell,
            directory: tempfile::tempdir().unwrap(),
            strike,
        }
    }

    pub(crate) fn emulator(&self) -> &Emulator {
        &self.shell.emulator
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        self.in_place(env!("CARGO_BIN_EXE_ncp"))
    }

    /// A program with the key pair in its environment.
    pub(crate) fn in_place(&self, path: &str) -> Command {
        let mut command = program(path, (ACCESS_KEY, SECRET));
        command
            .env("NCLOUD_API_GW", self.emulator().url())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn ncp(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs the program, which gets a signal after so many requests.
    pub(crate) fn struck(
        &self,
        mut command: Command,
        signal: &'static str,
        after: u64,
        before_the_answer: bool,
    ) -> Output {
        let child = {
            let mut strike = self.strike.lock().unwrap();
            let child = command.spawn().unwrap();
            *strike = Strike::at(&child, signal, after, before_the_answer);
            child
        };
        let output = child.wait_with_output().unwrap();
        self.strike.lock().unwrap().end();
        output
    }

    pub(crate) fn end(self) {
        self.shell.end();
    }
}

/// A signal for the program after a number of requests that were acted on.
#[derive(Default)]
struct Strike {
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
    fn at(program: &Child, signal: &'static str, after: u64, before_the_answer: bool) -> Self {
        Self {
            signal,
            after,
            before_the_answer,
            process: program.id(),
            sending: None,
        }
    }

    /// No signal is sent from now on; one that was sent is there.
    fn end(&mut self) {
        self.after = 0;
        self.wait();
    }

    /// Counts a request. The answer is not sent before this returns.
    fn count(&mut self) {
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
