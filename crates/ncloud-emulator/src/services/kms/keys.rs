//! Keys: making, listing, naming.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rotation;
use super::rows::{Key, KeyType, Status};
use super::state::State;
use crate::call::Call;
use crate::services::paging::Page;

/// Days between rotations unless a call says otherwise.
const ROTATION_PERIOD: i64 = 90;
/// Keys on a page unless a call says otherwise.
const PAGE_SIZE: i64 = 100;
/// Numbers begin after these, as in the examples.
const FIRST_ID: i64 = 20_416;
/// Number of the account's store of keys, as in the examples.
const STORE: i64 = 3310;

pub(super) fn create(call: &Call) -> Result<Value, Refusal> {
    let key_type: KeyType = serde_json::from_value(call.body["keyType"].clone())
        .map_err(|_| Refusal::request("keyType is not known"))?;
    let flag = |name: &str| call.body[name].as_bool().unwrap_or_default();
    if flag("isConvergent") && key_type != KeyType::Aes256 {
        return Err(Refusal::request("isConvergent is for AES256 only"));
    }
    let protection = call.body["protectionType"].as_str().map(str::to_owned);
    if &*call.place.site == "public" && protection.is_none() {
        return Err(Refusal::request("protectionType is missing"));
    }
    let place = call.place.to_string();
    let name = call.member("keyName");
    let mut state = super::state(call);
    check_name(&state, &place, name)?;
    let period = call.body["rotationPeriod"].as_i64();
    let mut key = Key {
        id: state.next("keys", FIRST_ID),
        tag: call.world.random.hex(52),
        name: name.to_owned(),
        key_type,
        place,
        status: Status::Enable,
        status_changed: call.now,
        protection,
        memo: call.member("memo").to_owned(),
        is_convergent: flag("isConvergent"),
        rotates_by_itself: flag("isAutoRotation"),
        rotation_period: period.unwrap_or(ROTATION_PERIOD),
        next_rotation: None,
        created: call.now,
        destroyed_at: None,
        version: 0,
        has_access_list: false,
        addresses: Vec::new(),
    };
    rotation::schedule(&mut key, call.now);
    state.add_version(&mut key, call.now);
    let mut shown = shown(&key);
    for name in ["currentVersion", "destroyDate"] {
        shown.as_object_mut().map(|members| members.remove(name));
    }
    super::activities::note_of(&mut state, call, &key.tag, &call.operation.id, true);
    state.keys.insert(key.tag.clone(), key);
    Ok(shown)
}

pub(super) fn list(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let place = call.place.to_string();
    let mut keys: Vec<&Key> = state
        .keys
        .iter()
        .map(|(_, key)| key)
        .filter(|key| key.place == place)
        .collect();
    keys.sort_by_key(|key| key.id);
    let page = Page::of(call, PAGE_SIZE, keys.len());
    let items: Vec<Value> = page.cut(&keys).iter().map(|key| item(key)).collect();
    Ok(json!({
        "keyList": items,
        "currentPageNo": page.number,
        "totalPageNo": page.pages(),
        "totalCount": keys.len(),
    }))
}

pub(super) fn info(call: &Call) -> Result<Value, Refusal> {
    let state = super::state(call);
    let key = state.key(call)?;
    let mut shown = shown(key);
    shown["nrn"] = resource_name(key).into();
    shown["baseUrl"] = call.world.origin_for(call.place.key_boundary).into();
    Ok(shown)
}

pub(super) fn rename(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let name = call.member("keyName");
    let key = state.key(call)?;
    if key.name != name {
        check_name(&state, &key.place, name)?;
    }
    name.clone_into(&mut state.key_mut(call)?.name);
    Ok(json!({ "keyTag": call.text("keyTag"), "keyName": name }))
}

pub(super) fn change_memo(call: &Call) -> Result<Value, Refusal> {
    let mut state = super::state(call);
    let memo = call.member("memo");
    memo.clone_into(&mut state.key_mut(call)?.memo);
    Ok(json!({ "keyTag": call.text("keyTag"), "memo": memo }))
}

/// Whether a name is free.
fn check_name(state: &State, place: &str, name: &str) -> Result<(), Refusal> {
    let mut keys = state.keys.iter();
    if keys.any(|(_, key)| key.place == place && key.name == name) {
        return Err(Refusal::request("another key has this name"));
    }
    Ok(())
}

pub(super) fn resource_name(key: &Key) -> String {
    format!("nrn:PUB:KMS::2761234:Key/{}", key.id)
}

fn item(key: &Key) -> Value {
    json!({
        "keyId": key.id,
        "keyTag": key.tag,
        "keyName": key.name,
        "keyType": key.key_type,
        "status": key.status,
        "protectionType": key.protection,
        "isConvergent": key.is_convergent,
        "registerDate": key.created,
        "destroyDate": key.destroyed_at,
    })
}

fn shown(key: &Key) -> Value {
    let mut shown = item(key);
    shown["keystoreId"] = STORE.into();
    shown["currentVersion"] = key.version.into();
    shown["memo"] = key.memo.clone().into();
    shown["isAutoRotation"] = key.rotates_by_itself.into();
    shown["rotationPeriod"] = key.rotation_period.into();
    shown["nextRotationDate"] = key.next_rotation.into();
    shown
}
