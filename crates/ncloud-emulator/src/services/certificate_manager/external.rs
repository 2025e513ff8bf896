//! Certificates that were issued elsewhere: registered, listed and deleted.

use serde_json::{Value, json};

use super::certificate::{Certificate, Kind};
use super::files::Files;
use super::refusal::{Answer, Refusal};
use super::{State, key, naming, state};
use crate::call::Call;

/// Registers a certificate, or replaces the files of a registered one. API 1.0 has no such number,
/// and another member for the certificate itself.
pub(super) fn create(call: &Call, member: &'static str) -> Answer {
    let name = call.member("certificateName");
    let replaced = call.body["certificateNo"].as_i64();
    let files = Files::read(
        call.member(member),
        call.member("certificateChain"),
        call.member("privateKey"),
    )?;
    let mut state = state(call);
    let kept = match replaced {
        Some(number) => Some(registered(&state, number)?.clone()),
        None => None,
    };
    naming::check_name(&state, name, replaced)?;
    check_unique(&state, &files, replaced, member)?;
    let (common_name, dns_names) = files.domains();
    let number = replaced.unwrap_or_else(|| state.next_certificate());
    let certificate = Certificate {
        name: name.to_owned(),
        common_name,
        dns_names,
        updated: call.now,
        files: Some(files),
        ..kept.unwrap_or_else(|| Certificate::new(number, Kind::External, call.now))
    };
    let answer = call.success("Success", entries(&[&certificate], call.now));
    state.certificates.insert(key(number), certificate);
    Ok(answer)
}

/// The registered certificate of this number.
fn registered(state: &State, number: i64) -> Result<&Certificate, Refusal> {
    let found = state.certificate(number);
    found
        .filter(|certificate| certificate.kind == Kind::External)
        .ok_or(Refusal::NoCertificate)
}

/// Refuses a certificate or a key that is registered already, except under the number `replaced`.
fn check_unique(
    state: &State,
    files: &Files,
    replaced: Option<i64>,
    member: &'static str,
) -> Result<(), Refusal> {
    let others = state.certificates.iter().filter_map(|(_, certificate)| {
        let other = Some(certificate.number) != replaced;
        certificate.files.as_ref().filter(|_| other)
    });
    let key = files.certificate.public_key();
    for other in others {
        let rule = "is registered already".to_owned();
        if other.certificate == files.certificate {
            return Err(Refusal::Invalid(member, rule));
        }
        if other.private_key.is_some() && other.certificate.public_key() == key {
            return Err(Refusal::Invalid("privateKey", rule));
        }
    }
    Ok(())
}

/// Lists the certificates that match all parameters, in the form of API 1.0.
pub(super) fn list(call: &Call) -> Answer {
    let state = state(call);
    let name = call.parameters.get("certificateName");
    let number = call.integer("certificateNo");
    let instance = call.integer("instanceNo");
    let rows = state.certificates.values();
    let found = rows.filter(|certificate| {
        name.is_none_or(|name| *name == certificate.name)
            && number.is_none_or(|number| number == certificate.number)
            && instance.is_none_or(|instance| certificate.used_by.contains(&instance))
    });
    let found: Vec<&Certificate> = found.collect();
    Ok(call.success("Success", entries(&found, call.now)))
}

/// Deletes the certificate of this number and name, which no instance may use.
pub(super) fn delete(call: &Call) -> Answer {
    let mut state = state(call);
    let number = call.integer("certificateNo").unwrap_or_default();
    let certificate = state.certificate(number);
    let certificate = certificate
        .filter(|certificate| certificate.name == call.text("certificateName"))
        .ok_or(Refusal::NoSuchPair)?;
    if !certificate.used_by.is_empty() {
        return Err(Refusal::InUse);
    }
    state.certificates.remove(&key(number));
    Ok(call.success("Success", json!({ "totalRows": 1 })))
}

/// The members of an answer with certificates in the form of API 1.0.
pub(super) fn entries(certificates: &[&Certificate], now: i64) -> Value {
    let entries: Vec<Value> = certificates
        .iter()
        .map(|certificate| certificate.registered_entry(now))
        .collect();
    json!({ "totalRows": entries.len(), "sslCertificateList": entries })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io;
    use std::sync::Arc;
    use std::time::UNIX_EPOCH;

    use ncloud_core::KeyBoundary;

    use crate::call::{Caller, Content, Outcome};
    use crate::clock::Clock;
    use crate::random::Random;
    use crate::routes::Routes;
    use crate::services;
    use crate::store::Rows as _;
    use crate::world::World;

    use super::*;

    /// Calls an operation of API 1.0 without a body.
    fn call(
        world: &Arc<World>,
        method: &str,
        path: &[&str],
        parameters: Value,
    ) -> io::Result<Value> {
        let routes = Routes::shared().map_err(io::Error::other)?;
        let path: Vec<String> = path.iter().map(|segment| (*segment).to_owned()).collect();
        let found = routes.find(KeyBoundary::Global, method, &path);
        let found = found.ok_or_else(|| io::Error::other("no such operation"))?;
        let call = Call {
            operation: Arc::clone(found.operation),
            place: found.place.clone(),
            parameters: parameters.as_object().cloned().unwrap_or_default(),
            body: Value::Null,
            file_names: Vec::new(),
            caller: Caller::Token(String::new()),
            peer: None,
            now: 0,
            world: Arc::clone(world),
        };
        match services::answer(&call) {
            Outcome {
                content: Content::Json(answer),
                ..
            } => Ok(answer),
            _ => Err(io::Error::other("no JSON")),
        }
    }

    #[test]
    fn certificates_in_use_are_found_by_their_instance_and_not_deleted() -> io::Result<()> {
        let clock = Clock::new(|| UNIX_EPOCH);
        let world = World::new(clock, Random::new()?, String::new(), BTreeMap::new(), None)?;
        let row = Certificate {
            name: "zero-certi".to_owned(),
            used_by: vec![17],
            ..Certificate::new(5, Kind::External, 0)
        };
        let mut state = world.services.certificate_manager.lock();
        // As a state that is imported has it.
        let row = serde_json::to_vec(&row)?;
        state.certificates.load(&key(5), &row)?;
        drop(state);
        let world = Arc::new(world);
        for (instance, count) in [(17, 1), (18, 0)] {
            let parameters = json!({ "instanceNo": instance });
            let listed = call(&world, "GET", &["api", "v1", "certificates"], parameters)?;
            assert_eq!(listed["totalRows"], count);
        }
        let parameters = json!({ "certificateNo": 5, "certificateName": "zero-certi" });
        for path in [
            &["api", "v1", "certificate", "5"][..],
            &["api", "v2", "certificate", "deleteCertificate", "5"],
        ] {
            let answer = call(&world, "DELETE", path, parameters.clone())?;
            let expected = json!({
                "returnCode": "1004",
                "returnMessage": "Failed to delete the certificate. Delete the instance being used \
                    first or replace the certificate being used for the instance.",
            });
            assert_eq!(answer, expected);
        }
        Ok(())
    }
}
