//! The page of the emulator's control port, used in a browser while requests come in.

use crate::browser;
use crate::emulator::{ACCESS_KEY, CONTROL_TOKEN, Emulator, SECRET_KEY};

/// Runs the test against an emulator of its own.
pub fn run() -> Result<(), String> {
    let emulator = Emulator::start()?;
    let keys = [ACCESS_KEY, SECRET_KEY, CONTROL_TOKEN];
    let arguments = [emulator.origin.as_str(), &emulator.control]
        .into_iter()
        .chain(keys)
        .collect::<Vec<_>>();
    browser::run("emulator.mjs", &arguments)
}
