//! Keys, certificates, requests for certificates and revocation lists (RFC 5280, RFC 2986).
//!
//! The structures are those of `x509-cert`, for reading and for writing, and keys and signatures
//! are those of aws-lc-rs. Names are kept as they were read, octet by octet: the issuer of a
//! certificate must be the very subject of its signer, and a client's subject may hold several
//! members of one kind (`DC=example, DC=com`), which a list of named fields could not repeat.

mod alt_name;
mod certificate;
mod error;
mod key;
pub(crate) mod ocsp;
mod public_key;
mod request;
mod revocation_list;
mod signed;
mod signed_list;
mod subject;
mod template;
mod text;

pub(crate) use alt_name::AltName;
pub(crate) use certificate::{Certificate, chain_to_pem};
pub(crate) use error::Error;
pub(crate) use key::{KeyType, PrivateKey};
pub(crate) use public_key::PublicKey;
pub(crate) use request::Request;
pub(crate) use revocation_list::{RevocationList, Revoked};
use signed::Signed;
pub(crate) use signed_list::SignedList;
pub(crate) use subject::{Subject, common_name};
pub(crate) use template::{Authority, Issuer, Purpose, Template};
pub(crate) use text::{pem, serial_bytes, serial_text};
