//! A cluster, its state over time, and how calls find one.

use serde::{Deserialize, Serialize};

use super::State;
use super::catalogue::{self, Generation};
use super::nodes::{Node, Role};
use super::refusal::Refusal;
use super::region;
use crate::call::Call;
use crate::routes::Place;

/// A minute in milliseconds.
pub(super) const MINUTE: i64 = 60 * 1000;
/// How long a new cluster is `creating`.
pub(super) const CREATION: i64 = 10 * MINUTE;
/// How long a cluster is `deleting`.
pub(super) const DELETION: i64 = 5 * MINUTE;

const UNKNOWN: &str = "The cluster does not exist.";

/// A cluster. The password of its account is not kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cluster {
    pub(super) number: i64,
    pub(super) name: String,
    /// Code of the version.
    pub(super) version: String,
    pub(super) dashboard_port: String,
    pub(super) user: String,
    /// Code of the operating system.
    pub(super) image: String,
    pub(super) vpc: i64,
    pub(super) manager: Group,
    pub(super) data: Group,
    /// Dedicated master nodes, if there are any.
    pub(super) master: Option<Group>,
    /// Storage of each data node, GB.
    pub(super) storage: i64,
    pub(super) login_key: String,
    pub(super) created: i64,
    pub(super) nodes: Vec<Node>,
    /// The change that is under way, or was the last one.
    pub(super) change: Option<Change>,
    pub(super) upgrade: Option<Upgrade>,
    /// When its deletion began.
    pub(super) deleted: Option<i64>,
    /// Whether it was given a key pair for Object Storage.
    pub(super) has_key_pair: bool,
}

/// The nodes of one role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    /// Code of the server type.
    pub(super) product: String,
    pub(super) subnet: i64,
    /// Number of the access control group.
    pub(super) access_control_group: i64,
}

/// A change of a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Change {
    /// When it is done.
    pub(super) until: i64,
    pub(super) effect: Effect,
}

/// What a cluster has when a change is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Effect {
    /// All that there is to see was there at the beginning.
    Nothing,
    Products {
        manager: Option<String>,
        data: Option<String>,
        master: Option<String>,
    },
    Storage(i64),
    Version(String),
}

/// The last upgrade of a cluster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Upgrade {
    pub(super) target: String,
    pub(super) started: i64,
}

/// State of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Creating,
    Changing,
    Running,
    Deleting,
    Returned,
}

impl Status {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Changing => "changing",
            Self::Running => "running",
            Self::Deleting => "deleting",
            Self::Returned => "return",
        }
    }

    /// State of the engine.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Running => "green",
            Self::Changing => "yellow",
            Self::Creating | Self::Deleting | Self::Returned => "gray",
        }
    }
}

impl Cluster {
    pub(super) fn status(&self, now: i64) -> Status {
        let changes = self
            .change
            .as_ref()
            .is_some_and(|change| now < change.until);
        match self.deleted {
            Some(deleted) if now >= deleted.saturating_add(DELETION) => Status::Returned,
            Some(_) => Status::Deleting,
            None if now < self.ready() => Status::Creating,
            None if changes => Status::Changing,
            None => Status::Running,
        }
    }

    /// When its creation is done.
    pub(super) fn ready(&self) -> i64 {
        self.created.saturating_add(CREATION)
    }

    pub(super) fn group(&self, role: Role) -> Option<&Group> {
        match role {
            Role::Manager => Some(&self.manager),
            Role::Data => Some(&self.data),
            Role::Master => self.master.as_ref(),
        }
    }

    pub(super) fn count(&self, role: Role) -> usize {
        self.nodes.iter().filter(|node| node.role == role).count()
    }

    /// The generation of its servers.
    pub(super) fn generation(&self) -> Generation {
        // Only codes of the catalogue are stored.
        catalogue::image(&self.image).map_or(Generation::Second, |image| image.generation)
    }

    /// Starts a change that takes this long.
    pub(super) fn begin(&mut self, now: i64, duration: i64, effect: Effect) {
        let until = now.saturating_add(duration);
        self.change = Some(Change { until, effect });
    }

    /// Gives the cluster what its change was for, if that is done.
    fn settle(&mut self, now: i64) {
        if self.change.as_ref().is_none_or(|change| now < change.until) {
            return;
        }
        match self.change.take().map(|change| change.effect) {
            Some(Effect::Products {
                manager,
                data,
                master,
            }) => {
                replace(Some(&mut self.manager), manager);
                replace(Some(&mut self.data), data);
                replace(self.master.as_mut(), master);
            }
            Some(Effect::Storage(size)) => self.storage = size,
            Some(Effect::Version(code)) => self.version = code,
            Some(Effect::Nothing) | None => {}
        }
    }
}

fn replace(group: Option<&mut Group>, product: Option<String>) {
    if let (Some(group), Some(product)) = (group, product) {
        group.product = product;
    }
}

/// The key of a cluster.
pub(super) fn key(place: &Place, number: i64) -> String {
    format!("{}{number:019}", region::prefix(place))
}

/// The beginning of the keys of what belongs to a cluster.
pub(super) fn prefix(place: &Place, number: i64) -> String {
    format!("{}/", key(place, number))
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
