//! A call: attempts until one succeeds or none may follow.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use tracing::Instrument as _;
use url::{Position, Url};

use crate::Config;
use crate::answer::Answer;
use crate::attempt::{self, Attempt};
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::service::{Envelope, RetryClass};
use crate::skew::Correction;

/// A request before it is signed. Each attempt signs it anew.
#[derive(Clone)]
pub(crate) struct Outgoing {
    /// `operationId`, or `raw`.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) retry_class: RetryClass,
    pub(crate) options: CallOptions,
}

impl Outgoing {
    /// Path and query, exactly as they are sent and signed.
    pub(crate) fn target(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }
}

/// Sends a request; a failed answer is an error.
pub(crate) async fn call(
    config: &Config,
    outgoing: &Outgoing,
    envelope: Option<&Envelope>,
) -> Result<Answer> {
    let span = tracing::info_span!(
        "ncloud.call",
        operation = outgoing.name,
        http.request.method = %outgoing.method,
        server.address = outgoing.url.host_str().unwrap_or_default(),
        url.path = outgoing.url.path(),
    );
    attempts(config, outgoing, envelope).instrument(span).await
}

async fn attempts(
    config: &Config,
    outgoing: &Outgoing,
    envelope: Option<&Envelope>,
) -> Result<Answer> {
    let settings = config.settings();
    let policy = outgoing.options.retry.as_ref().unwrap_or(&settings.retry);
    let start = settings.clock.now();
    let (mut number, mut corrected) = (1, false);
    loop {
        let attempt = attempt::run(config, outgoing, envelope, number).await;
        let Attempt {
            outcome,
            clock_offset,
            correction,
        } = attempt;
        let error = match outcome {
            Ok(mut answer) => {
                settings.budget.refund();
                answer.attempts = number;
                return Ok(answer);
            }
            Err(error) => error,
        };
        let elapsed = settings
            .clock
            .now()
            .duration_since(start)
            .unwrap_or(Duration::ZERO);
        if !corrected && corrects_clock(config, &error, correction, clock_offset) {
            corrected = true;
        } else {
            let wait = policy.next(
                &error,
                outgoing.retry_class,
                number,
                elapsed,
                fastrand::f64(),
            );
            let Some(wait) = wait.filter(|_| settings.budget.pay()) else {
                return Err(error.with_attempts(number));
            };
            tracing::debug!(attempt = number, wait_ms = wait.as_millis(), error = %error, "repeating");
            settings.clock.sleep(wait).await;
        }
        number += 1;
    }
}

/// A refused signature that the gateway's clock explains is worth one more attempt. The gateway
/// refused the request, so nothing can act twice.
fn corrects_clock(config: &Config, error: &Error, used: Correction, offset: Option<i64>) -> bool {
    let settings = config.settings();
    let learnt = error.kind() == ErrorKind::Authentication
        && settings.correct_clock
        && settings.skew.learn(used, offset);
    if learnt {
        tracing::warn!(
            offset_ms = offset,
            "this machine's clock is off; timestamps follow the gateway's clock from now on"
        );
    }
    learnt
}
