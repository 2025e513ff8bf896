//! The emulator as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::{process, tools};

/// Key pair of the emulator: it guards nothing.
pub const ACCESS_KEY: &str = "SOAKACCESSKEY";
pub const SECRET_KEY: &str = "soak-secret-key";

/// What the program writes before the address that it listens on.
const LISTENING: &str = "ncloud-emulator listening on ";

/// A running emulator. Dropping it kills it.
pub struct Emulator {
    child: Child,
    pub origin: String,
}

impl Emulator {
    /// Builds and starts it on a free port of loopback. Built for tests, it holds each of its
    /// answers against the answer's schema.
    pub fn start() -> Result<Self, String> {
        process::cargo(&["build", "--package", "ncloud-emulator", "--locked"], &[])?;
        let program = tools::target()?.join("debug/ncloud-emulator");
        let mut child = Command::new(&program)
            .args(["--listen", "127.0.0.1:0", "--access-key", ACCESS_KEY])
            .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET_KEY)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let output = child.stdout.take().ok_or("the emulator has no output")?;
        let mut emulator = Self {
            child,
            origin: String::new(),
        };
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .map_err(|error| format!("the emulator's output: {error}"))?;
        let origin = line.trim_end().strip_prefix(LISTENING);
        emulator.origin = origin
            .ok_or_else(|| format!("the emulator did not start: {line:?}"))?
            .to_owned();
        Ok(emulator)
    }

    /// Fails when the process has ended.
    pub fn must_be_alive(&mut self) -> Result<(), String> {
        match self.child.try_wait() {
            Ok(None) => Ok(()),
            Ok(Some(status)) => Err(format!("the emulator ended: {status}")),
            Err(error) => Err(format!("the emulator: {error}")),
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended on its own.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
