//! `cargo xtask spec-diff`: what changed between two states of the specification, and for whom.
//!
//! Every difference has a class for each of two audiences. **Callers of the Rust crates** meet what the
//! generator makes of a document: names, types and checks before a call. A difference breaks them
//! when code that compiled no longer does, or a call that was sent is refused. **Consumers of the
//! documents** make clients of their own, mostly with a generator, or validate by the schemas: names
//! of operations, tags and components are names in their code, closed enumerations may be matched
//! exhaustively, and an answer that a schema did not allow may be refused. So one difference may
//! break one audience and not the other:
//!
//! - a new value of a closed enumeration in an answer breaks consumers of the documents only: in Rust
//!   enumerations of answers are open;
//! - a member of an answer that becomes required breaks callers of Rust only: `Option<T>` becomes `T`;
//! - a path, a place of a parameter or a server that changes breaks consumers of the documents only:
//!   the names of the Rust method stay, and the crate follows;
//! - a limit of an answer concerns consumers of the documents only: Rust checks requests;
//! - schemas of failures concern consumers of the documents only: `ncloud-core` reads failures itself.
//!
//! What nobody taught the comparison is breaking until somebody has read it.
//!
//! Why not a crate: `drift` 0.2 (Oxide) is well kept, and knows the direction of a schema, but leaves
//! changed limits, enumerations, members and what is required "unhandled", and looks at neither
//! extensions nor servers nor names of components, which decide here. `schemadoc-diff` 0.1 is not
//! kept: its last release is of 2023. `oasdiff` is written in Go, and knows one audience.

mod body;
mod change;
mod comparison;
pub(crate) mod compatibility;
mod document;
mod enumeration;
mod extension;
mod keyword;
mod limit;
mod object;
mod operation;
mod parameter;
mod report;
mod schema;
mod source;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::ValueEnum;
use ncloud_spec::document::{Document, named};

use change::{Change, Class};
use comparison::Comparison;
use source::Source;

/// What is compared, and how it is told.
///
/// Ends with 0 when nothing breaks, with 1 when something does, with 2 when the input cannot be read.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// State before: a file, a folder with documents, or a git revision.
    old: Source,
    /// State after: a file, a folder with documents, or a git revision.
    new: Source,
    /// Form of the report.
    #[arg(long, value_enum, default_value = "markdown")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Json,
}

/// Prints the report. The exit code says whether something breaks.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let report = source::pair(&arguments.old, &arguments.new).and_then(|(old, new)| {
        let changes = differences(&old, &new);
        let text = match arguments.format {
            Format::Markdown => report::markdown(&changes),
            Format::Json => report::json(&changes)?,
        };
        Ok((worst(&changes), text))
    });
    match report {
        Ok((worst, text)) => {
            println!("{}", text.trim_end());
            if worst == Some(Class::Breaking) {
                ExitCode::from(1)
            } else {
                ExitCode::SUCCESS
            }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Everything that differs between two states, service by service.
fn differences(old: &[Document], new: &[Document]) -> Vec<Change> {
    let mut changes = Vec::new();
    for before in old {
        match named(new, before.name()) {
            Some(after) => changes.extend(Comparison::of(before, after)),
            None => changes.push(Change::of_service(
                before.name(),
                "the service is gone",
                Class::Breaking,
            )),
        }
    }
    for after in new {
        if named(old, after.name()).is_none() {
            changes.push(Change::of_service(
                after.name(),
                "the service is new",
                Class::Additive,
            ));
        }
    }
    changes
}

/// The worst class of all changes, for any audience.
fn worst(changes: &[Change]) -> Option<Class> {
    changes.iter().map(Change::worst).max()
}
