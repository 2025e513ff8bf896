//! What happens, on standard error.

use clap::ArgMatches;
use tracing_subscriber::filter::LevelFilter;

use crate::command_line::is_set;

/// Warnings are always told; with `--verbose` also each attempt and each wait. `ncloud-core` puts no
/// secrets into either.
pub(crate) fn start(matches: &ArgMatches) {
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let level = if is_set(innermost, "verbose") {
        LevelFilter::DEBUG
    } else {
        LevelFilter::WARN
    };
    let started = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .with_max_level(level)
        .try_init();
    // Somebody else listens already, which only a test can bring about.
    started.ok();
}
