//! Ten thousand calls at once on one client, whose key pair expires while they are under way.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ncloud_core::{Config, Error, RoleCredentials};
use ncloud_private_ca::Client;
use tokio::task::JoinSet;

use crate::canned::{Answer, CannedServer};
use crate::faults::{FaultServer, InstantClock, Step, well};

/// Calls of a round.
pub const CALLS: usize = 10_000;
/// Calls on the wire at once; the others wait for their place. Each takes a file of the client and one
/// of the server, and many systems allow a process 1024.
const ON_THE_WIRE: usize = 200;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A server with a role, the service, and one client.
#[derive(Debug)]
pub struct ManyCalls {
    metadata: CannedServer,
    service: FaultServer,
    clock: InstantClock,
    client: Client,
    rounds: u32,
}

/// What became of a round.
#[derive(Debug)]
pub struct Round {
    /// Calls that succeeded.
    pub succeeded: usize,
    /// Calls that failed.
    pub failed: Vec<Error>,
    /// Requests that the service received, by their access key.
    pub received: BTreeMap<String, usize>,
    /// The latest time at which each key pair signed, after the start of the clock.
    pub latest: BTreeMap<String, Duration>,
    /// Requests that the metadata service received, as method and path.
    pub metadata: Vec<String>,
}

impl ManyCalls {
    /// Starts the servers. The key pair of round `n`, `key-n`, expires after `n` hours.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start() -> io::Result<Self> {
        let metadata = CannedServer::start(Answer::json(500, "")).await?;
        metadata.queue(fetch(1));
        let service = FaultServer::start(vec![Step::Read, Step::Gate, Step::Send(well())]).await?;
        let clock = InstantClock::default();
        let role = RoleCredentials::at(&metadata.url(), Arc::new(clock.clone()));
        let config = Config::builder()
            .endpoint(service.url())
            .credentials_provider(role.map_err(io::Error::other)?)
            .clock(clock.clone())
            .max_concurrency(ON_THE_WIRE)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            client: Client::connect(&config).map_err(io::Error::other)?,
            metadata,
            service,
            clock,
            rounds: 0,
        })
    }

    /// Makes [`CALLS`] calls that act, all at once. When half of them have reached the service, the key
    /// pair expires.
    ///
    /// # Panics
    /// When the calls get stuck.
    pub async fn round(&mut self) -> Round {
        self.rounds += 1;
        self.metadata.queue(fetch(self.rounds + 1));
        let before = self.service.tally().received;
        let mut calls = JoinSet::new();
        for number in 0..CALLS {
            let client = self.client.clone();
            let call = async move { client.rotate_crl().ca_tag(number.to_string()).send().await };
            calls.spawn(async move { call.await.map(drop) });
        }
        // Those that are on the wire then hold every place, so none is between key pair and wire.
        let half = CALLS / 2;
        self.service.release(half - ON_THE_WIRE);
        let arrived = |tally: &crate::faults::Tally| tally.received - before == half;
        self.service.until(arrived).await;
        self.clock.set(InstantClock::start() + self.rounds * HOUR);
        self.service.release(CALLS - half + ON_THE_WIRE);
        let outcomes = calls.join_all().await;
        let (succeeded, failed): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        let mut round = Round {
            succeeded: succeeded.len(),
            failed: failed.into_iter().filter_map(Result::err).collect(),
            received: BTreeMap::new(),
            latest: BTreeMap::new(),
            metadata: Vec::new(),
        };
        for request in self.service.take_received() {
            let header = |name| request.header(name).unwrap_or_default().to_owned();
            let key = header("x-ncp-iam-access-key");
            let signed = Duration::from_millis(header("x-ncp-apigw-timestamp").parse().unwrap());
            let start = InstantClock::start().duration_since(std::time::UNIX_EPOCH);
            let signed = signed - start.unwrap();
            *round.received.entry(key.clone()).or_default() += 1;
            let latest = round.latest.entry(key).or_default();
            *latest = signed.max(*latest);
        }
        let metadata = self.metadata.take_received().into_iter();
        round.metadata = metadata
            .map(|request| format!("{} {}", request.method, request.target))
            .collect();
        round
    }
}

/// The answers to one fetch by version 2 of the metadata service.
fn fetch(number: u32) -> [Answer; 3] {
    let text = |body: &str| Answer {
        status: 200,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    };
    let key = format!(
        r#"{{"AccessKeyId":"key-{number}","SecretAccessKey":"hunter2-{number}","Expiration":"2024-11-21T{number:02}:00:00Z"}}"#
    );
    [text("hunter2-token"), text("role-17"), text(&key)]
}
