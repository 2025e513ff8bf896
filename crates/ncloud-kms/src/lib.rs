#![doc = include_str!("../README.md")]

pub use ncloud_core::{
    self, Config, Credentials, Error, ErrorKind, KeyBoundary, Response, Result, Site, Token,
};

include!(concat!(env!("OUT_DIR"), "/kms.rs"));
