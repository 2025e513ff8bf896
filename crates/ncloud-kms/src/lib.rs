#![doc = include_str!("../README.md")]

mod bytes;

pub use bytes::{DecryptBytes, EncryptBytes};
pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, KeyBoundary, Response, Result,
    Secret, SecretBytes, Site, Token,
};

include!(concat!(env!("OUT_DIR"), "/kms.rs"));
