//! `ncp cert needs-renewal`: whether it is time, by exit code.

use std::time::{Duration, SystemTime};

use clap::{Arg, ArgMatches, Command};

use super::{certificate_argument, source};
use crate::certificate::Certificate;
use crate::command_line::globals::Globals;
use crate::command_line::{option, text};
use crate::failure::{Exit, Failure};
use crate::{progress, time};

const AFTER_HELP: &str = "\
Exit codes, those of `step certificate needs-renewal`:
  0    it needs renewal
  1    it does not need renewal
  2    there is no such certificate; also wrong usage
  255  another failure";

/// When a certificate needs renewal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Threshold {
    /// It expires within this time.
    Left(Duration),
    /// This part of its lifetime has passed, in percent.
    Elapsed(f64),
}

/// That of `step`.
impl Default for Threshold {
    fn default() -> Self {
        Self::Elapsed(66.0)
    }
}

impl Threshold {
    /// Whether it is time.
    pub(super) fn is_due(self, certificate: &Certificate, now: SystemTime) -> bool {
        let (begins, expires) = (certificate.begins(), certificate.expires());
        match self {
            Self::Left(least) => expires.duration_since(now).unwrap_or_default() <= least,
            Self::Elapsed(percent) => {
                let lifetime = expires.duration_since(begins).unwrap_or_default();
                let elapsed = now.duration_since(begins).unwrap_or_default();
                elapsed.as_secs_f64() >= lifetime.as_secs_f64() * percent / 100.0
            }
        }
    }
}

/// The flag that sets the threshold.
pub(super) fn expires_in() -> Arg {
    option(
        "expires-in",
        "TIME|PERCENT",
        "Time before it expires (30d, 12h, 45m), or part of its lifetime that has passed [default: 66%]",
    )
    .value_parser(threshold)
}

pub(super) fn command() -> Command {
    Command::new("needs-renewal")
        .about("Tell by exit code whether a certificate needs renewal")
        .after_help(AFTER_HELP)
        .arg(certificate_argument())
        .arg(expires_in())
}

/// # Errors
/// When it does not need renewal, or cannot be read: failures are exit codes here.
pub(super) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let globals = Globals::read(matches);
    let given = text(matches, "certificate").unwrap_or_default();
    let found = source::read(&globals, given).await.map_err(|mut failure| {
        failure.exit = match failure.exit {
            Exit::NotFound => Exit::Usage,
            Exit::Interrupted => Exit::Interrupted,
            _ => Exit::Unknown,
        };
        failure
    })?;
    let threshold = matches.get_one::<Threshold>("expires-in").copied();
    let now = time::now();
    // The first one is that of the server; those that follow belong to its CAs.
    let Some(first) = found.first() else {
        return Err(Failure::quiet(Exit::Unknown));
    };
    let is_due = threshold.unwrap_or_default().is_due(first, now);
    if globals.verbose {
        progress::note(&format!("expires {}", time::distance(first.expires(), now)));
    }
    if is_due {
        Ok(())
    } else {
        Err(Failure::quiet(Exit::Other))
    }
}

fn threshold(text: &str) -> Result<Threshold, String> {
    let wrong = || "give a time such as 30d, 12h or 45m, or a part such as 66%".to_owned();
    let number = |text: &str| {
        let number = text.parse::<f64>().ok();
        number.filter(|number| *number >= 0.0 && number.is_finite())
    };
    if let Some(percent) = text.strip_suffix('%') {
        let percent = number(percent).filter(|percent| *percent <= 100.0);
        return percent.map(Threshold::Elapsed).ok_or_else(wrong);
    }
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds = match unit {
        'd' => 86_400.0,
        'h' => 3_600.0,
        'm' => 60.0,
        's' => 1.0,
        _ => return Err(wrong()),
    };
    let amount = text.strip_suffix(unit).and_then(number);
    let time = amount.ok_or_else(wrong)? * seconds;
    Duration::try_from_secs_f64(time)
        .map(Threshold::Left)
        .map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_parts_are_told_apart() {
        assert_eq!(threshold("66%"), Ok(Threshold::Elapsed(66.0)));
        assert_eq!(
            threshold("1.5h"),
            Ok(Threshold::Left(Duration::from_secs(5400)))
        );
        assert_eq!(
            threshold("30d"),
            Ok(Threshold::Left(Duration::from_secs(2_592_000)))
        );
        for wrong in [
            "", "d", "30", "30dd", "-1d", "101%", "%", "30w", "é", "1e300d",
        ] {
            assert!(threshold(wrong).is_err(), "{wrong}");
        }
    }
}
