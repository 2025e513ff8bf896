//! Flags that every command takes.

use std::time::{Duration, Instant};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, value_parser};

use super::{is_set, option, switch, text};
use crate::output::Format;

const HEADING: &str = "Global options";

/// The flags.
pub(crate) fn arguments() -> Vec<Arg> {
    let arguments = vec![
        option("profile", "NAME", "Profile of ~/.ncloud/configure"),
        option("site", "SITE", "Site [default: NCLOUD_SITE, else public]")
            .value_parser(PossibleValuesParser::new(["public", "gov", "fin"])),
        option("region", "CODE", "Region, for services that have several"),
        option(
            "key-boundary",
            "BOUNDARY",
            "Boundary of the keys, for services whose keys belong to one [default: global]",
        )
        .value_parser(PossibleValuesParser::new(["global", "kr", "jp"])),
        option(
            "endpoint",
            "URL",
            "Origin in the place of every host, such as that of the emulator",
        ),
        option("output", "FORMAT", "How answers are printed")
            .short('o')
            .value_parser(PossibleValuesParser::new(Format::NAMES))
            .default_value("json"),
        option("query", "JMESPATH", "Part of the answer to print"),
        option("timeout", "SECONDS", "Longest time of the command in all").value_parser(seconds),
        option(
            "retries",
            "NUMBER",
            "How often a call that may be repeated is repeated [default: 2]",
        )
        .value_parser(value_parser!(u32).range(0..=100)),
        switch(
            "dry-run",
            "Print the signed request as a curl command, without secrets; send nothing",
        ),
        switch("no-wait", "Look once, even when the command would wait"),
        switch("verbose", "Tell on standard error what happens").short('v'),
    ];
    arguments
        .into_iter()
        .map(|argument| {
            argument
                .global(true)
                .help_heading(HEADING)
                .hide_short_help(false)
        })
        .collect()
}

/// Names of flags that no member of a request may have.
pub(crate) const RESERVED: [&str; 21] = [
    "profile",
    "site",
    "region",
    "key-boundary",
    "endpoint",
    "output",
    "query",
    "timeout",
    "retries",
    "dry-run",
    "no-wait",
    "verbose",
    "help",
    "version",
    "body",
    "skeleton",
    "all",
    "wait",
    "wait-interval",
    "out",
    "force",
];

/// What the flags say.
#[derive(Clone, Debug)]
pub(crate) struct Globals {
    pub(crate) profile: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) key_boundary: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) format: Format,
    pub(crate) query: Option<String>,
    /// Longest time of the command, from `started` on.
    pub(crate) timeout: Option<Duration>,
    started: Instant,
    /// Longest time of one call.
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) retries: Option<u32>,
    pub(crate) dry_run: bool,
    pub(crate) no_wait: bool,
    pub(crate) verbose: bool,
}

impl Globals {
    /// Reads the flags, which clap hands down to the innermost command.
    pub(crate) fn read(matches: &ArgMatches) -> Self {
        let owned = |name| text(matches, name).map(str::to_owned);
        Self {
            profile: owned("profile"),
            site: owned("site"),
            region: owned("region"),
            key_boundary: owned("key-boundary"),
            endpoint: owned("endpoint"),
            format: Format::named(text(matches, "output").unwrap_or_default()),
            query: owned("query"),
            timeout: matches.get_one::<Duration>("timeout").copied(),
            started: Instant::now(),
            call_timeout: None,
            retries: matches.get_one::<u32>("retries").copied(),
            dry_run: is_set(matches, "dry-run"),
            no_wait: is_set(matches, "no-wait"),
            verbose: is_set(matches, "verbose"),
        }
    }

    /// What is left of the time of the command.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let timeout = self.timeout?;
        Some(timeout.saturating_sub(self.started.elapsed()))
    }
}

/// Seconds, with a fraction where wanted.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "give a number of seconds above 0".to_owned())
}
