//! What a typed call costs more than `reqwest` with a signature by hand: latency, processor time and
//! allocations, one call after the other and 64 at once, for a small and two large answers.
//!
//! Prints figures as JSON. `cargo xtask bench` runs it and makes the table.

use std::alloc::System;
use std::sync::Arc;
use std::time::Instant;

use ncloud_bench::callers::{Asked, Callers, Way};
use ncloud_bench::figure::{Figure, percentile};
use ncloud_bench::server::{self, SERVE, Server};
use ncloud_bench::usage;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Rounds, in each of which both are measured, the one that goes first changing.
const ROUNDS: usize = 12;

/// What a round of one caller took.
struct Taken {
    /// Of each call, ascending, in microseconds.
    latencies: Vec<f64>,
    /// Processor time of a call, in microseconds.
    processor: f64,
    allocations: f64,
}

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the figures are the output")]
async fn main() -> Result<(), String> {
    if std::env::args().nth(1).as_deref() == Some(SERVE) {
        return server::serve(1).await;
    }
    let server = Server::start(1).await?;
    let mut figures = Vec::new();
    for (name, asked, calls, at_once) in [
        ("a CA, 1 in flight", Asked::OneCa, 2_000, 1),
        ("a CA, 64 in flight", Asked::OneCa, 6_400, 64),
        ("1,000 CAs, 1 in flight", Asked::ThousandCas, 60, 1),
        ("30,000 serial numbers, 1 in flight", Asked::Serials, 60, 1),
    ] {
        figures.extend(compare(&server, name, asked, calls, at_once).await?);
    }
    let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

async fn compare(
    server: &Server,
    name: &str,
    asked: Asked,
    calls: usize,
    at_once: usize,
) -> Result<Vec<Figure>, String> {
    let mut rounds = Vec::new();
    for number in 0..ROUNDS {
        // New connections for each: whether a connection and its caller meet on one processor is chance, and
        // stays as it is.
        let callers = &Arc::new(Callers::new(&server.url)?);
        for way in [Way::Typed, Way::Bare] {
            round(callers, way, asked, calls / 4, at_once).await?;
        }
        let (typed, bare);
        if number % 2 == 0 {
            typed = round(callers, Way::Typed, asked, calls, at_once).await?;
            bare = round(callers, Way::Bare, asked, calls, at_once).await?;
        } else {
            bare = round(callers, Way::Bare, asked, calls, at_once).await?;
            typed = round(callers, Way::Typed, asked, calls, at_once).await?;
        }
        rounds.push((typed, bare));
    }
    let figure = |what: &str, unit, goal, number: &dyn Fn(&Taken) -> f64| {
        let pairs: Vec<_> = rounds
            .iter()
            .map(|(typed, bare)| (number(typed), number(bare)))
            .collect();
        Figure::of_rounds(format!("{name}: {what}"), unit, goal, &pairs)
    };
    Ok(vec![
        figure("median latency", "µs", Some(1.05), &|taken| {
            percentile(&taken.latencies, 50)
        }),
        figure("latency of 99 %", "µs", Some(1.10), &|taken| {
            percentile(&taken.latencies, 99)
        }),
        figure("processor time", "µs", Some(1.05), &|taken| {
            taken.processor
        }),
        figure("allocations", "", None, &|taken| taken.allocations),
    ])
}

/// So many calls one way.
async fn round(
    callers: &Arc<Callers>,
    way: Way,
    asked: Asked,
    calls: usize,
    at_once: usize,
) -> Result<Taken, String> {
    let before = (usage::processor_time()?, ALLOCATOR.stats().allocations);
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let callers = Arc::clone(callers);
        tasks.spawn(async move {
            let mut latencies = Vec::with_capacity(calls / at_once);
            for _ in 0..calls / at_once {
                let start = Instant::now();
                callers.call(way, asked).await?;
                latencies.push(start.elapsed().as_secs_f64() * 1e6);
            }
            Ok::<_, String>(latencies)
        });
    }
    let mut latencies = Vec::with_capacity(calls);
    while let Some(task) = tasks.join_next().await {
        latencies.extend(task.map_err(|error| error.to_string())??);
    }
    let after = (usage::processor_time()?, ALLOCATOR.stats().allocations);
    let made = latencies.len() as f64;
    latencies.sort_by(f64::total_cmp);
    Ok(Taken {
        latencies,
        processor: (after.0 - before.0).as_secs_f64() * 1e6 / made,
        allocations: (after.1 - before.1) as f64 / made,
    })
}
