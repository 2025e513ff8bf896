//! Every fault under TLS, for a call that may be repeated and for one that may act twice.
//!
//! `cargo test -p ncloud-tests --test tls -- --nocapture` prints what became of each.

use std::fmt::Write as _;
use std::time::Duration;

use ncloud_core::{Config, ConfigBuilder, Credentials, Error, ErrorKind};
use ncloud_private_ca::Client;
use ncloud_tests::faults::cases::TIMEOUT;
use ncloud_tests::faults::cases::secure::{self, Case, Fault};
use ncloud_tests::faults::tls::{Certificate, Frame, Frames, Speaks, TlsServer};
use ncloud_tests::faults::{ATTEMPTS, Class, FaultServer, InstantClock, SECRET_KEY, call};

enum Server {
    Tls(TlsServer),
    /// Below TLS.
    Raw(FaultServer),
}

impl Server {
    async fn start(fault: &Fault) -> Self {
        let (certificate, speaks) = match fault {
            Fault::Instead(script) => {
                return Self::Raw(FaultServer::start(script.clone()).await.unwrap());
            }
            Fault::Shown(certificate) => (*certificate, Speaks::Http2),
            Fault::NoHttp2 => (Certificate::Good, Speaks::Http1),
            Fault::After(_) => (Certificate::Good, Speaks::Http2),
        };
        let server = TlsServer::start(certificate, speaks, well()).await;
        Self::Tls(server.unwrap())
    }

    fn settings(&self) -> ConfigBuilder {
        match self {
            Self::Tls(server) => Config::builder()
                .endpoint(server.url())
                .root_certificates(server.trusted()),
            Self::Raw(server) => {
                Config::builder().endpoint(format!("https://{}", server.address()))
            }
        }
    }

    /// Connections and whole requests.
    fn tally(&self) -> (usize, usize) {
        match self {
            Self::Tls(server) => {
                let tally = server.tally();
                (tally.connections, tally.received)
            }
            Self::Raw(server) => (server.tally().connections, server.tally().received),
        }
    }
}

fn well() -> Frames {
    vec![Frame::Head, Frame::Body]
}

fn client(server: &Server, takes_time: bool) -> Client {
    // Where time is not the fault, a slow machine must not make it one.
    let timeout = match takes_time {
        true => TIMEOUT,
        false => Duration::from_secs(30),
    };
    let config = server
        .settings()
        .credentials(Credentials::new("access", SECRET_KEY).unwrap())
        .clock(InstantClock::default())
        .connect_timeout(timeout / 2)
        .timeout(timeout)
        .build()
        .unwrap();
    Client::connect(&config).unwrap()
}

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    attempts: u32,
    /// Requests that the server received whole.
    received: usize,
    kind: Option<ErrorKind>,
}

async fn observe(server: &Server, client: &Client, class: Class) -> (Outcome, Option<Error>) {
    let before = server.tally().1;
    let error = call(client, class).await.err();
    let outcome = Outcome {
        attempts: error.as_ref().map_or(1, Error::attempts),
        received: server.tally().1 - before,
        kind: error.as_ref().map(Error::kind),
    };
    (outcome, error)
}

fn expected(case: &Case, class: Class) -> Outcome {
    let attempts = match class.may_repeat(case.repeats) {
        true => ATTEMPTS,
        false => 1,
    };
    let arrives = match case.fault {
        Fault::Instead(_) => false,
        Fault::Shown(certificate) => certificate == Certificate::Good,
        Fault::NoHttp2 | Fault::After(_) => true,
    };
    Outcome {
        attempts,
        received: attempts as usize * usize::from(arrives),
        kind: case.kind,
    }
}

/// A row of the table, and what is wrong with it.
async fn row(case: &Case, class: Class) -> (String, Option<String>) {
    let server = Server::start(&case.fault).await;
    let client = client(&server, case.takes_time);
    if case.pooled {
        call(&client, class).await.unwrap();
    }
    if let (Fault::After(frames), Server::Tls(server)) = (&case.fault, &server) {
        server.always(frames.clone());
    }
    let (outcome, error) = observe(&server, &client, class).await;
    let text = error
        .map(|error| format!("{error} {error:?}"))
        .unwrap_or_default();
    let Outcome {
        attempts,
        received,
        kind,
    } = &outcome;
    let kind = kind.map_or_else(|| "ok".to_owned(), |kind| format!("{kind:?}"));
    let row = format!(
        "{} | {class:?} | {attempts} | {received} | {kind}",
        case.name
    );
    let expected = expected(case, class);
    let mut wrong = None;
    if outcome != expected {
        wrong = Some(format!("{row}\n    expected {expected:?}: {text}"));
    } else if let Some(missing) = case.says.iter().find(|part| !text.contains(**part)) {
        wrong = Some(format!("{row}\n    does not say `{missing}`: {text}"));
    } else if text.contains(SECRET_KEY) {
        wrong = Some(format!("{row}\n    shows the secret: {text}"));
    } else if let Some(why) = passes(case, class).await {
        wrong = Some(format!("{row}\n    {why}"));
    }
    (row, wrong)
}

/// The fault is gone at the second attempt: what is wrong about that.
async fn passes(case: &Case, class: Class) -> Option<String> {
    let (Fault::After(frames), Some(kind)) = (&case.fault, case.kind) else {
        return None;
    };
    let server = Server::start(&case.fault).await;
    let client = client(&server, case.takes_time);
    if let Server::Tls(server) = &server {
        server.once(frames.clone());
    }
    let (outcome, _) = observe(&server, &client, class).await;
    let repeated = class.may_repeat(case.repeats);
    let expected = Outcome {
        attempts: 1,
        received: 1 + usize::from(repeated),
        kind: (!repeated).then_some(kind),
    };
    (outcome != expected).then(|| format!("when it passes, expected {expected:?}: {outcome:?}"))
}

#[tokio::test]
async fn every_fault_under_tls_is_met_as_it_should_be() {
    let mut wrong = String::new();
    println!("case | class | attempts | received | kind");
    for case in secure::all() {
        for class in [Class::Safe, Class::Unsafe] {
            let (row, why) = row(&case, class).await;
            println!("{row}");
            if let Some(why) = why {
                let _ = writeln!(wrong, "{why}");
            }
        }
    }
    assert!(wrong.is_empty(), "not as it should be:\n{wrong}");
}

/// A certificate that was refused is shown once: no attempt follows, of ours or of the library.
#[tokio::test]
async fn a_certificate_that_was_refused_is_not_asked_for_again() {
    let server = Server::start(&Fault::Shown(Certificate::Expired)).await;
    let client = client(&server, false);
    for (class, connections) in [(Class::Safe, 1), (Class::Unsafe, 2)] {
        let error = call(&client, class).await.unwrap_err();
        assert!(!error.is_retryable());
        assert_eq!(server.tally(), (connections, 0));
    }
}

/// Requests share a connection, which HTTP/1.1 cannot do while one is open.
#[tokio::test]
async fn http2_is_used_where_it_is_offered() {
    let server = Server::start(&Fault::After(well())).await;
    let client = client(&server, false);
    let calls = (0..20).map(|_| call(&client, Class::Safe));
    call(&client, Class::Safe).await.unwrap();
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(server.tally(), (1, 21));
}
