//! `ncp cert bulk`: a certificate for each row of a file.

mod batch;
mod found;
mod journal;
mod key;
mod place;
mod report;
mod row;
mod rows;
mod stop;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use ncloud_core::Config;

use super::{issue, outputs};
use crate::command_line::globals::{Globals, seconds};
use crate::command_line::{is_set, option, text};
use crate::failure::Failure;
use crate::output::View;
use crate::{output, progress, settings};
use batch::Batch;
use found::Authority;
use journal::{Journal, Stage};
use key::KeyType;
use report::Outcome;
use row::{COLUMNS, Problem, Row};
use rows::{Content, Defaults, Finding};
use stop::Stop;

pub(super) const NAME: &str = "bulk";

/// Longest time of one call, waits before its repetitions included.
const CALL: Duration = Duration::from_secs(120);
/// How long a request may be acted on after it was sent: the time of a call, the five minutes for which the
/// gateway takes its signature, and a minute for the service.
const SETTLE: Duration = Duration::from_secs(480);
/// Requests at once, unless a flag says otherwise.
const CONCURRENCY: usize = 4;

const BEFORE_COLUMNS: &str = "\
The first line names the columns, in any order; every other line is a certificate:
";

const AFTER_COLUMNS: &str = "
Names of files begin where FILE is. Nothing is issued when anything in FILE is wrong.

Keys are made here and never leave this machine; the service signs requests for them. A journal notes \
each step before it is taken. When a run is interrupted (Ctrl-C, a kill, a full disk, the network), run \
the same command again: it goes on where it ended. A request that was not answered may have been acted \
on, so its certificate is looked for in the list of the CA. The row is asked for again only when it is \
not there and the request has expired, which takes up to --settle seconds; --no-wait leaves such rows to \
the next run. Lines may be added to FILE, and those that failed may be mended. The account needs the \
permissions signEndCsr, getCertList and getCertDetail.

It ends with 0 when every row has its certificate, with 10 when some have, with 130 after Ctrl-C, and with \
9 when the time of --timeout is over, after which no row begins. With --dry-run it checks FILE and prints what is to be done.";

pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Issue a certificate for each row of a CSV file; interrupted, it goes on where it ended")
        .after_help(after_help())
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("CSV file with one certificate in each row"),
        )
        .arg(super::ca_argument())
        .arg(super::key_type_argument().default_value(KeyType::Ec256.name()))
        .arg(super::period_argument())
        .arg(
            option("concurrency", "NUMBER", "Requests at once [default: 4]")
                .value_parser(value_parser!(u16).range(1..=64)),
        )
        .arg(outputs::argument("journal", "Journal [default: FILE.journal]"))
        .arg(
            option(
                "settle",
                "SECONDS",
                "How long a request that was not answered may still be acted on [default: 480]",
            )
            .value_parser(seconds),
        )
        .arg(outputs::force())
}

fn after_help() -> String {
    let mut text = BEFORE_COLUMNS.to_owned();
    for column in COLUMNS {
        let required = if column.required { " [required]" } else { "" };
        let line = format!("  {:18}{}{required}", column.name, column.help);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text + AFTER_COLUMNS
}

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
    findings.extend(beyond_limits(&config, &globals, ca, &rows).await?);
    rows::refuse(file, findings)?;
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
    if globals.dry_run && !path.exists() {
        check_places(file, &rows, |_| None, force)?;
        let outcomes: Vec<Outcome> = rows.iter().map(|_| Outcome::Open).collect();
        return output::print(
            &globals,
            &report::results(&rows, &outcomes),
            &View::default(),
        );
    }
    let mut journal = Journal::open(&path, ca)?;
    check_places(file, &rows, |row| journal.known(&row.name).cloned(), force)?;
    let outcomes = outcomes(&rows, &journal);
    let is_done = outcomes.iter().all(Outcome::is_done);
    if globals.dry_run || is_done {
        return output::print(
            &globals,
            &report::results(&rows, &outcomes),
            &View::default(),
        );
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
    let results = report::results(&rows, &outcomes);
    let printed = output::print(&globals, &results, &View::default());
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

fn journal_path(matches: &ArgMatches, file: &Path) -> PathBuf {
    match matches.get_one::<PathBuf>("journal") {
        Some(path) => path.clone(),
        None => {
            let mut path = file.as_os_str().to_owned();
            path.push(".journal");
            path.into()
        }
    }
}

/// Starts a journal with the certificates that there are.
async fn begin(journal: &mut Journal, authority: &Authority<'_>, ca: &str) -> Result<(), Failure> {
    let before = tokio::select! {
        before = authority.serials() => before?,
        _ = tokio::signal::ctrl_c() => {
            let exit = crate::failure::Exit::Interrupted;
            return Err(Failure::new(exit, "interrupted", "nothing was issued"));
        }
    };
    journal.begin(ca, before)
}

/// What leaves the documented limits.
async fn beyond_limits(
    config: &Config,
    globals: &Globals,
    ca: &str,
    rows: &[Row],
) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for row in rows {
        let body = Some(row.as_issue_body());
        let call = super::call(config, globals, issue::OPERATION, &[("caTag", ca)], body)?;
        let Err(error) = call.check().await else {
            continue;
        };
        let message = error.message();
        let at = |column: &&row::Column| message.starts_with(&format!("`{}`", column.member));
        let Some(column) = COLUMNS.iter().find(at) else {
            return Err(error.into());
        };
        let reason = message[column.member.len() + 2..].trim().to_owned();
        findings.push(Finding::new(row.line, Problem::new(column.name, reason)));
    }
    Ok(findings)
}

/// Whether every row is the one that its journal knows, and finds its places free.
fn check_places(
    file: &Path,
    rows: &[Row],
    known: impl Fn(&Row) -> Option<journal::Known>,
    force: bool,
) -> Result<(), Failure> {
    let check = |row: &Row| {
        let known = known(row);
        let is_begun = known.is_some();
        if let Some(known) = known
            && known.stage != Stage::Keyed
        {
            if known.content == row.content() {
                return Ok(());
            }
            let reason = "its certificate was asked for already, but for something else: restore the \
                          row, or give it another name";
            return Err(Problem::new("out-cert", reason));
        }
        if !is_begun {
            place::no_stranger_waits(row)?;
        }
        if force { Ok(()) } else { place::is_free(row) }
    };
    let findings: Vec<Finding> = rows
        .iter()
        .filter_map(|row| Some(Finding::new(row.line, check(row).err()?)))
        .collect();
    rows::refuse(file, findings)
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
