//! Tests as a crate of anybody's writes them; the guide shows them.

// ANCHOR: fault
use std::time::Duration;

use ncloud_emulator::{Emulator, Fault, Key};
use ncloud_private_ca::{Client, Credentials};

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn a_gateway_in_trouble_is_asked_again() -> Outcome {
    let emulator = Emulator::start().await?;
    let client = Client::connect(&emulator.config()?)?;
    emulator.fault(Fault::on("getCaList").code("500").times(1))?;

    let authorities = client.get_ca_list().stream().collect().await?;

    assert!(authorities.is_empty());
    assert_eq!(emulator.requests().len(), 2);
    Ok(())
}
// ANCHOR_END: fault

// ANCHOR: clock
#[tokio::test]
async fn a_deleted_authority_is_gone_after_three_days() -> Outcome {
    let emulator = Emulator::start().await?;
    let client = Client::connect(&emulator.config()?)?;
    let tag = create_root(&client).await?;
    let update = client.update_ca().ca_tag(&tag);
    update
        .body_map(|body| body.status("DESTROYING"))
        .send()
        .await?;

    emulator.advance(Duration::from_secs(72 * 60 * 60));

    let error = client.get_ca().ca_tag(&tag).send().await.unwrap_err();
    assert!(error.is_not_found());
    Ok(())
}
// ANCHOR_END: clock

// ANCHOR: permission
#[tokio::test]
async fn a_key_that_only_reads_creates_nothing() -> Outcome {
    let emulator = Emulator::start().await?;
    let reader = Key::sub("reader", "any-secret").permissions(["getCaList"]);
    emulator.add_key(reader)?;
    let credentials = Credentials::new("reader", "any-secret")?;
    let config = emulator.config_builder().credentials(credentials).build()?;
    let client = Client::connect(&config)?;

    assert!(client.get_ca_list().stream().collect().await?.is_empty());
    let error = create_root(&client).await.unwrap_err();

    assert!(error.is_permission_denied());
    Ok(())
}
// ANCHOR_END: permission

async fn create_root(client: &Client) -> ncloud_core::Result<String> {
    use ncloud_private_ca::types::{CaX509Parameters, KeyType};
    let subject = CaX509Parameters::builder().common_name("Example Root");
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
        .await?;
    Ok(root.into_inner().data.ca_info.ca_tag)
}
