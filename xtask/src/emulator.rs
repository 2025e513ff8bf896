//! The emulator as a process of its own, for commands that need one.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::{process, tools};

/// Key pair of the emulator: it guards nothing.
pub const ACCESS_KEY: &str = "SOAKACCESSKEY";
pub const SECRET_KEY: &str = "soak-secret-key";

/// Token of the control API: there is nothing to guard here either.
pub const CONTROL_TOKEN: &str = "soak-control-token";

/// What the program writes before the address that it listens on.
const LISTENING: &str = "ncloud-emulator listening on ";
/// What it writes before that of the control API.
const CONTROL: &str = "control API and page: ";

/// A running emulator. Dropping it kills it.
pub struct Emulator {
    child: Child,
    pub origin: String,
    /// URL of the control API.
    pub control: String,
}

impl Emulator {
    /// Builds and starts it on a free port of loopback. Built for tests, it holds each of its
    /// answers against the answer's schema.
    pub fn start() -> Result<Self, String> {
        process::cargo(&["build", "--package", "ncloud-emulator", "--locked"], &[])?;
        let program = tools::target()?.join("debug/ncloud-emulator");
        let mut child = Command::new(&program)
            .args(["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"])
            .args(["--quiet", "--access-key", ACCESS_KEY])
            .env("NCLOUD_EMULATOR_SECRET_KEY", SECRET_KEY)
            .env("NCLOUD_EMULATOR_CONTROL_TOKEN", CONTROL_TOKEN)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let (output, errors) = (child.stdout.take(), child.stderr.take());
        let mut emulator = Self {
            child,
            origin: String::new(),
            control: String::new(),
        };
        emulator.control = address(errors, CONTROL)?;
        emulator.origin = address(output, LISTENING)?;
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

/// What stands behind `before` in the first line.
fn address(output: Option<impl Read>, before: &str) -> Result<String, String> {
    let mut line = String::new();
    BufReader::new(output.ok_or("the emulator has no output")?)
        .read_line(&mut line)
        .map_err(|error| format!("the emulator's output: {error}"))?;
    let address = line.trim_end().strip_prefix(before);
    let address = address.ok_or_else(|| format!("the emulator did not start: {line:?}"))?;
    Ok(address.to_owned())
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended on its own.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
