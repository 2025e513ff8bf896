//! The command line, and what the help says.

use std::path::PathBuf;

use clap::{Arg, Command, value_parser};

use super::key::KeyType;
use super::row::COLUMNS;
use crate::command_line::globals::seconds;
use crate::command_line::option;
use crate::commands::cert::{ca_argument, key_type_argument, outputs, period_argument};

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
9 when the time of --timeout is over, after which no row begins. With --dry-run it checks FILE and prints \
what is to be done.";

pub(in crate::commands::cert) fn command() -> Command {
    Command::new(super::NAME)
        .about("Issue a certificate for each row of a CSV file; interrupted, it goes on where it ended")
        .after_help(after_help())
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("CSV file with one certificate in each row"),
        )
        .arg(ca_argument())
        .arg(key_type_argument().default_value(KeyType::Ec256.name()))
        .arg(period_argument())
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
