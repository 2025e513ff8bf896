//! `ncp sign`: the headers of a signed request, for any client.

use clap::{Arg, ArgMatches, Command};
use url::{Position, Url};

use crate::command_line::globals::Globals;
use crate::command_line::{option, text};
use crate::failure::Failure;
use crate::{output, settings, time};

pub(crate) const NAME: &str = "sign";

pub(crate) fn command() -> Command {
    Command::new(NAME)
        .about("Print the headers of a signed request, one a line, for any client")
        .after_help(
            "The gateway accepts them for a few minutes. Path and query are signed as they are given:\n  \
             ncp sign GET https://pca.apigw.ntruss.com/api/v1/ca > headers\n  \
             curl -H @headers https://pca.apigw.ntruss.com/api/v1/ca",
        )
        .arg(Arg::new("method").value_name("METHOD").required(true).help("Method, such as GET"))
        .arg(Arg::new("url").value_name("URL").required(true).help("Whole URL, or path and query"))
        .arg(
            option("timestamp", "MILLISECONDS", "Time to sign, since 1970 [default: now]")
                .value_parser(clap::value_parser!(u64)),
        )
}

/// Prints the headers.
///
/// # Errors
/// When the URL cannot be sent as it is, or there is no key pair.
pub(crate) async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let method = text(matches, "method").unwrap_or_default().to_uppercase();
    let target = target(text(matches, "url").unwrap_or_default())?;
    let config = settings::config(&Globals::read(matches)).await?;
    let timestamp = match matches.get_one::<u64>("timestamp") {
        Some(timestamp) => *timestamp,
        None => now()?,
    };
    let credentials = config.credentials().await?;
    let signature = credentials.signer().sign(&method, &target, timestamp)?;
    let lines: Vec<String> = signature
        .into_headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or_default()))
        .collect();
    output::line(&lines.join("\n"))
}

fn target(given: &str) -> Result<String, Failure> {
    if given.starts_with('/') {
        return Ok(given.to_owned());
    }
    let advice = "give a URL such as https://pca.apigw.ntruss.com/api/v1/ca, or its path and query";
    let url = Url::parse(given)
        .map_err(|error| Failure::usage(format!("`{given}` is not a URL: {error}"), advice))?;
    let target = &url[Position::BeforePath..Position::AfterQuery];
    // What a parser tidies up is not what another client sends.
    let behind_scheme = given.split_once("://").map_or(given, |(_, rest)| rest);
    let own = behind_scheme
        .find(['/', '?', '#'])
        .map_or("/", |at| &behind_scheme[at..]);
    let is_whole = own == target;
    if !is_whole {
        return Err(Failure::usage(
            format!("`{given}` is not sent as it is, but as `{target}`"),
            "encode path and query first, and leave out the fragment",
        ));
    }
    Ok(target.to_owned())
}

fn now() -> Result<u64, Failure> {
    time::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| u64::try_from(elapsed.as_millis()).ok())
        .ok_or_else(|| {
            Failure::usage(
                "the clock of this machine is before 1970",
                "set the time, or give --timestamp",
            )
        })
}
