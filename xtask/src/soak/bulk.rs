//! Many certificates are issued by `ncp cert bulk`, which is killed again and again: none is lost, and none
//! issued twice.

use super::Size;
use crate::process;

pub fn run(size: Size) -> Result<(), String> {
    let (rows, kills) = (size.rows.to_string(), size.rounds.to_string());
    let seed = super::seed(size);
    let variables = [
        ("NCLOUD_SOAK_ROWS", rows.as_str()),
        ("NCLOUD_SOAK_KILLS", kills.as_str()),
        ("NCLOUD_SOAK_SEED", seed.as_str()),
    ];
    let test = "test --package ncloud-cli --test bulk --locked kills -- --nocapture";
    process::cargo_command(test, &variables)
}
