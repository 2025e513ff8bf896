//! Every fault of the bench, for a call that may be repeated and for one that may act twice.
//!
//! `cargo test -p ncloud-tests --test faults -- --nocapture` prints what became of each.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ncloud_core::{Config, Credentials, Error, ErrorKind};
use ncloud_private_ca::Client;
use ncloud_tests::faults::cases::{self, Case, MAX_ANSWER, TIMEOUT};
use ncloud_tests::faults::{
    ATTEMPTS, Class, FaultServer, InstantClock, SECRET_KEY, Step, answers, call, well,
};
use tokio::net::TcpSocket;

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    attempts: u32,
    /// Attempts that the error tells of; those that were made when there is none.
    told: u32,
    /// Requests that the server received whole.
    received: u32,
    kind: Option<ErrorKind>,
}

struct Fixture {
    server: FaultServer,
    client: Client,
    clock: InstantClock,
    timeout: Duration,
    /// Attempts as the hook saw them.
    seen: Arc<AtomicU32>,
}

impl Fixture {
    async fn start(timeout: Duration) -> Self {
        Self::with(FaultServer::start(answers(well())).await.unwrap(), timeout)
    }

    fn with(server: FaultServer, timeout: Duration) -> Self {
        let clock = InstantClock::default();
        let client = client(&server.url(), &clock, timeout);
        Self {
            server,
            client: client.0,
            clock,
            timeout,
            seen: client.1,
        }
    }

    /// Calls, and checks what must be true of any error.
    async fn call(&self, class: Class) -> Outcome {
        let (before, seen) = (
            self.server.tally().received,
            self.seen.load(Ordering::Relaxed),
        );
        let error = call(&self.client, class).await.err();
        let attempts = self.seen.load(Ordering::Relaxed) - seen;
        if self.timeout == TIMEOUT && error.is_some() {
            // Nothing but time tells that these requests have been read, and the server may be late.
            let expected = before + attempts as usize;
            self.server.until(|tally| tally.received >= expected).await;
        }
        if let Some(error) = &error {
            let text = format!("{error} {error:?}");
            assert!(
                !text.contains(SECRET_KEY) && !text.contains("127.0.0.1"),
                "{text}"
            );
        }
        Outcome {
            attempts,
            told: error.as_ref().map_or(attempts, Error::attempts),
            received: u32::try_from(self.server.tally().received - before).unwrap(),
            kind: error.map(|error| error.kind()),
        }
    }
}

fn client(url: &str, clock: &InstantClock, timeout: Duration) -> (Client, Arc<AtomicU32>) {
    let seen = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&seen);
    let config = Config::builder()
        .endpoint(url)
        .credentials(Credentials::new("access", SECRET_KEY).unwrap())
        .clock(clock.clone())
        .timeout(timeout)
        .max_answer_size(MAX_ANSWER)
        .on_attempt(move |event| {
            assert!((1..=ATTEMPTS).contains(&event.attempt));
            counter.fetch_add(1, Ordering::Relaxed);
        })
        .build()
        .unwrap();
    (Client::connect(&config).unwrap(), seen)
}

fn timeout(case: &Case) -> Duration {
    // Where time is not the fault, a slow machine must not make it one.
    if case.takes_time {
        TIMEOUT
    } else {
        Duration::from_secs(30)
    }
}

/// What a call met: a fault that stays, and then one that is gone at the second attempt.
struct Met {
    stays: Outcome,
    passes: Option<Outcome>,
    /// The first wait, while the fault stayed.
    waited: Option<Duration>,
}

async fn meet(case: &Case, class: Class, fixture: &Fixture) -> Met {
    if case.script.is_empty() {
        return refused(case, class).await;
    }
    if case.pooled {
        assert_eq!(fixture.call(class).await.kind, None);
    }
    fixture.server.always(case.script.clone());
    let stays = fixture.call(class).await;
    let connections = fixture.server.tally().connections;
    assert!(
        !case.pooled || connections == stays.attempts as usize,
        "the first attempt was on a connection from the pool"
    );
    let waited = fixture.clock.waits().first().copied();
    fixture.server.always(answers(well()));
    if case.pooled {
        assert_eq!(fixture.call(class).await.kind, None);
    }
    fixture.server.queue([case.script.clone()]);
    let passes = Some(fixture.call(class).await);
    Met {
        stays,
        passes,
        waited,
    }
}

/// Nobody listens; that somebody does later is a test of its own, below.
async fn refused(case: &Case, class: Class) -> Met {
    // Bound, but not listening: refuses, and nobody else can take the port.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let clock = InstantClock::default();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let (client, seen) = client(&url, &clock, timeout(case));
    let error = call(&client, class).await.unwrap_err();
    let stays = Outcome {
        attempts: seen.load(Ordering::Relaxed),
        told: error.attempts(),
        received: 0,
        kind: Some(error.kind()),
    };
    Met {
        stays,
        passes: None,
        waited: clock.waits().first().copied(),
    }
}

fn expected(case: &Case, class: Class) -> (Outcome, Outcome) {
    let repeated = class.may_repeat(case.repeats);
    let arrives = u32::from(case.arrives);
    let attempts = if repeated { ATTEMPTS } else { 1 };
    let always = Outcome {
        attempts,
        told: attempts,
        received: attempts * arrives,
        kind: case.kind,
    };
    let once = Outcome {
        attempts: attempts.min(2),
        told: attempts.min(2),
        received: arrives + u32::from(repeated),
        kind: case.kind.filter(|_| !repeated),
    };
    (always, once)
}

/// A row of the table, and whether it is as it should be.
async fn row(case: &Case, class: Class, fixture: &Fixture) -> (String, bool) {
    let Met {
        stays,
        passes,
        waited,
    } = meet(case, class, fixture).await;
    let expected = expected(case, class);
    let waits_well = case.wait.is_none() || !class.may_repeat(case.repeats) || case.wait == waited;
    let is_well = stays == expected.0
        && passes.as_ref().is_none_or(|passes| *passes == expected.1)
        && waits_well;
    let shown = |outcome: &Outcome| {
        let Outcome {
            attempts,
            told,
            received,
            kind,
        } = outcome;
        let kind = kind.map_or_else(|| "ok".to_owned(), |kind| format!("{kind:?}"));
        let told = match told == attempts {
            true => String::new(),
            false => format!(" (the error says {told})"),
        };
        format!("{attempts}{told} | {received} | {kind}")
    };
    let passes = passes.map_or_else(|| "- | - | -".to_owned(), |passes| shown(&passes));
    let row = format!("{} | {class:?} | {} | {passes}", case.name, shown(&stays));
    if is_well {
        return (row, true);
    }
    let expected = format!("{} | {}", shown(&expected.0), shown(&expected.1));
    let explained = format!(
        "{row}\n    expected {expected}; waited {waited:?} for {:?}",
        case.wait
    );
    (explained, false)
}

#[tokio::test]
async fn every_fault_is_met_as_it_should_be() {
    let elsewhere = FaultServer::start(answers(well())).await.unwrap();
    let cases = cases::all(&elsewhere.url());
    assert!(cases.len() >= 60);
    let (slow, quick): (Vec<_>, Vec<_>) = cases
        .into_iter()
        .flat_map(|case| [(case.clone(), Class::Safe), (case, Class::Unsafe)])
        .partition(|(case, _)| case.takes_time);
    let mut rows = Vec::new();
    for (case, class) in quick {
        let fixture = Fixture::start(timeout(&case)).await;
        rows.push(row(&case, class, &fixture).await);
    }
    // These mostly wait, so they can wait together; what keeps the machine busy is done before.
    let mut prepared = Vec::new();
    for (case, class) in slow {
        let fixture = Fixture::start(timeout(&case)).await;
        prepared.push((case, class, fixture));
    }
    let mut waiting = tokio::task::JoinSet::new();
    for (case, class, fixture) in prepared {
        waiting.spawn(async move { row(&case, class, &fixture).await });
    }
    rows.extend(waiting.join_all().await);

    println!("          | | if it stays | | | if it passes | |");
    println!("case | class | attempts | received | kind | attempts | received | kind");
    let mut wrong = String::new();
    for (row, is_well) in &rows {
        println!("{row}");
        if !is_well {
            let _ = writeln!(wrong, "{row}");
        }
    }
    assert!(wrong.is_empty(), "not as it should be:\n{wrong}");
    assert_eq!(
        elsewhere.tally().connections,
        0,
        "redirects are not followed"
    );
}

#[test]
fn names_of_faults_are_unique() {
    let cases = cases::all("http://127.0.0.1:1");
    let names: std::collections::BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len());
}

/// The server ends a connection between two calls, and the client has noticed: the next call goes out
/// once, on a connection of its own.
#[tokio::test]
async fn a_connection_that_ended_while_idle_is_not_used() {
    for class in [Class::Safe, Class::Unsafe] {
        let fixture = Fixture::start(Duration::from_secs(30)).await;
        let mut parting = answers(well());
        parting.push(Step::Part);
        fixture.server.queue([parting]);
        assert_eq!(fixture.call(class).await.kind, None);
        fixture.server.until(|tally| tally.ended == 1).await;
        let expected = Outcome {
            attempts: 1,
            told: 1,
            received: 1,
            kind: None,
        };
        assert_eq!(fixture.call(class).await, expected);
        assert_eq!(fixture.server.tally().connections, 2);
    }
}

/// The server ends a connection and the client has not noticed when it sends. Whether the request was
/// read cannot be known, so only a read is sent again.
#[test]
fn a_connection_that_ended_unseen_is_not_used_twice_for_a_call_that_acts() {
    for class in [Class::Safe, Class::Unsafe] {
        // The server has a runtime of its own, so that it goes on while the client's stands still.
        let theirs = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let ours = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let server = theirs
            .block_on(FaultServer::start(answers(well())))
            .unwrap();
        server.queue([vec![
            Step::Read,
            Step::Send(well()),
            Step::Gate,
            Step::Close,
        ]]);
        let fixture = Fixture::with(server, Duration::from_secs(30));
        let outcome = ours.block_on(async {
            assert_eq!(fixture.call(class).await.kind, None);
            // Blocks this runtime: nothing that the server does is noticed before the next call.
            fixture.server.release(1);
            std::thread::scope(|scope| {
                let waiting = || theirs.block_on(fixture.server.until(|tally| tally.ended == 1));
                scope.spawn(waiting).join().unwrap();
            });
            fixture.call(class).await
        });
        match class {
            Class::Safe => assert_eq!((outcome.received, outcome.kind), (1, None)),
            // Either nothing went out and the call could move to another connection, or it failed.
            Class::Unsafe => assert!(
                outcome
                    == Outcome {
                        attempts: 1,
                        told: 1,
                        received: 1,
                        kind: None
                    }
                    || outcome
                        == Outcome {
                            attempts: 1,
                            told: 1,
                            received: 0,
                            kind: Some(ErrorKind::Transport)
                        },
                "{outcome:?}"
            ),
        }
    }
}

/// A reset right after accepting may hit the connection before or after it is set up. Either way
/// nothing arrives.
#[tokio::test]
async fn a_reset_when_accepted_leaves_nothing_received() {
    for class in [Class::Safe, Class::Unsafe] {
        let fixture = Fixture::start(Duration::from_secs(30)).await;
        fixture.server.always(vec![Step::Reset]);
        let outcome = fixture.call(class).await;
        assert_eq!(outcome.received, 0);
        let kinds = [Some(ErrorKind::Connect), Some(ErrorKind::Transport)];
        assert!(kinds.contains(&outcome.kind), "{outcome:?}");
    }
}

/// Nobody listens at first, and the server comes up while the client waits.
#[tokio::test]
async fn a_server_that_comes_up_while_waiting_is_reached() {
    for class in [Class::Safe, Class::Unsafe] {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let (client, seen) = client(&url, &InstantClock::default(), Duration::from_secs(30));
        let socket = std::sync::Mutex::new(Some(socket));
        let mut calling = Box::pin(call(&client, class));
        // The hook counts an attempt before the client waits, which lets this task run.
        let early = std::future::poll_fn(|context| {
            let polled = calling.as_mut().poll(context);
            match seen.load(Ordering::Relaxed) {
                0 => polled.map(Some),
                _ => std::task::Poll::Ready(None),
            }
        });
        assert!(early.await.is_none(), "nobody listens yet");
        let listener = socket.lock().unwrap().take().unwrap().listen(16).unwrap();
        let server = FaultServer::serve(listener, answers(well())).unwrap();
        calling.await.unwrap();
        let attempts = seen.load(Ordering::Relaxed);
        assert!((2..=ATTEMPTS).contains(&attempts), "{attempts}");
        assert_eq!(server.tally().received, 1);
    }
}
