//! What a bundle holds, for programs.

use ncloud_spec::document::Document;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::documents::Published;
use super::{Files, json};

/// The file of the index in the bundle.
pub(super) const FILE: &str = "index.json";
/// Tells our bundles from other folders.
pub(super) const NAME: &str = "ncloud-spec";

#[derive(Serialize, Deserialize)]
pub(super) struct Index {
    pub(super) name: String,
    /// Version of the bundle, the same as that of the crates.
    version: String,
    services: Vec<Service>,
    pub(super) files: Vec<File>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    name: String,
    title: String,
    /// Version of the document.
    version: String,
    /// Version of the vendor's API.
    api_version: String,
    operations: usize,
    /// Sites, in the order of the servers.
    sites: Vec<String>,
    servers: Vec<Server>,
    documents: Vec<Rendering>,
    /// Folder of the requests and answers.
    fixtures: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Server {
    site: String,
    /// Absent where the host serves all regions of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// Boundary of the keys that are known there; absent where keys belong to no host.
    #[serde(skip_serializing_if = "Option::is_none")]
    key_boundary: Option<String>,
    url: String,
}

/// One document in one version of OpenAPI.
#[derive(Serialize, Deserialize)]
struct Rendering {
    openapi: String,
    yaml: String,
    json: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct File {
    pub(super) path: String,
    size: usize,
    sha256: String,
}

/// Adds the index of all that is in the bundle; it does not list itself.
pub(super) fn add(published: &[Published], files: &mut Files) -> Result<(), String> {
    let index = Index {
        name: NAME.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        services: published.iter().map(|it| service(&it.document)).collect(),
        files: files
            .iter()
            .map(|(path, content)| File {
                path: path.clone(),
                size: content.len(),
                sha256: hexadecimal(&Sha256::digest(content)),
            })
            .collect(),
    };
    files.insert(FILE.to_owned(), json(&index)?);
    Ok(())
}

fn service(document: &Document) -> Service {
    let text = |pointer: &str| {
        let value = document.value().pointer(pointer);
        value
            .and_then(|value| value.as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let sites = document.sites().into_iter().map(str::to_owned).collect();
    let name = document.name();
    let rendering = |folder: &str, version: &str| Rendering {
        openapi: version.to_owned(),
        yaml: format!("openapi/{folder}/{name}.yaml"),
        json: format!("openapi/{folder}/{name}.json"),
    };
    Service {
        name: name.to_owned(),
        title: text("/info/title"),
        version: text("/info/version"),
        api_version: text("/x-ncloud-service/apiVersion"),
        operations: document.operations().count(),
        sites,
        servers: document
            .servers()
            .map(|server| Server {
                site: server.site.to_owned(),
                region: server.region.map(str::to_owned),
                key_boundary: server.key_boundary.map(str::to_owned),
                url: server.url.to_owned(),
            })
            .collect(),
        documents: vec![
            rendering("3.0", &text("/openapi")),
            rendering("3.1", ncloud_spec::codegen::openapi31::VERSION),
        ],
        fixtures: format!("fixtures/{name}/"),
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
