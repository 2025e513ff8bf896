//! The rules of the access control groups of a cluster.

use serde_json::{Map, Value, json};

use super::State;
use super::catalogue;
use super::cluster::Cluster;
use super::nodes::Role;
use super::refusal::Refusal;
use super::views::{ENGINE_PORT, ROLES, access_control_group_name, date_time};
use crate::call::Call;

/// Port on which the nodes of a cluster talk to each other.
const TRANSPORT_PORT: &str = "9300";
/// All ports.
const ALL_PORTS: &str = "1-65535";
/// Rules of a group have the numbers after this many times the number of the group.
const RULES_OF_A_GROUP: i64 = 10;

impl State {
    pub(super) fn access_control_groups(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let mut result = Map::new();
        for (role, prefix) in ROLES {
            result.insert(format!("{prefix}NodeAcgRule"), rules(&cluster, role));
        }
        Ok(result.into())
    }
}

/// The rules of one role; null when the cluster has no such nodes.
fn rules(cluster: &Cluster, role: Role) -> Value {
    let Some(group) = cluster.group(role) else {
        return Value::Null;
    };
    let inside = catalogue::vpc(cluster.vpc).map_or("", |vpc| vpc.block);
    let (name, port) = match role {
        Role::Manager => ("Dashboard", cluster.dashboard_port.as_str()),
        Role::Data | Role::Master => ("Transport", TRANSPORT_PORT),
    };
    let rule = |position: i64, description: &str, block: &str, port: &str| {
        let number = group.access_control_group;
        json!({
            "accessControlGroupName": access_control_group_name(role, group),
            "accessControlGroupNo": number,
            "accessControlGroupRuleNo":
                number.saturating_mul(RULES_OF_A_GROUP).saturating_add(position),
            "accessControlGroupSequence": number,
            "createdYmdt": date_time(cluster.created),
            "description": description,
            "ipBlock": block,
            "isInboundRule": position > 0,
            "portRange": port,
            "protocolTypeCode": "TCP",
            "statusCode": "RUN",
        })
    };
    json!({
        "inboundAcgRules": [
            rule(1, name, inside, port),
            rule(2, "Engine", inside, ENGINE_PORT),
        ],
        "outboundAcgRules": [rule(0, "All", "0.0.0.0/0", ALL_PORTS)],
    })
}
