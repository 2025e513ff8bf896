//! What is repeated, and what the caller has to look after.

use std::time::Duration;

use ncloud_core::{CallOptions, ErrorKind, RetryPolicy};
use ncloud_private_ca::types::{CaX509Parameters, KeyType};
use ncloud_private_ca::{Client, Config, Result};

use crate::Outcome;

pub(crate) async fn policy() -> Outcome {
    Client::connect(&patient().await?)?
        .get_ca_list()
        .send()
        .await?;
    Ok(())
}

pub(crate) async fn call() -> Outcome {
    let client = Client::connect(&Config::load().await?)?;
    if let Err(error) = count_at_once(&client).await {
        println!("attempts {}", error.attempts());
    }
    Ok(())
}

pub(crate) async fn doubt() -> Outcome {
    let client = Client::connect(&Config::load().await?)?;
    println!("{}", create_once(&client, "root-ca").await?);
    Ok(())
}

// ANCHOR: policy
async fn patient() -> Result<Config> {
    let patient = RetryPolicy::default()
        .max_attempts(5)
        .deadline(Duration::from_secs(120));
    Config::builder()
        .retry(patient)
        .total_timeout(Duration::from_secs(180))
        .on_attempt(|attempt| println!("attempt {}: {:?}", attempt.attempt, attempt.status))
        .load()
        .await
}
// ANCHOR_END: policy

// ANCHOR: call
async fn count_at_once(client: &Client) -> Result<usize> {
    let options = CallOptions::new()
        .retry(RetryPolicy::none())
        .total_timeout(Duration::from_secs(5));
    let answer = client.get_ca_list().options(options).send().await?;
    Ok(answer.data.ca_info_list.iter().flatten().count())
}
// ANCHOR_END: call

// ANCHOR: doubt
/// Creates a root, or finds the one that a call without an answer has created.
async fn create_once(client: &Client, alias: &str) -> Result<String> {
    let subject = CaX509Parameters::builder().common_name("Example Root");
    let created = client
        .create_ca()
        .ca_type("PRIVATE_ROOT")
        .body_map(|body| {
            body.alias(alias)
                .key_type(KeyType::Ec256)
                .period("MAX")
                .x509_parameters(subject)
        })
        .send()
        .await;
    let error = match created {
        Ok(answer) => return Ok(answer.into_inner().data.ca_info.ca_tag),
        Err(error) => error,
    };
    // After these the service may have acted.
    let in_doubt = [
        ErrorKind::Timeout,
        ErrorKind::Transport,
        ErrorKind::Unavailable,
        ErrorKind::UnexpectedAnswer,
    ];
    if !in_doubt.contains(&error.kind()) {
        return Err(error);
    }
    let mut authorities = client.get_ca_list().stream();
    while let Some(authority) = authorities.next().await {
        let info = authority?.ca_info;
        if info.alias.as_deref() == Some(alias) {
            return Ok(info.ca_tag);
        }
    }
    Err(error)
}
// ANCHOR_END: doubt
