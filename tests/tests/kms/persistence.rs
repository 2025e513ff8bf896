//! Keys survive the end of the emulator.

use std::path::Path;

use ncloud_emulator::Emulator;
use ncloud_kms::types::KeyType;

use super::Fixture;

async fn start(state: &Path) -> Fixture {
    let emulator = Emulator::builder()
        .key("access", "hunter2-key")
        .state(state);
    Fixture::of(emulator.start().await.unwrap())
}

#[tokio::test]
async fn keys_versions_and_tokens_are_there_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let fixture = start(directory.path()).await;
    let mut sealed = Vec::new();
    for (name, key_type) in [("symmetric", KeyType::Aes256), ("pair", KeyType::Rsa2048)] {
        let tag = fixture.key(name, key_type.clone()).await;
        let text = fixture
            .kms
            .encrypt_bytes(&tag, key_type, "text")
            .send()
            .await
            .unwrap();
        fixture.kms.rotate_key().key_tag(&tag).send().await.unwrap();
        sealed.push((tag, text));
    }
    let tag = sealed[0].0.clone();
    let tokens = fixture.first_tokens(&tag).await;
    let state = fixture.emulator.export();
    fixture.emulator.shutdown().await;

    let fixture = start(directory.path()).await;
    assert_eq!(fixture.emulator.export(), state);
    for (tag, text) in sealed {
        let opened = fixture.kms.decrypt_bytes(&tag, text).send().await.unwrap();
        assert_eq!(opened.expose(), b"text");
    }
    let token = ncloud_core::Token::new(tokens.access_token).unwrap();
    let options = ncloud_core::CallOptions::new().token(token);
    let call = fixture.kms.encrypt_bytes(&tag, KeyType::Aes256, "text");
    let text = call.options(options).send().await.unwrap();
    assert!(text.starts_with("ncpkms:v2:"), "{text}");
}
