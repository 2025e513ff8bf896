//! A root, a CA below it, and a certificate.

use ncloud_core::{PemChain, Secret};
use ncloud_private_ca::Client;
use ncloud_private_ca::types::{CaX509Parameters, EndCertificateX509Parameters, KeyType};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A CA: its tag and its certificate.
pub(crate) struct Authority {
    pub(crate) tag: String,
    pub(crate) pem: String,
}

/// An issued certificate with its key.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) chain: String,
    pub(crate) key: Secret,
    pub(crate) serial: String,
}

/// A root that signs itself.
pub(crate) async fn create_root(client: &Client) -> Result<Authority> {
    let subject = CaX509Parameters::builder()
        .common_name("Example Root")
        .country("KR");
    let root = client
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| {
            body.alias("root-ca")
                .key_type(KeyType::Ec256)
                .period("3650")
                .x509_parameters(subject)
        })
        .send()
        .await?
        .into_inner()
        .data;
    let certificate = root.ca_cert_info.and_then(|info| info.cert_pem);
    Ok(Authority {
        tag: root.ca_info.ca_tag,
        pem: certificate.ok_or("the root has no certificate")?,
    })
}

/// A CA that asks for its certificate, gets it from the root, and begins to work.
pub(crate) async fn create_sub(client: &Client, root: &Authority) -> Result<Authority> {
    let subject = CaX509Parameters::builder()
        .common_name("Example Sub")
        .country("KR");
    let pending = client
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
    let tag = pending.data.ca_info.ca_tag.clone();
    let asked = client.get_sub_csr().ca_tag(tag.as_str()).send().await?;
    let signed = client
        .sign_sub_csr()
        .ca_tag(root.tag.as_str())
        .body_map(|body| body.csr_pem(asked.data.csr_pem.as_str()).period("365"))
        .send()
        .await?;
    let pem = signed.data.certificate.clone();
    client
        .activate_sub_ca()
        .ca_tag(tag.as_str())
        .body_map(|body| body.cert_pem(pem.as_str()).ca_chain_pem(root.pem.as_str()))
        .send()
        .await?;
    Ok(Authority { tag, pem })
}

/// Lets the CA answer questions for the state of its certificates; returns where.
pub(crate) async fn switch_ocsp_on(
    client: &Client,
    authority: &Authority,
    origin: &str,
) -> Result<String> {
    let url = format!("{origin}/ext/{}/ocsp", authority.tag);
    client
        .create_ocsp()
        .ca_tag(authority.tag.as_str())
        .body_map(|body| body.ocsp_servers(url.as_str()))
        .send()
        .await?;
    Ok(url)
}

/// A certificate for this machine.
pub(crate) async fn issue(client: &Client, authority: &Authority) -> Result<Issued> {
    let subject = EndCertificateX509Parameters::builder()
        .common_name("localhost")
        .alt_name("localhost,quickstart.example.com")
        .ip("127.0.0.1");
    let issued = client
        .issue_end_cert()
        .ca_tag(authority.tag.as_str())
        .body_map(|body| {
            body.key_type(KeyType::Ec256)
                .period("90")
                .x509_parameters(subject)
        })
        .send()
        .await?
        .into_inner()
        .data;
    Ok(Issued {
        certificate: issued.certificate,
        chain: issued
            .ca_chain
            .iter()
            .flat_map(PemChain::iter)
            .collect::<Vec<_>>()
            .join("\n"),
        key: issued.private_key,
        serial: issued
            .serial_no
            .ok_or("the certificate has no serial number")?,
    })
}
