//! Reading and writing the values of a secret.

use serde_json::{Map, Value, json};

use super::secret::{Secret, Stage};
use super::{Answer, State, value};
use crate::call::Call;

impl State {
    pub(super) fn read(&mut self, call: &Call) -> Answer {
        let secret = self.lasting_secret(call)?;
        let answer = self.in_clear(call, &secret)?;
        self.record(call, &secret);
        Ok(answer)
    }

    /// The values of all stages in clear, and the keys that a rotation replaces.
    pub(super) fn in_clear(&mut self, call: &Call, secret: &Secret) -> Answer {
        let mut chain = Map::new();
        for stage in Stage::ALL {
            let text = self.decrypt(call, secret, stage)?;
            chain.insert(stage.name().to_owned(), text.as_str().into());
        }
        Ok(json!({ "decryptedSecretChain": chain, "rotationTargets": secret.rotation_targets }))
    }

    pub(super) fn read_stage(&mut self, call: &Call) -> Answer {
        let secret = self.lasting_secret(call)?;
        let stage = Stage::named(call.text("stage"));
        let text = self.decrypt(call, &secret, stage)?;
        self.record(call, &secret);
        // In upper case here, in lower case where it is changed, as on the pages.
        let name = stage.name().to_ascii_uppercase();
        Ok(json!({ "decryptedSecretValue": { "value": text.as_str(), "valueStage": name } }))
    }

    pub(super) fn replace(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        let mut shown = Map::new();
        for stage in Stage::ALL {
            let text = call.member(stage.name());
            let ciphertext = match text {
                "" => None,
                text => {
                    value::pairs(stage.name(), text)?;
                    Some(self.encrypt(call, &secret.key, text)?)
                }
            };
            let text = ciphertext.clone().unwrap_or_default();
            shown.insert(stage.name().to_owned(), text.into());
            secret.chain.set(stage, ciphertext);
        }
        self.keep_changed(call, secret);
        Ok(json!({ "encryptedSecretChain": shown }))
    }

    pub(super) fn replace_stage(&mut self, call: &Call) -> Answer {
        let mut secret = self.lasting_secret(call)?;
        let stage = Stage::named(call.text("stage"));
        let text = call.member("value");
        value::pairs("value", text)?;
        let ciphertext = self.encrypt(call, &secret.key, text)?;
        secret.chain.set(stage, Some(ciphertext.clone()));
        self.keep_changed(call, secret);
        let shown = json!({ "value": ciphertext, "valueStage": stage.name() });
        Ok(json!({ "encryptedSecretValue": shown }))
    }
}

/// A text in the place of each value that a rotation replaces.
pub(super) fn with_new_targets(
    text: &str,
    targets: &[String],
    mut make: impl FnMut() -> String,
) -> Option<String> {
    let Ok(Value::Object(mut pairs)) = serde_json::from_str(text) else {
        return None;
    };
    for target in targets {
        pairs.insert(target.clone(), make().into());
    }
    Some(Value::Object(pairs).to_string())
}
