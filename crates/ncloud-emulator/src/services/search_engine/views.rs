//! Clusters as the list and the details show them.

use serde_json::{Map, Value, json};

use super::State;
use super::catalogue;
use super::cluster::{Cluster, Group};
use super::nodes::{self, Role};
use super::pages;
use super::refusal::Refusal;
use crate::call::Call;
use crate::clock::timestamp;
use crate::services::paging::Page;
use crate::services::{MEMBER, object};

/// Port of the engine.
pub(super) const ENGINE_PORT: &str = "9200";

/// A point in time, in three forms.
pub(super) fn date_time(milliseconds: i64) -> Value {
    let text = timestamp(milliseconds);
    let microseconds = milliseconds.rem_euclid(1000) * 1000;
    json!({
        "formattedDate": text.split(' ').next(),
        "formattedDateTime": format!("{text} {microseconds:06}"),
        "utc": milliseconds,
    })
}

/// Name of the access control group of the nodes of a role.
pub(super) fn access_control_group_name(role: Role, group: &Group) -> String {
    let role = role.code().to_lowercase();
    format!("searchengine-{role}-{:x}", group.access_control_group)
}

impl State {
    pub(super) fn list(&self, call: &Call) -> Value {
        let (text, vpc) = (call.text("inputText"), call.text("vpcName"));
        let mut clusters = self.present(call);
        clusters.retain(|cluster| {
            let in_vpc = || catalogue::vpc(cluster.vpc).is_ok_and(|found| found.name == vpc);
            cluster.name.contains(text) && (vpc.is_empty() || in_vpc())
        });
        let page = Page::of(call, super::PAGE_SIZE, clusters.len());
        let shown = page.cut(&clusters).iter();
        let shown: Vec<Value> = shown.map(|cluster| in_list(cluster, call.now)).collect();
        let mut result = pages::members(&page);
        result.insert("allowedClusters".to_owned(), shown.into());
        result.insert("disallowedClusters".to_owned(), json!([]));
        result.into()
    }

    pub(super) fn info(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let mut result = common(&cluster, call.now);
        let managers = cluster.nodes.iter();
        let managers = managers.filter(|node| node.role == Role::Manager);
        let own = json!({
            "softwareProductCode": cluster.image,
            "searchEngineVersionCode": cluster.version,
            "managerNodeInstanceNoList": managers.map(|node| node.number).collect::<Vec<_>>(),
            "dataNodeStorageSize": cluster.storage.to_string(),
            "clusterNodeList": nodes::brief(&cluster, call.now),
        });
        result.extend(object::members(own));
        for (role, prefix) in ROLES {
            let group = cluster.group(role);
            let name = group.map(|group| access_control_group_name(role, group));
            result.insert(
                format!("{prefix}NodeProductCode"),
                json!(group.map(|group| &group.product)),
            );
            result.insert(format!("{prefix}NodeAcgName"), json!(name));
            result.insert(
                format!("{prefix}NodeAcgId"),
                json!(group.map(|group| group.access_control_group)),
            );
        }
        Ok(result.into())
    }

    pub(super) fn products(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let mut result = Map::new();
        let own = json!({
            "clusterName": cluster.name,
            "serviceGroupInstanceNo": cluster.number,
            "softwareProductCode": cluster.image,
        });
        result.extend(object::members(own));
        for (role, prefix) in ROLES {
            let code = cluster.group(role).map(|group| &group.product);
            result.insert(
                format!("{prefix}NodeProductName"),
                product_name(&cluster, role),
            );
            result.insert(format!("{prefix}NodeProductCode"), json!(code));
        }
        Ok(result.into())
    }
}

/// Roles, and how the names of their members begin.
pub(super) const ROLES: [(Role, &str); 3] = [
    (Role::Manager, "manager"),
    (Role::Data, "data"),
    (Role::Master, "master"),
];

/// The members that the list and the details share.
fn common(cluster: &Cluster, now: i64) -> Map<String, Value> {
    let mut members = Map::new();
    let own = json!({
        "clusterName": cluster.name,
        "clusterStatus": cluster.status(now).name(),
        "createDate": timestamp(cluster.created),
        "serviceGroupInstanceNo": cluster.number.to_string(),
        "vpcNo": cluster.vpc,
        "searchEngineUserName": cluster.user,
        "searchEnginePort": ENGINE_PORT,
        "searchEngineDashboardPort": cluster.dashboard_port,
        "isDualManager": cluster.count(Role::Manager) > 1,
        "isMasterOnlyNodeActivated": cluster.master.is_some(),
        "loginKeyName": cluster.login_key,
    });
    members.extend(object::members(own));
    for (role, prefix) in ROLES {
        let group = cluster.group(role);
        let count = group.map(|_| cluster.count(role));
        members.insert(format!("{prefix}NodeCount"), json!(count));
        members.insert(
            format!("{prefix}NodeSubnetNo"),
            json!(group.map(|group| group.subnet)),
        );
        members.insert(
            format!("{prefix}NodeType"),
            json!(group.map(|_| role.code())),
        );
    }
    members
}

fn in_list(cluster: &Cluster, now: i64) -> Value {
    let mut members = common(cluster, now);
    let image = catalogue::image(&cluster.image).ok();
    let version = catalogue::version(&cluster.version).ok();
    let own = json!({
        "searchEngineStatus": cluster.status(now).colour(),
        "searchEngineVersion": version.map(catalogue::Version::name),
        "softwareProductName": image.map(|image| image.name),
        "memberNo": MEMBER.to_string(),
        "vpcName": catalogue::vpc(cluster.vpc).ok().map(|vpc| vpc.name),
        "dataStorageVolumeSize": cluster.storage,
        "dataNodeProductName": product_name(cluster, Role::Data),
        "masterNodeProductName": product_name(cluster, Role::Master),
        "isPluginInstalled": false,
    });
    members.extend(object::members(own));
    for (role, prefix) in ROLES {
        let group = cluster.group(role);
        let subnet = group.and_then(|group| catalogue::subnet(group.subnet));
        members.insert(
            format!("{prefix}NodeSubnetName"),
            json!(subnet.map(|subnet| subnet.name)),
        );
        members.insert(
            format!("{prefix}NodeAccessControlGroupName"),
            json!(group.map(|group| access_control_group_name(role, group))),
        );
        members.insert(
            format!("{prefix}NodeAccessControlGroupSequence"),
            json!(group.map(|group| group.access_control_group)),
        );
    }
    members.into()
}

/// Name of the server type of a role; null when the cluster has no such nodes.
fn product_name(cluster: &Cluster, role: Role) -> Value {
    let group = cluster.group(role);
    let product = group.and_then(|group| catalogue::stored_product(&group.product));
    json!(product.map(catalogue::Product::name))
}
