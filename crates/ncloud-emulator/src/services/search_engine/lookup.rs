//! How calls find clusters.

use super::State;
use super::cluster::{Cluster, Status};
use super::refusal::Refusal;
use super::region;
use crate::call::Call;
use crate::routes::Place;

const UNKNOWN: &str = "The cluster does not exist.";

/// The key of a cluster.
pub(super) fn key(place: &Place, number: i64) -> String {
    format!("{}{number:019}", region::prefix(place))
}

/// The beginning of the keys of what belongs to a cluster.
pub(super) fn prefix(place: &Place, number: i64) -> String {
    format!("{}/", key(place, number))
}

/// The key of what belongs to a cluster and has this number.
pub(super) fn key_below(place: &Place, cluster: i64, number: i64) -> String {
    format!("{}{number:019}", prefix(place, cluster))
}

/// The number of a cluster in a body, as text.
pub(super) fn number_in_body(call: &Call) -> Result<i64, Refusal> {
    // A number of more than 64 bits belongs to no cluster.
    let number = call.member("serviceGroupInstanceNo").parse();
    number.map_err(|_| UNKNOWN.into())
}

impl State {
    /// The cluster that the path names, as it is at the time of the call.
    pub(super) fn cluster(&self, call: &Call) -> Result<Cluster, Refusal> {
        let number = call.integer("serviceGroupInstanceNo").unwrap_or_default();
        self.cluster_numbered(call, number)
    }

    /// A cluster of the place that is called, as it is at the time of the call.
    pub(super) fn cluster_numbered(&self, call: &Call, number: i64) -> Result<Cluster, Refusal> {
        let mut cluster = self
            .clusters
            .get(&key(&call.place, number))
            .ok_or(UNKNOWN)?
            .clone();
        cluster.settle(call.now);
        Ok(cluster)
    }

    /// The cluster that the path names, if it is running.
    pub(super) fn running(&self, call: &Call) -> Result<Cluster, Refusal> {
        must_run(self.cluster(call)?, call)
    }

    /// The cluster that the body names, if it is running.
    pub(super) fn running_in_body(&self, call: &Call) -> Result<Cluster, Refusal> {
        must_run(self.cluster_numbered(call, number_in_body(call)?)?, call)
    }

    /// All clusters of the place that is called and are not gone, newest first.
    pub(super) fn present(&self, call: &Call) -> Vec<Cluster> {
        let prefix = region::prefix(&call.place);
        let clusters = self.clusters.starting_with(&prefix);
        let mut clusters: Vec<Cluster> = clusters
            .map(|(_, cluster)| cluster)
            .filter(|cluster| cluster.status(call.now) != Status::Returned)
            .cloned()
            .collect();
        clusters.reverse();
        for cluster in &mut clusters {
            cluster.settle(call.now);
        }
        clusters
    }

    /// Puts a cluster back after it was changed.
    pub(super) fn keep(&mut self, call: &Call, cluster: Cluster) {
        self.clusters
            .insert(key(&call.place, cluster.number), cluster);
    }
}

fn must_run(cluster: Cluster, call: &Call) -> Result<Cluster, Refusal> {
    let status = cluster.status(call.now);
    if status == Status::Running {
        return Ok(cluster);
    }
    Err(format!(
        "The cluster is not running: its status is {}.",
        status.name()
    )
    .into())
}
