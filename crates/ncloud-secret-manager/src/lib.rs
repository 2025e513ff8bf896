#![doc = include_str!("../README.md")]

mod stages;

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, KeyBoundary, Response, Result,
    Secret, SecretJson, Site,
};
pub use stages::{StageChange, StageChanges};

include!(concat!(env!("OUT_DIR"), "/secret-manager.rs"));
