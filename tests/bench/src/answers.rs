//! Answers of Private CA, of any length.

use std::fmt::Write as _;

/// A list of certificates with so many serial numbers.
#[must_use]
pub fn serials(count: u32) -> Vec<u8> {
    let mut list = String::new();
    for number in 0..count {
        let separator = if number == 0 { "" } else { "," };
        let [a, b, c, d] = number.to_be_bytes();
        // Writing to a string does not fail.
        let _ = write!(
            list,
            "{separator}\"4f:9c:02:7a:5e:11:c8:d3:60:aa:9b:4d:71:e2:30:5f:{a:02x}:{b:02x}:{c:02x}:{d:02x}\""
        );
    }
    format!(
        r#"{{"code":"SUCCESS","msg":"Success","data":{{"listCerts":[{list}],"currentPageNo":1,"totalPageNo":1,"totalCnt":{count}}}}}"#
    )
    .into_bytes()
}

/// A list of so many CAs, each with its certificate.
#[must_use]
pub fn cas(count: u32) -> Vec<u8> {
    let list: Vec<String> = (0..count).map(ca).collect();
    format!(
        r#"{{"code":"SUCCESS","msg":"Success","data":{{"caInfoList":[{}],"currentPageNo":1,"totalPageNo":1,"totalCnt":{count}}}}}"#,
        list.join(",")
    )
    .into_bytes()
}

/// One CA: what a call that reads it answers.
#[must_use]
pub fn one_ca() -> Vec<u8> {
    format!(r#"{{"code":"SUCCESS","msg":"Success","data":{}}}"#, ca(1)).into_bytes()
}

fn ca(number: u32) -> String {
    let line = "MIIDdzCCAl+gAwIBAgIUQ0FleGFtcGxlMTIzNDU2Nzg5MA0GCSqGSIb3DQEBCwUA";
    let body = [line; 11].join("\\n");
    let pem = format!("-----BEGIN CERTIFICATE-----\\n{body}\\n-----END CERTIFICATE-----");
    format!(
        r#"{{"caInfo":{{"signingCount":{number},"caType":"PRIVATE_ROOT","caId":{number},"statusUpdateDate":1732147200000,"destroyDate":null,"alias":"root-{number}","memo":"","urlInfo":{{"ocsp":[],"crl":["https://example.com/ext/{number}/crl"],"ca":["https://example.com/ext/{number}/ca"]}},"caTag":"4b0bbe37-{number:08x}","rgstDate":1732147200000,"status":"ACTIVE"}},"caCertInfo":{{"commonName":"root {number}","country":"KR","organization":"example","issuerName":"root {number}","notBeforeDate":1732147200000,"notAfterDate":2047507200000,"publicKeyAlgorithm":"EC","signatureAlgorithm":"SHA256withECDSA","certPem":"{pem}","chainPem":"{pem}","serialNo":"4f:9c:02:7a:5e:11:c8:d3:60:aa:9b:4d:71:e2:30:5f:01:02:03:04","caCertId":{number}}}}}"#
    )
}
