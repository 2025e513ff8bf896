//! The nodes of a cluster, and the addresses that they get.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::State;
use super::catalogue::{self, Subnet};
use super::cluster::{Cluster, Status};
use super::refusal::Refusal;
use super::region;
use super::views::date_time;
use crate::call::Call;

/// The addresses of a subnet that nodes can have, by their last byte. The first one is that of the
/// documented example.
const HOSTS: std::ops::RangeInclusive<u8> = 6..=254;
/// Number of the contract, that of the documented example.
const CONTRACT: i64 = 123_456;

/// What a node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Role {
    Manager,
    Data,
    Master,
}

impl Role {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Manager => "M",
            Self::Data => "D",
            Self::Master => "MS",
        }
    }
}

/// Which data a data node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum StorageRole {
    Hot,
    Warm,
}

/// A node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Node {
    pub(super) number: i64,
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) address: Ipv4Addr,
    pub(super) subnet: i64,
    uuid: String,
    created: i64,
    /// When its creation is done.
    pub(super) ready: i64,
    /// For data nodes.
    pub(super) storage_role: Option<StorageRole>,
}

impl Node {
    fn status(&self, cluster: &Cluster, now: i64) -> NodeStatus {
        match cluster.status(now) {
            Status::Deleting | Status::Returned => NodeStatus::Deleting,
            _ if now < self.ready => NodeStatus::Creating,
            _ => NodeStatus::Running,
        }
    }
}

/// State of a node.
#[derive(Clone, Copy)]
enum NodeStatus {
    Creating,
    Running,
    Deleting,
}

impl NodeStatus {
    /// The state in the words of `getClusterInfo`.
    fn word(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Running => "running",
            Self::Deleting => "deleting",
        }
    }

    /// The state in the codes of `getClusterNodeList`.
    fn code(self) -> &'static str {
        match self {
            Self::Creating => "INIT",
            Self::Running => "RUN",
            Self::Deleting => "TERMT",
        }
    }
}

/// The addresses that are taken in a region. Both VPCs have ranges of their own.
pub(super) struct Addresses(BTreeSet<Ipv4Addr>);

impl Addresses {
    fn take(&mut self, subnet: &Subnet) -> Result<Ipv4Addr, Refusal> {
        let [a, b, c] = subnet.network;
        let mut addresses = HOSTS.map(|host| Ipv4Addr::new(a, b, c, host));
        let free = addresses.find(|address| !self.0.contains(address));
        let free = free.ok_or("The subnet has no free address.")?;
        self.0.insert(free);
        Ok(free)
    }
}

impl State {
    /// The addresses that nodes have in the place that is called.
    pub(super) fn addresses(&self, call: &Call) -> Addresses {
        let clusters = self.present(call);
        let nodes = clusters.iter().flat_map(|cluster| &cluster.nodes);
        Addresses(nodes.map(|node| node.address).collect())
    }

    /// Adds nodes of one role to a cluster, which are ready at `ready`.
    pub(super) fn add_nodes(
        &mut self,
        call: &Call,
        cluster: &mut Cluster,
        addresses: &mut Addresses,
        role: Role,
        count: i64,
        ready: i64,
    ) -> Result<(), Refusal> {
        let subnet = cluster.group(role).map(|group| group.subnet);
        let subnet = subnet.and_then(catalogue::subnet);
        let subnet = subnet.ok_or("The cluster has no subnet for these nodes.")?;
        for _ in 0..count {
            let position = cluster.count(role).saturating_add(1);
            let prefix = role.code().to_lowercase();
            cluster.nodes.push(Node {
                number: self.number(),
                role,
                name: format!("{prefix}-{position:03}-{}", cluster.name),
                address: addresses.take(subnet)?,
                subnet: subnet.number,
                uuid: call.world.random.uuid(),
                created: call.now,
                ready,
                storage_role: (role == Role::Data).then_some(StorageRole::Hot),
            });
        }
        Ok(())
    }

    pub(super) fn node_list(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let nodes = present(&cluster, call.now).iter();
        let nodes = nodes.map(|node| detailed(node, &cluster, call));
        let status = match cluster.status(call.now) {
            Status::Creating => "INIT",
            Status::Deleting | Status::Returned => "TERMT",
            Status::Running | Status::Changing => "RUN",
        };
        Ok(json!({
            "contractNo": CONTRACT,
            "createdDate": date_time(cluster.created),
            "productCode": cluster.image,
            "regionNo": region::number(&call.place),
            "serviceGroupInstanceNo": cluster.number,
            "serviceGroupInstanceTypeCode": "VELST",
            "serviceGroupName": cluster.name,
            "statusCode": status,
            "vpcNo": cluster.vpc,
            "computeList": nodes.collect::<Vec<_>>(),
        }))
    }
}

/// The nodes that a cluster still has.
fn present(cluster: &Cluster, now: i64) -> &[Node] {
    if cluster.status(now) == Status::Returned {
        &[]
    } else {
        &cluster.nodes
    }
}

/// The nodes as `getClusterInfo` shows them.
pub(super) fn brief(cluster: &Cluster, now: i64) -> Vec<Value> {
    let nodes = present(cluster, now).iter();
    let nodes = nodes.map(|node| {
        json!({
            "computeInstanceName": node.name,
            "computeInstanceNo": node.number,
            "privateIp": node.address,
            "serverStatus": node.status(cluster, now).word(),
            "nodeType": node.role.code(),
            "subnet": catalogue::subnet(node.subnet).map(|subnet| subnet.name),
        })
    });
    nodes.collect()
}

/// A node as `getClusterNodeList` shows it.
fn detailed(node: &Node, cluster: &Cluster, call: &Call) -> Value {
    let group = cluster.group(node.role);
    let product = group.and_then(|group| catalogue::stored_product(&group.product));
    let [.., a, b, c, d] = node.number.to_be_bytes();
    let region_number = region::number(&call.place);
    json!({
        "computeInstanceNo": node.number,
        "cpuCount": product.map(|product| product.cpus),
        "serviceGroupInstanceNo": cluster.number,
        "subnetNo": node.subnet,
        "vpcNo": cluster.vpc,
        "zoneNo": catalogue::ZONE,
        "memorySize": product.map(catalogue::Product::memory),
        "selfManaged": false,
        "createdYmdt": date_time(node.created),
        "operationYmdt": date_time(node.ready),
        "regionNo": region_number.map(|number| number.to_string()),
        "computeInstanceProductCode": product.map(|product| product.code),
        "computeInstanceStatus": node.status(cluster, call.now).code(),
        "hostName": node.name,
        "macAddress": format!("02:00:{a:02x}:{b:02x}:{c:02x}:{d:02x}"),
        "nodeRoleCode": node.role.code(),
        "osInfo": catalogue::image(&cluster.image).ok().map(|image| image.description),
        "privateIp": node.address,
        "regionCode": region::code(&call.place),
        "regionName": region::name(&call.place),
        "subnetName": catalogue::subnet(node.subnet).map(|subnet| subnet.name),
        "uuid": node.uuid,
        "vpcName": catalogue::vpc(cluster.vpc).ok().map(|vpc| vpc.name),
        "zoneName": region::zone(&call.place),
    })
}
