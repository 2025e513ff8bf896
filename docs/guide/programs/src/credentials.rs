//! Where key pairs come from.

use ncloud_core::{Config, Credentials, ProvideCredentials, ProvidedCredentials, Result};

use crate::Outcome;

pub(crate) async fn load() -> Outcome {
    Ok(show_key().await?)
}

pub(crate) async fn profile() -> Outcome {
    show(&production().await?).await
}

pub(crate) async fn given() -> Outcome {
    show(&with_keys("my-access-key", "my-secret-key".to_owned())?).await
}

pub(crate) async fn vault() -> Outcome {
    show(&with_vault()?).await
}

async fn show(config: &Config) -> Outcome {
    println!("{:?}", config.credentials().await?);
    Ok(())
}

// ANCHOR: load
async fn show_key() -> Result<()> {
    let config = Config::load().await?;
    println!("{:?}", config.credentials().await?);
    Ok(())
}
// ANCHOR_END: load

// ANCHOR: profile
async fn production() -> Result<Config> {
    Config::builder().profile("production").load().await
}
// ANCHOR_END: profile

// ANCHOR: given
fn with_keys(access_key: &str, secret_key: String) -> Result<Config> {
    let credentials = Credentials::new(access_key, secret_key)?;
    Config::builder().credentials(credentials).build()
}
// ANCHOR_END: given

// ANCHOR: vault
#[derive(Debug)]
struct Vault;

impl ProvideCredentials for Vault {
    fn provide(&self) -> ProvidedCredentials<'_> {
        Box::pin(async {
            // Ask your vault here. Cache the answer: this is called before every attempt.
            Credentials::new("access-key-of-today", "secret-key-of-today")
        })
    }
}

fn with_vault() -> Result<Config> {
    Config::builder().credentials_provider(Vault).build()
}
// ANCHOR_END: vault
