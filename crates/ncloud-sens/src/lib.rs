#![doc = include_str!("../README.md")]

mod recipients;
mod template;

pub use ncloud_core::{
    self, CallOptions, Config, Credentials, Error, ErrorKind, FilePart, Response, Result, Site,
};
pub use recipients::{Delivery, MOST_RECIPIENTS, Sent};

include!(concat!(env!("OUT_DIR"), "/sens.rs"));
