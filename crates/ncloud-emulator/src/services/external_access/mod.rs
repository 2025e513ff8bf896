//! External Access, a part of Sub Account at a host of its own: trust anchors with their CRLs, profiles,
//! and subjects.
//!
//! The roles of a profile are those of the emulated Sub Account, and a trust anchor of the type
//! `NCP_PCA` stands for a CA of the emulated Private CA. Nobody takes a role here: what is switched on
//! or off is remembered, and has no further effect.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - codes are not documented. Refusals are HTTP 400 with `BAD_REQUEST`, and HTTP 404 with `NOT_FOUND` for
//!   what the path names and is not there; what the body names and is not there is a bad request;
//! - names need not be unique, and their characters are free. Changes have the limits of creations;
//! - a role of a profile must be of the type `Service`, have `ExternalAccess` among its entities, and be in
//!   no other profile. A role that is deleted is in no profile any more;
//! - the CA of a trust anchor must be there and have its certificate, in whatever state it is; a bundle has
//!   one or more certificates, all of CAs. Whether they have expired is not asked. Of `sourceData` only the
//!   member counts that the type names, and a source is changed as a whole; CRLs stay as they are then;
//! - `crlData` is Base64 of DER or of PEM, and signed by the CA of the trust anchor, or by one of its
//!   bundle. Whether the list is out of date is not asked;
//! - the CRLs of a trust anchor are answered as an array, and go with it;
//! - what is switched on can be deleted. A deletion answers what was deleted, that of a CRL its outcome;
//! - a change that changes nothing leaves the time of the last change as it is;
//! - trust anchors are looked for by `name` and `trustAnchorNrn`.
//!
//! **Subjects** appear where a certificate is shown to obtain credentials, which no operation here does.
//! There is the one of [`example`] from the start, so that there is something to read. It is the emulator's
//! own: a certificate of one day in the year 2000, which was refused.

mod crls;
mod entry;
mod example;
mod limits;
mod listing;
mod profiles;
mod refusal;
mod rows;
mod sources;
mod state;
mod subjects;
mod trust_anchors;

use serde_json::Value;

use crate::call::{Call, Content, Outcome};
use crate::services::{Behaviour, FROM_EXAMPLES};
use crate::store::Guard;

use refusal::Refusal;
pub(crate) use state::State;

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    is_slow,
    ..FROM_EXAMPLES
};

/// Answers a valid call.
fn answer(call: &Call) -> Option<Outcome> {
    Some(match perform(call)?(call) {
        Ok(answer) => Outcome {
            status: call.operation.success_status,
            content: Content::Json(answer),
        },
        Err(refusal) => refusal.outcome(call),
    })
}

/// Whether a call reads certificates or revocation lists, which may be long.
fn is_slow(call: &Call) -> bool {
    matches!(
        call.operation.id.as_str(),
        "createTrustAnchor" | "updateTrustAnchor" | "createCrl" | "updateCrl"
    )
}

type Perform = fn(&Call) -> Result<Value, Refusal>;

/// What an operation does.
fn perform(call: &Call) -> Option<Perform> {
    Some(match call.operation.id.as_str() {
        "getProfiles" => profiles::list,
        "createProfile" => profiles::create,
        "getProfile" => profiles::get,
        "updateProfile" => profiles::change,
        "deleteProfile" => profiles::delete,
        "enableProfile" | "disableProfile" => profiles::switch,
        "getTrustAnchors" => trust_anchors::list,
        "createTrustAnchor" => trust_anchors::create,
        "getTrustAnchor" => trust_anchors::get,
        "updateTrustAnchor" => trust_anchors::change,
        "deleteTrustAnchor" => trust_anchors::delete,
        "enableTrustAnchor" | "disableTrustAnchor" => trust_anchors::switch,
        "getCrls" => crls::list,
        "createCrl" => crls::create,
        "getCrl" => crls::get,
        "updateCrl" => crls::change,
        "deleteCrl" => crls::delete,
        "enableCrl" | "disableCrl" => crls::switch,
        "getSubjects" => subjects::list,
        "getSubject" => subjects::get,
        "getSubjectCredentials" => subjects::credentials,
        _ => return None,
    })
}

/// Whether a call that switches something switches it on.
fn switches_on(call: &Call) -> bool {
    call.operation.id.starts_with("enable")
}

fn state(call: &Call) -> Guard<'_, State> {
    call.world.services.external_access.lock()
}
