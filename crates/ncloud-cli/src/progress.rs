//! Progress on standard error; a pipe sees none of it.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often the mark moves.
const TICK: Duration = Duration::from_millis(120);

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

fn spinner(template: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}
