//! Certificates that the CA has issued, by what their keys are: how a row in doubt is settled.

use std::collections::{BTreeSet, HashMap};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ncloud_core::{Config, ErrorKind};
use serde_json::Value;

use super::place;
use crate::command_line::globals::Globals;
use crate::commands::cert::call;
use crate::failure::Failure;

/// A certificate of the CA.
pub(super) struct Found {
    /// Its text, and those of the CAs above it.
    pub(super) certificate: Value,
    pub(super) chain: Value,
}

/// The certificates of a CA.
pub(super) struct Authority<'a> {
    pub(super) config: &'a Config,
    pub(super) globals: &'a Globals,
    pub(super) tag: &'a str,
    pub(super) concurrency: usize,
}

impl Authority<'_> {
    /// Serial numbers of all that it has issued.
    ///
    /// # Errors
    /// When a page of the list cannot be had.
    pub(super) async fn serials(&self) -> Result<BTreeSet<String>, Failure> {
        let parameters = [("caTag", self.tag)];
        let call = call(
            self.config,
            self.globals,
            "getEndCertList",
            &parameters,
            None,
        )?;
        let items = call.items().await?;
        let serials = items.iter().filter_map(Value::as_str);
        Ok(serials.map(str::to_lowercase).collect())
    }

    /// The certificates with these serial numbers, by the hashes of their public keys.
    ///
    /// # Errors
    /// When one of them cannot be had: what is in it would not be known.
    pub(super) async fn by_key(
        &self,
        serials: &[String],
    ) -> Result<HashMap<String, Found>, Failure> {
        let certificates = stream::iter(serials).map(|serial| self.get(serial));
        let found: Vec<Option<(String, Found)>> = certificates
            .buffer_unordered(self.concurrency)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn get(&self, serial: &str) -> Result<Option<(String, Found)>, Failure> {
        let parameters = [("caTag", self.tag), ("serialNo", serial)];
        let call = call(self.config, self.globals, "getEndCert", &parameters, None)?;
        let mut answer = match call.send().await {
            Ok(answer) => answer,
            // It was cleared away since it was listed.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let data = &mut answer["data"];
        let found = Found {
            certificate: data["certPem"].take(),
            chain: data["caChain"].take(),
        };
        let certificate = place::certificate(&found.certificate);
        Ok(certificate.map(|certificate| (certificate.public_key_hash(), found)))
    }
}
