#![doc = include_str!("../README.md")]

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, PemChain, Response, Result, Secret,
    Site,
};

include!(concat!(env!("OUT_DIR"), "/private-ca.rs"));
