//! Policies that are provided: `NCP_ADMINISTRATOR` for everything, `NCP_INFRA_MANAGER` for everything
//! but Sub Account, and for each service one to manage it and one to view it, such as
//! `NCP_SUB_ACCOUNT_MANAGER` and `NCP_PRIVATE_CA_VIEWER`.
//!
//! The vendor has many more. Three of these names are documented; the others follow them, and what each
//! allows is put in the words of the policies that users create.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::random::uuid;

/// The id of the policy in the documented examples.
const INFRA_MANAGER: (&str, &str) = ("NCP_INFRA_MANAGER", "48ac3260-8d19-11e7-80a4-246e96591594");
/// What manages identities and is no infrastructure.
const IDENTITIES: [&str; 2] = ["sub-account", "external-access"];

/// A policy that is provided.
pub(super) struct Managed {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: &'static str,
    /// Names of services; none for all.
    products: Option<Vec<String>>,
    action: &'static str,
}

impl Managed {
    fn new(name: String, products: Option<Vec<String>>, action: &'static str) -> Self {
        let id = if name == INFRA_MANAGER.0 {
            INFRA_MANAGER.1.to_owned()
        } else {
            uuid(&Sha256::digest(&name)[..16])
        };
        let description = match action {
            "View*" => "view",
            _ => "manage",
        };
        Self {
            id,
            name,
            description,
            products,
            action,
        }
    }

    /// What it allows, as the policies of users say it.
    pub(super) fn permissions(&self) -> Value {
        let all = vec!["*".to_owned()];
        let products = self.products.as_ref().unwrap_or(&all).iter();
        let targets = products.map(|product| {
            json!({ "product": product, "actions": [self.action], "resourceNrns": ["*"] })
        });
        json!([{ "effect": "Allow", "targets": targets.collect::<Vec<_>>() }])
    }
}

/// All of them.
pub(super) fn all() -> &'static [Managed] {
    static ALL: OnceLock<Vec<Managed>> = OnceLock::new();
    ALL.get_or_init(|| {
        let services = ncloud_spec::SERVICES.iter();
        // Two versions of a service are one product.
        let names: BTreeSet<&str> = services.map(|service| product(service.name)).collect();
        let infrastructure = names.iter().filter(|name| !IDENTITIES.contains(name));
        let infrastructure = infrastructure.map(|name| (*name).to_owned()).collect();
        let mut all = vec![
            Managed::new(INFRA_MANAGER.0.to_owned(), Some(infrastructure), "*"),
            Managed::new("NCP_ADMINISTRATOR".to_owned(), None, "*"),
        ];
        for name in names {
            let title = name.to_uppercase().replace('-', "_");
            for (role, action) in [("MANAGER", "*"), ("VIEWER", "View*")] {
                let products = Some(vec![name.to_owned()]);
                all.push(Managed::new(
                    format!("NCP_{title}_{role}"),
                    products,
                    action,
                ));
            }
        }
        all
    })
}

/// The one with this id.
pub(super) fn by_id(id: &str) -> Option<&'static Managed> {
    all().iter().find(|policy| policy.id == id)
}

/// The name of a service without that of a version.
fn product(service: &str) -> &str {
    match service.rsplit_once("-v") {
        Some((product, version)) if version.bytes().all(|byte| byte.is_ascii_digit()) => product,
        _ => service,
    }
}
