//! Prints, one JSON object per line, what keys of the emulated Key Management Service have made, with the
//! keys themselves, for a witness that shares no code with the emulator: `cargo xtask ci witness`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ncloud_core::Config;
use ncloud_emulator::Emulator;
use ncloud_kms::Client;
use ncloud_kms::types::{KeyType, ProtectionType};
use serde_json::json;

const TEXT: &[u8] = b"what is sealed \x00\xff";
const CONTEXT: &[u8] = b"orders";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let config: Config = emulator.config()?;
    let kms = Client::connect(&config)?;
    for (name, key_type, convergent) in [
        ("plain", KeyType::Aes256, false),
        ("convergent", KeyType::Aes256, true),
        ("pair", KeyType::Rsa2048, false),
        ("curve", KeyType::Ecdsa, false),
    ] {
        let key = kms.create_key().body_map(|body| {
            body.key_name(name)
                .key_type(key_type.clone())
                .is_convergent(convergent)
                .is_auto_rotation(false)
                .protection_type(ProtectionType::Basic)
        });
        let tag = key.send().await?.into_inner().data.key_tag;
        // Of the second version, so that the number in the prefix matters.
        kms.rotate_key().key_tag(&tag).send().await?;
        let mut made = json!({ "keyType": key_type, "text": STANDARD.encode(TEXT) });
        if key_type != KeyType::Ecdsa {
            let mut call = kms.encrypt_bytes(&tag, key_type.clone(), TEXT);
            let context = convergent.then(|| STANDARD.encode(CONTEXT));
            if convergent {
                call = call.context(CONTEXT);
                made["context"] = context.clone().into();
            }
            made["ciphertext"] = call.send().await?.into();
            let call = kms.create_custom_key().key_tag(&tag).body_map(|body| {
                let body = body.request_plain_key(true);
                match context {
                    Some(context) => body.context(context),
                    None => body,
                }
            });
            let data_key = call.send().await?.into_inner().data;
            made["wrapped"] = data_key.ciphertext.into();
            made["dataKey"] = data_key.plaintext.map(|key| key.expose().to_owned()).into();
        }
        if key_type != KeyType::Aes256 {
            let call = kms.sign().key_tag(&tag);
            let call = call.body_map(|body| body.data(STANDARD.encode(TEXT)));
            made["signature"] = call.send().await?.into_inner().data.signature.into();
            let call = kms.get_public_key().key_tag(&tag).body_map(|body| body);
            made["publicKey"] = call.send().await?.into_inner().data.public_key.into();
        }
        let state = emulator.export();
        let version = &state["tables"]["kms.version"][format!("{tag}/{:012}", 2)];
        made["material"] = version["material"].clone();
        println!("{made}");
    }
    Ok(())
}
