//! Builds of a program that calls one operation: cold, and after a line of it has changed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};

use super::figure::Figure;
use crate::workspace;

/// Edits of one line, of which the middle one counts.
const EDITS: u32 = 5;

/// What a build took, in seconds.
#[derive(Clone, Copy)]
struct Taken {
    wall: f64,
    processor: f64,
}

struct Measured {
    cold: Taken,
    edited: Taken,
}

pub fn measure(_: &Path) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for (profile, arguments) in [("debug", &[][..]), ("release", &["--release"][..])] {
        let ours = program("ncloud", arguments)?;
        let reference = program("aws", arguments)?;
        for (name, goal, taken) in [
            ("cold", 0.7, [ours.cold, reference.cold]),
            ("after an edit", 0.5, [ours.edited, reference.edited]),
        ] {
            let [ours, reference] = taken;
            let wall = (ours.wall, reference.wall);
            let processor = (ours.processor, reference.processor);
            let name = |what| format!("{profile} build, {name}: {what}");
            figures.push(Figure::new(name("wall time"), wall, "s", Some(goal)));
            figures.push(Figure::new(
                name("processor time"),
                processor,
                "s",
                Some(goal),
            ));
        }
    }
    Ok(figures)
}

/// Builds the program of this name from nothing, and then again and again with one line changed.
fn program(name: &str, arguments: &[&str]) -> Result<Measured, String> {
    let template = workspace::root().join("xtask/bench").join(name);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = folder.path();
    fs::create_dir(folder.join("src")).map_err(|error| error.to_string())?;
    let root = workspace::root();
    let root = root
        .to_str()
        .ok_or("the path of the repository is not UTF-8")?;
    for file in ["Cargo.toml", "src/main.rs"] {
        let text = read(&template.join(file))?;
        write(&folder.join(file), &text.replace("@ROOT@", root))?;
    }
    // Ours has the versions of the workspace; cargo drops what it does not need.
    let own = template.join("Cargo.lock");
    let lock = if own.exists() {
        own
    } else {
        workspace::root().join("Cargo.lock")
    };
    write(&folder.join("Cargo.lock"), &read(&lock)?)?;
    cargo(folder, &["fetch"])?;
    let mut build = vec!["build", "--offline"];
    build.extend(arguments);
    let cold = timed(folder, &build)?;
    let source = folder.join("src/main.rs");
    let text = read(&source)?;
    let mut edits = Vec::new();
    for edit in 0..EDITS {
        write(&source, &format!("{text}\nconst _EDIT: u32 = {edit};\n"))?;
        edits.push(timed(folder, &build)?);
    }
    edits.sort_by(|one, other| one.wall.total_cmp(&other.wall));
    let edited = edits[edits.len() / 2];
    Ok(Measured { cold, edited })
}

fn timed(folder: &Path, arguments: &[&str]) -> Result<Taken, String> {
    let before = processor_time()?;
    let start = Instant::now();
    cargo(folder, arguments)?;
    Ok(Taken {
        wall: start.elapsed().as_secs_f64(),
        processor: processor_time()? - before,
    })
}

fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    println!("$ cargo {} (in {})", arguments.join(" "), folder.display());
    let status = Command::new(cargo)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .stdout(Stdio::inherit())
        .status()
        .map_err(|error| format!("cargo could not be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`cargo {}` failed", arguments.join(" ")))
    }
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Processor time of all programs that this one has started and that have ended, in seconds.
fn processor_time() -> Result<f64, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let seconds = |time: TimeVal| time.num_microseconds() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}
