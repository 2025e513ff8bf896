#![doc = include_str!("../README.md")]

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, Response, Result, Secret, Site,
};

/// API 1.0: external certificates, with any key; on the government site private ones, too.
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/certificate-manager.rs"));
}

/// API 2.0: issuing, reissuing, revoking, domains and ACME, on the public site, with the keys of a
/// main account only.
pub mod v2 {
    include!(concat!(env!("OUT_DIR"), "/certificate-manager-v2.rs"));
}
