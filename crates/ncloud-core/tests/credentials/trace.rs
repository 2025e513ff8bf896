//! Everything that these tests trace, in a file, so that it can be searched for secrets. `cargo xtask ci
//! test` names the directory and searches.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, Once};

/// Writes all that is traced from now on, at every level; nothing when no directory is named.
pub(crate) fn start() {
    static START: Once = Once::new();
    START.call_once(|| {
        let Some(directory) = std::env::var_os("NCLOUD_TRACE_DIR") else {
            return;
        };
        let log = File::create(PathBuf::from(directory).join("credentials.log")).unwrap();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(Mutex::new(log))
            .init();
    });
}
