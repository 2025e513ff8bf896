//! A call: attempts until one succeeds or none may follow.

use http::{HeaderMap, Method};
use tracing::Instrument as _;
use url::{Position, Url};

use crate::Config;
use crate::answer::{Answer, Expected};
use crate::attempt::{self, Attempt};
use crate::authentication::Authentication;
use crate::deadline::Deadline;
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::payload::Payload;
use crate::service::RetryClass;
use crate::skew::Correction;

/// A request before it is signed. Each attempt signs it anew.
pub(crate) struct Outgoing {
    /// `operationId`, or `raw`.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Path and query as they may be seen, when they hold secret parameters.
    pub(crate) shown_target: Option<String>,
    /// The media type that is asked for.
    pub(crate) accept: &'static str,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
    pub(crate) retry_class: RetryClass,
    pub(crate) authentication: Authentication,
    pub(crate) options: CallOptions,
}

impl Outgoing {
    /// A signed request of no known operation.
    pub(crate) fn raw(method: Method, url: Url) -> Self {
        Self {
            name: "raw",
            method,
            url,
            shown_target: None,
            accept: "application/json",
            headers: HeaderMap::new(),
            payload: Payload::Nothing,
            retry_class: RetryClass::Unsafe,
            authentication: Authentication::Signature,
            options: CallOptions::default(),
        }
    }

    /// Path and query, exactly as they are sent and signed.
    pub(crate) fn target(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }

    /// Path and query as they may be seen.
    pub(crate) fn shown_target(&self) -> &str {
        self.shown_target
            .as_deref()
            .unwrap_or_else(|| self.target())
    }
}

/// Sends a request; a failed answer is an error.
pub(crate) async fn call(
    config: &Config,
    outgoing: &Outgoing,
    expected: Expected,
) -> Result<Answer> {
    let path = outgoing.shown_target().split('?').next();
    let span = tracing::info_span!(
        "ncloud.call",
        operation = outgoing.name,
        http.request.method = %outgoing.method,
        server.address = outgoing.url.host_str().unwrap_or_default(),
        url.path = path,
    );
    attempts(config, outgoing, expected).instrument(span).await
}

async fn attempts(config: &Config, outgoing: &Outgoing, expected: Expected) -> Result<Answer> {
    let settings = config.settings();
    let policy = outgoing.options.retry.as_ref().unwrap_or(&settings.retry);
    let total = outgoing.options.total_timeout.or(settings.total_timeout);
    let deadline = Deadline::new(&*settings.clock, total);
    let (mut number, mut corrected, mut previous) = (1, false, None);
    loop {
        let attempt = attempt::run(config, outgoing, expected, &deadline, number).await;
        let Attempt {
            outcome,
            clock_offset,
            correction,
            is_out_of_time,
        } = attempt;
        let error = match outcome {
            Ok(mut answer) => {
                settings.budget.refund();
                answer.attempts = number;
                return Ok(answer);
            }
            Err(error) => error,
        };
        if is_out_of_time {
            return Err(match previous {
                Some(previous) => error.with_source(previous),
                None => error,
            });
        }
        if !corrected && corrects_clock(config, &error, correction, clock_offset) {
            corrected = true;
        } else {
            let wait = policy.next(
                &error,
                outgoing.retry_class,
                number,
                deadline.elapsed(),
                fastrand::f64(),
            );
            let Some(wait) = wait else {
                return Err(error.with_attempts(number));
            };
            if !deadline.outlasts(wait) {
                // What went wrong says more than that the time ran out.
                return Err(error.with_attempts(number).with_hint(Some(deadline.hint())));
            }
            if !settings.budget.pay() {
                return Err(error.with_attempts(number));
            }
            tracing::debug!(attempt = number, wait_ms = wait.as_millis(), error = %error, "repeating");
            if deadline.sleep(wait).await.is_err() {
                return Err(error.with_attempts(number).with_hint(Some(deadline.hint())));
            }
        }
        previous = Some(error);
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
