//! Everything that a test program traces, in a file, so that it can be searched for secrets.
//!
//! `cargo xtask ci test` names the directory and searches afterwards. Whatever a test needs before it
//! calls starts the writing: servers and settings.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing_subscriber::filter::LevelFilter;

/// The variable that names the directory. Nothing is written without it.
const DIRECTORY: &str = "NCLOUD_TRACE_DIR";

/// Secrets of this program that cannot be known by their looks, as signatures and those that hold
/// `hunter2` can; one on each line.
static SECRETS: OnceLock<Option<Mutex<File>>> = OnceLock::new();

/// Writes all that is traced and logged from now on, at every level.
pub fn start() {
    secrets();
}

/// Notes a secret that no log may show.
///
/// # Panics
/// When it cannot be written.
pub fn secret(text: &str) {
    if let Some(file) = secrets() {
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{text}").unwrap();
    }
}

fn secrets() -> Option<&'static Mutex<File>> {
    let open = || {
        let directory = PathBuf::from(std::env::var_os(DIRECTORY)?);
        let program = program();
        let log = File::create(directory.join(format!("{program}.log"))).unwrap();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(Mutex::new(log))
            .init();
        let secrets = File::create(directory.join(format!("{program}.secrets"))).unwrap();
        Some(Mutex::new(secrets))
    };
    SECRETS.get_or_init(open).as_ref()
}

/// Name of this program, without the number that cargo appends.
fn program() -> String {
    let path = std::env::current_exe().unwrap();
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    match name.rsplit_once('-') {
        Some((name, _)) => name.to_owned(),
        None => name,
    }
}
