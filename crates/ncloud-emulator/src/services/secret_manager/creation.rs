//! New secrets.

use serde_json::{Map, Value};

use super::protection;
use super::refusal::Refusal;
use super::rotation::{self, DEFAULT_PERIOD};
use super::secret::{Chain, Secret, Stage, Status, after_days};
use super::{Answer, State, details, triggers, value};
use crate::call::Call;

impl State {
    pub(super) fn create(&mut self, call: &Call) -> Answer {
        check_memo(call)?;
        let text = call.body["secretValue"]["value"]
            .as_str()
            .unwrap_or_default();
        let pairs = value::pairs("secretValue.value", text)?;
        let rotation_targets = targets(call);
        value::has_targets(&pairs, &rotation_targets)?;
        let is_rotated = call.member("autoRotationYN") == "Y";
        let period = call.body["autoRotationPeriod"].as_i64();
        let period = period.unwrap_or(DEFAULT_PERIOD);
        let trigger = rotation::wanted_trigger(call)?;
        if is_rotated && trigger.is_none() {
            return Err(Refusal::request("triggerId is missing"));
        }
        let key = protection::wanted_for_new(call)?;
        let mut chain = Chain::default();
        chain.set(Stage::Active, Some(self.encrypt(call, &key, text)?));
        let secret = Secret {
            number: self.numbers.next("secrets", 1),
            id: call.world.random.hex(64),
            name: call.member("secretName").to_owned(),
            memo: call.member("memo").to_owned(),
            status: Status::Enabled,
            registered: call.now,
            updated: call.now,
            key,
            chain,
            rotation_targets,
            is_rotated,
            period,
            next_rotation: is_rotated.then(|| after_days(call.now, period)),
            trigger,
            job: None,
            has_failed: false,
            before_rotation: None,
            last_rotation: None,
            last_result: None,
        };
        let mut shown = Map::new();
        shown.extend(details::head(call, &secret));
        shown.insert("memo".to_owned(), secret.memo.clone().into());
        shown.extend(details::rotation(&secret));
        shown.insert("trigger".to_owned(), triggers::linked(&secret));
        shown.insert(
            "protectionKey".to_owned(),
            protection::view(call, &secret.key),
        );
        self.keep_changed(call, secret);
        Ok(shown.into())
    }
}

fn targets(call: &Call) -> Vec<String> {
    let targets = call.body["secretValue"]["rotationTargets"].as_array();
    let targets = targets.into_iter().flatten().filter_map(Value::as_str);
    targets.map(str::to_owned).collect()
}

/// Limits the note in bytes; the document can only limit characters.
pub(super) fn check_memo(call: &Call) -> Result<(), Refusal> {
    const LONGEST: usize = 1000;
    if call.member("memo").len() > LONGEST {
        return Err(Refusal::request(format!(
            "memo must have at most {LONGEST} bytes"
        )));
    }
    Ok(())
}
