//! Key Management Service through its typed client, against the emulator.

mod addresses;
mod boundaries;
mod bytes;
mod lifecycle;
mod openssl;
mod persistence;
mod tokens;
mod uses;

use ncloud_core::{ConfigBuilder, Error, RetryPolicy};
use ncloud_emulator::Emulator;
use ncloud_kms::Client;
use ncloud_kms::types::{KeyType, ProtectionType, TokenSet};
use ncloud_tests::trace;

/// An emulator and a client of its service.
struct Fixture {
    emulator: Emulator,
    kms: Client,
}

impl Fixture {
    async fn start() -> Self {
        Self::of(Emulator::start().await.unwrap())
    }

    fn of(emulator: Emulator) -> Self {
        let kms = Client::connect(&config(&emulator).build().unwrap()).unwrap();
        Self { emulator, kms }
    }

    /// The tag of a new key with this name.
    async fn key(&self, name: &str, key_type: KeyType) -> String {
        new_key(&self.kms, name, key_type, false).await
    }

    /// Gives a key its token generator; the first tokens.
    async fn first_tokens(&self, tag: &str) -> TokenSet {
        let generator = self.kms.create_token_generator().key_tag(tag);
        generator.send().await.unwrap();
        self.tokens(tag).await
    }

    /// New tokens of a key that has a generator.
    async fn tokens(&self, tag: &str) -> TokenSet {
        let call = self.kms.create_token_set().key_tag(tag);
        let tokens = call.body_map(|body| body).send().await.unwrap();
        tokens.into_inner().data
    }

    /// What the emulator remembers of a version, private key included.
    fn material(&self, tag: &str, version: i64) -> serde_json::Value {
        let state = self.emulator.export();
        state["tables"]["kms.version"][format!("{tag}/{version:012}")]["material"].clone()
    }
}

/// Settings of a client that signs, and sends each call once.
fn config(emulator: &Emulator) -> ConfigBuilder {
    trace::start();
    trace::secret(emulator.secret_key().expose());
    emulator.config_builder().retry(RetryPolicy::none())
}

async fn new_key(kms: &Client, name: &str, key_type: KeyType, convergent: bool) -> String {
    let call = kms.create_key().body_map(|body| {
        body.key_name(name)
            .key_type(key_type)
            .is_convergent(convergent)
            .is_auto_rotation(false)
            .protection_type(ProtectionType::Basic)
    });
    call.send().await.unwrap().into_inner().data.key_tag
}

/// The status and code of a refusal by the service.
#[track_caller]
fn refused(error: &Error, status: u16, code: &str) {
    assert_eq!(
        (error.status(), error.code()),
        (Some(status), Some(code)),
        "{error}"
    );
}
