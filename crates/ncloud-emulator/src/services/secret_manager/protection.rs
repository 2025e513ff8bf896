//! The keys that encrypt values.

use ncloud_core::KeyBoundary;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::refusal::Refusal;
use super::secret::{Secret, Stage, boundary_prefix};
use super::{Answer, State};
use crate::call::Call;
use crate::services::kms::protection::{self as kms, OwnKey};

/// What encrypts a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ProtectionKey {
    /// The service's own key.
    Own,
    /// The key of Key Management Service with this tag.
    Managed(String),
}

/// The keys that can protect a secret of the host that is called.
pub(super) fn list(call: &Call) -> Value {
    let own = json!({
        "keyId": 0, "keyTag": "", "keyName": "Secret Manager Default Key", "keyStatus": "",
        "keyType": "",
    });
    let mut keys = vec![own];
    keys.extend(kms::list(call));
    for key in &mut keys {
        key["kmsBoundaryType"] = boundary_type(call).into();
    }
    json!({ "keyList": keys })
}

/// `GLOBAL` at the host of global keys, else `ISOLATED`.
fn boundary_type(call: &Call) -> &'static str {
    match call.place.key_boundary.unwrap_or_default() {
        KeyBoundary::Global => "GLOBAL",
        _ => "ISOLATED",
    }
}

/// The key that a body asks for.
///
/// # Errors
/// When it has no tag, or is not for this host.
fn wanted(call: &Call) -> Result<ProtectionKey, Refusal> {
    let here = boundary_type(call);
    let boundary = call.member("kmsBoundaryType");
    if !boundary.is_empty() && boundary != here {
        let reason =
            format!("keys of the kind {boundary} are at another host; here they are {here}");
        return Err(Refusal::rule(reason));
    }
    if call.member("protectionKeyType") == "DEFAULT" {
        return Ok(ProtectionKey::Own);
    }
    match call.member("kmsKeyTag") {
        "" => Err(Refusal::request("kmsKeyTag is missing")),
        tag => Ok(ProtectionKey::Managed(tag.to_owned())),
    }
}

/// The key that a body asks for, for a new secret.
///
/// # Errors
/// When it has no tag, is not for this host, or is one that new secrets cannot have.
pub(super) fn wanted_for_new(call: &Call) -> Result<ProtectionKey, Refusal> {
    let key = wanted(call)?;
    if boundary_type(call) == "GLOBAL" && key != ProtectionKey::Own {
        return Err(Refusal::rule(
            "new secrets take isolated keys, which are at the host of their region",
        ));
    }
    Ok(key)
}

/// What answers show of a key.
pub(super) fn view(call: &Call, key: &ProtectionKey) -> Value {
    let (kind, tag, name) = match key {
        ProtectionKey::Own => ("DEFAULT", "", None),
        ProtectionKey::Managed(tag) => ("USER_MANAGED_KEY", tag.as_str(), kms::name(call, tag)),
    };
    json!({
        "type": kind,
        "kmsKeyTag": tag,
        "kmsKeyName": name.unwrap_or_default(),
        "kmsBoundaryType": boundary_type(call),
    })
}

impl State {
    /// Encrypts a value.
    pub(super) fn encrypt(
        &mut self,
        call: &Call,
        key: &ProtectionKey,
        text: &str,
    ) -> Result<String, Refusal> {
        let encrypted = match key {
            ProtectionKey::Own => self.own_key(call)?.encrypt(text),
            ProtectionKey::Managed(tag) => kms::encrypt(call, tag, text),
        };
        encrypted.map_err(Refusal::rule)
    }

    /// Decrypts the value of a stage; empty when it has none.
    pub(super) fn decrypt(
        &mut self,
        call: &Call,
        secret: &Secret,
        stage: Stage,
    ) -> Result<Zeroizing<String>, Refusal> {
        let Some(ciphertext) = secret.chain.get(stage) else {
            return Ok(Zeroizing::default());
        };
        let decrypted = match &secret.key {
            ProtectionKey::Own => self.own_key(call)?.decrypt(ciphertext),
            ProtectionKey::Managed(tag) => kms::decrypt(call, tag, ciphertext),
        };
        decrypted.map_err(Refusal::rule)
    }

    fn own_key(&mut self, call: &Call) -> Result<OwnKey, Refusal> {
        let place = boundary_prefix(call);
        if let Some(key) = self.own_keys.get(&place) {
            return Ok(key.clone());
        }
        let key = OwnKey::generate().map_err(Refusal::rule)?;
        self.own_keys.insert(place, key.clone());
        Ok(key)
    }

    /// Encrypts the values of a secret with another key from now on.
    pub(super) fn replace_key(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        let key = wanted(call)?;
        let mut chain = secret.chain.clone();
        for stage in Stage::ALL {
            if secret.chain.get(stage).is_some() {
                let text = self.decrypt(call, &secret, stage)?;
                chain.set(stage, Some(self.encrypt(call, &key, &text)?));
            }
        }
        let answer = json!({ "secretId": secret.id, "protectionKey": view(call, &key) });
        secret.chain = chain;
        secret.key = key;
        // It is encrypted with the former key.
        secret.before_rotation = None;
        self.keep_changed(call, secret);
        Ok(answer)
    }
}
