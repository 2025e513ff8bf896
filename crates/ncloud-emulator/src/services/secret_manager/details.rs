//! What answers show of secrets.

use ncloud_core::KeyBoundary;
use serde_json::{Map, Value, json};

use super::creation::check_memo;
use super::secret::{Secret, Status, boundary_prefix};
use super::{Answer, State, protection, triggers};
use crate::call::Call;
use crate::services::object;
use crate::services::paging::Page;

/// Secrets on one page of the list.
const PAGE: i64 = 20;

/// Members that every view of a secret begins with.
pub(super) fn head(call: &Call, secret: &Secret) -> Map<String, Value> {
    object::members(json!({
        "secretId": secret.id,
        "secretName": secret.name,
        "secretStatus": secret.status.name(),
        "secretType": "BASIC",
        "region": region(call),
        "registerDate": secret.registered,
    }))
}

/// Members about the rotation.
pub(super) fn rotation(secret: &Secret) -> Map<String, Value> {
    object::members(json!({
        "autoRotationYN": yes_or_no(secret.is_rotated),
        "autoRotationPeriod": secret.is_rotated.then_some(secret.period),
        "nextRotationDate": secret.next_rotation,
        "rotationPhase": secret.job.is_none().then_some("NONE"),
    }))
}

pub(super) fn yes_or_no(yes: bool) -> &'static str {
    if yes { "Y" } else { "N" }
}

fn region(call: &Call) -> &'static str {
    match call.place.key_boundary {
        Some(KeyBoundary::Jp) => "JPN",
        _ => "KR",
    }
}

impl State {
    pub(super) fn list(&mut self, call: &Call) -> Value {
        let prefix = boundary_prefix(call);
        let secrets = self.secrets.starting_with(&prefix);
        let mut secrets: Vec<Secret> = secrets.map(|(_, secret)| secret.clone()).collect();
        for secret in &mut secrets {
            // What the clock did is kept when the secret is called itself.
            secret.settle(call.now, &call.world.random);
        }
        secrets.retain(|secret| secret.status != Status::Destroyed);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.number));
        let page = Page::of(call, PAGE, secrets.len());
        let shown: Vec<Value> = page
            .cut(&secrets)
            .iter()
            .map(|secret| head(call, secret).into())
            .collect();
        json!({
            "totalPageNo": page.pages(),
            "currentPageNo": page.number,
            "totalCount": secrets.len(),
            "secretList": shown,
        })
    }

    pub(super) fn detail(&mut self, call: &Call) -> Answer {
        let secret = self.secret_or_what_is_left(call)?;
        let mut shown = head(call, &secret);
        shown.extend(rotation(&secret));
        shown.extend(object::members(json!({
            "memo": secret.memo,
            "expectedDestroyDate": secret.status.destroyed_at(),
            "updateDate": secret.updated,
            "lastRotationDate": secret.last_rotation,
            "lastRotationResultId": secret.last_result,
            "trigger": triggers::linked(&secret),
            "protectionKey": protection::view(call, &secret.key),
        })));
        Ok(shown.into())
    }

    pub(super) fn replace_memo(&mut self, call: &Call) -> Answer {
        let mut secret = self.secret(call)?;
        check_memo(call)?;
        secret.memo = call.member("memo").to_owned();
        let answer = json!({
            "secretId": secret.id, "memo": secret.memo, "updateDate": call.now,
        });
        self.keep_changed(call, secret);
        Ok(answer)
    }
}
