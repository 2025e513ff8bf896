//! Engines and their versions.

use serde_json::{Value, json};

use crate::services::search_engine::refusal::Refusal;

/// An engine and its version. Later ones come later in [`VERSIONS`].
pub(crate) struct Version {
    pub(crate) code: &'static str,
    number: &'static str,
}

impl Version {
    pub(crate) fn name(&self) -> String {
        format!("OpenSearch {}", self.number)
    }
}

/// Versions, oldest first.
const VERSIONS: [Version; 4] = [
    Version {
        code: "133",
        number: "1.3.3",
    },
    Version {
        code: "2140",
        number: "2.14.0",
    },
    Version {
        code: "2150",
        number: "2.15.0",
    },
    Version {
        code: "2180",
        number: "2.18.0",
    },
];

pub(crate) fn version(code: &str) -> Result<&'static Version, Refusal> {
    let found = VERSIONS.iter().find(|version| version.code == code);
    found.ok_or_else(|| "The version code is not in getSearchEngineVersionList.".into())
}

/// Whether one version is later than another.
pub(crate) fn is_later(one: &Version, other: &Version) -> bool {
    let place = |code| VERSIONS.iter().position(|version| version.code == code);
    place(one.code) > place(other.code)
}

pub(crate) fn versions() -> Value {
    let version = |version: &Version| {
        json!({
            "searchEngineVersionCode": version.code,
            "searchEngineVersionName": version.name(),
            "searchEngineDashboardVersionName":
                format!("OpenSearch Dashboards {}", version.number),
            "type": "OpenSearch",
        })
    };
    json!({ "searchEngineVersionList": VERSIONS.iter().map(version).collect::<Vec<_>>() })
}
