//! From the command line to an emulator and its end.

mod arguments;
mod failure;
mod log;
mod secrets;
mod signals;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use crate::{Emulator, EmulatorBuilder};
use clap::Parser as _;
use clap::error::ErrorKind;

use arguments::Arguments;
use failure::Failure;
use log::Log;
use signals::Signals;

/// Variable that holds the secret key.
const SECRET_KEY: &str = "NCLOUD_EMULATOR_SECRET_KEY";
/// Variable that holds the token of the control API.
const CONTROL_TOKEN: &str = "NCLOUD_EMULATOR_CONTROL_TOKEN";

/// How long the end waits for work that was begun, such as the making of a key.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// The program `ncloud-emulator`, for programs that offer it under a name of theirs. The first argument
/// is that name.
///
/// Runs until a signal comes, and tells in two lines what went wrong when something did.
pub fn program<I, T>(arguments: I) -> ExitCode
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // There is nobody left to tell when standard error is closed.
            writeln!(
                io::stderr(),
                "error: {}\nhelp: {}",
                failure.what,
                failure.advice
            )
            .ok();
            ExitCode::from(failure.code)
        }
    }
}

fn start(arguments: Vec<OsString>) -> Result<(), Failure> {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            error.print().ok();
            return Ok(());
        }
        Err(error) => return Err(usage(&error)),
    };
    let mut settings = Settings::new(&arguments)?;
    let log_end = settings.log_end.take();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        Failure::runtime(
            format!("no runtime: {error}"),
            "check the limits of this process",
        )
    })?;
    let ended = runtime.block_on(run(&arguments, settings));
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
    if let Some(end) = log_end {
        end.wait();
    }
    ended
}

/// The first paragraph of what clap says, as one line; the rest of it is in the help.
fn usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let lines = text.lines().map(str::trim);
    let lines: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let what = lines.join(" ");
    let what = what.strip_prefix("error: ").unwrap_or(&what);
    Failure::usage(what, "see ncloud-emulator --help")
}

/// An emulator that is set up, and what to tell when it runs.
struct Settings {
    builder: EmulatorBuilder,
    access_key_made_up: bool,
    token_made_up: bool,
    log_end: Option<log::End>,
}

impl Settings {
    fn new(arguments: &Arguments) -> Result<Self, Failure> {
        if !arguments.listen.ip().is_loopback() && !arguments.allow_remote {
            return Err(Failure::usage(
                format!("{} is not a loopback address", arguments.listen),
                "listen on 127.0.0.1, or add --allow-remote: others can then reach the emulator",
            ));
        }
        if let Some(address) = arguments
            .control
            .filter(|address| !address.ip().is_loopback())
        {
            return Err(Failure::usage(
                format!("{address} is not a loopback address"),
                "give --control an address such as 127.0.0.1:8501: it is for this machine only",
            ));
        }
        let mut builder = Emulator::builder()
            .listen(arguments.listen)
            .allow_remote(arguments.allow_remote)
            .strict_v2(arguments.strict_v2);
        for (boundary, address) in &arguments.listen_for_keys {
            builder = builder.listen_for_keys(*boundary, *address);
        }
        let secret_key = secrets::read(
            arguments.secret_key_file.as_deref(),
            "--secret-key-file",
            SECRET_KEY,
        )?;
        let access_key = arguments.access_key.as_deref().map(str::trim);
        let access_key = access_key.filter(|key| !key.is_empty());
        let access_key_made_up = secret_key.is_some() && access_key.is_none();
        builder = match (access_key, secret_key) {
            (Some(access_key), Some(secret_key)) => builder.key(access_key, secret_key),
            (None, Some(secret_key)) => builder.secret_key(secret_key),
            (None, None) if arguments.keys.is_some() => builder,
            _ => {
                let advice = format!("set {SECRET_KEY}, or name a file with --secret-key-file");
                return Err(Failure::usage("no secret key was given", advice));
            }
        };
        if let Some(file) = &arguments.keys {
            builder = builder.keys_from_file(file).map_err(|error| {
                Failure::usage(
                    format!("{}: {error}", file.display()),
                    "name a JSON file of key pairs with --keys; --help tells its form",
                )
            })?;
        }
        if let Some(url) = &arguments.public_url {
            builder = builder.public_url(url);
        }
        if let Some(directory) = &arguments.state {
            builder = builder.state(directory);
        }
        let mut token_made_up = false;
        if let Some(address) = arguments.control {
            let token = secrets::read(
                arguments.control_token_file.as_deref(),
                "--control-token-file",
                CONTROL_TOKEN,
            )?;
            token_made_up = token.is_none();
            builder = builder.control(address);
            if let Some(token) = token {
                builder = builder.control_token(token);
            }
        } else {
            // Nobody can ask the program for them, and it may run for long.
            builder = builder.remember_requests(0);
        }
        let mut log_end = None;
        if !arguments.quiet {
            let (log, end) = Log::start().map_err(|error| {
                Failure::runtime(
                    format!("no thread for the log: {error}"),
                    "check the limits of this process, or add --quiet",
                )
            })?;
            log_end = Some(end);
            builder = builder.on_request(move |request| log.write(request));
        }
        Ok(Self {
            builder,
            access_key_made_up,
            token_made_up,
            log_end,
        })
    }
}

async fn run(arguments: &Arguments, settings: Settings) -> Result<(), Failure> {
    let emulator = settings.builder.start().await.map_err(|error| {
        if error.kind() == io::ErrorKind::InvalidInput {
            return Failure::usage(error.to_string(), "see ncloud-emulator --help");
        }
        Failure::runtime(
            format!("the emulator cannot start: {error}"),
            "choose other addresses with --listen and --control, or another directory with --state",
        )
    })?;
    let mut stop = Signals::new().map_err(|error| {
        Failure::runtime(
            format!("signals cannot be handled: {error}"),
            "start it again",
        )
    })?;
    if settings.access_key_made_up {
        writeln!(io::stderr(), "access key: {}", emulator.access_key()).ok();
    }
    for (boundary, _) in &arguments.listen_for_keys {
        if let Some(url) = emulator.url_for(*boundary) {
            writeln!(io::stderr(), "keys of {boundary}: {url}").ok();
        }
    }
    if let Some(url) = emulator.control_url() {
        writeln!(io::stderr(), "control API and page: {url}").ok();
        if let Some(token) = emulator.control_token().filter(|_| settings.token_made_up) {
            writeln!(io::stderr(), "control token: {token}").ok();
            // The fragment of a URL stays in the browser.
            writeln!(io::stderr(), "page with the token: {url}/#token={token}").ok();
        }
    }
    announce(emulator.url()).map_err(|error| {
        Failure::runtime(
            format!("standard output is closed: {error}"),
            "keep it open",
        )
    })?;
    stop.any().await;
    emulator.shutdown().await;
    Ok(())
}

/// Tells, in one line, that requests are answered from now on.
fn announce(url: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "ncloud-emulator listening on {url}")?;
    output.flush()
}
