//! How a command fails: what happened, what to do, and the exit code.

use std::fmt;
use std::io;
use std::process::ExitCode;

use ncloud_core::{Error, ErrorKind};

/// Exit codes. They are documented and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Who reads has closed the pipe, and so has seen enough; that is no failure.
    ReaderGone = 0,
    /// Anything that has no code of its own: a file that cannot be written, a full disk.
    Other = 1,
    /// The command line, the settings or the request are wrong; nothing was sent.
    Usage = 2,
    /// Key, signature or clock were not accepted, or there is no key pair.
    Authentication = 3,
    /// The account may not do this.
    Permission = 4,
    /// What was asked for does not exist.
    NotFound = 5,
    /// Requests come too fast, or a quota is used up.
    Throttled = 6,
    /// The service refused or failed.
    Service = 7,
    /// The service was not reached, or its answer did not arrive.
    Network = 8,
    /// The time ran out.
    Timeout = 9,
    /// A part was done and a part was not.
    Partial = 10,
    /// A program that was to run cannot be run; the codes of a shell, as its own may be any other.
    NotExecutable = 126,
    /// A program that was to run is not there.
    NoProgram = 127,
    /// A failure of a command whose other codes are those of another program.
    Unknown = 255,
    /// Ctrl-C.
    Interrupted = 130,
}

/// A failed command.
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    advice: String,
    /// Whether nothing is printed: who reads has gone, or all has been said.
    pub(crate) is_quiet: bool,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            advice: advice.into(),
            is_quiet: false,
        }
    }

    pub(crate) fn usage(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what, advice)
    }

    /// Ends with a code and without words.
    pub(crate) fn quiet(exit: Exit) -> Self {
        Self {
            is_quiet: true,
            ..Self::new(exit, "", "")
        }
    }

    /// What happened.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(self.exit as u8)
    }
}

/// Two lines; control characters of a service must not reach the terminal.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = anstyle::AnsiColor::Red.on_default().bold();
        let help = anstyle::AnsiColor::Cyan.on_default().bold();
        let (what, advice) = (one_line(&self.what), one_line(&self.advice));
        writeln!(formatter, "{error}error:{error:#} {what}")?;
        write!(formatter, "{help}help:{help:#} {advice}")
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|character: char| character.is_control())
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    words.join(" ")
}

/// A failure to write to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::quiet(Exit::ReaderGone);
        }
        Self::new(
            Exit::Other,
            format!("standard output cannot be written: {error}"),
            "check where the output goes, and that there is space",
        )
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = exit(&error);
        let hint = error.hint().map(str::to_owned);
        let mut what = error.to_string();
        if let Some(hint) = &hint
            && let Some(before) = what.strip_suffix(hint.as_str())
        {
            what = before.trim_end_matches([' ', ';']).to_owned();
        }
        if let Some(request) = error.request_id() {
            what = format!("{what} (request {request})");
        }
        Self::new(exit, what, hint.unwrap_or_else(|| advice(&error)))
    }
}

fn exit(error: &Error) -> Exit {
    match error.kind() {
        ErrorKind::Configuration if is_missing_key(error) => Exit::Authentication,
        ErrorKind::Configuration | ErrorKind::InvalidRequest => Exit::Usage,
        ErrorKind::Connect | ErrorKind::Certificate | ErrorKind::Transport => Exit::Network,
        ErrorKind::Timeout => Exit::Timeout,
        ErrorKind::Authentication => Exit::Authentication,
        ErrorKind::PermissionDenied => Exit::Permission,
        ErrorKind::NotFound => Exit::NotFound,
        ErrorKind::Throttled | ErrorKind::QuotaExceeded => Exit::Throttled,
        _ => Exit::Service,
    }
}

fn is_missing_key(error: &Error) -> bool {
    let message = error.message();
    message.starts_with("no source has a key pair") || message.contains("there is no key pair")
}

fn advice(error: &Error) -> String {
    let text = match error.kind() {
        ErrorKind::Configuration if is_missing_key(error) => {
            "run `ncp configure`, or set NCLOUD_ACCESS_KEY_ID and NCLOUD_SECRET_ACCESS_KEY"
        }
        ErrorKind::Configuration => "change the settings; `ncp whoami` tells which are in use",
        ErrorKind::InvalidRequest => "change the value; --help tells the limits",
        ErrorKind::Connect => "check the network, --site and --endpoint; nothing was sent",
        ErrorKind::Certificate => {
            "check the clock of this machine, --endpoint and the root certificates; nothing was sent"
        }
        ErrorKind::Timeout => {
            "look whether the service acted, then try again with a longer --timeout"
        }
        ErrorKind::Transport => "look whether the service acted before you try again",
        ErrorKind::Authentication => {
            "`ncp whoami` tells which key pair is in use and how far the clock is off"
        }
        ErrorKind::PermissionDenied => {
            "check the permissions of the account, and that it has subscribed to the service"
        }
        ErrorKind::NotFound => "check the value and the site; a list command tells what there is",
        ErrorKind::Throttled => "wait a moment and try again; --retries makes it try more often",
        ErrorKind::QuotaExceeded => {
            "ask the vendor for a larger quota; waiting a little does not help"
        }
        ErrorKind::Unavailable => "try again later",
        ErrorKind::UnexpectedState => "look at the state with the operation itself",
        ErrorKind::UnexpectedAnswer => "run it again with --verbose; the service may have acted",
        _ => "the message is the service's own; --help tells the limits",
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use ncloud_core::{Config, Token};

    use super::*;
    use crate::call::Call;
    use crate::command_line;
    use crate::command_line::globals::Globals;

    fn exit_of<T>(outcome: Result<T, Failure>) -> Option<Exit> {
        outcome.err().map(|failure| failure.exit)
    }

    #[tokio::test]
    async fn a_missing_key_pair_is_told_apart() {
        let without = Config::builder().build().map_err(Failure::from);
        assert_eq!(exit_of(without), Some(Exit::Authentication));
        let with_token = || {
            let token = Token::new("0123456789abcdef")?;
            Ok::<_, Failure>(Config::builder().token(token))
        };
        let wrong = with_token().and_then(|builder| Ok(builder.region("nowhere").build()?));
        assert_eq!(exit_of(wrong), Some(Exit::Usage));
        // A token is not enough for every operation.
        let answer = async {
            let config = with_token()?.build()?;
            let words = ["ncp", "kms", "get-key-list"];
            let matches = command_line::root().try_get_matches_from(words);
            let globals = Globals::read(&matches.unwrap_or_default());
            let call = Call::of(&config, &globals, "kms", "getKeyList", &[], None)?;
            Ok::<_, Failure>(call.send().await?)
        };
        assert_eq!(exit_of(answer.await), Some(Exit::Authentication));
    }
}
