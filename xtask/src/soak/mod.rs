//! `cargo xtask soak`: what takes too long for every run, at full size. `cargo xtask ci` runs the
//! same at smoke size.

mod bulk;
mod durability;
mod fuzz;
mod sms;

use std::hash::{BuildHasher as _, RandomState};

use clap::ValueEnum;

/// How much is done.
#[derive(Clone, Copy)]
pub struct Size {
    /// Generated requests for each operation.
    pub examples: u32,
    /// How often the emulator is killed under load, and `ncp cert bulk` at its work.
    pub rounds: u32,
    /// Certificates that are issued in bulk.
    pub rows: u32,
    /// Recipients of a text message, and how often `ncp sms send` is killed.
    pub recipients: u32,
    pub kills: u32,
    /// Where random values begin; none for another beginning each time.
    pub seed: Option<u32>,
}

/// Small enough for every run, and the same each time.
pub const SMOKE: Size = Size {
    examples: 8,
    rounds: 2,
    rows: 60,
    recipients: 600,
    kills: 2,
    seed: Some(20_261_121),
};

const FULL: Size = Size {
    examples: 200,
    rounds: 20,
    rows: 2000,
    recipients: 5000,
    kills: 10,
    seed: None,
};

/// What can be soaked.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Requests that schemathesis makes up from the published documents.
    Fuzz,
    /// Acknowledged writes while the emulator is killed.
    Durability,
    /// Certificates in bulk while `ncp` is killed.
    Bulk,
    /// Text messages to many while `ncp` is killed.
    Sms,
}

/// Runs one part, or all of them; `service` is the only one that is fuzzed.
pub fn run(part: Option<Part>, seed: Option<u32>, service: Option<&str>) -> Result<(), String> {
    let size = Size { seed, ..FULL };
    let asked = |this| part.is_none_or(|part| part == this);
    if asked(Part::Fuzz) {
        fuzz::run(size, service)?;
    }
    if asked(Part::Durability) {
        durability::run(size)?;
    }
    if asked(Part::Bulk) {
        bulk::run(size)?;
    }
    if asked(Part::Sms) {
        sms::run(size)?;
    }
    Ok(())
}

/// Where random values begin: another one each time when none was given; the test prints it.
fn seed(size: Size) -> String {
    let otherwise = || (RandomState::new().hash_one(0) & u64::from(u32::MAX)).to_string();
    size.seed.map_or_else(otherwise, |seed| seed.to_string())
}

/// All parts at smoke size.
pub fn smoke() -> Result<(), String> {
    // The tests kill the emulator and `ncp` at smoke size already.
    fuzz::run(SMOKE, None)
}
