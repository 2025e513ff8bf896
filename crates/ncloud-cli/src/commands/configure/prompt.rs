//! Questions on a terminal. They are asked beside the thread that watches for Ctrl-C.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use ncloud_core::Secret;

use crate::failure::{Exit, Failure};

/// What is typed when it is asked for; `flags` give it without a question.
///
/// # Errors
/// When there is no terminal, or it cannot be read.
pub(super) async fn shown(what: &'static str, flags: &str) -> Result<String, Failure> {
    answer(what, flags, |question| {
        let mut errors = std::io::stderr();
        write!(errors, "{question}")?;
        errors.flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line)
    })
    .await
}

/// As [`shown`], of a secret, which does not show while it is typed.
///
/// # Errors
/// When there is no terminal, or it cannot be read.
pub(super) async fn hidden(what: &'static str, flags: &str) -> Result<Secret, Failure> {
    let terminal = Terminal::as_it_is();
    let typed = answer(what, flags, |question| {
        rpassword::prompt_password(question).map(Secret::new)
    })
    .await;
    drop(terminal);
    typed
}

async fn answer<T: Send + 'static>(
    what: &'static str,
    flags: &str,
    ask: impl FnOnce(String) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            format!("no {} was given", what.to_lowercase()),
            format!("give {flags}"),
        ));
    }
    let question = format!("{what}: ");
    let asked = tokio::task::spawn_blocking(move || ask(question)).await;
    let answer = asked.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    answer.map_err(|error| match error.kind() {
        ErrorKind::Interrupted => {
            Failure::new(Exit::Interrupted, "interrupted", "nothing was written")
        }
        _ => Failure::usage(
            format!("the {} cannot be read: {error}", what.to_lowercase()),
            format!("give {flags}"),
        ),
    })
}

/// The settings of the terminal, put back when this is dropped: Ctrl-C must not leave a terminal that shows
/// nothing of what is typed.
struct Terminal {
    #[cfg(unix)]
    settings: Option<rustix::termios::Termios>,
}

impl Terminal {
    #[cfg(unix)]
    fn as_it_is() -> Self {
        Self {
            settings: rustix::termios::tcgetattr(std::io::stdin()).ok(),
        }
    }

    #[cfg(not(unix))]
    fn as_it_is() -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(settings) = &self.settings {
            let now = rustix::termios::OptionalActions::Now;
            // There is nothing left to do when the terminal has gone.
            rustix::termios::tcsetattr(std::io::stdin(), now, settings).ok();
        }
    }
}
