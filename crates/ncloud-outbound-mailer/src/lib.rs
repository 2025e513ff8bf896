#![doc = include_str!("../README.md")]

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, FilePart, Response, Result, Site,
};

include!(concat!(env!("OUT_DIR"), "/outbound-mailer.rs"));
