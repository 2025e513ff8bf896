#![doc = include_str!("../README.md")]

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, Response, Result, Secret, Site,
};

include!(concat!(env!("OUT_DIR"), "/search-engine.rs"));
