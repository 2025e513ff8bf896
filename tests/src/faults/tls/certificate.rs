//! Certificates of servers, good and bad.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What a server shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// One that is right.
    Good,
    /// One that was right until years ago.
    Expired,
    /// One that will be right in a thousand years.
    NotYetValid,
    /// One for another host.
    OfAnotherHost,
    /// One for no host.
    OfNoHost,
    /// One that a root has signed which nobody trusts.
    OfAnotherRoot,
    /// One that it has signed itself.
    OfItself,
}

/// A certificate and what belongs to it.
pub(super) struct Shown {
    pub(super) certificate: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
    /// PEM of the root that clients trust.
    pub(super) trusted: String,
}

impl Certificate {
    pub(super) fn make(self) -> Result<Shown, rcgen::Error> {
        let trusted = root("A root")?;
        let key = KeyPair::generate()?;
        let parameters = self.parameters()?;
        let certificate = match self {
            Self::OfAnotherRoot => parameters.signed_by(&key, &*root("Another root")?)?,
            Self::OfItself => parameters.self_signed(&key)?,
            _ => parameters.signed_by(&key, &trusted)?,
        };
        Ok(Shown {
            certificate: certificate.der().clone(),
            key: key.into(),
            trusted: trusted.pem(),
        })
    }

    fn parameters(self) -> Result<CertificateParams, rcgen::Error> {
        let hosts: &[&str] = match self {
            Self::OfAnotherHost => &["elsewhere.example"],
            Self::OfNoHost => &[],
            _ => &["127.0.0.1"],
        };
        let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut parameters = CertificateParams::new(hosts)?;
        parameters.distinguished_name = DistinguishedName::new();
        match self {
            Self::Expired => parameters.not_after = date_time_ymd(2020, 1, 1),
            Self::NotYetValid => parameters.not_before = date_time_ymd(3000, 1, 1),
            _ => {}
        }
        Ok(parameters)
    }
}

fn root(name: &str) -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)
}
