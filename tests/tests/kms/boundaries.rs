//! A key is known at the host of its boundary only.

use ncloud_core::{ErrorKind, KeyBoundary, Site};
use ncloud_emulator::Emulator;
use ncloud_kms::Client;
use ncloud_kms::types::KeyType;

use super::{Fixture, config, new_key, refused};

#[tokio::test]
async fn a_key_of_another_boundary_is_not_known() {
    let loopback = ([127, 0, 0, 1], 0).into();
    let emulator = Emulator::builder()
        .listen_for_keys(KeyBoundary::Kr, loopback)
        .listen_for_keys(KeyBoundary::Jp, loopback);
    let fixture = Fixture::of(emulator.start().await.unwrap());
    let mut clients = Vec::new();
    for boundary in KeyBoundary::ALL {
        let url = fixture.emulator.url_for(boundary).unwrap().to_owned();
        let config = config(&fixture.emulator)
            .endpoint(&url)
            .key_boundary(boundary);
        let kms = Client::connect(&config.build().unwrap()).unwrap();
        // The same name does no harm in another boundary.
        let tag = new_key(&kms, "orders", KeyType::Aes256, false).await;
        let info = kms.get_key_info().key_tag(&tag).send().await.unwrap();
        assert_eq!(info.data.base_url.as_deref(), Some(url.as_str()));
        clients.push((boundary, kms, tag));
    }
    for (own, kms, _) in &clients {
        let listed = kms.get_key_list().send().await.unwrap();
        assert_eq!(listed.data.key_list.len(), 1);
        for (boundary, _, tag) in &clients {
            let sealed = kms.encrypt_bytes(tag, KeyType::Aes256, "text").send().await;
            if own == boundary {
                assert!(sealed.is_ok());
            } else {
                let error = sealed.unwrap_err();
                refused(&error, 404, "NOT_FOUND");
                assert!(error.is_not_found());
            }
        }
    }
}

#[tokio::test]
async fn a_boundary_that_is_not_offered_is_refused_before_anything_is_sent() {
    let fixture = Fixture::start().await;
    assert_eq!(fixture.emulator.url_for(KeyBoundary::Kr), None);
    for (site, boundary) in [
        (Site::Gov, KeyBoundary::Kr),
        (Site::Fin, KeyBoundary::Global),
    ] {
        let config = config(&fixture.emulator).site(site).key_boundary(boundary);
        let error = Client::connect(&config.build().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    }
    assert!(fixture.emulator.requests().is_empty());
}
