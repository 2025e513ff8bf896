//! Sizes of tests that can be larger than usual.

/// A number from the environment.
pub(crate) fn setting(name: &str, otherwise: u64) -> u64 {
    let setting = std::env::var(name).ok();
    setting.map_or(otherwise, |number| number.parse().unwrap())
}
