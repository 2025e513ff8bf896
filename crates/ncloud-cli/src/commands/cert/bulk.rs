//! `ncp cert bulk`: a certificate for each row of a file.

mod arguments;
mod batch;
mod checks;
mod doubts;
mod found;
mod journal;
mod key;
mod place;
mod report;
mod row;
mod rows;

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use clap::ArgMatches;

use crate::bulk::journal::journal_path;
use crate::bulk::stop::Stop;
use crate::bulk::table::Content;
use crate::bulk::{CALL, SETTLE, findings};
use crate::command_line::globals::Globals;
use crate::command_line::{is_set, text};
use crate::failure::{Exit, Failure};
use crate::output::View;
use crate::{interrupted, output, progress, settings};
use batch::Batch;
use found::Authority;
use journal::{Journal, Stage};
use key::KeyType;
use report::Outcome;
use row::Row;
use rows::Defaults;

pub(super) use arguments::command;

pub(super) const NAME: &str = "bulk";

/// Requests at once, unless a flag says otherwise.
const CONCURRENCY: usize = 4;

/// # Errors
/// When not every row has its certificate in the end.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let Some(file) = matches.get_one::<PathBuf>("file") else {
        return Err(Failure::usage("missing: FILE", "name a CSV file"));
    };
    let ca = text(matches, "ca").unwrap_or_default();
    let Content { rows, mut findings } = rows::read(file, &defaults(matches)?)?;
    let config = settings::config(&globals).await?;
    findings.extend(checks::beyond_limits(&config, &globals, ca, &rows).await?);
    findings::refuse(file, findings, rows::ADVICE)?;
    let mut calls = globals.clone();
    // When the time is over, what has begun is brought to its end.
    calls.timeout = None;
    calls.call_timeout = Some(CALL);
    let concurrency = matches.get_one::<u16>("concurrency").copied();
    let authority = Authority {
        config: &config,
        globals: &calls,
        tag: ca,
        concurrency: concurrency.map_or(CONCURRENCY, usize::from),
    };
    let force = is_set(matches, "force");
    let path = journal_path(matches, file);
    let print = |outcomes: &[Outcome]| {
        let results = report::results(&rows, outcomes);
        output::print(&globals, &results, &View::default())
    };
    if globals.dry_run && !path.exists() {
        checks::places(file, &rows, |_| None, force)?;
        let outcomes: Vec<Outcome> = rows.iter().map(|_| Outcome::Open).collect();
        return print(&outcomes);
    }
    let mut journal = Journal::open(&path, ca)?;
    checks::none_is_lost(&rows, &journal)?;
    checks::places(file, &rows, |row| journal.known(&row.name).cloned(), force)?;
    let outcomes = outcomes(&rows, &journal);
    let is_done = outcomes.iter().all(Outcome::is_done);
    if globals.dry_run || is_done {
        return print(&outcomes);
    }
    if journal.is_new() {
        begin(&mut journal, &authority, ca).await?;
    }
    let bar = progress::of(rows.len());
    let settle = matches.get_one::<Duration>("settle").copied();
    let batch = Batch {
        authority,
        rows: &rows,
        journal: RefCell::new(journal),
        outcomes: RefCell::new(outcomes),
        stop: Stop::default(),
        bar,
        force,
        settle: settle.unwrap_or(SETTLE),
        no_wait: globals.no_wait,
    };
    tokio::select! {
        () = batch.run() => {}
        () = batch.stop.listen(&batch.bar, globals.time_left()) => {}
    }
    batch.bar.finish_and_clear();
    let outcomes = batch.outcomes.take();
    let printed = print(&outcomes);
    // A reader who has seen enough does not make it whole.
    report::conclude(&rows, &outcomes, batch.stop.reason())?;
    printed
}

fn defaults(matches: &ArgMatches) -> Result<Defaults, Failure> {
    let name = text(matches, "key-type").unwrap_or_default();
    let key_type = KeyType::named(name).map_err(|reason| {
        let advice = "see `ncp cert bulk --help`";
        Failure::usage(format!("--key-type {reason}"), advice)
    })?;
    Ok(Defaults {
        key_type,
        period: text(matches, "period").map(str::to_owned),
    })
}

/// Starts a journal with the certificates that there are.
async fn begin(journal: &mut Journal, authority: &Authority<'_>, ca: &str) -> Result<(), Failure> {
    let before = tokio::select! {
        before = authority.serials() => before?,
        () = interrupted() => {
            let advice = "nothing was issued";
            return Err(Failure::new(Exit::Interrupted, "interrupted", advice));
        }
    };
    journal.begin(ca, before)
}

/// How rows stand before the run.
fn outcomes(rows: &[Row], journal: &Journal) -> Vec<Outcome> {
    rows.iter()
        .map(
            |row| match journal.known(&row.name).map(|known| &known.stage) {
                Some(Stage::Issued { serial }) => Outcome::Before(serial.clone()),
                _ => Outcome::Open,
            },
        )
        .collect()
}
