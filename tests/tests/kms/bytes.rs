//! `encrypt_bytes` and `decrypt_bytes`: what they accept, and what they show.

use ncloud_core::ErrorKind;
use ncloud_kms::types::KeyType;

use super::{Fixture, new_key};

#[tokio::test]
async fn bytes_come_back_at_the_documented_sizes() {
    let fixture = Fixture::start().await;
    for (name, key_type, most) in [
        ("symmetric", KeyType::Aes256, 32 * 1024),
        ("asymmetric", KeyType::Rsa2048, 190),
    ] {
        let tag = fixture.key(name, key_type.clone()).await;
        for count in [0, 1, most] {
            // Bytes that are no text.
            let bytes: Vec<u8> = (0..count).map(|index| (index % 256) as u8 | 0x80).collect();
            let call = fixture
                .kms
                .encrypt_bytes(&tag, key_type.clone(), &bytes[..]);
            let ciphertext = call.send().await.unwrap();
            assert!(ciphertext.starts_with("ncpkms:v1:"), "{ciphertext}");
            let call = fixture.kms.decrypt_bytes(&tag, ciphertext);
            assert_eq!(call.send().await.unwrap().expose(), bytes, "{name} {count}");
        }
        let sent = fixture.emulator.requests().len();
        let call = fixture.kms.encrypt_bytes(&tag, key_type, vec![0; most + 1]);
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(
            error.to_string().contains(&format!("at most {most}")),
            "{error}"
        );
        assert_eq!(fixture.emulator.requests().len(), sent, "nothing is sent");
    }
}

#[tokio::test]
async fn what_cannot_work_is_not_sent() {
    let fixture = Fixture::start().await;
    let call = fixture.kms.encrypt_bytes("tag", KeyType::Ecdsa, "text");
    let error = call.send().await.unwrap_err();
    assert!(error.to_string().contains("ECDSA"), "{error}");
    let call = fixture.kms.encrypt_bytes("tag", KeyType::Aes256, "text");
    let error = call.context([0; 51]).send().await.unwrap_err();
    assert!(error.to_string().contains("51 bytes"), "{error}");
    let call = fixture.kms.decrypt_bytes("tag", "ncpkms:v1:AAAA");
    let error = call.context([0; 51]).send().await.unwrap_err();
    assert!(error.to_string().contains("51 bytes"), "{error}");
    assert!(fixture.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_convergent_key_gives_the_same_ciphertext_in_the_same_context() {
    let fixture = Fixture::start().await;
    let tag = new_key(&fixture.kms, "convergent", KeyType::Aes256, true).await;
    let seal = async |text: &str, context: &str| {
        let call = fixture.kms.encrypt_bytes(&tag, KeyType::Aes256, text);
        call.context(context).send().await.unwrap()
    };
    let first = seal("card", "orders").await;
    assert_eq!(first, seal("card", "orders").await);
    assert_ne!(first, seal("card", "refunds").await);
    assert_ne!(first, seal("cart", "orders").await);
    // Text and context are not confused with each other.
    assert_ne!(seal("b", "a").await, seal("", "ab").await);
    let open = |context: &str| {
        let call = fixture.kms.decrypt_bytes(&tag, &first);
        call.context(context).send()
    };
    assert_eq!(open("orders").await.unwrap().expose(), b"card");
    super::refused(&open("refunds").await.unwrap_err(), 400, "INVALID_REQUEST");
    let call = fixture.kms.encrypt_bytes(&tag, KeyType::Aes256, "card");
    super::refused(&call.send().await.unwrap_err(), 400, "INVALID_REQUEST");
}

#[test]
fn what_is_put_together_shows_no_bytes() {
    let credentials = ncloud_core::Credentials::new("access", "hunter2-key").unwrap();
    let config = ncloud_core::Config::builder().credentials(credentials);
    let kms = ncloud_kms::Client::connect(&config.build().unwrap()).unwrap();
    let seal = kms
        .encrypt_bytes("tag", KeyType::Aes256, "hunter2")
        .context("hunter2");
    let open = kms
        .decrypt_bytes("tag", "ncpkms:v1:AAAA")
        .context("hunter2");
    let shown = format!("{seal:?} {open:?}");
    // As text, and as the numbers of its bytes.
    assert!(
        !shown.contains("hunter2") && !shown.contains("104, 117"),
        "{shown}"
    );
    assert!(shown.contains("SecretBytes(7 bytes)"), "{shown}");
}
