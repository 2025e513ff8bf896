//! A server with the issued certificate, and a client that trusts the root.

use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

// ANCHOR: server
/// What a server needs: the files that were written.
fn server(folder: &Path) -> Result<TlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(folder.join("server.pem"))?;
    let chain = chain.collect::<std::result::Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key"))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
// ANCHOR_END: server

// ANCHOR: client
/// What a client needs: the certificate of the root, and nothing else.
fn client(root: &str) -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes())?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
// ANCHOR_END: client

/// Lets a server greet a client over TLS; what the client read.
pub(crate) async fn greet(folder: &Path, root: &str) -> Result<String> {
    let (acceptor, connector) = (server(folder)?, client(root)?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let serving = async {
        let (connection, _) = listener.accept().await?;
        let mut connection = acceptor.accept(connection).await?;
        connection.write_all(b"hello").await?;
        connection.shutdown().await
    };
    let asking = async {
        let name = ServerName::try_from("localhost").map_err(std::io::Error::other)?;
        let connection = TcpStream::connect(address).await?;
        let mut connection = connector.connect(name, connection).await?;
        let mut greeting = String::new();
        connection.read_to_string(&mut greeting).await?;
        Ok(greeting)
    };
    let ((), greeting) = tokio::try_join!(serving, asking)?;
    Ok(greeting)
}
