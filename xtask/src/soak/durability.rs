//! The emulator is killed under load, restarted, and asked for everything that it acknowledged.

use super::Size;
use crate::process;

/// Variable that tells the test how often to kill.
const ROUNDS: &str = "NCLOUD_SOAK_ROUNDS";

pub fn run(size: Size) -> Result<(), String> {
    let rounds = size.rounds.to_string();
    let test = "test --package ncloud-emulator --test durability --locked -- --nocapture";
    process::cargo_command(test, &[(ROUNDS, &rounds)])
}
