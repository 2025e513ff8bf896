//! Signatures and ciphertexts in the opinion of `openssl`.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_kms::types::KeyType;

use super::Fixture;

const TEXT: &[u8] = b"what is signed and sealed";

fn openssl(directory: &tempfile::TempDir, arguments: &str) -> Vec<u8> {
    let output = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(directory)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {message}");
    output.stdout
}

/// The octets of a ciphertext or of a signature.
fn octets(text: &str) -> Vec<u8> {
    STANDARD.decode(text.rsplit(':').next().unwrap()).unwrap()
}

#[tokio::test]
async fn the_public_key_verifies_signatures() {
    let fixture = Fixture::start().await;
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("text"), TEXT).unwrap();
    for (name, key_type) in [("curve", KeyType::Ecdsa), ("pair", KeyType::Rsa2048)] {
        let tag = fixture.key(name, key_type).await;
        let sign = fixture.kms.sign().key_tag(&tag);
        let sign = sign.body_map(|body| body.data(STANDARD.encode(TEXT)));
        let signature = octets(&sign.send().await.unwrap().data.signature);
        let public = fixture
            .kms
            .get_public_key()
            .key_tag(&tag)
            .body_map(|body| body);
        let public = STANDARD
            .decode(&public.send().await.unwrap().data.public_key)
            .unwrap();
        fs::write(directory.path().join("signature"), signature).unwrap();
        fs::write(directory.path().join("public"), public).unwrap();
        let verified = openssl(
            &directory,
            "dgst -sha256 -verify public -keyform DER -signature signature text",
        );
        assert_eq!(String::from_utf8(verified).unwrap(), "Verified OK\n");
    }
}

#[tokio::test]
async fn the_private_key_opens_what_was_sealed() {
    let fixture = Fixture::start().await;
    let directory = tempfile::tempdir().unwrap();
    let tag = fixture.key("pair", KeyType::Rsa2048).await;
    let sealed = fixture.kms.encrypt_bytes(&tag, KeyType::Rsa2048, TEXT);
    let sealed = octets(&sealed.send().await.unwrap());
    let material = fixture.material(&tag, 1);
    fs::write(
        directory.path().join("key"),
        material["Pair"].as_str().unwrap(),
    )
    .unwrap();
    fs::write(directory.path().join("sealed"), sealed).unwrap();
    let opened = openssl(
        &directory,
        "pkeyutl -decrypt -inkey key -in sealed -pkeyopt rsa_padding_mode:oaep \
         -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256",
    );
    assert_eq!(opened, TEXT);
}
