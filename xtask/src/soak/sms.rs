//! A text message goes to many recipients by `ncp sms send`, which is killed again and again: each gets it once.

use super::Size;
use crate::process;

pub fn run(size: Size) -> Result<(), String> {
    let (recipients, kills) = (size.recipients.to_string(), size.kills.to_string());
    let seed = super::seed(size);
    let variables = [
        ("NCLOUD_SOAK_RECIPIENTS", recipients.as_str()),
        ("NCLOUD_SOAK_KILLS", kills.as_str()),
        ("NCLOUD_SOAK_SEED", seed.as_str()),
    ];
    let test = "test --package ncloud-cli --test sms --locked kills -- --nocapture";
    process::cargo_command(test, &variables)
}
