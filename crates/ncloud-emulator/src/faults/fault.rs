//! A fault, as it is asked for.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operation::Operation;
use crate::routes::Routes;

/// Something that goes wrong on purpose.
///
/// It strikes requests that the gateway would hand to the service, in the order in which faults
/// were added and one fault per request, until it is taken away or has struck as often as
/// [`times`](Self::times) says. An operation that is struck is not performed, unless
/// [`after_performing`](Self::after_performing) says otherwise or its answer is needed.
///
/// ```
/// use std::time::Duration;
/// use ncloud_emulator::{Emulator, Fault};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let emulator = Emulator::start().await?;
/// // Two answers of the gateway: HTTP 503, "Endpoint Error".
/// emulator.fault(Fault::on("createCa").code("500").times(2))?;
/// // The service performs the operation, but the gateway does not wait for it.
/// emulator.fault(Fault::on("deleteCa").code("510").after_performing())?;
/// // A refusal by the service.
/// emulator.fault(Fault::on("getCa").service_failure(400, "NOT_EXIST_CASTORE", "no such CA"))?;
/// // Every request, of one service, is slow and then loses its connection.
/// emulator.fault(
///     Fault::on("/api/v1/ca").delay(Duration::from_millis(50)).drop_connection(),
/// )?;
/// emulator.clear_faults();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[must_use = "a fault does nothing until an emulator has it"]
pub struct Fault {
    on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Code of a gateway failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service_failure: Option<ServiceFailure>,
    #[serde(default, skip_serializing_if = "is_zero")]
    delay_milliseconds: u64,
    #[serde(default, skip_serializing_if = "is_false")]
    drop_connection: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    malformed_body: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    truncated_body: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    after_performing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
}

/// A refusal in the envelope of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ServiceFailure {
    pub(super) status: u16,
    pub(super) code: Value,
    pub(super) message: String,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Fault {
    /// A fault of an operation: its name (`createCa`), or its service and its name where services
    /// share names (`certificate-manager-v2 deleteCertificate`). What begins with a slash is the
    /// beginning of request targets instead, also of those that need no signature (`/ext/`).
    pub fn on(operation: impl Into<String>) -> Self {
        Self {
            on: operation.into(),
            status: None,
            code: None,
            service_failure: None,
            delay_milliseconds: 0,
            drop_connection: false,
            malformed_body: false,
            truncated_body: false,
            after_performing: false,
            times: None,
        }
    }

    /// A fault of every request.
    pub fn on_everything() -> Self {
        Self::on("/")
    }

    /// Answers this HTTP status: with the body of a gateway failure when there is a
    /// [`code`](Self::code), else without a body, as a proxy may.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Answers a failure of the gateway with this code, for example `500`; its HTTP status and
    /// its message are the documented ones, unless [`status`](Self::status) says otherwise.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Answers a refusal in the envelope of the service. The code is text or a number, as the
    /// service has it; the HTTP status may be 200.
    pub fn service_failure(
        mut self,
        status: u16,
        code: impl Into<Value>,
        message: impl Into<String>,
    ) -> Self {
        self.service_failure = Some(ServiceFailure {
            status,
            code: code.into(),
            message: message.into(),
        });
        self
    }

    /// Waits before anything else, by the clock of the machine.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay_milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// Ends the connection without an answer.
    pub fn drop_connection(mut self) -> Self {
        self.drop_connection = true;
        self
    }

    /// Leaves out the second half of the body, in an answer that is complete otherwise.
    pub fn malformed_body(mut self) -> Self {
        self.malformed_body = true;
        self
    }

    /// Ends the connection in the middle of the body.
    pub fn truncated_body(mut self) -> Self {
        self.truncated_body = true;
        self
    }

    /// Performs the operation first, and only then answers otherwise or not at all: what a client
    /// sees when a time-out or a broken connection hides a success.
    pub fn after_performing(mut self) -> Self {
        self.after_performing = true;
        self
    }

    /// Strikes this often; without it, until it is taken away.
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    pub(super) fn limit(&self) -> Option<u64> {
        self.times
    }

    pub(super) fn failure(&self) -> (Option<u16>, Option<&str>, Option<&ServiceFailure>) {
        (
            self.status,
            self.code.as_deref(),
            self.service_failure.as_ref(),
        )
    }

    pub(super) fn waits(&self) -> Duration {
        Duration::from_millis(self.delay_milliseconds)
    }

    pub(super) fn drops(&self) -> bool {
        self.drop_connection
    }

    pub(super) fn truncates(&self) -> bool {
        self.truncated_body
    }

    pub(super) fn malforms(&self) -> bool {
        self.malformed_body
    }

    pub(super) fn performs(&self) -> bool {
        self.after_performing
    }

    /// Whether it strikes requests with this target, and of this operation if they have one.
    pub(super) fn fits(&self, target: &str, operation: Option<&Operation>) -> bool {
        if self.on.starts_with('/') {
            return target.starts_with(&self.on);
        }
        operation.is_some_and(|operation| self.names(operation))
    }

    fn names(&self, operation: &Operation) -> bool {
        match self.on.split_once(' ') {
            Some((service, id)) => operation.service.name() == service && operation.id == id,
            None => operation.id == self.on,
        }
    }

    /// Whether it can strike, and does something that HTTP can carry.
    ///
    /// # Errors
    /// When it cannot; a fault that is spelt wrongly would let a test pass for no reason.
    pub(super) fn check(&self, routes: &Routes) -> io::Result<()> {
        let complaint = if !self.on.starts_with('/')
            && !routes.operations().any(|operation| self.names(operation))
        {
            format!("no operation is called {:?}", self.on)
        } else if self.status.is_some_and(|status| !is_final(status))
            || self
                .service_failure
                .as_ref()
                .is_some_and(|failure| !is_final(failure.status))
        {
            "the HTTP status must be from 200 to 599".to_owned()
        } else if self
            .code
            .as_deref()
            .is_some_and(|code| self.status.is_none() && documented(code).is_none())
        {
            "the code is none of the gateway's: give a status, too".to_owned()
        } else if self.service_failure.is_some() && (self.status.is_some() || self.code.is_some()) {
            "a fault is a failure of the gateway or of the service, not both".to_owned()
        } else if self.times == Some(0) {
            "the fault never strikes: times must be at least 1".to_owned()
        } else if *self
            == (Self {
                after_performing: self.after_performing,
                times: self.times,
                ..Self::on(self.on.as_str())
            })
        {
            "the fault does nothing: give it an effect".to_owned()
        } else {
            return Ok(());
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, complaint))
    }
}

/// Whether a status ends a request.
fn is_final(status: u16) -> bool {
    (200..600).contains(&status)
}

/// HTTP status and message of a code of the gateway.
pub(super) fn documented(code: &str) -> Option<(u16, &'static str)> {
    let mut codes = crate::gateway::CODES.iter();
    let (_, status, message) = codes.find(|(known, _, _)| *known == code)?;
    Some((*status, message))
}
