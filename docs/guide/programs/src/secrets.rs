//! Secret Manager.

use ncloud_secret_manager::types::NewSecretValue;
use ncloud_secret_manager::{Client, Config, Result, Secret, StageChange, StageChanges};

use crate::Outcome;

pub(crate) async fn run() -> Outcome {
    let client = Client::connect(&Config::load().await?)?;
    let secret_id = create(&client).await?;
    let value = read(&client, &secret_id).await?;
    println!("{value:?}");
    change(&client, &secret_id, value).await?;
    Ok(())
}

// ANCHOR: create
async fn create(client: &Client) -> Result<String> {
    let value = NewSecretValue::builder()
        .value(Secret::new(r#"{"USER": "app", "PASSWORD": "first"}"#))
        .rotation_targets(vec!["PASSWORD".to_owned()]);
    let created = client
        .create_secret()
        .body_map(|body| {
            body.secret_name("orders-db")
                .secret_type("BASIC")
                .secret_value(value)
                .auto_rotation_yn("N")
                .protection_key_type("DEFAULT")
        })
        .send()
        .await?;
    Ok(created.into_inner().data.secret_id)
}
// ANCHOR_END: create

// ANCHOR: read
async fn read(client: &Client, secret_id: &str) -> Result<Secret> {
    let read = client
        .get_secret_stage_value()
        .secret_id(secret_id)
        .stage("active")
        .send()
        .await?;
    Ok(read.into_inner().data.decrypted_secret_value.value)
}
// ANCHOR_END: read

// ANCHOR: change
async fn change(client: &Client, secret_id: &str, active: Secret) -> Result<()> {
    let next = Secret::new(r#"{"USER": "app", "PASSWORD": "second"}"#);
    let changes = StageChanges {
        previous: StageChange::Replace(active),
        active: StageChange::Replace(next),
        pending: StageChange::Keep,
    };
    client.change_stages(secret_id, changes).await
}
// ANCHOR_END: change
