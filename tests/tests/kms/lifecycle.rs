//! States, versions and rotation of keys, by hand and by the clock.

use std::time::Duration;

use ncloud_kms::types::{KeyStatus, KeyType, KeyVersionStatus, ProtectionType, RequestType};

use super::{Fixture, refused};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn what_was_encrypted_before_rotations_is_decrypted_after_them() {
    let fixture = Fixture::start().await;
    for (name, key_type) in [
        ("symmetric", KeyType::Aes256),
        ("asymmetric", KeyType::Rsa2048),
    ] {
        let tag = fixture.key(name, key_type.clone()).await;
        let mut sealed = Vec::new();
        for version in 1..=3 {
            let text = format!("version {version}");
            let call = fixture
                .kms
                .encrypt_bytes(&tag, key_type.clone(), text.as_bytes());
            let ciphertext = call.send().await.unwrap();
            assert!(ciphertext.starts_with(&format!("ncpkms:v{version}:")));
            sealed.push((text, ciphertext));
            let rotated = fixture.kms.rotate_key().key_tag(&tag).send().await.unwrap();
            assert_eq!(rotated.data.version, version + 1);
        }
        for (text, ciphertext) in sealed {
            let call = fixture.kms.decrypt_bytes(&tag, &ciphertext);
            assert_eq!(call.send().await.unwrap().expose(), text.as_bytes());
            let call = fixture.kms.re_encrypt().key_tag(&tag);
            let call = call.body_map(|body| body.ciphertext(ciphertext));
            let renewed = call.send().await.unwrap().into_inner().data.new_ciphertext;
            let renewed = renewed.iter().next().unwrap().to_owned();
            assert!(renewed.starts_with("ncpkms:v4:"), "{renewed}");
            let call = fixture.kms.decrypt_bytes(&tag, renewed);
            assert_eq!(call.send().await.unwrap().expose(), text.as_bytes());
        }
    }
}

#[tokio::test]
async fn disabled_keys_and_versions_refuse() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let seal = || kms.encrypt_bytes(&tag, KeyType::Aes256, "text").send();
    let old = seal().await.unwrap();
    kms.rotate_key().key_tag(&tag).send().await.unwrap();
    let version = |number| {
        kms.disable_key_version()
            .key_tag(&tag)
            .version(number)
            .send()
    };
    refused(&version(2).await.unwrap_err(), 422, "UNPROCESSABLE_ENTITY");
    refused(&version(3).await.unwrap_err(), 404, "NOT_FOUND");
    let disabled = version(1).await.unwrap();
    assert_eq!(disabled.data.status, Some(KeyVersionStatus::Disable));

    let open = || kms.decrypt_bytes(&tag, &old).send();
    refused(&open().await.unwrap_err(), 422, "INVALID_STATUS");
    seal().await.unwrap();
    kms.enable_key_version()
        .key_tag(&tag)
        .version(1)
        .send()
        .await
        .unwrap();
    assert_eq!(open().await.unwrap().expose(), b"text");

    kms.disable_key().key_tag(&tag).send().await.unwrap();
    refused(&seal().await.unwrap_err(), 422, "INVALID_STATUS");
    refused(&open().await.unwrap_err(), 422, "INVALID_STATUS");
    refused(&version(1).await.unwrap_err(), 422, "INVALID_STATUS");
    let rotated = kms.rotate_key().key_tag(&tag).send().await;
    refused(&rotated.unwrap_err(), 422, "INVALID_STATUS");
    kms.enable_key().key_tag(&tag).send().await.unwrap();
    assert_eq!(open().await.unwrap().expose(), b"text");
}

#[tokio::test]
async fn a_key_is_deleted_72_hours_after_the_request() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let deleted = kms.delete_key().key_tag(&tag).send().await;
    refused(&deleted.unwrap_err(), 422, "INVALID_STATUS");
    let cancelled = kms.cancel_key_deletion().key_tag(&tag).send().await;
    refused(&cancelled.unwrap_err(), 422, "INVALID_STATUS");

    let request = || kms.request_key_deletion().key_tag(&tag).send();
    let revoked = request().await.unwrap();
    assert_eq!(revoked.data.status, Some(KeyStatus::Revoke));
    refused(&request().await.unwrap_err(), 422, "INVALID_STATUS");
    let call = kms.encrypt_bytes(&tag, KeyType::Aes256, "text");
    refused(&call.send().await.unwrap_err(), 422, "INVALID_STATUS");
    let kept = kms
        .cancel_key_deletion()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    assert_eq!(kept.data.status, Some(KeyStatus::Disable));

    request().await.unwrap();
    let info = || kms.get_key_info().key_tag(&tag).send();
    fixture.emulator.advance(3 * DAY - Duration::from_secs(60));
    assert!(info().await.unwrap().data.destroy_date.is_some());
    fixture.emulator.advance(Duration::from_secs(120));
    assert!(info().await.unwrap_err().is_not_found());
    // Its name is free again.
    fixture.key("orders", KeyType::Aes256).await;
}

#[tokio::test]
async fn keys_rotate_by_the_clock() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let key = kms.create_key().body_map(|body| {
        body.key_name("turning")
            .key_type(KeyType::Ecdsa)
            .is_auto_rotation(true)
            .rotation_period(30)
            .protection_type(ProtectionType::CommonHsm)
    });
    let key = key.send().await.unwrap().into_inner().data;
    let [created, next] = [key.register_date, key.next_rotation_date];
    let period = next.unwrap().get() - created.unwrap().get();
    assert_eq!(period, 30 * 86_400_000);
    let tag = key.key_tag;
    let versions = async || {
        let listed = kms
            .get_key_version_list()
            .key_tag(&tag)
            .send()
            .await
            .unwrap();
        listed.into_inner().data.version_list.len()
    };
    fixture.emulator.advance(29 * DAY);
    assert_eq!(versions().await, 1);
    fixture.emulator.advance(65 * DAY);
    assert_eq!(versions().await, 4, "three turns in 94 days");
    let log = kms.get_key_activity_logs().key_tag(&tag).timestamp_from(0);
    let log = log.keyword("rotateKey").send().await.unwrap().into_inner();
    assert_eq!(log.data.activity_log_list.len(), 3);
    let requestor = log.data.activity_log_list[0]
        .data
        .clone()
        .unwrap()
        .requestor;
    assert_eq!(requestor.unwrap().request_type, Some(RequestType::System));

    // A disabled key misses its turn.
    kms.disable_key().key_tag(&tag).send().await.unwrap();
    fixture.emulator.advance(31 * DAY);
    assert_eq!(versions().await, 4);
    kms.enable_key().key_tag(&tag).send().await.unwrap();
    fixture.emulator.advance(30 * DAY);
    assert_eq!(versions().await, 5);

    let off = kms
        .disable_auto_rotation()
        .key_tag(&tag)
        .send()
        .await
        .unwrap();
    assert_eq!(off.data.is_auto_rotation, Some(false));
    let period = kms.update_rotation_period().key_tag(&tag);
    let period = period.body_map(|body| body.rotation_period(7)).send().await;
    refused(&period.unwrap_err(), 422, "INVALID_STATUS");
    fixture.emulator.advance(400 * DAY);
    assert_eq!(versions().await, 5);
}

#[tokio::test]
async fn a_key_has_at_most_100_versions() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("turning", KeyType::Rsa2048).await;
    // No key pair is made before it is needed, so this is fast.
    for version in 2..=100 {
        let rotated = fixture.kms.rotate_key().key_tag(&tag).send().await.unwrap();
        assert_eq!(rotated.data.version, version);
    }
    let rotated = fixture.kms.rotate_key().key_tag(&tag).send().await;
    refused(&rotated.unwrap_err(), 422, "UNPROCESSABLE_ENTITY");
}
