#![doc = include_str!("../README.md")]

pub use ncloud_core::{self, Config, Credentials, Error, ErrorKind, Response, Result, Site};

include!(concat!(env!("OUT_DIR"), "/sub-account.rs"));
