//! The emulator as a program.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use ncloud_emulator::Emulator;

/// Variable that holds the secret key. Command lines are visible to other users, so there is no
/// option for it.
const SECRET_KEY: &str = "NCLOUD_EMULATOR_SECRET_KEY";

/// Emulates the API gateway and the services of NAVER Cloud Platform on loopback.
///
/// The secret key comes from the variable NCLOUD_EMULATOR_SECRET_KEY or from --secret-key-file.
#[derive(Parser)]
#[command(name = "ncloud-emulator", version)]
struct Arguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8500")]
    listen: SocketAddr,
    /// Access key to accept; one is made up and printed when it is not given.
    #[arg(
        long,
        value_name = "KEY",
        env = "NCLOUD_EMULATOR_ACCESS_KEY",
        hide_env_values = true
    )]
    access_key: Option<String>,
    /// File that holds the secret key; goes before the variable.
    #[arg(long, value_name = "FILE")]
    secret_key_file: Option<PathBuf>,
    /// Allow to listen on addresses that other machines can reach.
    #[arg(long)]
    allow_remote: bool,
}

/// What went wrong, what to do about it, and the exit code.
struct Failure {
    what: String,
    advice: String,
    code: u8,
}

impl Failure {
    fn usage(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
            code: 2,
        }
    }

    fn runtime(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
            code: 1,
        }
    }
}

fn main() -> ExitCode {
    match start() {
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

fn start() -> Result<(), Failure> {
    let arguments = match Arguments::try_parse() {
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
    let secret_key = secret_key(&arguments)?;
    if !arguments.listen.ip().is_loopback() && !arguments.allow_remote {
        return Err(Failure::usage(
            format!("{} is not a loopback address", arguments.listen),
            "listen on 127.0.0.1, or add --allow-remote: others can then reach the emulator",
        ));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        Failure::runtime(
            format!("no runtime: {error}"),
            "check the limits of this process",
        )
    })?;
    runtime.block_on(run(arguments, secret_key))
}

/// The first line of what clap says; the rest of it is in the help.
fn usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    let what = first.strip_prefix("error: ").unwrap_or(first);
    Failure::usage(what, "see ncloud-emulator --help")
}

fn secret_key(arguments: &Arguments) -> Result<String, Failure> {
    let given = match &arguments.secret_key_file {
        Some(file) => fs::read_to_string(file).map_err(|error| {
            Failure::usage(
                format!("{} cannot be read: {error}", file.display()),
                "name a readable file with --secret-key-file",
            )
        })?,
        None => std::env::var_os(SECRET_KEY)
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| Failure::usage(format!("{SECRET_KEY} is not UTF-8"), "set it to text"))?
            .unwrap_or_default(),
    };
    let secret_key = given.trim();
    if secret_key.is_empty() {
        let what = match &arguments.secret_key_file {
            Some(file) => format!("{} is empty", file.display()),
            None => "no secret key was given".to_owned(),
        };
        let advice = format!("set {SECRET_KEY}, or name a file with --secret-key-file");
        return Err(Failure::usage(what, advice));
    }
    Ok(secret_key.to_owned())
}

async fn run(arguments: Arguments, secret_key: String) -> Result<(), Failure> {
    let given = arguments.access_key.filter(|key| !key.trim().is_empty());
    let made_up = given.is_none();
    let builder = Emulator::builder()
        .listen(arguments.listen)
        .allow_remote(arguments.allow_remote)
        // Nobody can ask a program for them, and it may run for long.
        .remember_requests(0);
    let builder = match given {
        Some(access_key) => builder.key(access_key.trim(), secret_key),
        None => builder.secret_key(secret_key),
    };
    let emulator = builder.start().await.map_err(|error| {
        Failure::runtime(
            format!("{} cannot be listened on: {error}", arguments.listen),
            "choose another address with --listen",
        )
    })?;
    let mut stop = Signals::new().map_err(|error| {
        Failure::runtime(
            format!("signals cannot be handled: {error}"),
            "start it again",
        )
    })?;
    if made_up {
        writeln!(io::stderr(), "access key: {}", emulator.access_key()).ok();
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

/// The signals that end the program.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The signals that end the program.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn any(&mut self) {
        tokio::signal::ctrl_c().await.ok();
    }
}
