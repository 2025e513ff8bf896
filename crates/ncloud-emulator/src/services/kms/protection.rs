//! Keys as Secret Manager uses them: to protect what it keeps.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::ciphertext::Sealed;
use super::cryptography::User;
use super::material::Material;
use super::refusal::Refusal;
use super::rows::{Key, KeyType};
use super::{access, activities};
use crate::call::Call;

/// Why a key cannot be used, in words.
type Problem = Cow<'static, str>;

/// The version of a key that has only one.
const ONLY_VERSION: i64 = 1;

/// A key that another service has for itself.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::services) struct OwnKey(Material);

impl fmt::Debug for OwnKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnKey(***)")
    }
}

impl OwnKey {
    /// Makes a key.
    ///
    /// # Errors
    /// When the cryptographic library cannot.
    pub(in crate::services) fn generate() -> Result<Self, Problem> {
        let material = Material::generate(KeyType::Aes256);
        Ok(Self(material.map_err(|error| error.to_string())?))
    }

    /// Encrypts.
    ///
    /// # Errors
    /// When the cryptographic library cannot.
    pub(in crate::services) fn encrypt(&self, text: &str) -> Result<String, Problem> {
        let octets = self.0.encrypt(text.as_bytes(), None);
        let octets = octets.map_err(|error| error.to_string())?;
        let version = ONLY_VERSION;
        Ok(Sealed { version, octets }.text())
    }

    /// Decrypts.
    ///
    /// # Errors
    /// When this key has not encrypted it.
    pub(in crate::services) fn decrypt(&self, text: &str) -> Result<Zeroizing<String>, Problem> {
        let sealed = Sealed::read(text).map_err(|refusal| refusal.message)?;
        let octets = self.0.decrypt(&sealed.octets, None);
        as_text(octets.map_err(|error| error.to_string())?)
    }
}

/// The keys of the boundary that is called which can protect secrets: those that take texts of any
/// length and need no context. Members are those of `getProtectionKeyList`.
pub(in crate::services) fn list(call: &Call) -> Vec<Value> {
    let state = super::state(call);
    let place = call.place.to_string();
    let mut keys: Vec<&Key> = state
        .keys
        .values()
        .filter(|key| key.place == place && can_protect(key))
        .collect();
    keys.sort_by_key(|key| key.id);
    keys.iter()
        .map(|key| {
            json!({
                "keyId": key.id,
                "keyTag": key.tag,
                "keyName": key.name,
                "keyStatus": key.status,
                "keyType": key.key_type,
            })
        })
        .collect()
}

/// Name of a key; none when it is not there.
pub(in crate::services) fn name(call: &Call, tag: &str) -> Option<String> {
    let state = super::state(call);
    Some(state.key_of(call, tag).ok()?.name.clone())
}

/// Encrypts with the newest version of a key.
///
/// # Errors
/// When there is no such key here, or it cannot be used.
pub(in crate::services) fn encrypt(call: &Call, tag: &str, text: &str) -> Result<String, Problem> {
    let sealed = usable(call, tag).and_then(|key| User { call, key }.seal(text.as_bytes(), None));
    note(call, tag, "encrypt", sealed.is_ok());
    sealed.map_err(|refusal| refusal.message)
}

/// Decrypts.
///
/// # Errors
/// As [`encrypt`], and when the key has not encrypted it.
pub(in crate::services) fn decrypt(
    call: &Call,
    tag: &str,
    text: &str,
) -> Result<Zeroizing<String>, Problem> {
    let opened = usable(call, tag).and_then(|key| User { call, key }.open(text, None));
    note(call, tag, "decrypt", opened.is_ok());
    as_text(opened.map_err(|refusal| refusal.message)?)
}

/// Notes a use of a key that is here, in the name of who called the other service.
fn note(call: &Call, tag: &str, action: &str, succeeded: bool) {
    let mut state = super::state(call);
    if state.key_of(call, tag).is_ok() {
        activities::note_of(&mut state, call, tag, action, succeeded);
    }
}

fn can_protect(key: &Key) -> bool {
    key.key_type == KeyType::Aes256 && !key.is_convergent
}

fn usable(call: &Call, tag: &str) -> Result<Key, Refusal> {
    let state = super::state(call);
    let key = state.key_of(call, tag)?;
    if !can_protect(key) {
        return Err(Refusal::rule("keys of this type cannot do this"));
    }
    access::enabled(key)?;
    Ok(key.clone())
}

fn as_text(octets: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Problem> {
    let text = std::str::from_utf8(&octets).map_err(|_| "the text is not UTF-8")?;
    Ok(Zeroizing::new(text.to_owned()))
}
