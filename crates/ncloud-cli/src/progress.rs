//! Progress on standard error; a pipe sees none of it.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::cells::printable;

/// How often the mark moves.
const TICK: Duration = Duration::from_millis(120);
/// Columns from which on there is room for a bar beside its numbers.
const BESIDE_A_BAR: u16 = 60;

/// Of a list that comes in pages.
pub(crate) fn pages() -> ProgressBar {
    spinner("{spinner} {pos} items")
}

/// Of waiting for a state.
pub(crate) fn waiting(state: &str) -> ProgressBar {
    let bar = spinner("{spinner} {elapsed} waiting for {prefix}: {wide_msg}");
    bar.set_prefix(state.to_owned());
    bar
}

/// Of work of known extent.
pub(crate) fn of(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    // A line that is wider than the terminal could not be wiped again.
    let width = terminal_size::terminal_size_of(std::io::stderr());
    let template = match width.map(|(width, _)| width.0) {
        Some(..BESIDE_A_BAR) => "{pos}/{len} {wide_msg}",
        _ => "{bar:24} {pos}/{len} {eta} {wide_msg}",
    };
    let style = ProgressStyle::with_template(template);
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("━╸─"));
    }
    start(bar)
}

/// A bar that moves; none among the lines of `--verbose`, which it would overwrite.
fn start(bar: ProgressBar) -> ProgressBar {
    if tracing::enabled!(tracing::Level::DEBUG) {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.enable_steady_tick(TICK);
    bar
}

/// Tells something on standard error, above a bar that may be there.
pub(crate) fn tell(bar: &ProgressBar, text: &str) {
    bar.suspend(|| note(text));
}

/// Tells something on standard error, in one line.
pub(crate) fn note(text: &str) {
    // There is nobody left to tell when standard error is closed.
    writeln!(anstream::stderr(), "{}", printable(text)).ok();
}

fn spinner(template: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    start(bar)
}
