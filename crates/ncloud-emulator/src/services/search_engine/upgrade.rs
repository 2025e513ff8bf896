//! Upgrades of clusters, node by node.

use serde_json::{Value, json};

use super::State;
use super::catalogue::{self, Version};
use super::cluster::{Cluster, Effect, Upgrade};
use super::lookup::number_in_body;
use super::refusal::Refusal;
use crate::call::Call;
use crate::clock::{MINUTE, timestamp};

/// How long the upgrade of one node takes.
const UPGRADE_OF_A_NODE: i64 = 5 * MINUTE;
/// How old the last snapshot may be.
const SNAPSHOT_AGE: i64 = 6 * 60 * MINUTE;

/// The service's own words.
pub(super) const NO_VERSION: &str = "Target version code is not allowed to be empty";

impl State {
    pub(super) fn upgrade(&mut self, call: &Call) -> Result<Value, Refusal> {
        let (mut cluster, target) = self.upgradable(call)?;
        let nodes = i64::try_from(cluster.nodes.len()).unwrap_or(i64::MAX);
        let duration = UPGRADE_OF_A_NODE.saturating_mul(nodes);
        let target = target.code.to_owned();
        cluster.upgrade = Some(Upgrade {
            target: target.clone(),
            started: call.now,
        });
        cluster.begin(call.now, duration, Effect::Version(target));
        self.keep(call, cluster);
        Ok(true.into())
    }

    pub(super) fn check_upgrade(&mut self, call: &Call) -> Result<Value, Refusal> {
        // A cluster that does not exist is an error; one that cannot be upgraded is an answer.
        self.cluster_numbered(call, number_in_body(call)?)?;
        self.upgradable(call).map_err(Refusal::into_answer)?;
        Ok(true.into())
    }

    /// The cluster and the version, if the one can be upgraded to the other.
    fn upgradable(&mut self, call: &Call) -> Result<(Cluster, &'static Version), Refusal> {
        let cluster = self.running_in_body(call)?;
        let target = call.member("targetVersionCode");
        if target.is_empty() {
            return Err(NO_VERSION.into());
        }
        let target = catalogue::version(target)?;
        if !catalogue::is_later(target, catalogue::version(&cluster.version)?) {
            return Err("The target version is not later than that of the cluster.".into());
        }
        let since = call.now.saturating_sub(SNAPSHOT_AGE);
        if !self.has_snapshot(call, &cluster, since) {
            return Err("A snapshot of the last 6 hours is needed.".into());
        }
        Ok((cluster, target))
    }

    pub(super) fn upgrade_progress(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster_numbered(call, number_in_body(call)?)?;
        let upgrade = cluster.upgrade.as_ref();
        // Of the columns only the name of the host is documented.
        let nodes = cluster.nodes.iter();
        let nodes = nodes.map(|node| json!({ "hostName": node.name }));
        Ok(json!({
            "name": cluster.name,
            "nodeCount": cluster.nodes.len(),
            "versionVo": {
                "currentVersionCode": cluster.version,
                "targetVersionCode": upgrade.map(|upgrade| &upgrade.target),
                "actionDate": upgrade.map(|upgrade| timestamp(upgrade.started)),
            },
            "nodeStatusVoList": nodes.collect::<Vec<_>>(),
        }))
    }
}
