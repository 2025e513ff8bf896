//! Structs with the members of the client's types, as a program without the client has them.

#![allow(
    missing_docs,
    reason = "the members of the documents, spelt as on the wire"
)]

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub struct Certificates {
    pub code: String,
    pub msg: Option<String>,
    pub data: CertificateList,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateList {
    pub list_certs: Option<Vec<String>>,
    pub current_page_no: Option<i64>,
    pub total_page_no: Option<i64>,
    pub total_cnt: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Cas {
    pub code: String,
    pub msg: Option<String>,
    pub data: CaList,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaList {
    pub ca_info_list: Option<Vec<Ca>>,
    pub current_page_no: Option<i64>,
    pub total_page_no: Option<i64>,
    pub total_cnt: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct OneCa {
    pub code: String,
    pub msg: Option<String>,
    pub data: Ca,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ca {
    pub ca_info: CaInfo,
    pub ca_cert_info: Option<CaCertInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaInfo {
    pub alias: Option<String>,
    pub ca_id: Option<i64>,
    pub ca_tag: String,
    pub ca_type: Option<String>,
    pub destroy_date: Option<i64>,
    pub memo: Option<String>,
    pub nrn: Option<String>,
    pub rgst_date: Option<i64>,
    pub signing_count: Option<i64>,
    pub status: Option<String>,
    pub status_update_date: Option<i64>,
    pub url_info: Option<UrlInfo>,
}

#[derive(Debug, Deserialize)]
pub struct UrlInfo {
    pub ocsp: Option<Vec<String>>,
    pub crl: Option<Vec<String>>,
    pub ca: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CaCertInfo {
    pub ca_cert_id: Option<i64>,
    pub cert_pem: Option<String>,
    pub chain_pem: Option<String>,
    pub common_name: Option<String>,
    pub country: Option<String>,
    pub issuer_name: Option<String>,
    pub locality: Option<String>,
    pub not_after_date: Option<i64>,
    pub not_before_date: Option<i64>,
    pub organization: Option<String>,
    pub organization_unit: Option<String>,
    pub public_key_algorithm: Option<String>,
    pub serial_no: Option<String>,
    pub signature_algorithm: Option<String>,
    pub state_province: Option<String>,
}
