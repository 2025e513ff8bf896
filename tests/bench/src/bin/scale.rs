//! 1, 100 and 10,000 calls at once: how long they take in all, and how much memory each holds while
//! all of them wait for an answer.
//!
//! Prints figures as JSON. `cargo xtask bench` runs it and makes the table and the plot.

use std::env;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use ncloud_bench::callers::{Asked, Callers, Way};
use ncloud_bench::figure::Figure;
use ncloud_bench::plot;
use ncloud_bench::server::{self, SERVE, Server};
use ncloud_bench::usage;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};
use tokio::process::Command;
use tokio::task::JoinSet;

const AT_ONCE: [usize; 5] = [1, 10, 100, 1_000, 10_000];
const ROUNDS: usize = 5;

/// What all calls took.
#[derive(Serialize, Deserialize)]
struct Taken {
    /// From the first to the last, in milliseconds.
    time: f64,
    /// The most memory that was resident beyond what was before the first call, in bytes for each.
    memory: f64,
}

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the figures are the output")]
async fn main() -> Result<(), String> {
    allow_many_files()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |text: &str| text.parse::<usize>().map_err(|error| error.to_string());
    let output = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [SERVE, at_once] => return server::serve(number(at_once)?).await,
        ["typed", at_once] => serde_json::to_string(&take(Way::Typed, number(at_once)?).await?),
        ["bare", at_once] => serde_json::to_string(&take(Way::Bare, number(at_once)?).await?),
        ["plot", file] => serde_json::to_string_pretty(&figures(file).await?),
        _ => return Err("give `plot` and the file that the plot goes to".to_owned()),
    };
    println!("{}", output.map_err(|error| error.to_string())?);
    Ok(())
}

async fn figures(file: &str) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    let mut points = Vec::new();
    for at_once in AT_ONCE {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push((
                measure("typed", at_once).await?,
                measure("bare", at_once).await?,
            ));
        }
        let figure = |what, unit, number: &dyn Fn(&Taken) -> f64| {
            let pairs: Vec<_> = rounds
                .iter()
                .map(|(typed, bare)| (number(typed), number(bare)))
                .collect();
            Figure::of_rounds(format!("{at_once} at once: {what}"), unit, None, &pairs)
        };
        figures.push(figure("time in all", "ms", &|taken| taken.time));
        let memory = figure("memory of each", "bytes", &|taken| taken.memory);
        points.push((at_once, [memory.ours, memory.reference]));
        figures.push(memory);
    }
    plot::memory(file, &points)?;
    Ok(figures)
}

/// Measures in a process of its own, whose memory nothing else has grown.
async fn measure(way: &str, at_once: usize) -> Result<Taken, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(program)
        .args([way, &at_once.to_string()])
        .stderr(Stdio::inherit())
        .output()
        .await
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

async fn take(way: Way, at_once: usize) -> Result<Taken, String> {
    let server = Server::start(at_once).await?;
    let callers = Arc::new(Callers::new(&server.url)?);
    let before = usage::resident_memory()?;
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let callers = Arc::clone(&callers);
        tasks.spawn(async move { callers.call(way, Asked::OneCa).await });
    }
    while let Some(task) = tasks.join_next().await {
        task.map_err(|error| error.to_string())??;
    }
    let time = start.elapsed().as_secs_f64() * 1e3;
    let grown = usage::most_resident_memory()?.saturating_sub(before);
    Ok(Taken {
        time,
        memory: grown as f64 / at_once as f64,
    })
}

/// Each call has a connection, and each connection is a file.
fn allow_many_files() -> Result<(), String> {
    let failed = |error: nix::Error| error.to_string();
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).map_err(failed)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most).map_err(failed)
}
