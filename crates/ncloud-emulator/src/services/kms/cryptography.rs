//! The uses of a key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::ciphertext::Sealed;
use super::material::{self, Material};
use super::refusal::Refusal;
use super::rows::{Key, KeyType};
use super::state::numbered;
use crate::call::Call;

/// Bytes that a symmetric key encrypts at most.
const SYMMETRIC: usize = 32 * 1024;
/// Bytes that an RSA key encrypts at most: what OAEP with SHA-256 leaves.
const ASYMMETRIC: usize = 190;
/// Bytes that are signed at most.
const SIGNED: usize = 8 * 1024;
/// Bytes of a context at most.
const CONTEXT: usize = 50;
/// Bits of a data key unless a call says otherwise.
const DATA_KEY_BITS: i64 = 256;

pub(super) fn encrypt(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::encrypts)?;
    let context = user.context()?;
    let ciphertext = each(&call.body["plaintext"], |text| {
        let text = user.text(text)?;
        user.seal(&text, context.as_deref())
    })?;
    Ok(json!({ "ciphertext": ciphertext }))
}

pub(super) fn decrypt(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::encrypts)?;
    let context = user.context()?;
    let plaintext = each(&call.body["ciphertext"], |text| {
        let text = user.open(text, context.as_deref())?;
        Ok(STANDARD.encode(&*text))
    })?;
    Ok(json!({ "plaintext": plaintext }))
}

pub(super) fn re_encrypt(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::encrypts)?;
    let context = user.context()?;
    let ciphertext = each(&call.body["ciphertext"], |text| {
        let text = user.open(text, context.as_deref())?;
        user.seal(&text, context.as_deref())
    })?;
    Ok(json!({ "newCiphertext": ciphertext }))
}

pub(super) fn create_data_key(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::encrypts)?;
    let context = user.context()?;
    let bits = call.body["bits"].as_i64().unwrap_or(DATA_KEY_BITS);
    let data_key = material::random(usize::try_from(bits / 8).unwrap_or_default())?;
    let mut answer = json!({ "ciphertext": user.seal(&data_key, context.as_deref())? });
    if call.body["requestPlainKey"] == true {
        answer["plaintext"] = STANDARD.encode(&*data_key).into();
    }
    Ok(answer)
}

pub(super) fn sign(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::signs)?;
    let data = user.signed_data()?;
    let version = user.key.version;
    let octets = user.material(version)?.pair()?.sign(&data)?;
    Ok(json!({ "signature": Sealed { version, octets }.text() }))
}

/// Tells whether a signature is right. One that no key can have made is wrong, not invalid.
pub(super) fn verify(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::signs)?;
    let data = user.signed_data()?;
    let Ok(signature) = Sealed::read(call.member("signature")) else {
        return Ok(json!({ "valid": false }));
    };
    let material = match user.material(signature.version) {
        Err(refusal) if refusal.status == 404 => return Ok(json!({ "valid": false })),
        material => material?,
    };
    let pair = material.pair()?;
    let algorithm = pair.signature_algorithm();
    let verified = pair
        .public_key()
        .verify(&algorithm, &data, &signature.octets);
    Ok(json!({ "valid": verified.is_ok() }))
}

pub(super) fn public_key(call: &Call) -> Result<Value, Refusal> {
    let user = User::of(call, KeyType::signs)?;
    let version = call.body["keyVersion"].as_i64();
    let material = user.material(version.unwrap_or(user.key.version))?;
    let der = material.pair()?.public_key().to_der()?;
    Ok(json!({ "publicKey": STANDARD.encode(der) }))
}

/// A text as it is answered, for a text, and a list for a list.
fn each(
    given: &Value,
    mut make: impl FnMut(&str) -> Result<String, Refusal>,
) -> Result<Value, Refusal> {
    match given {
        Value::Array(items) => items
            .iter()
            .map(|item| make(item.as_str().unwrap_or_default()).map(Value::from))
            .collect(),
        text => make(text.as_str().unwrap_or_default()).map(Value::from),
    }
}

/// A use of a key.
pub(super) struct User<'a> {
    pub(super) call: &'a Call,
    /// The key as it was when the call came.
    pub(super) key: Key,
}

impl<'a> User<'a> {
    fn of(call: &'a Call, fits: fn(KeyType) -> bool) -> Result<Self, Refusal> {
        let key = super::state(call).key(call)?.clone();
        if !fits(key.key_type) {
            return Err(Refusal::rule("keys of this type cannot do this"));
        }
        Ok(Self { call, key })
    }

    /// The context of a convergent key, which needs one; that of another key does not matter.
    fn context(&self) -> Result<Option<Vec<u8>>, Refusal> {
        let context = match self.call.body["context"].as_str() {
            Some(text) => Some(octets("context", text)?),
            None => None,
        };
        if context
            .as_ref()
            .is_some_and(|context| context.len() > CONTEXT)
        {
            return Err(Refusal::request(format!(
                "context has more than {CONTEXT} bytes"
            )));
        }
        if self.key.is_convergent && context.is_none() {
            return Err(Refusal::request("context is missing"));
        }
        Ok(context.filter(|_| self.key.is_convergent))
    }

    /// What is to be encrypted.
    fn text(&self, text: &str) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let text = Zeroizing::new(octets("plaintext", text)?);
        let most = match self.key.key_type {
            KeyType::Rsa2048 => ASYMMETRIC,
            KeyType::Aes256 | KeyType::Ecdsa => SYMMETRIC,
        };
        if text.len() > most {
            return Err(Refusal::request(format!(
                "plaintext has more than {most} bytes"
            )));
        }
        Ok(text)
    }

    fn signed_data(&self) -> Result<Vec<u8>, Refusal> {
        let data = octets("data", self.call.member("data"))?;
        if data.len() > SIGNED {
            return Err(Refusal::request(format!(
                "data has more than {SIGNED} bytes"
            )));
        }
        Ok(data)
    }

    /// Encrypts with the newest version.
    pub(super) fn seal(&self, text: &[u8], context: Option<&[u8]>) -> Result<String, Refusal> {
        let version = self.key.version;
        let octets = self.material(version)?.encrypt(text, context)?;
        Ok(Sealed { version, octets }.text())
    }

    /// Decrypts with the version that a text names.
    pub(super) fn open(
        &self,
        text: &str,
        context: Option<&[u8]>,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let sealed = Sealed::read(text)?;
        let material = self.material(sealed.version)?;
        let text = material.decrypt(&sealed.octets, context);
        text.map_err(|_| Refusal::request("the key has not made this ciphertext in this context"))
    }

    /// The key of a version, which must be enabled. It is made when it is first needed, and not while
    /// the state is locked.
    fn material(&self, version: i64) -> Result<Material, Refusal> {
        let kept = {
            let state = super::state(self.call);
            let version = state.version(&self.key.tag, version)?;
            if !version.is_enabled {
                return Err(Refusal::status("the version of the key is disabled"));
            }
            version.material.clone()
        };
        if let Some(material) = kept {
            return Ok(material);
        }
        let made = Material::generate(self.key.key_type)?;
        let mut state = super::state(self.call);
        let row = state.versions.get_mut(&numbered(&self.key.tag, version));
        let row = row.ok_or_else(|| Refusal::unknown("the key has been deleted"))?;
        // Another call may have been faster; what it encrypted must be decrypted.
        Ok(row.material.get_or_insert(made).clone())
    }
}

fn octets(name: &str, text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD
        .decode(text)
        .map_err(|_| Refusal::request(format!("{name} is not Base64")))
}
