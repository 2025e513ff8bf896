//! Requests for certificates from the emulated public CA.

use serde_json::json;

use super::certificate::{Certificate, Kind};
use super::files::read_request;
use super::refusal::{Answer, Refusal};
use super::validation::Request;
use super::{State, key, naming, orders, state};
use crate::call::Call;

/// How a request is validated, and what it brings.
struct Terms {
    kind: Kind,
    /// Whether the records of registered domains will do.
    persistent: bool,
    organization: Option<i64>,
    signing_request: Option<String>,
    order: Option<i64>,
}

impl Terms {
    fn cloud(kind: Kind) -> Self {
        Self {
            kind,
            persistent: false,
            organization: None,
            signing_request: None,
            order: None,
        }
    }
}

/// Requests a Cloud Basic certificate.
pub(super) fn cloud_basic(call: &Call) -> Answer {
    let mut state = state(call);
    check(&state, call, None)?;
    let certificate = add(&mut state, call, Terms::cloud(Kind::CloudBasic));
    let request = certificate.request.as_ref().map(|request| request.serial);
    let members = json!({
        "totalRows": 1,
        "certificateName": certificate.name,
        "commonName": certificate.common_name,
        "dnsName": certificate.dns_names.join(","),
        "validationMethod": call.member("validationMethod"),
        "requestSn": request.unwrap_or_default().to_string(),
    });
    Ok(call.success("Success", members))
}

/// Requests a Global Edge certificate.
pub(super) fn global_edge(call: &Call) -> Answer {
    let mut state = state(call);
    check(&state, call, None)?;
    let certificate = add(&mut state, call, Terms::cloud(Kind::GlobalEdge));
    let status = certificate.status(call.now);
    let members = json!({
        "totalRows": 1,
        "certificate": {
            "certificateNo": certificate.number,
            "certificateName": certificate.name,
            "statusCode": status.code(),
            "statusName": status.name(),
            "commonName": certificate.common_name,
            "dnsName": certificate.dns_names,
        },
    });
    Ok(call.success("Success", members))
}

/// Requests an Advanced certificate, which makes an order.
pub(super) fn advanced(call: &Call) -> Answer {
    let organization = call.body["organizationNo"].as_i64();
    let kind = if call.member("certificateType") == Kind::AdvancedOv.code() {
        Kind::AdvancedOv
    } else {
        Kind::AdvancedDv
    };
    if kind == Kind::AdvancedOv && organization.is_none() {
        return Err(Refusal::Missing("organizationNo"));
    }
    read_request(call.member("csr"))?;
    let mut state = state(call);
    check(&state, call, None)?;
    let order = orders::open(&mut state, call);
    let terms = Terms {
        kind,
        persistent: call.member("validationMethod") == "PD",
        organization: organization.filter(|_| kind == Kind::AdvancedOv),
        signing_request: Some(call.member("csr").to_owned()),
        order: Some(order),
    };
    add(&mut state, call, terms);
    // No page tells a member of the result.
    let members = json!({ "totalRows": 1, "paidCertificate": {} });
    Ok(call.success("Success", members))
}

/// Requests one more certificate of the order of an Advanced certificate.
pub(super) fn reissue(call: &Call) -> Answer {
    read_request(call.member("csr"))?;
    let mut state = state(call);
    let number = call.integer("certificateNo").unwrap_or_default();
    let earlier = state.certificate(number).ok_or(Refusal::NoCertificate)?;
    if !earlier.kind.is_advanced() {
        let rule = "must be that of an Advanced certificate".to_owned();
        return Err(Refusal::Invalid("certificateNo", rule));
    }
    let terms = Terms {
        kind: earlier.kind,
        persistent: false,
        organization: earlier
            .request
            .as_ref()
            .and_then(|request| request.organization),
        signing_request: Some(call.member("csr").to_owned()),
        order: earlier.order,
    };
    check(&state, call, Some(number))?;
    add(&mut state, call, terms);
    Ok(call.success("Success", json!({ "totalRows": 1 })))
}

/// Checks name and domains. The name may be that of the certificate with the number `earlier`.
fn check(state: &State, call: &Call, earlier: Option<i64>) -> Result<(), Refusal> {
    naming::check_name(state, call.member("certificateName"), earlier)?;
    naming::check_domains(call.member("commonName"), &dns_names(call))
}

fn dns_names(call: &Call) -> Vec<String> {
    call.texts("dnsName").map(str::to_owned).collect()
}

/// Adds the certificate, which is not issued yet.
fn add(state: &mut State, call: &Call, terms: Terms) -> Certificate {
    let (common_name, dns_names) = (call.member("commonName"), dns_names(call));
    let domains: Vec<&str> = std::iter::once(common_name)
        .chain(dns_names.iter().map(String::as_str))
        .collect();
    let request = Request::new(
        state,
        &domains,
        terms.persistent,
        terms.organization,
        terms.signing_request,
        call.now,
    );
    let number = state.next_certificate();
    let certificate = Certificate {
        name: call.member("certificateName").to_owned(),
        common_name: common_name.to_owned(),
        dns_names,
        order: terms.order,
        request: Some(request),
        ..Certificate::new(number, terms.kind, call.now)
    };
    state.certificates.insert(key(number), certificate.clone());
    certificate
}
