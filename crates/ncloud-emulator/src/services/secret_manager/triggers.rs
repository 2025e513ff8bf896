//! The triggers of Cloud Functions that rotate secrets. There are two, which do nothing.

use serde_json::{Value, json};

use super::State;
use super::secret::{Secret, Status, boundary_prefix};
use crate::call::Call;

/// What both run.
pub(super) const ACTION: &str = "rotate";

/// IDs and names: the first is that of the documented examples.
const TRIGGERS: [(&str, &str); 2] = [("trg-01", "rotate-db"), ("trg-02", "rotate-api-key")];

/// Whether there is a trigger of this ID.
pub(super) fn is_known(id: &str) -> bool {
    TRIGGERS.iter().any(|(known, _)| *known == id)
}

fn page(id: &str) -> String {
    format!("https://console.ncloud.com/vpcCloudFunctions/trigger/{id}")
}

/// The linked trigger of a secret; null without one.
pub(super) fn linked(secret: &Secret) -> Value {
    let linked = secret.trigger.as_deref();
    let Some((id, name)) = TRIGGERS.iter().find(|(id, _)| linked == Some(id)) else {
        return Value::Null;
    };
    let has_run = secret.job.is_some() || secret.last_rotation.is_some();
    json!({
        "id": id,
        "name": name,
        "url": page(id),
        "recentlyExecutedAction": if has_run { ACTION } else { "" },
    })
}

impl State {
    pub(super) fn trigger_list(&self, call: &Call) -> Value {
        let prefix = boundary_prefix(call);
        let triggers = TRIGGERS.iter().map(|(id, name)| {
            let secrets = self.secrets.starting_with(&prefix);
            let linked: Vec<&str> = secrets
                .filter(|(_, secret)| secret.status != Status::Destroyed)
                .filter(|(_, secret)| secret.trigger.as_deref() == Some(id))
                .map(|(_, secret)| secret.id.as_str())
                .collect();
            json!({
                "id": id,
                "name": name,
                "description": "",
                "pageUrl": page(id),
                "platform": "VPC",
                "region": "KR",
                "linkedSecretList": linked,
                "actionList": [{ "name": ACTION, "description": "" }],
            })
        });
        json!({ "triggerList": triggers.collect::<Vec<_>>() })
    }
}
