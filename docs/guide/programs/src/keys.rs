//! Key Management Service.

use ncloud_core::{CallOptions, SecretBytes, Token};
use ncloud_kms::types::KeyType;
use ncloud_kms::{Client, Config, Result};

use crate::Outcome;

async fn client() -> Result<Client> {
    Client::connect(&Config::load().await?)
}

pub(crate) async fn encrypt() -> Outcome {
    let kms = client().await?;
    let key_tag = create_key(&kms, "orders-db").await?;
    Ok(seal_and_open(&kms, &key_tag).await?)
}

pub(crate) async fn data_key() -> Outcome {
    let kms = client().await?;
    let key_tag = create_key(&kms, "backups").await?;
    let (data_key, ciphertext) = make_data_key(&kms, &key_tag).await?;
    // Later, the ciphertext gives the same key again.
    let again = kms.decrypt_bytes(&key_tag, ciphertext).send().await?;
    assert!(again == data_key);
    println!("{data_key:?}");
    Ok(())
}

pub(crate) async fn token() -> Outcome {
    let kms = client().await?;
    let key_tag = create_key(&kms, "kiosk").await?;
    let call = kms.encrypt_bytes(&key_tag, KeyType::Aes256, b"card number");
    let sealed = call.send().await?;
    let token = make_token(&kms, &key_tag).await?;
    println!("{:?}", open_with(&kms, &key_tag, &sealed, token).await?);
    Ok(())
}

// ANCHOR: create
async fn create_key(kms: &Client, name: &str) -> Result<String> {
    let created = kms
        .create_key()
        .body_map(|body| {
            body.key_name(name)
                .key_type(KeyType::Aes256)
                .is_auto_rotation(true)
                .protection_type("BASIC")
        })
        .send()
        .await?;
    Ok(created.into_inner().data.key_tag)
}
// ANCHOR_END: create

// ANCHOR: encrypt
async fn seal_and_open(kms: &Client, key_tag: &str) -> Result<()> {
    let sealed: String = kms
        .encrypt_bytes(key_tag, KeyType::Aes256, b"card number")
        .send()
        .await?;
    let opened: SecretBytes = kms.decrypt_bytes(key_tag, sealed).send().await?;
    assert_eq!(opened.expose(), b"card number");
    println!("{opened:?}"); // SecretBytes(11 bytes)
    Ok(())
}
// ANCHOR_END: encrypt

// ANCHOR: data-key
/// A key to encrypt a file with, and the ciphertext to keep beside that file.
async fn make_data_key(
    kms: &Client,
    key_tag: &str,
) -> std::result::Result<(SecretBytes, String), Box<dyn std::error::Error>> {
    let made = kms
        .create_custom_key()
        .key_tag(key_tag)
        .body_map(|body| body.bits(256).request_plain_key(true))
        .send()
        .await?;
    let made = made.into_inner().data;
    let plaintext = made.plaintext.ok_or("there is no key in clear")?;
    Ok((SecretBytes::from_base64(&plaintext)?, made.ciphertext))
}
// ANCHOR_END: data-key

// ANCHOR: token
/// Run by whoever has a key pair.
async fn make_token(kms: &Client, key_tag: &str) -> Result<Token> {
    kms.create_token_generator().key_tag(key_tag).send().await?;
    let made = kms
        .create_token_set()
        .key_tag(key_tag)
        .body_map(|body| body)
        .send()
        .await?;
    Token::new(made.into_inner().data.access_token)
}

/// Run by the program that has the token.
async fn open_with(kms: &Client, key_tag: &str, sealed: &str, token: Token) -> Result<SecretBytes> {
    let options = CallOptions::new().token(token);
    kms.decrypt_bytes(key_tag, sealed)
        .options(options)
        .send()
        .await
}
// ANCHOR_END: token
