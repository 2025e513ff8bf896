//! Prints how much memory the process has after each round of ten thousand calls on one client, whose
//! key pair expires in the middle of every round. Linux only; built with `--release` the numbers mean
//! most.

use std::time::Instant;

use ncloud_tests::many_calls::ManyCalls;

const ROUNDS: usize = 10;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut calls = ManyCalls::start().await?;
    println!("before any call: {}", resident()?);
    for number in 1..=ROUNDS {
        let start = Instant::now();
        let round = calls.round().await;
        println!(
            "round {number}: {} succeeded, {} failed, {} requests of metadata, {} ms; {}",
            round.succeeded,
            round.failed.len(),
            round.metadata.len(),
            start.elapsed().as_millis(),
            resident()?,
        );
    }
    Ok(())
}

/// Memory of the process, as Linux counts it.
fn resident() -> std::io::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    Ok(line.unwrap_or("VmRSS: unknown").replace('\t', " "))
}
