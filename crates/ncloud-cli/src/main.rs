#![doc = include_str!("../README.md")]

mod bulk;
mod call;
mod catalogue;
mod certificate;
mod command_line;
mod commands;
mod dry_run;
mod failure;
mod input;
mod output;
mod progress;
mod settings;
mod time;
mod verbose;

use std::io::Write as _;
use std::process::ExitCode;

use clap::ArgMatches;
use clap::error::ErrorKind;

use failure::{Exit, Failure};

fn main() -> ExitCode {
    // The shell asks with the variable `COMPLETE`; the program then ends here.
    clap_complete::CompleteEnv::with_factory(command_line::root).complete();
    let outcome = match command_line::root().try_get_matches() {
        Ok(matches) => run(&matches),
        Err(error) => help_or_failure(&error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_quiet {
                // There is nobody left to tell when standard error is closed.
                writeln!(anstream::stderr(), "{failure}").ok();
            }
            failure.code()
        }
    }
}

/// Help that was asked for is printed as clap prints it; anything else is a failure.
fn help_or_failure(error: &clap::Error) -> Result<(), Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(error.print()?),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.print().ok();
            Err(Failure::quiet(Exit::Usage))
        }
        _ => Err(command_line::usage::failure(error)),
    }
}

fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::usage("no command was given", "see `ncp --help`"));
    };
    if let Some(outcome) = commands::without_network(name, matches) {
        return outcome;
    }
    verbose::start(matches);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let what = format!("no runtime: {error}");
            Failure::new(Exit::Other, what, "check the limits of this process")
        })?;
    let outcome = runtime.block_on(async {
        if commands::minds_interrupts(name, matches) {
            return dispatch(name, matches).await;
        }
        tokio::select! {
            // Commands read standard input before they wait for anything. Until Ctrl-C is listened for, it
            // ends the program as it ends any other, also while a command is blocked there.
            biased;
            outcome = dispatch(name, matches) => outcome,
            () = interrupted() => Err(Failure::new(
                Exit::Interrupted,
                "interrupted",
                "a request that was under way may have been acted on",
            )),
        }
    });
    // A look-up of a name cannot be called off; nobody waits for it.
    runtime.shutdown_background();
    outcome
}

/// Returns at Ctrl-C; never when it cannot be listened for, as it then ends the program.
pub(crate) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

async fn dispatch(name: &str, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(service) = catalogue::service(name) else {
        return commands::run(name, matches).await;
    };
    let found = matches
        .subcommand()
        .and_then(|(command, matches)| Some((service.operation(command)?, matches)));
    match found {
        Some((operation, matches)) if commands::kms::is_filter(operation, matches) => {
            commands::kms::filter(operation, matches).await
        }
        Some((operation, matches)) => call::run(service, operation, matches).await,
        None => Err(Failure::usage(
            format!("no operation of {name} was given"),
            format!("see `ncp {name} --help`"),
        )),
    }
}
