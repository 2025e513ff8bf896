//! Generations of servers.

use serde_json::{Value, json};

/// A generation of servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generation {
    Second,
    Third,
}

impl Generation {
    const ALL: [Self; 2] = [Self::Second, Self::Third];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Second => "G2",
            Self::Third => "G3",
        }
    }

    pub(crate) fn hypervisor(self) -> &'static str {
        match self {
            Self::Second => "XEN",
            Self::Third => "KVM",
        }
    }

    /// The largest storage of a data node, GB.
    pub(crate) fn largest_storage(self) -> i64 {
        match self {
            Self::Second => 2000,
            Self::Third => 16_000,
        }
    }
}

pub(crate) fn generations() -> Value {
    let view = |generation: Generation| {
        json!({
            "hypervisorCode": generation.hypervisor(),
            "generationCode": generation.code(),
        })
    };
    json!({ "searchEngineServerGenerationList": Generation::ALL.map(view) })
}
