//! Creation of clusters.

use serde_json::{Value, json};

use super::State;
use super::catalogue::{self, Generation};
use super::cluster::{Cluster, Group};
use super::nodes::Role;
use super::password;
use super::refusal::Refusal;
use crate::call::Call;

/// The lowest port that a dashboard can have.
const LOWEST_PORT: u16 = 1025;
/// The highest port that a dashboard can have.
const HIGHEST_PORT: u16 = 65_534;
/// Ports between them that a dashboard cannot have.
const TAKEN_PORTS: [u16; 3] = [9090, 9200, 9300];
/// How many master nodes a cluster of the third generation has when it is not said.
const MASTERS: i64 = 3;

impl State {
    /// Creates a cluster on servers of a generation.
    pub(super) fn create(&mut self, call: &Call, generation: Generation) -> Result<Value, Refusal> {
        let version = catalogue::version(call.member("searchEngineVersionCode"))?;
        check_port(call.member("searchEngineDashboardPort"))?;
        password::check(call.member("searchEngineUserPassword"))?;
        let image = call.member("softwareProductCode");
        catalogue::image_of(image, generation)?;
        let vpc = integer(call, "vpcNo");
        catalogue::vpc(vpc)?;
        let login_key = call.member("loginKeyName");
        if !catalogue::is_login_key(login_key) {
            return Err("loginKeyName is not in getLoginKeyList.".into());
        }
        let place = (generation, vpc);
        let manager = group(call, place, "managerNodeProductCode", "managerNodeSubnetNo")?;
        let data = group(call, place, "dataNodeProductCode", "dataNodeSubnetNo")?;
        let (master, masters) = if call.body["isMasterOnlyNodeActivated"] == true {
            let group = group(call, place, "masterNodeProductCode", "masterNodeSubnetNo")?;
            (Some(group), masters(call, generation)?)
        } else {
            (None, 0)
        };
        let is_dual = call.body["isDualManager"].as_bool().unwrap_or(true);

        let mut addresses = self.addresses(call);
        let number = self.number();
        let mut cluster = Cluster {
            number,
            name: call.member("clusterName").to_owned(),
            version: version.code.to_owned(),
            dashboard_port: call.member("searchEngineDashboardPort").to_owned(),
            user: call.member("searchEngineUserName").to_owned(),
            image: image.to_owned(),
            vpc,
            manager,
            data,
            master,
            storage: integer(call, "dataNodeStorageSize"),
            login_key: login_key.to_owned(),
            created: call.now,
            nodes: Vec::new(),
            change: None,
            upgrade: None,
            deleted: None,
            has_key_pair: false,
        };
        let ready = cluster.ready();
        for (role, count) in [
            (Role::Manager, if is_dual { 2 } else { 1 }),
            (Role::Master, masters),
            (Role::Data, integer(call, "dataNodeCount")),
        ] {
            if count > 0 {
                self.add_nodes(call, &mut cluster, &mut addresses, role, count, ready)?;
            }
        }
        cluster.manager.access_control_group = self.number();
        cluster.data.access_control_group = self.number();
        if let Some(master) = &mut cluster.master {
            master.access_control_group = self.number();
        }
        self.keep(call, cluster);
        Ok(json!({ "serviceGroupInstanceNo": number }))
    }
}

/// An integer member that the specification requires.
fn integer(call: &Call, member: &str) -> i64 {
    call.body[member].as_i64().unwrap_or_default()
}

fn check_port(port: &str) -> Result<(), Refusal> {
    let allowed = port.parse().is_ok_and(|port: u16| {
        (LOWEST_PORT..=HIGHEST_PORT).contains(&port) && !TAKEN_PORTS.contains(&port)
    });
    if allowed {
        return Ok(());
    }
    let reason = "searchEngineDashboardPort must be from 1025 to 65534, without 9090, 9200 and \
        9300.";
    Err(reason.into())
}

/// The server type and the subnet of one role.
fn group(
    call: &Call,
    (generation, vpc): (Generation, i64),
    product: &str,
    subnet: &str,
) -> Result<Group, Refusal> {
    for member in [product, subnet] {
        if call.body[member].is_null() {
            return Err(super::missing(member).into());
        }
    }
    let found = catalogue::product(call.member(product), generation, product)?;
    Ok(Group {
        product: found.code.to_owned(),
        subnet: catalogue::subnet_of(call.body[subnet].as_i64(), vpc, subnet)?.number,
        access_control_group: 0,
    })
}

/// How many master nodes are wanted.
fn masters(call: &Call, generation: Generation) -> Result<i64, Refusal> {
    match (call.body["masterNodeCount"].as_i64(), generation) {
        (Some(count), _) => Ok(count),
        (None, Generation::Third) => Ok(MASTERS),
        (None, Generation::Second) => Err(super::missing("masterNodeCount").into()),
    }
}
