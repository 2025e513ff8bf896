//! From a root to a server certificate in files.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use ncloud_private_ca::types::{CaX509Parameters, EndCertificateX509Parameters, KeyType};
use ncloud_private_ca::{Client, Config};

use crate::{Outcome, tls};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

pub(crate) async fn run() -> Outcome {
    let client = Client::connect(&Config::load().await?)?;
    let root = create_root(&client).await?;
    let sub = create_sub(&client, &root).await?;
    let issued = issue(&client, &sub.tag).await?;
    let folder = tempfile::tempdir()?;
    save(folder.path(), &issued)?;
    println!("{}", tls::greet(folder.path(), &root.certificate).await?);
    Ok(())
}

// ANCHOR: root
/// A CA: its tag and its certificate.
pub(crate) struct Authority {
    pub(crate) tag: String,
    pub(crate) certificate: String,
}

/// A root that signs itself.
pub(crate) async fn create_root(client: &Client) -> Result<Authority> {
    let subject = CaX509Parameters::builder()
        .common_name("Example Root")
        .country("KR");
    let created = client
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| {
            body.alias("root-ca")
                .key_type(KeyType::Ec256)
                .period("3650")
                .x509_parameters(subject)
        })
        .send()
        .await?;
    let root = created.into_inner().data;
    let certificate = root.ca_cert_info.and_then(|info| info.cert_pem);
    Ok(Authority {
        tag: root.ca_info.ca_tag,
        certificate: certificate.ok_or("the root has no certificate")?,
    })
}
// ANCHOR_END: root

// ANCHOR: sub
/// A CA below the root: it asks for a certificate, the root signs, and it begins to work.
async fn create_sub(client: &Client, root: &Authority) -> Result<Authority> {
    let subject = CaX509Parameters::builder()
        .common_name("Example Sub")
        .country("KR");
    let created = client
        .create_ca()
        .ca_type("PRIVATE_SUB")
        .body_map(|body| {
            body.alias("sub-ca")
                .key_type(KeyType::Ec256)
                .period("365")
                .x509_parameters(subject)
        })
        .send()
        .await?;
    let tag = created.into_inner().data.ca_info.ca_tag;
    let asked = client.get_sub_csr().ca_tag(&tag).send().await?;
    let signed = client
        .sign_sub_csr()
        .ca_tag(&root.tag)
        .body_map(|body| body.csr_pem(&asked.data.csr_pem).period("365"))
        .send()
        .await?;
    let certificate = signed.into_inner().data.certificate;
    client
        .activate_sub_ca()
        .ca_tag(&tag)
        .body_map(|body| body.cert_pem(&certificate).ca_chain_pem(&root.certificate))
        .send()
        .await?;
    Ok(Authority { tag, certificate })
}
// ANCHOR_END: sub

// ANCHOR: issue
/// A certificate with the CAs above it, and its key.
pub(crate) struct Issued {
    pub(crate) chain: String,
    pub(crate) key: ncloud_core::Secret,
}

/// A certificate for this machine. The service makes the key; no later call returns it.
pub(crate) async fn issue(client: &Client, tag: &str) -> Result<Issued> {
    let subject = EndCertificateX509Parameters::builder()
        .common_name("localhost")
        .alt_name("localhost")
        .ip("127.0.0.1");
    let issued = client
        .issue_end_cert()
        .ca_tag(tag)
        .body_map(|body| {
            body.key_type(KeyType::Ec256)
                .period("90")
                .x509_parameters(subject)
        })
        .send()
        .await?
        .into_inner()
        .data;
    let above = issued.ca_chain.map(|chain| chain.to_string());
    let chain = [
        issued.certificate.trim_end(),
        "\n",
        &above.unwrap_or_default(),
    ]
    .concat();
    Ok(Issued {
        chain,
        key: issued.private_key,
    })
}
// ANCHOR_END: issue

// ANCHOR: write
fn save(folder: &Path, issued: &Issued) -> io::Result<()> {
    write(&folder.join("server.pem"), &issued.chain, 0o644)?;
    write(&folder.join("server.key"), issued.key.expose(), 0o600)
}

/// Writes a new file that others can read only when its mode says so.
fn write(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)?.write_all(text.as_bytes())
}
// ANCHOR_END: write
