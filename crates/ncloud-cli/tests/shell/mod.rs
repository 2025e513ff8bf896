//! The emulator, and programs with a key pair that it knows.

use std::process::Command;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use tokio::runtime::Runtime;

/// An access key and its secret.
pub(crate) type KeyPair = (&'static str, &'static str);

/// The emulator while a test runs.
pub(crate) struct Shell {
    runtime: Runtime,
    pub(crate) emulator: Emulator,
}

impl Shell {
    /// Starts the emulator, which knows the key pair; `set_up` may ask more of it.
    pub(crate) fn start(
        (access_key, secret): KeyPair,
        set_up: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder,
    ) -> Self {
        // Two: a listener may keep one of them waiting.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let builder = set_up(Emulator::builder().key(access_key, secret));
        let emulator = runtime.block_on(builder.start()).unwrap();
        Self { runtime, emulator }
    }

    pub(crate) fn end(self) {
        self.runtime.block_on(self.emulator.shutdown());
    }
}

/// A program with the key pair in its environment, and nothing else.
pub(crate) fn program(path: &str, (access_key, secret): KeyPair) -> Command {
    let mut command = Command::new(path);
    command
        .env_clear()
        .env("NCLOUD_ACCESS_KEY_ID", access_key)
        .env("NCLOUD_SECRET_ACCESS_KEY", secret);
    command
}
