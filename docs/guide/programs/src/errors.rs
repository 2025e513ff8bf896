//! What to do about failures.

use ncloud_core::ErrorKind;
use ncloud_private_ca::types::{CaX509Parameters, KeyType};
use ncloud_private_ca::{Client, Config, Result};

use crate::Outcome;

async fn client() -> Result<Client> {
    Client::connect(&Config::load().await?)
}

pub(crate) async fn not_found() -> Outcome {
    Ok(show_status(&client().await?, "no-such-ca").await?)
}

pub(crate) async fn limits() -> Outcome {
    break_a_limit(&client().await?).await;
    Ok(())
}

pub(crate) async fn support() -> Outcome {
    report(&client().await?, "no-such-ca").await;
    Ok(())
}

// ANCHOR: not-found
async fn show_status(client: &Client, tag: &str) -> Result<()> {
    match client.get_ca().ca_tag(tag).send().await {
        Ok(answer) => println!("{:?}", answer.data.ca_info.status),
        Err(error) if error.is_not_found() => println!("there is no such CA"),
        Err(error) => return Err(error),
    }
    Ok(())
}
// ANCHOR_END: not-found

// ANCHOR: limits
async fn break_a_limit(client: &Client) {
    let subject = CaX509Parameters::builder().common_name("Example Root");
    let refused = client
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| {
            body.alias("ca") // Too short.
                .key_type(KeyType::Ec256)
                .period("MAX")
                .x509_parameters(subject)
        })
        .send()
        .await;
    if let Err(error) = refused {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        println!("{error}");
    }
}
// ANCHOR_END: limits

// ANCHOR: support
async fn report(client: &Client, tag: &str) {
    if let Err(error) = client.get_ca().ca_tag(tag).send().await {
        eprintln!("{error}");
        eprintln!("code {:?}, HTTP {:?}", error.code(), error.status());
        eprintln!("request {:?}", error.request_id());
        eprintln!("attempts {}", error.attempts());
    }
}
// ANCHOR_END: support
