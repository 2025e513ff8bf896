//! The token generator of a key and its tokens, which are JSON Web Tokens signed with HMAC-SHA256.

use aws_lc_rs::hmac::{HMAC_SHA256, Key as HmacKey, sign, verify};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rows::{Generator, Key};
use super::state::State;
use crate::call::{Call, Caller};
use crate::clock::{HOUR, SECOND};

/// Hours for which an access token is valid unless a call says otherwise.
const ACCESS_HOURS: i64 = 72;
/// Hours for which a refresh token is valid unless a call says otherwise.
const REFRESH_HOURS: i64 = 2160;
/// The longest time for which a token is valid, in hours, unless it is without an end.
const MOST_HOURS: i64 = 17520;
/// In the place of hours: without an end.
const UNLIMITED: &str = "UL";
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Access,
    Refresh,
}

/// What a token says; times are epoch seconds, as RFC 7519 has them.
#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(rename = "jti")]
    id: String,
    #[serde(rename = "typ")]
    kind: Kind,
    /// Identifier of the generator.
    #[serde(rename = "iss")]
    generator: String,
    /// Tag of the key.
    #[serde(rename = "aud")]
    key: String,
    /// Whose rights it carries.
    #[serde(rename = "sub")]
    owner: String,
    #[serde(rename = "iat")]
    issued: i64,
    /// None for a token without an end.
    #[serde(rename = "exp", skip_serializing_if = "Option::is_none")]
    ends: Option<i64>,
}

pub(super) fn create_generator(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let tag = state.key(call)?.tag.clone();
    if active(&state, &tag).is_some() {
        return Err(Refusal::status("the key has a token generator already"));
    }
    let generator = new_generator(call);
    state.generators.insert(tag, generator);
    Ok(Value::Null)
}

pub(super) fn generator(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let tag = &state.key(call)?.tag;
    let generator = state.generators.get(tag);
    let is_active = generator.is_some_and(|generator| generator.removed.is_none());
    Ok(json!({
        "tokenGeneratorId": generator.map(|generator| &generator.id),
        "status": if is_active { "ACTIVE" } else { "INACTIVE" },
        "enabledDate": generator.map(|generator| generator.made),
        "disabledDate": generator.and_then(|generator| generator.removed),
        "issuedTokenCount": generator.map_or(0, |generator| generator.issued),
    }))
}

/// Makes another generator, so that no token of the one before is accepted any more.
pub(super) fn replace_generator(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let tag = state.key(call)?.tag.clone();
    active(&state, &tag).ok_or_else(no_generator)?;
    let generator = new_generator(call);
    state.generators.insert(tag, generator);
    Ok(Value::Null)
}

pub(super) fn delete_generator(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let tag = state.key(call)?.tag.clone();
    active(&state, &tag).ok_or_else(no_generator)?;
    if let Some(generator) = state.generators.get_mut(&tag) {
        generator.removed = Some(call.now);
    }
    Ok(Value::Null)
}

pub(super) fn issue_set(call: &Call) -> Result<Value, Refusal> {
    let mut issuer = Issuer::of(call)?;
    let refresh = issuer.issue(Kind::Refresh, "refreshTokenHours", REFRESH_HOURS)?;
    let access = issuer.issue(Kind::Access, "accessTokenHours", ACCESS_HOURS)?;
    Ok(json!({ "refreshToken": refresh, "accessToken": access }))
}

pub(super) fn issue_access_token(call: &Call) -> Result<Value, Refusal> {
    let token = Issuer::of(call)?.issue(Kind::Access, "accessTokenHours", ACCESS_HOURS)?;
    Ok(json!({ "accessToken": token }))
}

/// Checks that a token is one of the key's generator, of the right kind, and has not ended.
pub(super) fn check(
    state: &State,
    key: &Key,
    token: &str,
    kind: Kind,
    now: i64,
) -> Result<(), Refusal> {
    let wrong = || Refusal::token("the token is not accepted");
    let (signed, signature) = token.rsplit_once('.').ok_or_else(wrong)?;
    let claims = claims(token).ok_or_else(wrong)?;
    let generator = active(state, &key.tag).ok_or_else(wrong)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| wrong())?;
    let secret = HmacKey::new(HMAC_SHA256, generator.secret.as_bytes());
    verify(&secret, signed.as_bytes(), &signature).map_err(|_| wrong())?;
    if claims.generator != generator.id || claims.key != key.tag {
        return Err(wrong());
    }
    if claims.kind != kind {
        return Err(Refusal::token("the token is of the other kind"));
    }
    if claims.ends.is_some_and(|ends| ends <= seconds(now)) {
        return Err(Refusal::token("the token has ended"));
    }
    Ok(())
}

/// Epoch seconds of epoch milliseconds.
fn seconds(time: i64) -> i64 {
    time.div_euclid(SECOND)
}

/// Whose rights a token carries, if it says so; whether it is right, [`check`] tells.
pub(super) fn owner(token: &str) -> Option<String> {
    claims(token).map(|claims| claims.owner)
}

fn claims(token: &str) -> Option<Claims> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&claims).ok()
}

fn active<'a>(state: &'a State, tag: &str) -> Option<&'a Generator> {
    let generator = state.generators.get(tag)?;
    generator.removed.is_none().then_some(generator)
}

fn no_generator() -> Refusal {
    Refusal::status("the key has no token generator")
}

fn new_generator(call: &Call) -> Generator {
    let random = &call.world.random;
    Generator {
        id: random.hex(10),
        secret: random.hex(64),
        made: call.now,
        removed: None,
        issued: 0,
    }
}

/// Hours that are given as a text.
fn hours_of(member: &str, text: &str) -> Result<i64, Refusal> {
    let hours = text.parse().ok();
    let hours = hours.filter(|hours| (1..=MOST_HOURS).contains(hours));
    hours.ok_or_else(|| Refusal::request(format!("{member} must be 1 to {MOST_HOURS}, or UL")))
}

/// Issues tokens of the key of a call.
struct Issuer<'a> {
    call: &'a Call,
    tag: String,
    owner: String,
}

impl<'a> Issuer<'a> {
    fn of(call: &'a Call) -> Result<Self, Refusal> {
        let owner = match &call.caller {
            Caller::KeyPair(key) => key.access.clone(),
            Caller::Token(token) => owner(token).unwrap_or_default(),
        };
        let tag = super::state(call).key(call)?.tag.clone();
        Ok(Self { call, tag, owner })
    }

    fn issue(&mut self, kind: Kind, member: &str, hours: i64) -> Result<String, Refusal> {
        let now = self.call.now;
        let hours = match &self.call.body[member] {
            Value::String(text) if text == UNLIMITED => None,
            Value::String(text) => Some(hours_of(member, text)?),
            given => Some(given.as_i64().unwrap_or(hours)),
        };
        let mut state = super::state(self.call);
        active(&state, &self.tag).ok_or_else(no_generator)?;
        let generator = state
            .generators
            .get_mut(&self.tag)
            .ok_or_else(no_generator)?;
        generator.issued = generator.issued.saturating_add(1);
        let claims = Claims {
            id: self.call.world.random.hex(32),
            kind,
            generator: generator.id.clone(),
            key: self.tag.clone(),
            owner: self.owner.clone(),
            issued: seconds(now),
            ends: hours.map(|hours| seconds(now.saturating_add(hours.saturating_mul(HOUR)))),
        };
        // Texts and numbers always become JSON.
        let claims = serde_json::to_vec(&claims).unwrap_or_default();
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(HEADER),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let secret = HmacKey::new(HMAC_SHA256, generator.secret.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(sign(&secret, signed.as_bytes()));
        Ok(format!("{signed}.{signature}"))
    }
}
