//! A cluster and its state over time.

use serde::{Deserialize, Serialize};

use super::catalogue::{self, Generation};
use super::nodes::{Node, Role};
use crate::clock::MINUTE;

/// How long a new cluster is `creating`.
pub(super) const CREATION: i64 = 10 * MINUTE;
/// How long a cluster is `deleting`.
pub(super) const DELETION: i64 = 5 * MINUTE;

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
    pub(super) fn settle(&mut self, now: i64) {
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
