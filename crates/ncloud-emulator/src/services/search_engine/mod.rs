//! Search Engine Service: clusters and what belongs to them, apart for each site and region.
//!
//! **States.** A cluster is `creating` for [`cluster::CREATION`], then `running`. A call that
//! changes it is accepted only while it is `running` and makes it `changing` for as long as the
//! constants in [`changes`] and [`upgrade`] say; what was changed shows at the end, but new nodes
//! show at once. Deletion takes [`cluster::DELETION`]; then the state is `return`, and only
//! `getClusterInfo` and the other reads of one cluster still know it. Nothing runs in the
//! background: each answer follows from what was stored and the time of the call.
//!
//! **Catalogues.** Each region offers the same VPCs, subnets, SSH keys, buckets, images, server
//! types and versions: those of the documented examples, and little more. Codes and numbers that
//! are in none of the lists are refused.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - refusals have the status 400 and the code 400. A failed `rollingUpgradePreCheck` has the status
//!   200, for its page lists the failure among its answers;
//! - `updateAPIAuthenticationKey` takes a key pair for any number; a cluster remembers that it has
//!   one, not which. Without one, no bucket can hold snapshots: all of them say `Deny`;
//! - names of clusters may repeat; names of snapshots may not within a bucket of a cluster;
//! - times are in UTC, also those of schedules, and lists begin with the newest entry;
//! - `searchEngineStatus` is `green` while `running`, `yellow` while `changing`, else `gray`;
//! - roles of nodes are `M` (manager), `D` (data) and `MS` (master); states of servers are
//!   `creating`, `running` and `deleting`, or `INIT`, `RUN` and `TERMT`;
//! - an import is `RUNNING`, `SUCCESS` or `STOP`, a snapshot `MANUAL` or `SCHEDULE`, and a schedule
//!   `RUN` or `RELEASE`;
//! - series without a given interval have the finest one that their period allows, since the
//!   documented example of `getOsMonitoringData` asks for four days without naming one. Metrics but
//!   `cpu_used` have names of our own;
//! - numbers of regions are given for `KR` and `SGN` only;
//! - an upgrade needs a finished snapshot of the last six hours; it may skip versions.

mod access_control;
mod catalogue;
mod changes;
mod cluster;
mod creation;
mod dashboard;
mod imports;
mod lookup;
mod monitoring;
mod nodes;
pub(crate) mod overview;
mod password;
mod refusal;
mod region;
mod schedules;
mod snapshots;
mod upgrade;
mod views;

use serde_json::{Value, json};

use self::catalogue::Generation;
use self::cluster::Cluster;
use self::imports::Import;
use self::refusal::Refusal;
use self::schedules::Schedule;
use self::snapshots::Snapshot;
use crate::call::{Call, Outcome};
use crate::services::{Behaviour, FROM_EXAMPLES};
use crate::store::{Rows, Table, Tables};

/// The first number that is given out: that of the documented examples.
const FIRST_NUMBER: i64 = 103_712_345;
/// Key of the only row of the table of numbers.
const NEXT: &str = "next";

/// Clusters and what belongs to them, by site, region and number.
pub(crate) struct State {
    clusters: Table<Cluster>,
    /// By cluster, then number.
    snapshots: Table<Snapshot>,
    /// By cluster, then number.
    schedules: Table<Schedule>,
    /// By cluster, then number.
    imports: Table<Import>,
    /// The number that comes next; all regions draw from one sequence.
    numbers: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            clusters: Table::new("search-engine-clusters"),
            snapshots: Table::new("search-engine-snapshots"),
            schedules: Table::new("search-engine-schedules"),
            imports: Table::new("search-engine-imports"),
            numbers: Table::new("search-engine-numbers"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.clusters,
            &mut self.snapshots,
            &mut self.schedules,
            &mut self.imports,
            &mut self.numbers,
        ]
    }
}

impl State {
    /// A number that nothing else has.
    fn number(&mut self) -> i64 {
        let number = self.numbers.get(NEXT).copied().unwrap_or(FIRST_NUMBER);
        self.numbers.insert(NEXT, number.saturating_add(1));
        number
    }

    /// What is in `result` when the call succeeds; none for an operation that is not known.
    fn result(&mut self, call: &Call) -> Option<Result<Value, Refusal>> {
        let result = match call.operation.id.as_str() {
            "createSearchEngineCluster" => self.create(call, Generation::Second),
            "createKvmSearchEngineCluster" => self.create(call, Generation::Third),
            "getSearchEngineVersionList" => Ok(catalogue::versions()),
            "getSearchEngineServerGenerationList" => Ok(catalogue::generations()),
            "getOsProductList" => Ok(catalogue::images(Generation::Second)),
            "getClusterServerImageList" => Ok(catalogue::images(Generation::Third)),
            "getNodeProductList" => catalogue::node_products(call),
            "getServerSpecList" => catalogue::server_specifications(call),
            "getVpcList" => Ok(catalogue::vpcs(&call.place)),
            "getSubnetList" => catalogue::subnets(call),
            "getVpcAvailableSubnetList" => catalogue::available_subnets(call),
            "getLoginKeyList" => Ok(catalogue::login_keys()),
            "getClusterInfoList" => Ok(self.list(call)),
            "getClusterInfo" => self.info(call),
            "getClusterNodeList" => self.node_list(call),
            "getAcgInfoList" => self.access_control_groups(call),
            "changeCountOfDataNode" => self.add_data_nodes(call),
            "restartSearchEngineCluster" => self.restart(call),
            "deleteSearchEngineCluster" => self.delete(call),
            "resetSearchEngineUserPassword" => self.reset_password(call),
            "getNodeSpecDetail" => self.products(call),
            "getNodeProductListForSpecChange" => self.products_to_change_to(call),
            "getServerSpecListForSpecChange" => self.specifications_to_change_to(call),
            "changeSpecNode" => self.change_products(call),
            "changeClusterNodeDiskSize" => self.enlarge_storage(call),
            "setHotWarmNode" => self.set_storage_roles(call),
            "rollingUpgradeCluster" => self.upgrade(call),
            "rollingUpgradePreCheck" => self.check_upgrade(call),
            "getRollingUpgradeProgress" => self.upgrade_progress(call),
            "getDashboardInformation" => self.dashboard(call),
            "getSearchEngineMonitoringData" => self.engine_series(call),
            "getOsMonitoringData" => self.system_series(call),
            "createSnapshot" => self.create_snapshot(call),
            "getSnapshotBucketList" => self.snapshot_buckets(call),
            "getSnapshotHistory" => self.snapshot_history(call),
            "getSnapshotSchedulingHistory" => self.schedule_history(call),
            "setSnapshotScheduling" => self.set_schedule(call),
            "releaseSnapshotScheduling" => self.release_schedule(call),
            "updateAPIAuthenticationKey" => Ok(self.set_key_pair(call)),
            "createDataImportJob" => self.create_import(call),
            "getImportBucketList" => self.import_buckets(call),
            "getDataImportHistory" => self.import_history(call),
            "stopDataImportJob" => self.stop_import(call),
            _ => return None,
        };
        Some(result)
    }
}

/// Entries on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 10;

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    missing,
    ..FROM_EXAMPLES
};

/// Answers the operations of the service.
fn answer(call: &Call) -> Option<Outcome> {
    let result = call.world.services.search_engine.lock().result(call)?;
    Some(match result {
        Ok(result) => call.success("SUCCESS", json!({ "result": result })),
        Err(refusal) => refusal.outcome(call),
    })
}

fn missing(name: &str) -> String {
    match name {
        "targetVersionCode" => upgrade::NO_VERSION.to_owned(),
        _ => format!("{name} is missing"),
    }
}
