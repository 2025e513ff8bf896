//! The server that plays frames.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::server::TlsStream;

use super::certificate::Certificate;
use super::frame::{self, Frame, Frames, PREFACE, Sent};
use crate::faults::server::lock;
use crate::faults::{request, well};
use crate::trace;

/// What a server offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// HTTP/1.1; every request is answered well.
    Http1,
    /// HTTP/2.
    Http2,
}

/// What has happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlsTally {
    /// Connections that were accepted.
    pub connections: usize,
    /// Handshakes that succeeded.
    pub handshakes: usize,
    /// Requests that arrived whole.
    pub received: usize,
}

/// A server that speaks TLS. It stops when it is dropped.
#[derive(Debug)]
pub struct TlsServer {
    address: SocketAddr,
    trusted: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    /// Played first, each once.
    queue: Mutex<VecDeque<Frames>>,
    always: Mutex<Frames>,
    tally: watch::Sender<TlsTally>,
}

impl TlsServer {
    /// Starts on a free loopback port. By HTTP/2 it plays these frames after each request.
    ///
    /// # Errors
    /// When no port can be bound, or the certificate cannot be made.
    pub async fn start(
        certificate: Certificate,
        speaks: Speaks,
        always: Frames,
    ) -> io::Result<Self> {
        trace::start();
        let shown = certificate.make().map_err(io::Error::other)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![shown.certificate], shown.key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = match speaks {
            Speaks::Http1 => vec![b"http/1.1".to_vec()],
            Speaks::Http2 => vec![b"h2".to_vec()],
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            queue: Mutex::default(),
            always: Mutex::new(always),
            tally: watch::Sender::default(),
        });
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let task = tokio::spawn(accept(listener, acceptor, Arc::clone(&state)));
        Ok(Self {
            address,
            trusted: shown.trusted,
            state,
            task,
        })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// PEM of the root that its clients are to trust.
    #[must_use]
    pub fn trusted(&self) -> &str {
        &self.trusted
    }

    /// Plays these frames from now on.
    pub fn always(&self, frames: Frames) {
        *lock(&self.state.always) = frames;
    }

    /// Plays these frames once, first.
    pub fn once(&self, frames: Frames) {
        lock(&self.state.queue).push_back(frames);
    }

    /// What has happened so far.
    #[must_use]
    pub fn tally(&self) -> TlsTally {
        *self.state.tally.borrow()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        state.tally.send_modify(|tally| tally.connections += 1);
        let (acceptor, state) = (acceptor.clone(), Arc::clone(&state));
        tokio::spawn(async move {
            // A client that goes away in the middle is part of the plan.
            let _ = connection(stream, &acceptor, &state).await;
        });
    }
}

async fn connection(stream: TcpStream, acceptor: &TlsAcceptor, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let stream = acceptor.accept(stream).await?;
    state.tally.send_modify(|tally| tally.handshakes += 1);
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(stream, state).await
    } else {
        http1(stream, state).await
    }
}

async fn http1(mut stream: TlsStream<TcpStream>, state: &State) -> io::Result<()> {
    let mut buffer = Vec::new();
    while request::whole(&mut stream, &mut buffer).await?.is_some() {
        state.tally.send_modify(|tally| tally.received += 1);
        stream.write_all(&well()).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn http2(mut stream: TlsStream<TcpStream>, state: &State) -> io::Result<()> {
    let mut preface = [0; PREFACE.len()];
    stream.read_exact(&mut preface).await?;
    stream.write_all(&frame::settings()).await?;
    stream.flush().await?;
    loop {
        match frame::read(&mut stream).await? {
            Sent::Other => {}
            Sent::ToConfirm(octets) => stream.write_all(&octets).await?,
            Sent::Request(id) => {
                state.tally.send_modify(|tally| tally.received += 1);
                let queued = lock(&state.queue).pop_front();
                let frames = queued.unwrap_or_else(|| lock(&state.always).clone());
                for frame in frames {
                    match frame {
                        Frame::Hang => return hang(&mut stream).await,
                        Frame::Close => return stream.shutdown().await,
                        frame => stream.write_all(&frame.octets(id)).await?,
                    }
                }
            }
        }
        stream.flush().await?;
    }
}

async fn hang(stream: &mut TlsStream<TcpStream>) -> io::Result<()> {
    stream.flush().await?;
    let mut dropped = [0; 1024];
    while stream.read(&mut dropped).await? > 0 {}
    Ok(())
}
