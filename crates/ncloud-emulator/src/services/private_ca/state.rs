//! The tables, and how rows are found in them.

use super::refusal::Refusal;
use super::rows::{Ca, Counters, Issued, List, Octets, Revocation, Status, User};
use crate::hex;
use crate::store::{Rows, Table, Tables};
use crate::x509::Certificate;

/// Certificates that one CA may sign: the documented quota.
const CERTIFICATES: i64 = 30_000;

/// What the service remembers. Rows that belong to a CA have its tag before a slash in their keys.
pub(crate) struct State {
    pub(super) cas: Table<Ca>,
    pub(super) counters: Table<Counters>,
    /// By serial number.
    certificates: Table<Issued>,
    /// Serial numbers in the order in which they were issued, by their place in it.
    order: Table<Box<str>>,
    /// Certificates of sub CAs: when they expire, by serial number.
    sub_certificates: Table<i64>,
    /// By serial number.
    pub(super) revocations: Table<Revocation>,
    pub(super) lists: Table<List>,
    pub(super) users: Table<User>,
    /// The number of the last CA.
    pub(super) last_id: Table<i64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            cas: Table::new("private-ca.ca"),
            counters: Table::new("private-ca.counters"),
            certificates: Table::new("private-ca.certificate"),
            order: Table::new("private-ca.order"),
            sub_certificates: Table::new("private-ca.sub-certificate"),
            revocations: Table::new("private-ca.revocation"),
            lists: Table::new("private-ca.list"),
            users: Table::new("private-ca.user"),
            last_id: Table::new("private-ca.last-id"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.cas,
            &mut self.counters,
            &mut self.certificates,
            &mut self.order,
            &mut self.sub_certificates,
            &mut self.revocations,
            &mut self.lists,
            &mut self.users,
            &mut self.last_id,
        ]
    }
}

/// The key of a row of a CA.
pub(super) fn key(tag: &str, rest: &str) -> String {
    format!("{tag}/{rest}")
}

/// The key of a row of a certificate.
pub(super) fn serial_key(tag: &str, serial: &[u8]) -> String {
    key(tag, &hex::encode(serial))
}

fn place_key(tag: &str, place: u32) -> String {
    format!("{tag}/{place:08}")
}

impl State {
    /// Removes the CAs whose time has come.
    pub(super) fn pass_time(&mut self, now: i64) {
        let due = |ca: &Ca| ca.destroyed_at.is_some_and(|at| at <= now);
        let due: Vec<String> = self
            .cas
            .iter()
            .filter(|(_, ca)| due(ca))
            .map(|(tag, _)| tag.to_owned())
            .collect();
        for tag in due {
            self.remove(&tag);
        }
    }

    /// Removes a CA, the CAs below it, and everything that belongs to them.
    pub(super) fn remove(&mut self, tag: &str) {
        let mut gone = vec![tag.to_owned()];
        while let Some(tag) = gone.pop() {
            self.cas.remove(&tag);
            self.counters.remove(&tag);
            self.lists.remove(&tag);
            let prefix = key(&tag, "");
            self.certificates.remove_starting_with(&prefix);
            self.order.remove_starting_with(&prefix);
            self.sub_certificates.remove_starting_with(&prefix);
            self.revocations.remove_starting_with(&prefix);
            self.users.remove_starting_with(&prefix);
            let below = self.cas.iter();
            let below = below.filter(|(_, ca)| ca.issuer.as_deref() == Some(&tag));
            gone.extend(below.map(|(tag, _)| tag.to_owned()));
        }
    }

    /// The CA with this tag.
    pub(super) fn ca(&self, tag: &str) -> Result<&Ca, Refusal> {
        self.cas.get(tag).ok_or_else(Refusal::unknown_ca)
    }

    /// The CA with this tag, to be changed.
    pub(super) fn ca_mut(&mut self, tag: &str) -> Result<&mut Ca, Refusal> {
        self.cas.get_mut(tag).ok_or_else(Refusal::unknown_ca)
    }

    /// The CA with this tag, which must be in use and have certificates left to sign.
    pub(super) fn signer(&self, tag: &str) -> Result<&Ca, Refusal> {
        let ca = self.ca(tag)?;
        match ca.status {
            Status::Active => {}
            Status::Pending => return Err(Refusal::status("the CA waits for its certificate")),
            Status::Deactivated => return Err(Refusal::status("the CA is switched off")),
            Status::Destroying => return Err(Refusal::status("the CA waits for its deletion")),
        }
        if self.counters(tag).signed >= CERTIFICATES {
            return Err(Refusal::new(
                "EXCEED_SIGNING_COUNT",
                format!("the CA has signed {CERTIFICATES} certificates, which is its quota"),
            ));
        }
        Ok(ca)
    }

    pub(super) fn counters(&self, tag: &str) -> Counters {
        self.counters.get(tag).copied().unwrap_or_default()
    }

    /// Counts that something else belongs on the revocation list of a CA than before.
    pub(super) fn revocations_changed(&mut self, tag: &str) {
        self.count(tag, |counters| {
            counters.changes = counters.changes.saturating_add(1);
        });
    }

    /// Changes the counters of a CA. They stay at their end: a row of an imported state may hold any number.
    fn count(&mut self, tag: &str, change: impl FnOnce(&mut Counters)) {
        let mut counters = self.counters(tag);
        change(&mut counters);
        self.counters.insert(tag, counters);
    }

    /// Keeps a private certificate.
    pub(super) fn keep(&mut self, tag: &str, certificate: &Certificate) {
        let place = self.counters(tag).issued;
        self.count(tag, |counters| {
            counters.signed = counters.signed.saturating_add(1);
            counters.issued = counters.issued.saturating_add(1);
        });
        let row = serial_key(tag, certificate.serial());
        let serial = certificate.serial_text();
        self.order.insert(place_key(tag, place), serial.into());
        let der = Octets(certificate.der().into());
        self.certificates.insert(row, Issued { der });
    }

    /// Keeps of the certificate of a sub CA that it was issued.
    pub(super) fn keep_sub(&mut self, tag: &str, certificate: &Certificate) {
        self.count(tag, |counters| {
            counters.signed = counters.signed.saturating_add(1);
        });
        let row = serial_key(tag, certificate.serial());
        self.sub_certificates.insert(row, certificate.not_after());
    }

    /// The octets of a private certificate.
    pub(super) fn issued(&self, tag: &str, serial: &[u8]) -> Option<&[u8]> {
        let issued = self.certificates.get(&serial_key(tag, serial))?;
        Some(&issued.der.0)
    }

    /// Whether a CA has issued a certificate with this serial number, to whomever.
    pub(super) fn knows(&self, tag: &str, serial: &[u8]) -> bool {
        let row = serial_key(tag, serial);
        self.certificates.contains(&row) || self.sub_certificates.contains(&row)
    }

    /// Serial numbers in the order in which they were issued.
    pub(super) fn serials(&self, tag: &str, places: std::ops::Range<u32>) -> Vec<&str> {
        places
            .filter_map(|place| self.order.get(&place_key(tag, place)))
            .map(|serial| &**serial)
            .collect()
    }
}
