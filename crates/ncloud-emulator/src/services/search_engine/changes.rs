//! Changes of clusters, and their deletion.

use serde_json::{Value, json};

use super::State;
use super::catalogue::{self, Product};
use super::cluster::{Cluster, Effect};
use super::nodes::{Role, StorageRole};
use super::password;
use super::refusal::Refusal;
use super::views::ROLES;
use crate::call::Call;
use crate::clock::MINUTE;

/// How long it takes to add nodes.
const ADDITION: i64 = 5 * MINUTE;
/// How long a restart takes.
const RESTART: i64 = 3 * MINUTE;
/// How long it takes to change server types.
const PRODUCT_CHANGE: i64 = 10 * MINUTE;
/// How long it takes to enlarge storage.
const STORAGE_CHANGE: i64 = 3 * MINUTE;
/// How long it takes to change the roles of data nodes.
const ROLE_CHANGE: i64 = 2 * MINUTE;

impl State {
    pub(super) fn add_data_nodes(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running(call)?;
        let count = call.body["newDataNodeCount"].as_i64().unwrap_or_default();
        let mut addresses = self.addresses(call);
        let ready = call.now.saturating_add(ADDITION);
        self.add_nodes(call, &mut cluster, &mut addresses, Role::Data, count, ready)?;
        cluster.begin(call.now, ADDITION, Effect::Nothing);
        self.keep(call, cluster);
        Ok(true.into())
    }

    pub(super) fn restart(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running(call)?;
        cluster.begin(call.now, RESTART, Effect::Nothing);
        self.keep(call, cluster);
        Ok(true.into())
    }

    /// Starts the deletion of a cluster; its import and its schedule end now.
    pub(super) fn delete(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running(call)?;
        self.end_import(call, cluster.number);
        self.end_schedule(call, &cluster);
        cluster.deleted = Some(call.now);
        self.keep(call, cluster);
        Ok(true.into())
    }

    pub(super) fn reset_password(&self, call: &Call) -> Result<Value, Refusal> {
        self.running(call)?;
        password::check(call.member("searchEngineUserPassword"))?;
        Ok(true.into())
    }

    pub(super) fn products_to_change_to(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        if call.member("softwareProductCode") != cluster.image {
            return Err("softwareProductCode is not the OS type of the cluster.".into());
        }
        if cluster.generation() != catalogue::Generation::Second {
            // The other list has items of another shape.
            return Err("The cluster runs on servers of generation G3: ask for their list.".into());
        }
        Ok(choices(&cluster))
    }

    pub(super) fn specifications_to_change_to(&self, call: &Call) -> Result<Value, Refusal> {
        let cluster = self.cluster(call)?;
        let present = call.member("computeInstanceProductCode");
        let mut groups = ROLES.iter().filter_map(|(role, _)| cluster.group(*role));
        if cluster.generation() != catalogue::Generation::Third
            || groups.all(|group| group.product != present)
        {
            let reason = "computeInstanceProductCode is not a server type of generation G3 that \
                the cluster has.";
            return Err(reason.into());
        }
        Ok(choices(&cluster))
    }

    pub(super) fn change_products(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running(call)?;
        let wanted = |role: Role, member: &str| {
            let code = call.member(member);
            if call.body[member].is_null() {
                return Ok(None);
            }
            if cluster.group(role).is_none() {
                return Err(format!("{member}: the cluster has no such nodes.").into());
            }
            let product = catalogue::product(code, cluster.generation(), member)?;
            Ok::<_, Refusal>(Some(product.code.to_owned()))
        };
        let manager = wanted(Role::Manager, "managerNodeProductCode")?;
        let data = wanted(Role::Data, "dataNodeProductCode")?;
        let master = wanted(Role::Master, "masterNodeProductCode")?;
        if manager.is_none() && data.is_none() && master.is_none() {
            let reason = "One of managerNodeProductCode, dataNodeProductCode and \
                masterNodeProductCode is needed.";
            return Err(reason.into());
        }
        let effect = Effect::Products {
            manager,
            data,
            master,
        };
        cluster.begin(call.now, PRODUCT_CHANGE, effect);
        self.keep(call, cluster);
        Ok(json!({ "isAllPossible": true }))
    }

    pub(super) fn enlarge_storage(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running(call)?;
        let given = &call.body["serviceGroupInstanceNo"];
        if !given.is_null() && given.as_i64() != Some(cluster.number) {
            return Err("serviceGroupInstanceNo is not that of the path.".into());
        }
        let size = call.body["diskSize"].as_i64().unwrap_or_default();
        if size <= cluster.storage {
            return Err("diskSize must be above the present size.".into());
        }
        let largest = cluster.generation().largest_storage();
        if size > largest {
            return Err(format!("diskSize must be at most {largest}.").into());
        }
        cluster.begin(call.now, STORAGE_CHANGE, Effect::Storage(size));
        self.keep(call, cluster);
        Ok(true.into())
    }

    pub(super) fn set_storage_roles(&mut self, call: &Call) -> Result<Value, Refusal> {
        let mut cluster = self.running_in_body(call)?;
        let wanted = call.body["nodeSpecList"].as_array();
        let wanted = wanted.filter(|wanted| !wanted.is_empty());
        for wanted in wanted.ok_or("nodeSpecList must name a node.")? {
            let number = wanted["computeInstanceNo"].as_str();
            let number = number.and_then(|number| number.parse::<i64>().ok());
            let mut nodes = cluster.nodes.iter_mut();
            let node = nodes
                .find(|node| Some(node.number) == number)
                .ok_or("computeInstanceNo is not a node of the cluster.")?;
            if node.role != Role::Data {
                return Err("Only data nodes can be changed.".into());
            }
            let role = if wanted["nodeStorageRole"] == "WARM" {
                StorageRole::Warm
            } else {
                StorageRole::Hot
            };
            node.storage_role = Some(role);
        }
        cluster.begin(call.now, ROLE_CHANGE, Effect::Nothing);
        self.keep(call, cluster);
        Ok(true.into())
    }
}

/// For each role, the server types that its nodes do not have yet.
fn choices(cluster: &Cluster) -> Value {
    let lists = ROLES.map(|(role, prefix)| {
        let group = cluster.group(role);
        let products = catalogue::products(cluster.generation())
            .filter(|product| group.is_some_and(|group| group.product != product.code));
        let products: Vec<Value> = products.map(Product::view).collect();
        (format!("{prefix}NodeProductList"), products.into())
    });
    Value::Object(lists.into_iter().collect())
}
