//! What a key pair was given permission for: the same for key pairs of the settings and of Sub Account.

use crate::operation::Operation;

/// One permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// The name of an operation, of one of the actions that its page lists, or of a service.
    Named(String),
    /// Part of a policy of Sub Account.
    Statement(Statement),
}

/// What a policy allows in one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Name of the service in any spelling, or `*`.
    pub(crate) product: String,
    /// Names of operations or of actions, `View*`, `Change*` or other beginnings with a `*`.
    pub(crate) actions: Vec<String>,
    /// `*`, or names that end in a value of the path.
    pub(crate) resources: Vec<String>,
    /// Regions that it is limited to.
    pub(crate) regions: Option<Vec<String>>,
}

/// What is to be permitted.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) operation: &'a Operation,
    /// Values of the path parameters.
    pub(crate) path: &'a [(&'a str, &'a str)],
    pub(crate) region: Option<&'a str>,
}

impl Permission {
    /// Whether it is a permission for this.
    pub(crate) fn allows(&self, wanted: Wanted<'_>) -> bool {
        match self {
            Self::Named(name) => {
                let operation = wanted.operation;
                *name == operation.id
                    || name == operation.service.name()
                    || operation.permissions.contains(name)
            }
            Self::Statement(statement) => statement.allows(wanted),
        }
    }

    /// The name that a key pair of the settings was given.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Statement(_) => None,
        }
    }
}

impl Statement {
    fn allows(&self, wanted: Wanted<'_>) -> bool {
        let is_in_path = |nrn: &str| {
            let id = nrn.rsplit('/').next();
            wanted.path.iter().any(|(_, value)| Some(*value) == id)
        };
        let region = |regions: &Vec<String>| {
            let region = wanted.region;
            region.is_some_and(|region| regions.iter().any(|known| known == region))
        };
        is_product(&self.product, wanted.operation.service.name())
            && self
                .actions
                .iter()
                .any(|action| is_action(action, wanted.operation))
            && self
                .resources
                .iter()
                .any(|nrn| nrn == "*" || is_in_path(nrn))
            && self.regions.as_ref().is_none_or(region)
    }
}

/// Whether a product is the service of this name. How the vendor spells products is not documented.
fn is_product(product: &str, service: &str) -> bool {
    let plain = |text: &str| -> String {
        let characters = text.chars().filter(char::is_ascii_alphanumeric);
        characters
            .map(|character| character.to_ascii_lowercase())
            .collect()
    };
    if product == "*" {
        return true;
    }
    let (product, service) = (plain(product), plain(service));
    // The second version of a service is the same product.
    service == product || service.strip_suffix("v2") == Some(&product)
}

fn is_action(action: &str, operation: &Operation) -> bool {
    match action {
        "*" => return true,
        "View*" => return is_view(operation),
        "Change*" => return !is_view(operation),
        _ => {}
    }
    let action = action.to_ascii_lowercase();
    let mut names = std::iter::once(&operation.id).chain(&operation.permissions);
    names.any(|name| {
        let name = name.to_ascii_lowercase();
        match action.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == action,
        }
    })
}

/// Whether an operation only looks. Some services look with POST.
fn is_view(operation: &Operation) -> bool {
    operation.verb == "GET" || operation.id.starts_with("get")
}

#[cfg(test)]
mod tests {
    use super::is_product;

    #[test]
    fn products_are_services_in_any_spelling() {
        for (product, service, is_same) in [
            ("*", "kms", true),
            ("PrivateCA", "private-ca", true),
            ("Certificate Manager", "certificate-manager-v2", true),
            ("certificate-manager", "certificate-manager", true),
            ("KMS", "private-ca", false),
            ("VPCServer", "kms", false),
        ] {
            assert_eq!(is_product(product, service), is_same, "{product} {service}");
        }
    }
}
