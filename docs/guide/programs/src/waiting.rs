//! Lists that come in pages, and states that take time.

use std::time::Duration;

use ncloud_private_ca::{Client, Config, Result};

use crate::{Outcome, pki};

async fn client() -> Result<Client> {
    Client::connect(&Config::load().await?)
}

pub(crate) async fn pages() -> Outcome {
    let client = client().await?;
    let root = pki::create_root(&client).await?;
    pki::issue(&client, &root.tag).await?;
    list(&client, &root.tag).await?;
    println!("{} certificates", count(&client, &root.tag).await?);
    Ok(())
}

pub(crate) async fn wait() -> Outcome {
    let client = client().await?;
    let tag = pki::create_root(&client).await?.tag;
    delete(&client, &tag, Duration::from_millis(1)).await?;
    println!("deleted");
    Ok(())
}

// ANCHOR: pages
async fn list(client: &Client, tag: &str) -> Result<()> {
    let mut serial_numbers = client.get_end_cert_list().ca_tag(tag).stream();
    while let Some(serial_number) = serial_numbers.next().await {
        println!("{}", serial_number?);
    }
    Ok(())
}
// ANCHOR_END: pages

// ANCHOR: collect
async fn count(client: &Client, tag: &str) -> Result<usize> {
    let certificates = client.get_end_cert_list().ca_tag(tag).stream();
    Ok(certificates.collect().await?.len())
}
// ANCHOR_END: collect

// ANCHOR: wait
async fn delete(client: &Client, tag: &str, interval: Duration) -> Result<()> {
    // The service keeps a CA for 72 hours before it is gone.
    client
        .update_ca()
        .ca_tag(tag)
        .body_map(|body| body.status("DESTROYING"))
        .send()
        .await?;
    client
        .get_ca()
        .ca_tag(tag)
        .wait_until_deleted()
        .interval(interval)
        .timeout(Duration::from_secs(80 * 60 * 60))
        .on_progress(|progress| println!("{:?}", progress.state))
        .await?;
    Ok(())
}
// ANCHOR_END: wait
