//! The program as it is handed out: its size, and how soon it is there.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::{process, tools};

/// Largest size in bytes, without symbols.
const LARGEST: u64 = 20_000_000;
/// Longest time of a start, of which the machine may take a part.
const LONGEST: Duration = Duration::from_millis(15);
/// Starts, of which the fastest counts: a machine that is busy with others makes any of them slow.
const STARTS: u32 = 40;
/// What is started.
const COMMANDS: [&[&str]; 2] = [&["--version"], &["private-ca", "get-ca-list", "--help"]];

/// Builds the program and measures it.
pub fn run() -> Result<(), String> {
    process::cargo_command("build --profile dist --package ncloud-cli --locked", &[])?;
    let program = tools::target()?
        .join("dist/ncp")
        .with_extension(std::env::consts::EXE_EXTENSION);
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let size = fs::metadata(&program).map_err(failed)?.len();
    println!("ncp has {size} bytes of at most {LARGEST}");
    if size > LARGEST {
        return Err(format!("ncp is too large: {size} bytes, at most {LARGEST}"));
    }
    for arguments in COMMANDS {
        let mut fastest = Duration::MAX;
        for _ in 0..STARTS {
            let start = Instant::now();
            let output = Command::new(&program).args(arguments).output();
            let output = output.map_err(failed)?;
            fastest = fastest.min(start.elapsed());
            if !output.status.success() {
                return Err(format!("`ncp {}` failed", arguments.join(" ")));
            }
        }
        let shown = format!("`ncp {}` takes {fastest:?}", arguments.join(" "));
        println!("{shown}");
        if fastest > LONGEST {
            return Err(format!("{shown}, more than {LONGEST:?}"));
        }
    }
    Ok(())
}
