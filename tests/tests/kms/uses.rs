//! What keys of each type do, and what they refuse.

use ncloud_core::{SecretBytes, SecretOrList};
use ncloud_kms::types::{KeyType, ProtectionType};

use super::{Fixture, refused};

#[tokio::test]
async fn keys_do_what_their_type_allows() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let symmetric = fixture.key("symmetric", KeyType::Aes256).await;
    let curve = fixture.key("curve", KeyType::Ecdsa).await;
    let sign = kms
        .sign()
        .key_tag(&symmetric)
        .body_map(|body| body.data("YQ=="));
    refused(&sign.send().await.unwrap_err(), 422, "UNPROCESSABLE_ENTITY");
    let public = kms
        .get_public_key()
        .key_tag(&symmetric)
        .body_map(|body| body);
    refused(
        &public.send().await.unwrap_err(),
        422,
        "UNPROCESSABLE_ENTITY",
    );
    let encrypt = kms
        .encrypt()
        .key_tag(&curve)
        .body_map(|body| body.plaintext("YQ=="));
    refused(
        &encrypt.send().await.unwrap_err(),
        422,
        "UNPROCESSABLE_ENTITY",
    );
    let data_key = kms
        .create_custom_key()
        .key_tag(&curve)
        .body_map(|body| body);
    refused(
        &data_key.send().await.unwrap_err(),
        422,
        "UNPROCESSABLE_ENTITY",
    );
}

#[tokio::test]
async fn data_keys_have_their_sizes_and_are_the_key_that_is_wrapped() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    for (name, key_type) in [
        ("symmetric", KeyType::Aes256),
        ("asymmetric", KeyType::Rsa2048),
    ] {
        let tag = fixture.key(name, key_type).await;
        for bits in [128, 256, 512] {
            let call = kms.create_custom_key().key_tag(&tag);
            let call = call.body_map(|body| body.bits(bits).request_plain_key(true));
            let made = call.send().await.unwrap().into_inner().data;
            let plain = SecretBytes::from_base64(&made.plaintext.unwrap()).unwrap();
            assert_eq!(plain.expose().len() as i64 * 8, bits);
            let opened = kms
                .decrypt_bytes(&tag, made.ciphertext)
                .send()
                .await
                .unwrap();
            assert_eq!(opened, plain);
        }
        let wrapped = kms.create_custom_key().key_tag(&tag).body_map(|body| body);
        assert_eq!(wrapped.send().await.unwrap().data.plaintext, None);
    }
}

#[tokio::test]
async fn lists_are_answered_with_lists() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let call = fixture.kms.encrypt().key_tag(&tag);
    let call = call.body_map(|body| body.plaintext(["YQ==", "Yg=="]));
    let sealed = call.send().await.unwrap().into_inner().data.ciphertext;
    assert_eq!(sealed.iter().count(), 2);
    let call = fixture.kms.decrypt().key_tag(&tag);
    let opened = call
        .body_map(|body| body.ciphertext(sealed))
        .send()
        .await
        .unwrap();
    assert_eq!(opened.data.plaintext, SecretOrList::from(["YQ==", "Yg=="]));
    assert!(!format!("{opened:?}").contains("YQ=="), "{opened:?}");
}

#[tokio::test]
async fn broken_ciphertexts_are_refused() {
    let fixture = Fixture::start().await;
    let tag = fixture.key("orders", KeyType::Aes256).await;
    let other = fixture.key("others", KeyType::Aes256).await;
    let pair = fixture.key("pair", KeyType::Rsa2048).await;
    let seal = fixture.kms.encrypt_bytes(&tag, KeyType::Aes256, "text");
    let sealed = seal.send().await.unwrap();
    let body = sealed.strip_prefix("ncpkms:v1:").unwrap();
    let open = |tag: &str, text: &str| fixture.kms.decrypt_bytes(tag, text).send();
    for broken in [
        "",
        "text",
        body,
        "ncpkms:v1:",
        "ncpkms:v1:AAAA",
        "ncpkms:v1:*",
        "ncpkms:vx:AAAA",
        // Shorter and longer than what was sealed, and another octet.
        &format!("ncpkms:v1:{}", &body[..body.len() - 4]),
        &format!("ncpkms:v1:AAAA{body}"),
        &sealed.replacen("ncpkms:v1:", "ncpkms:v1:A", 1),
    ] {
        refused(
            &open(&tag, broken).await.unwrap_err(),
            400,
            "INVALID_REQUEST",
        );
    }
    let unknown_version = sealed.replace(":v1:", ":v2:");
    refused(
        &open(&tag, &unknown_version).await.unwrap_err(),
        404,
        "NOT_FOUND",
    );
    refused(
        &open(&other, &sealed).await.unwrap_err(),
        400,
        "INVALID_REQUEST",
    );
    refused(
        &open(&pair, &sealed).await.unwrap_err(),
        400,
        "INVALID_REQUEST",
    );
    assert_eq!(open(&tag, &sealed).await.unwrap().expose(), b"text");
}

#[tokio::test]
async fn signatures_are_verified() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    for (name, key_type) in [("curve", KeyType::Ecdsa), ("pair", KeyType::Rsa2048)] {
        let tag = fixture.key(name, key_type).await;
        let sign = |data: &str| {
            kms.sign()
                .key_tag(&tag)
                .body_map(|body| body.data(data))
                .send()
        };
        let verify = async |data: &str, signature: &str| {
            let call = kms.verify().key_tag(&tag);
            let call = call.body_map(|body| body.data(data).signature(signature));
            call.send().await.unwrap().into_inner().data.valid
        };
        let signature = sign("YQ==").await.unwrap().into_inner().data.signature;
        kms.rotate_key().key_tag(&tag).send().await.unwrap();
        assert!(verify("YQ==", &signature).await, "an old version verifies");
        assert!(!verify("Yg==", &signature).await);
        assert!(!verify("YQ==", &signature.replace(":v1:", ":v2:")).await);
        assert!(!verify("YQ==", &signature.replace(":v1:", ":v9:")).await);
        assert!(!verify("YQ==", "nonsense").await);
    }
}

/// Every limit of the documentation, at its end and beyond. What the client checks is not sent.
#[tokio::test]
async fn limits_are_checked_before_and_by_the_service() {
    let fixture = Fixture::start().await;
    let kms = &fixture.kms;
    let create = |name: &str, period: i64, memo: &str| {
        let call = kms.create_key().body_map(|body| {
            body.key_name(name)
                .key_type(KeyType::Aes256)
                .memo(memo)
                .is_auto_rotation(true)
                .rotation_period(period)
                .protection_type(ProtectionType::Basic)
        });
        call.send()
    };
    let long = "키".repeat(100);
    create("abc", 1, "").await.unwrap();
    create("a-_456789012345", 730, &long).await.unwrap();
    let sent = fixture.emulator.requests().len();
    for (name, period, memo) in [
        ("ab", 1, ""),
        ("a234567890123456", 1, ""),
        ("1abc", 1, ""),
        ("a bc", 1, ""),
        ("fine", 0, ""),
        ("fine", 731, ""),
        ("fine", 1, &*format!("{long}a")),
    ] {
        let error = create(name, period, memo).await.unwrap_err();
        assert_eq!(error.attempts(), 0, "{error}");
    }
    let pages = kms.get_key_list().page_size(201).send().await;
    assert_eq!(pages.unwrap_err().attempts(), 0);
    let version = kms
        .enable_key_version()
        .key_tag("t")
        .version(101)
        .send()
        .await;
    assert_eq!(version.unwrap_err().attempts(), 0);
    let bits = kms
        .create_custom_key()
        .key_tag("t")
        .body_map(|body| body.bits(64));
    assert_eq!(bits.send().await.unwrap_err().attempts(), 0);
    let hours = kms.create_token_set().key_tag("t");
    let hours = hours
        .body_map(|body| body.access_token_hours(17_521))
        .send()
        .await;
    assert_eq!(hours.unwrap_err().attempts(), 0);
    let word = kms.create_token_set().key_tag("t");
    let word = word
        .body_map(|body| body.access_token_hours("ALWAYS"))
        .send()
        .await;
    assert_eq!(word.unwrap_err().attempts(), 0);
    let error = kms
        .encrypt()
        .key_tag("t")
        .body_map(|body| body.plaintext("A".repeat(43_693)));
    let error = error.send().await.unwrap_err();
    assert_eq!(error.attempts(), 0);
    assert!(!error.to_string().contains("AAA"), "{error}");
    let one = "A".repeat(43_693);
    let error = kms
        .encrypt()
        .key_tag("t")
        .body_map(|body| body.plaintext(["AAAA".to_owned(), one]));
    let error = error.send().await.unwrap_err().to_string();
    assert!(
        error.contains("plaintext[1]") && !error.contains("AAA"),
        "{error}"
    );
    assert_eq!(fixture.emulator.requests().len(), sent, "nothing is sent");

    // What only the service can tell.
    let name = create("abc", 1, "").await;
    refused(&name.unwrap_err(), 400, "INVALID_REQUEST");
    let tag = fixture.key("orders", KeyType::Aes256).await;
    for text in ["not base64", "YQ"] {
        let call = kms
            .encrypt()
            .key_tag(&tag)
            .body_map(|body| body.plaintext(text));
        refused(&call.send().await.unwrap_err(), 400, "INVALID_REQUEST");
    }
    let convergent = kms.create_key().body_map(|body| {
        body.key_name("pair")
            .key_type(KeyType::Rsa2048)
            .is_convergent(true)
            .is_auto_rotation(false)
            .protection_type(ProtectionType::Basic)
    });
    refused(
        &convergent.send().await.unwrap_err(),
        400,
        "INVALID_REQUEST",
    );
    let unprotected = kms.create_key().body_map(|body| {
        body.key_name("public")
            .key_type(KeyType::Aes256)
            .is_auto_rotation(false)
    });
    refused(
        &unprotected.send().await.unwrap_err(),
        400,
        "INVALID_REQUEST",
    );
}
