//! Private CA: CAs and their life, with placeholders for certificates.

use serde_json::{Map, Value, json};

use crate::call::{Call, Outcome};
use crate::operation::Operation;
use crate::pem;
use crate::reply::Reply;
use crate::services::Unsigned;
use crate::store::{Rows, Tables};

const ROOT: &str = "PRIVATE_ROOT";
const ACTIVE: &str = "ACTIVE";
const PENDING: &str = "PENDING";
const DESTROYING: &str = "DESTROYING";
/// How long a deletion waits, milliseconds.
const DESTROY_WAIT: i64 = 72 * 60 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The longest validity, in days: what `MAX` stands for.
const LONGEST: i64 = 3650;
/// CAs on one page of the list; the service does not document its own number.
const PAGE: usize = 10;
/// The members of a subject that an answer repeats.
const SUBJECT: [&str; 6] = [
    "commonName",
    "country",
    "locality",
    "stateProvince",
    "organization",
    "organizationUnit",
];

/// A CA.
struct Ca {
    tag: String,
    id: i64,
    kind: String,
    alias: String,
    memo: String,
    status: String,
    status_changed: Option<i64>,
    destroyed_at: Option<i64>,
    created: i64,
    signing_count: i64,
    /// Tag of the CA that signed it, when that is one of ours.
    issuer: Option<String>,
    key_type: String,
    days: Option<i64>,
    subject: Map<String, Value>,
    /// What `caCertInfo` shows; null while the CA waits for its certificate.
    certificate: Value,
}

/// The CAs in the order of creation, and the number of the last one.
#[derive(Default)]
pub(crate) struct State {
    cas: Vec<Ca>,
    last_id: i64,
}

/// Answers the operations that keep state.
pub(super) fn answer(call: &Call) -> Option<Outcome> {
    call.world.services.private_ca.lock().answer(call)
}

/// Whether a call makes an RSA key or signs much.
pub(super) fn is_slow(_call: &Call) -> bool {
    false
}

/// Answers requests of the distribution points.
pub(super) fn answer_unsigned(_request: &Unsigned<'_>) -> Option<Reply> {
    None
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        Vec::new()
    }
}

impl State {
    /// Answers the operations on CAs themselves.
    fn answer(&mut self, call: &Call) -> Option<Outcome> {
        let answered = match call.operation.id.as_str() {
            "createCa" => self.create(call),
            "getCaList" => self.list(call),
            "getCa" => self.get(call),
            "updateCa" => self.update(call),
            "deleteCa" => self.delete(call),
            "activateSubCa" => self.activate(call),
            _ => return None,
        };
        Some(answered.unwrap_or_else(|refusal| call.failure(400, refusal.0.into(), refusal.1)))
    }

    fn create(&mut self, call: &Call) -> Result<Outcome, Refusal> {
        let alias = call.member("alias");
        if self.cas.iter().any(|ca| ca.alias == alias) {
            return Err(Refusal("ALREADY_EXIST_ALIAS", "alias already exists"));
        }
        let kind = call.text("caType");
        let issuer = if kind == ROOT {
            ""
        } else {
            call.text("issuerTag")
        };
        let issuer_at = match issuer {
            "" => None,
            tag => Some(
                self.position(tag)
                    .ok_or(Refusal("NOT_EXIST_ISSUER_CA", "issuer ca not found"))?,
            ),
        };
        if issuer_at.is_some_and(|at| self.cas[at].status != ACTIVE) {
            return Err(Refusal("INVALID_ISSUER_CA", "issuer ca is not active"));
        }
        self.last_id += 1;
        let parameters = &call.body["x509Parameters"];
        let subject = SUBJECT
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), parameters.get(name)?.clone())));
        let mut ca = Ca {
            tag: self.new_tag(call),
            id: self.last_id,
            kind: kind.to_owned(),
            alias: alias.to_owned(),
            memo: call.member("memo").to_owned(),
            status: ACTIVE.to_owned(),
            status_changed: None,
            destroyed_at: None,
            created: call.now,
            signing_count: 0,
            issuer: issuer_at.map(|at| self.cas[at].tag.clone()),
            key_type: call.member("keyType").to_owned(),
            days: call.member("period").parse().ok(),
            subject: subject.collect(),
            certificate: Value::Null,
        };
        match issuer_at {
            Some(at) => {
                let issuer = &mut self.cas[at];
                issuer.signing_count += 1;
                ca.certificate = ca.signed(call, Some(issuer));
            }
            None if kind == ROOT => ca.certificate = ca.signed(call, None),
            None => PENDING.clone_into(&mut ca.status),
        }
        let answer = call.success("Success", json!({ "data": ca.json(call, false) }));
        self.cas.push(ca);
        Ok(answer)
    }

    fn list(&self, call: &Call) -> Result<Outcome, Refusal> {
        let page = usize::try_from(call.integer("pageNo").unwrap_or(1)).unwrap_or(0);
        if page == 0 {
            return Err(Refusal(
                "INVALID_INPUT_PAGENUMBBER",
                "pageNo must be 1 or more",
            ));
        }
        let shown = self
            .cas
            .iter()
            .skip((page - 1).saturating_mul(PAGE))
            .take(PAGE);
        let shown: Vec<Value> = shown.map(|ca| ca.json(call, true)).collect();
        Ok(call.success(
            "Success",
            json!({ "data": {
                "totalCnt": self.cas.len(),
                "caInfoList": shown,
                "totalPageNo": self.cas.len().div_ceil(PAGE),
                "currentPageNo": page,
            } }),
        ))
    }

    fn get(&self, call: &Call) -> Result<Outcome, Refusal> {
        let ca = &self.cas[self.called(call)?];
        Ok(call.success("Success", json!({ "data": ca.json(call, true) })))
    }

    fn update(&mut self, call: &Call) -> Result<Outcome, Refusal> {
        let at = self.called(call)?;
        let ca = &mut self.cas[at];
        let status = call.member("status");
        if ca.status == PENDING && status != DESTROYING {
            return Err(Refusal(
                "INVALID_CA_STATUS",
                "the CA waits for its certificate",
            ));
        }
        status.clone_into(&mut ca.status);
        ca.status_changed = Some(call.now);
        ca.destroyed_at = (status == DESTROYING).then(|| call.now.saturating_add(DESTROY_WAIT));
        Ok(call.success("Success", json!({ "data": ca.info(call, false) })))
    }

    fn delete(&mut self, call: &Call) -> Result<Outcome, Refusal> {
        let at = self.called(call)?;
        if self.cas[at].status != DESTROYING {
            return Err(Refusal(
                "INVALID_CA_STATUS",
                "the status of the CA is not DESTROYING",
            ));
        }
        // The CAs below it go with it.
        let mut gone = vec![self.cas.remove(at).tag];
        while let Some(tag) = gone.pop() {
            let (below, rest): (Vec<Ca>, Vec<Ca>) = std::mem::take(&mut self.cas)
                .into_iter()
                .partition(|ca| ca.issuer.as_deref() == Some(&tag));
            self.cas = rest;
            gone.extend(below.into_iter().map(|ca| ca.tag));
        }
        Ok(call.success("Success", json!({ "data": null })))
    }

    fn activate(&mut self, call: &Call) -> Result<Outcome, Refusal> {
        let at = self.called(call)?;
        let ca = &mut self.cas[at];
        if ca.status != PENDING {
            return Err(Refusal(
                "INVALID_CA_STATUS",
                "the CA does not wait for a certificate",
            ));
        }
        if !pem::is_certificate(call.member("certPem")) {
            return Err(Refusal(
                "INVALID_INPUT_CERT",
                "certPem is not a certificate in PEM",
            ));
        }
        if !pem::is_certificate(call.member("caChainPem")) {
            return Err(Refusal(
                "INVALID_INPUT_CA_CHAIN",
                "caChainPem is not a chain in PEM",
            ));
        }
        ACTIVE.clone_into(&mut ca.status);
        ca.status_changed = Some(call.now);
        ca.certificate = ca.signed(call, None);
        ca.certificate["certPem"] = call.member("certPem").into();
        ca.certificate["chainPem"] = call.member("caChainPem").into();
        // Only the certificate itself could tell.
        ca.certificate["issuerName"] = Value::Null;
        Ok(call.success("Success", json!({ "data": ca.json(call, false) })))
    }

    fn position(&self, tag: &str) -> Option<usize> {
        self.cas.iter().position(|ca| ca.tag == tag)
    }

    /// The CA that the path names.
    fn called(&self, call: &Call) -> Result<usize, Refusal> {
        self.position(call.text("caTag"))
            .ok_or(Refusal("NOT_EXIST_CASTORE", "castore not found"))
    }

    fn new_tag(&self, call: &Call) -> String {
        loop {
            let tag = format!("{}-{}", call.world.random.hex(8), call.world.random.hex(8));
            if self.position(&tag).is_none() {
                return tag;
            }
        }
    }
}

/// A refusal under HTTP 400: code and message.
struct Refusal(&'static str, &'static str);

impl Ca {
    /// What answers show of the CA and its certificate. `named` adds its resource name.
    fn json(&self, call: &Call, named: bool) -> Value {
        json!({ "caInfo": self.info(call, named), "caCertInfo": self.certificate })
    }

    fn info(&self, call: &Call, named: bool) -> Value {
        let base = format!("{}/ext/{}", call.operation.service.url, self.tag);
        let mut info = json!({
            "signingCount": self.signing_count,
            "caType": self.kind,
            "caId": self.id,
            "statusUpdateDate": self.status_changed,
            "destroyDate": self.destroyed_at,
            "alias": self.alias,
            "memo": self.memo,
            "urlInfo": { "ocsp": [], "crl": [format!("{base}/crl")], "ca": [format!("{base}/ca")] },
            "caTag": self.tag,
            "rgstDate": self.created,
            "status": self.status,
        });
        if named {
            info["nrn"] = format!("nrn:PUB:PrivateCA::2761234:CA/{}", self.id).into();
        }
        info
    }

    /// What is shown of a certificate that `issuer`, or the CA itself, signs now.
    fn signed(&self, call: &Call, issuer: Option<&Ca>) -> Value {
        let name = |ca: &Ca| ca.subject.get("commonName").cloned().unwrap_or_default();
        let signer = issuer.unwrap_or(self);
        let serial = call.world.random.serial_number();
        let subject = format!("{} {serial}", name(self).as_str().unwrap_or_default());
        let certificate = pem::placeholder("CERTIFICATE", &subject);
        let chain = issuer.map_or_else(|| certificate.clone(), |issuer| issuer.chain_with_itself());
        // The service dates certificates back by half a minute, in whole seconds.
        let start = call
            .now
            .saturating_sub(30_000)
            .div_euclid(1000)
            .saturating_mul(1000);
        let end = call.now.div_euclid(1000).saturating_mul(1000);
        let end = end.saturating_add(self.days.unwrap_or(LONGEST).saturating_mul(DAY));
        let end = match issuer.and_then(|issuer| issuer.certificate["notAfterDate"].as_i64()) {
            Some(limit) => end.min(limit),
            None => end,
        };
        let algorithm = |ca: &Ca| {
            if ca.key_type.starts_with("EC") {
                "EC"
            } else {
                "RSA"
            }
        };
        let mut shown = self.subject.clone();
        let rest = json!({
            "issuerName": name(signer),
            "notBeforeDate": start,
            "notAfterDate": end,
            "publicKeyAlgorithm": algorithm(self),
            "signatureAlgorithm": if algorithm(signer) == "EC" { "SHA256withECDSA" } else { "SHA256withRSA" },
            "certPem": certificate,
            "chainPem": chain,
            "serialNo": serial,
            "caCertId": self.id,
        });
        if let Value::Object(rest) = rest {
            shown.extend(rest);
        }
        Value::Object(shown)
    }

    /// The certificates above one that this CA signs: its own, then those above it.
    fn chain_with_itself(&self) -> String {
        let text = |name: &str| self.certificate[name].as_str().unwrap_or_default();
        let (own, above) = (text("certPem"), text("chainPem"));
        if own == above {
            own.to_owned()
        } else {
            format!("{own}\n{above}")
        }
    }
}

/// The service's own words, where the documentation has some.
pub(super) fn missing(name: &str) -> String {
    match name.rsplit('.').next().unwrap_or(name) {
        "commonName" => "common name is missing.".to_owned(),
        "x509Parameters" => "x509Parameters are missing.".to_owned(),
        "csrPem" => "csr is missing.".to_owned(),
        "certPem" => "cert is missing.".to_owned(),
        _ => format!("{name} is missing."),
    }
}

pub(super) fn invalid(_: &Operation, name: &str, rule: &str) -> String {
    format!("Invalid request. {name} {rule}.")
}
