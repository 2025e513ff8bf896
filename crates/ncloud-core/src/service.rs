//! What a generated client says about its service and its operations.
//!
//! These are plain constants, written by the generator from the specification. Programs meet them
//! only through the service crates.

use crate::{KeyBoundary, Site};

/// A service: its hosts and how its answers tell success from failure.
#[derive(Debug)]
pub struct Service {
    /// Name of the service, for example `private-ca`.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Hosts by site and region.
    pub hosts: &'static [Host],
    /// How answers are wrapped.
    pub envelope: Envelope,
    /// Names of the parameters and members, in requests and answers, that hold secrets.
    pub secrets: &'static [&'static str],
}

/// Where a service answers at one site, or in one region of it.
#[derive(Debug)]
pub struct Host {
    /// Site.
    pub site: Site,
    /// Region, for a service that has a host or a path of its own for each.
    pub region: Option<&'static str>,
    /// Boundary of the keys that are here, for a service whose keys belong to a host.
    pub key_boundary: Option<KeyBoundary>,
    /// Origin and path prefix, without a slash at the end.
    pub base_url: &'static str,
}

/// How a service wraps its answers.
#[derive(Debug)]
pub struct Envelope {
    /// Member that holds the result code, or the way to it through objects, with slashes: `error/code`.
    /// None where only the HTTP status tells.
    pub code: Option<&'static str>,
    /// Code of success; none where only failures have a code.
    pub success: Option<&'static str>,
    /// Member that holds the result in words, or the way to it.
    pub message: Option<&'static str>,
    /// Member that is there in failures only, whatever the result code says.
    pub failure: Option<&'static str>,
    /// Member that holds the number of the request.
    pub request_id: Option<&'static str>,
    /// Codes that mean that what was asked for does not exist.
    pub not_found: &'static [&'static str],
    /// Codes that mean an empty list.
    pub empty_list: &'static [&'static str],
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The service.
    pub service: &'static Service,
    /// `operationId` of the specification.
    pub id: &'static str,
    /// Method.
    pub method: http::Method,
    /// Path template below the base URL.
    pub path: &'static str,
    /// Media type of a successful answer.
    pub accept: &'static str,
    /// What a caller may prove with who it is; one of these is enough.
    pub security: &'static [Security],
    /// Whether the call may be repeated.
    pub retry: RetryClass,
    /// Sites that document the operation.
    pub sites: &'static [Site],
    /// Limits that are checked before the call.
    pub limits: &'static [Limit],
    /// A refusal that means an empty list.
    pub empty_list: Option<EmptyList>,
    /// How an answer of success says that the request was rejected all the same.
    pub rejection: Option<Rejection>,
}

/// A refusal without a body that means an empty list.
#[derive(Debug)]
pub struct EmptyList {
    /// HTTP status.
    pub status: u16,
    /// The answer that it stands for, as JSON.
    pub answer: &'static str,
}

/// A member of an answer of success that tells when the request was rejected.
#[derive(Debug)]
pub struct Rejection {
    /// The member.
    pub member: &'static str,
    /// Its values that mean a rejection.
    pub values: &'static [&'static str],
    /// Member that holds the code.
    pub code: &'static str,
}

/// What a caller proves with who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Security {
    /// A signature of the account's key pair: see [`signature`](crate::signature).
    Signature,
    /// A token alone, without a signature: see [`Token`](crate::Token).
    Token {
        /// Name of the header that takes it, in lower case.
        header: &'static str,
    },
}

/// Whether a call may be repeated. The method does not tell: several reads act, and some writes only
/// set a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryClass {
    /// A repetition gives the same state and the same answer.
    Safe,
    /// A repetition may act twice: create, issue, revoke, restart.
    Unsafe,
}

/// A value of a request and what is demanded of it.
#[derive(Debug)]
pub struct Limit {
    /// Where the value is.
    pub place: Place,
    /// Name of the parameter, or the way through the body, `*` for each item of a list and each value of a
    /// map.
    pub at: &'static str,
    /// Whether messages must not show the value.
    pub secret: bool,
    /// The demands.
    pub rules: &'static [Rule],
}

/// Part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Path parameter.
    Path,
    /// Query parameter.
    Query,
    /// Header.
    Header,
    /// Body.
    Body,
    /// Part of a multipart body. The value of a file is its length in octets.
    Part,
}

/// A demand on a value.
#[derive(Debug)]
pub enum Rule {
    /// Number of characters.
    Length {
        /// At least.
        min: u64,
        /// At most.
        max: Option<u64>,
    },
    /// Number of bytes of a text in an encoding, or of what a text in Base64 stands for. A text that the
    /// encoding cannot hold breaks it, too.
    Bytes {
        /// Label of the encoding, as browsers know it, or `base64`.
        encoding: &'static str,
        /// At most.
        max: u64,
        /// Other numbers, each for a value of a member at the top of the body.
        by: &'static [(&'static str, &'static str, u64)],
    },
    /// How far a time is ahead of the present when the request is made.
    Ahead {
        /// At least, minutes.
        min: i64,
        /// At most, minutes.
        max: Option<i64>,
        /// Member at the top of the body that names the zone of a text without an offset; otherwise it is
        /// Korea's.
        zone: Option<&'static str>,
    },
    /// Number of members of a map.
    Members {
        /// At least.
        min: u64,
        /// At most.
        max: Option<u64>,
    },
    /// Number of octets of a file.
    Octets {
        /// At least.
        min: u64,
        /// At most.
        max: Option<u64>,
    },
    /// Number of items.
    Items {
        /// At least.
        min: u64,
        /// At most.
        max: Option<u64>,
    },
    /// Size of a number.
    Range {
        /// At least.
        min: Option<i64>,
        /// At most.
        max: Option<i64>,
    },
    /// The number is a multiple of this.
    MultipleOf(i64),
    /// The text matches a regular expression.
    Pattern {
        /// The expression.
        expression: &'static str,
        /// What the specification says of the value, for people; empty when it says nothing.
        meaning: &'static str,
    },
    /// The text is one of these.
    OneOf(&'static [&'static str]),
}
