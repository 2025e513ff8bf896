//! Certificate Manager and Search Engine Service.

use ncloud_certificate_manager::v1;
use ncloud_core::Config;

use crate::Outcome;
use crate::authorities::{Authority, Issued};

/// The issued certificate is registered, listed and removed.
pub(crate) async fn certificate_manager(
    config: &Config,
    sub: &Authority,
    issued: &Issued,
) -> Outcome {
    let client = v1::Client::connect(config)?;
    client
        .create_external_certificate()
        .body_map(|body| {
            body.certificate_name("quickstart")
                .private_key(issued.key.expose())
                .public_key_certificate(issued.certificate.as_str())
                .certificate_chain(sub.pem.as_str())
        })
        .send()
        .await?;
    let list = client.get_certificate_list().certificate_name("quickstart");
    let listed = list.send().await?;
    let certificate = listed.ssl_certificate_list.iter().flatten().next();
    let certificate = certificate.ok_or("the certificate is not listed")?;
    println!(
        "registered with Certificate Manager: {}, valid until {}",
        certificate.certificate_name.as_deref().unwrap_or_default(),
        certificate.valid_end_date.as_deref().unwrap_or_default()
    );
    client
        .delete_certificate()
        .certificate_no(certificate.certificate_no.get())
        .certificate_name("quickstart")
        .send()
        .await?;
    Ok(())
}

/// The networks that a cluster could be in.
pub(crate) async fn search_engine(config: &Config) -> Outcome {
    let client = ncloud_search_engine::Client::connect(config)?;
    let networks = client.get_vpc_list().send().await?;
    for network in networks.result.content.iter().flatten() {
        println!(
            "a network for a search engine: {} {}",
            network.vpc_name.as_deref().unwrap_or_default(),
            network.ipv4_cidr.as_deref().unwrap_or_default()
        );
    }
    Ok(())
}
