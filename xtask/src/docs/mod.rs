//! `cargo xtask docs`: what the vendor's pages say, and where the specification says otherwise.

mod block;
mod characters;
mod compare;
mod constraints;
mod curl;
mod described;
mod difference;
mod draft;
mod errata;
mod html;
mod json;
mod kind;
mod locate;
mod model;
mod page;
mod pattern;
mod report;
mod show;
mod specification;
mod suggest;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod yaml;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};

use model::Page;
use specification::Specification;

use crate::workspace;

/// What to do with saved pages.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show what pages say, in one form for all languages and layouts.
    ///
    /// Ends with 2 when a page cannot be read.
    Read {
        /// Pages: HTML as a browser saves it, text as copied from a browser, text of a PDF.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// Form of what is shown.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Tell where pages and the specification differ.
    ///
    /// Differences that errata record are only counted. Ends with 0 when nothing is left, with 1 when
    /// there is a difference or an erratum that a page no longer bears out, with 2 when a page cannot
    /// be read.
    Diff {
        /// Pages, as for `read`.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// Form of the report.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// Also print what to paste: for the document if the page is right, for an erratum if it errs.
        #[arg(long)]
        suggest: bool,
    },
    /// Draft an operation that we do not have, in the style of our documents.
    ///
    /// The draft is marked; `cargo xtask regenerate` refuses it until a person has removed the mark.
    /// Ends with 2 when a page cannot be read or its operation is there already.
    New {
        /// Pages, as for `read`, one for each operation.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Runs a command. The exit code has a meaning for each.
pub(crate) fn run(command: &Command) -> ExitCode {
    let outcome = match command {
        Command::Read { pages, format } => read(pages, *format).map(|()| ExitCode::SUCCESS),
        Command::Diff {
            pages,
            format,
            suggest,
        } => diff(pages, *format, *suggest),
        Command::New { pages } => new(pages).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("{message}");
        ExitCode::from(2)
    })
}

fn read(files: &[PathBuf], format: Format) -> Result<(), String> {
    let pages = files
        .iter()
        .map(|file| load(file))
        .collect::<Result<Vec<_>, _>>()?;
    match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&pages).map_err(|error| error.to_string())?;
            println!("{json}");
        }
        Format::Table => pages.iter().for_each(|page| print!("{}", show::page(page))),
    }
    Ok(())
}

fn diff(files: &[PathBuf], format: Format, suggest: bool) -> Result<ExitCode, String> {
    let specification = Specification::read(&workspace::root())?;
    let services = specification.services()?;
    let mut reports = Vec::new();
    let mut is_clean = true;
    for file in files {
        let page = load(file)?;
        let outcome = compare::page(&page, &specification, &services);
        is_clean &= outcome.judged.is_clean();
        match format {
            Format::Table => {
                println!("{}", report::text(&page, &outcome));
                let unexplained = outcome.judged.unexplained().filter(|_| suggest);
                for difference in unexplained {
                    println!(
                        "{}",
                        suggest::suggestion(
                            &page,
                            difference,
                            &outcome.operation,
                            &services,
                            &today()
                        )
                    );
                }
            }
            Format::Json => reports.push(report::json(&page, &outcome)),
        }
    }
    if format == Format::Json {
        println!("{:#}", serde_json::Value::Array(reports));
    }
    Ok(if is_clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn new(files: &[PathBuf]) -> Result<(), String> {
    let specification = Specification::read(&workspace::root())?;
    let services = specification.services()?;
    for file in files {
        let page = load(file)?;
        let draft = draft::operation(&page, &services, &today());
        print!(
            "{}",
            draft.map_err(|reason| format!("{}: {reason}", page.file))?
        );
    }
    Ok(())
}

/// The date, as `x-ncloud-source` has it: the day on which a page was read.
fn today() -> String {
    time::OffsetDateTime::now_utc().date().to_string()
}

fn load(file: &Path) -> Result<Page, String> {
    let shown = file.display().to_string();
    if file.is_dir() {
        return Err(format!("{shown}: is a folder: name the pages in it"));
    }
    let octets = std::fs::read(file).map_err(|error| format!("{shown}: {error}"))?;
    page::read(&shown, &octets).map_err(|reason| format!("{shown}: {reason}"))
}
