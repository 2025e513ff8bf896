//! Accepts connections and hands their requests to a service.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// How long to wait before the next try when no connection can be accepted, for example because
/// there are no file descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why a connection ends without an answer: a fault that was asked for.
#[derive(Debug)]
pub(crate) struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection is dropped on purpose")
    }
}

impl Error for Dropped {}

/// Serves until `stopped` is sent or dropped, then lets requests that are under way finish; they end
/// with this future if it is dropped before. `service` makes the service of a connection with this
/// peer, which may take as long as `client_timeout` to send the head of a request.
pub(crate) async fn serve<S>(
    listener: TcpListener,
    service: impl Fn(Option<SocketAddr>) -> S,
    client_timeout: Duration,
    mut stopped: oneshot::Receiver<Infallible>,
) where
    S: Service<Request<Incoming>, Response = Response<Body>> + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let connections = GracefulShutdown::new();
    let mut tasks = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            Some(_) = tasks.join_next() => continue,
            _ = &mut stopped => break,
        };
        let service = service(stream.peer_addr().ok());
        connect(stream, service, client_timeout, &connections, &mut tasks);
    }
    drop(listener);
    connections.shutdown().await;
}

fn connect<S>(
    stream: TcpStream,
    service: S,
    client_timeout: Duration,
    connections: &GracefulShutdown,
    tasks: &mut JoinSet<()>,
) where
    S: Service<Request<Incoming>, Response = Response<Body>> + Send + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    // Small answers go out at once; without this they may wait for an acknowledgement. A
    // connection that does not take the option works all the same.
    stream.set_nodelay(true).ok();
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(client_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let connection = connections.watch(connection);
    tasks.spawn(async move {
        // What goes wrong on a connection concerns the client, which sees it.
        connection.await.ok();
    });
}
