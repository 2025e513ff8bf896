//! `cargo xtask bench`: what signing, calls, decoding, building and generating cost, each against a
//! reference that is measured in the same run.

mod build;
mod calls;
mod figure;
mod functions;
mod generator;
mod report;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use figure::Figure;

use crate::tools;

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Signing and decoding.
    Functions,
    /// Typed calls against `reqwest` with a signature by hand.
    Calls,
    /// Up to 10,000 calls at once.
    Scale,
    /// Builds of a program, against one that uses a client of AWS.
    Build,
    /// The generator, with 1, 4 and 16 times the operations.
    Generator,
}

/// What to measure, and where the results go.
#[derive(Args)]
pub struct Arguments {
    /// Measure one part only.
    part: Option<Part>,
    /// Folder for `figures.json`, `figures.md` and the plot; `target/bench` unless given.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Measures; may leave files in the folder.
type Measure = fn(&Path) -> Result<Vec<Figure>, String>;

const PARTS: [(Part, &str, Measure); 5] = [
    (Part::Functions, "Signing and decoding", functions::measure),
    (Part::Calls, "Calls", calls::measure),
    (Part::Scale, "Many calls at once", calls::measure_scale),
    (Part::Build, "Builds", build::measure),
    (Part::Generator, "Generator", generator::measure),
];

/// Measures, and writes the results.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let asked = |part| arguments.part.is_none_or(|asked| asked == part);
    let mut sections = Vec::new();
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => tools::target()?.join("bench"),
    };
    fs::create_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    for (_, title, measure) in PARTS.iter().filter(|(part, ..)| asked(*part)) {
        sections.push((*title, measure(&out)?));
    }
    let table = report::table(&sections);
    println!("{table}");
    let json = report::json(&sections)?;
    for (name, text) in [("figures.json", json), ("figures.md", table)] {
        let file = out.join(name);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(())
}
