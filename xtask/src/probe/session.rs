//! Probing one service: every operation once, in an order that lets answers fill parameters.

use std::time::Instant;

use ncloud_core::http::Method;
use ncloud_core::service::RetryClass;
use ncloud_core::{Client, Config, ErrorKind};
use ncloud_spec::document::{Document, Operation};

use super::answer::Answer;
use super::report::{Entry, Meaning, Outcome};
use super::request::{Request, request, required_names};
use super::selection::objection;
use super::values::{Given, Values};

/// Calls what may be called; the entries are in the order of the document.
pub(crate) async fn probe(
    client: &Client,
    config: &Config,
    document: &Document,
    given: &[Given],
) -> Vec<Entry> {
    let site = config.site().as_str();
    let operations: Vec<Operation<'_>> = document.operations().collect();
    let server = server(document, config);
    let mut outcomes: Vec<Option<Outcome>> = operations
        .iter()
        .map(|operation| {
            let objection = objection(operation, site).map(str::to_owned);
            let reason = objection.or_else(|| server.clone().err());
            reason.map(Outcome::Skipped)
        })
        .collect();
    let mut values = Values::new(document, given);
    let names: Vec<String> = operations
        .iter()
        .zip(&outcomes)
        .filter(|(_, outcome)| outcome.is_none())
        .flat_map(|(operation, _)| required_names(document, operation))
        .collect();
    // An answer may hold what an operation before it lacked, so rounds are made until one of them
    // calls nothing.
    loop {
        let mut called = false;
        for (operation, outcome) in operations.iter().zip(&mut outcomes) {
            if outcome.is_some() {
                continue;
            }
            let (Ok(server), Ok(request)) = (&server, request(document, operation, &values)) else {
                continue;
            };
            let (fresh, answer) = call(client, document, server, operation, &request).await;
            if let Some(json) = answer.and_then(|answer| answer.json) {
                values.learn(operation.path, &json, &names);
            }
            *outcome = Some(fresh);
            called = true;
        }
        if !called {
            break;
        }
    }
    let entry = |(operation, outcome): (&Operation<'_>, Option<Outcome>)| Entry {
        service: document.name().to_owned(),
        operation: operation.id().to_owned(),
        outcome: outcome.unwrap_or_else(|| {
            let missing = request(document, operation, &values).err();
            Outcome::Skipped(format!(
                "no answer and no --set has a fitting value for `{}`",
                missing.unwrap_or_default()
            ))
        }),
    };
    operations.iter().zip(outcomes).map(entry).collect()
}

/// The URL of the service at the site, in the region of the settings where there are regions.
fn server(document: &Document, config: &Config) -> Result<String, String> {
    let site = config.site().as_str();
    let mut servers = document.servers().filter(|server| server.site == site);
    let server = match config.region() {
        None => servers.next(),
        Some(region) => servers.find(|server| server.region.is_none_or(|known| known == region)),
    };
    server
        .map(|server| server.url.to_owned())
        .ok_or_else(|| "the service has no host at this site and region".to_owned())
}

/// Calls one operation; the answer comes with the outcome, where there is one.
async fn call(
    client: &Client,
    document: &Document,
    server: &str,
    operation: &Operation<'_>,
    request: &Request,
) -> (Outcome, Option<Answer>) {
    let Ok(method) = Method::from_bytes(operation.verb.to_uppercase().as_bytes()) else {
        return (
            Outcome::Skipped("its verb is none of HTTP".to_owned()),
            None,
        );
    };
    let mut raw = client
        .request(method, &format!("{server}{}", request.target))
        .retry_class(RetryClass::Safe);
    if let Some(body) = &request.body {
        raw = raw.json(body);
    }
    let start = Instant::now();
    let result = raw.send().await;
    let time = start.elapsed();
    let answer = match &result {
        Ok(response) => Answer::new(document, response.status(), response),
        Err(error) => match Answer::from_error(document, error) {
            Some(answer) => answer,
            None => return (Outcome::Unanswered(reason(error.kind()).to_owned()), None),
        },
    };
    let outcome = Outcome::Answered {
        status: answer.status,
        meaning: answer.meaning,
        time,
        deviations: answer.deviations(document, operation),
    };
    // What a refusal says is not taken for a value.
    let answer = (answer.meaning == Meaning::Success).then_some(answer);
    (outcome, answer)
}

/// Why no answer came. The text of the error may name the URL, and so a value.
fn reason(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Connect => "no connection came about",
        ErrorKind::Timeout => "the time ran out",
        ErrorKind::Certificate => "the certificate of the server was not accepted",
        ErrorKind::Transport => "no complete and readable answer came",
        ErrorKind::TooLarge => "it was too large",
        _ => "nothing was sent",
    }
}
