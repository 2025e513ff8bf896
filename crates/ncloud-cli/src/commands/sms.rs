//! `ncp sms`: text messages of SENS to many recipients.

mod arguments;
mod batches;
mod doubts;
mod journal;
mod message;
mod report;
mod rows;

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Command};

use crate::bulk::journal::journal_path;
use crate::bulk::stop::Stop;
use crate::bulk::table::Content;
use crate::bulk::{CALL, SETTLE, findings};
use crate::command_line::globals::Globals;
use crate::failure::Failure;
use crate::output::View;
use crate::{output, progress, settings};
use batches::Run;
use journal::Journal;
use message::Common;
use report::Outcome;

pub(crate) const NAME: &str = "sms";

/// The service of the messages.
const SERVICE: &str = "sens";
/// The only command below.
const SEND: &str = "send";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Text messages of SENS: send to many, none twice")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(arguments::command())
}

/// Whether a command brings what it has begun to an end when it is interrupted.
pub(crate) fn minds_interrupts(matches: &ArgMatches) -> bool {
    matches.subcommand_name() == Some(SEND)
}

/// # Errors
/// When not every recipient was accepted in the end.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some((SEND, matches)) = matches.subcommand() else {
        return Err(Failure::usage(
            "no command was given",
            "see `ncp sms --help`",
        ));
    };
    let globals = Globals::read(matches);
    output::check(&globals)?;
    let Some(file) = matches.get_one::<PathBuf>("csv") else {
        return Err(Failure::usage("missing: --csv", "name a CSV file"));
    };
    let common = Common::of(matches)?;
    let Content { rows, findings } = rows::read(file, &common)?;
    findings::refuse(file, findings, rows::ADVICE)?;
    let config = settings::config(&globals).await?;
    batches::check(&config, &globals, &common, &rows).await?;
    let print = |outcomes: &[Outcome]| {
        let results = report::results(&rows, outcomes);
        output::print(&globals, &results, &View::default())
    };
    let path = journal_path(matches, file);
    if globals.dry_run && !path.exists() {
        let outcomes: Vec<Outcome> = rows.iter().map(|_| Outcome::Open).collect();
        return print(&outcomes);
    }
    let journal = Journal::open(&path, common.service(), common.from())?;
    journal.must_be_complete(&rows)?;
    let outcomes: Vec<Outcome> = rows.iter().map(|row| journal.outcome(row)).collect();
    if globals.dry_run || outcomes.iter().all(Outcome::is_done) {
        return print(&outcomes);
    }
    let mut calls = globals.clone();
    // When the time is over, what has begun is brought to its end.
    calls.timeout = None;
    calls.call_timeout = Some(CALL);
    let settle = matches.get_one::<Duration>("settle").copied();
    let run = Run {
        config: &config,
        globals: &calls,
        common: &common,
        rows: &rows,
        journal: RefCell::new(journal),
        outcomes: RefCell::new(outcomes),
        stop: Stop::default(),
        bar: progress::of(rows.len()),
        settle: settle.unwrap_or(SETTLE),
        no_wait: globals.no_wait,
    };
    tokio::select! {
        () = run.all() => {}
        () = run.stop.listen(&run.bar, globals.time_left()) => {}
    }
    run.bar.finish_and_clear();
    let outcomes = run.outcomes.take();
    let printed = print(&outcomes);
    // A reader who has seen enough does not make it whole.
    report::conclude(&rows, &outcomes, run.stop.reason())?;
    printed
}
