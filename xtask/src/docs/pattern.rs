//! Patterns of our own.

use regex_lite::Regex;

/// Compiles a pattern that is written in this program: one that is broken must not pass for one that finds
/// nothing.
pub(super) fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| panic!("the pattern {pattern}: {error}"))
}
