//! The addresses from which a key may be used.

use ncloud_core::{CallOptions, Token};
use ncloud_kms::types::KeyType;

use super::{Fixture, refused};

#[tokio::test]
async fn a_key_is_used_from_allowed_addresses_only() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let other = fixture.key("others", KeyType::Aes256).await;
    let tokens = fixture.first_tokens(&tag).await;
    let token = Token::new(tokens.access_token).unwrap();
    let by_key = || kms.encrypt_bytes(&tag, KeyType::Aes256, "text").send();
    let by_token = || {
        let options = CallOptions::new().token(token.clone());
        let call = kms.encrypt_bytes(&tag, KeyType::Aes256, "text");
        call.options(options).send()
    };
    let add = |addresses: &[&str]| {
        let list = addresses
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        let call = kms.add_acl_rule().key_tag(&tag);
        call.body_map(|body| body.ip_list(list)).send()
    };

    // Rules that are not in force do nothing.
    add(&["203.0.113.10"]).await.unwrap();
    by_key().await.unwrap();
    kms.enable_ip_acl().key_tag(&tag).send().await.unwrap();
    refused(&by_key().await.unwrap_err(), 403, "FORBIDDEN");
    refused(&by_token().await.unwrap_err(), 403, "FORBIDDEN");
    assert!(by_token().await.unwrap_err().is_permission_denied());
    // Another key and the management of this one go on.
    kms.encrypt_bytes(&other, KeyType::Aes256, "text")
        .send()
        .await
        .unwrap();
    let rules = add(&["127.0.0.1", "203.0.113.10"]).await.unwrap();
    assert_eq!(rules.data.allowed_ip_list, ["203.0.113.10", "127.0.0.1"]);
    by_key().await.unwrap();
    by_token().await.unwrap();

    let remove = kms.delete_acl_rule().key_tag(&tag);
    let left = remove.body_map(|body| body.ip_list(vec!["127.0.0.1".to_owned()]));
    let left = left.send().await.unwrap();
    assert_eq!(left.data.allowed_ip_list, ["203.0.113.10"]);
    refused(&by_token().await.unwrap_err(), 403, "FORBIDDEN");
    kms.disable_ip_acl().key_tag(&tag).send().await.unwrap();
    by_token().await.unwrap();
    refused(
        &add(&["localhost"]).await.unwrap_err(),
        400,
        "INVALID_REQUEST",
    );
}
