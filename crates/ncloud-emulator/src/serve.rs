//! Accepts connections and hands their requests to the server.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::server::{self, Server};

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
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

impl std::error::Error for Dropped {}

/// Serves until `stopped` is sent or dropped, then lets requests that are under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    mut stopped: oneshot::Receiver<Infallible>,
) {
    let connections = GracefulShutdown::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => {
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            _ = &mut stopped => break,
        };
        connect(stream, &server, &connections);
    }
    drop(listener);
    connections.shutdown().await;
}

fn connect(stream: TcpStream, server: &Arc<Server>, connections: &GracefulShutdown) {
    // Small answers go out at once; without this they may wait for an acknowledgement. A
    // connection that does not take the option works all the same.
    stream.set_nodelay(true).ok();
    let peer = stream.peer_addr().ok();
    let server = Arc::clone(server);
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move {
            let answer = server::handle(&server, peer, request.map(Body::new)).await;
            answer as Result<Response<Body>, Dropped>
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // What goes wrong on a connection concerns the client, which sees it.
        connection.await.ok();
    });
}
