//! A server with the issued certificate, and a client that trusts the root.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::Outcome;
use crate::authorities::Issued;

/// Lets a server greet a client over TLS.
pub(crate) async fn greet(root: &str, issued: &Issued) -> Outcome {
    let chain = format!("{}\n{}", issued.certificate, issued.chain);
    let chain = CertificateDer::pem_slice_iter(chain.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(issued.key.expose().as_bytes())?;
    let provider = Arc::new(ring::default_provider());
    let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes())?)?;
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();

    let (near, far) = tokio::io::duplex(16 * 1024);
    let serving = async {
        let mut connection = TlsAcceptor::from(Arc::new(server)).accept(far).await?;
        connection.write_all(b"hello").await?;
        connection.shutdown().await
    };
    let asking = async {
        let name = ServerName::try_from("quickstart.example.com").map_err(std::io::Error::other)?;
        let mut connection = TlsConnector::from(Arc::new(client))
            .connect(name, near)
            .await?;
        let mut greeting = String::new();
        connection.read_to_string(&mut greeting).await?;
        Ok(greeting)
    };
    let ((), greeting) = tokio::try_join!(serving, asking)?;
    if greeting == "hello" {
        Ok(())
    } else {
        Err("the greeting did not arrive".into())
    }
}
