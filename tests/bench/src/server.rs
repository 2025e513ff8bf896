//! A server that does nothing but answer, in a process of its own.

use std::convert::Infallible;
use std::env;
use std::process::Stdio;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::Barrier;

use crate::answers;

/// The argument with which a program becomes the server.
pub const SERVE: &str = "serve";

/// A server, which ends with this value.
#[derive(Debug)]
pub struct Server {
    /// Its base URL.
    pub url: String,
    _process: Child,
}

impl Server {
    /// Starts this very program once more, as a server that answers once so many requests are there.
    ///
    /// # Errors
    /// When it does not start, or does not say where it listens.
    pub async fn start(at_once: usize) -> Result<Self, String> {
        let program = env::current_exe().map_err(|error| error.to_string())?;
        let process = Command::new(program)
            .args([SERVE, &at_once.to_string()])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let mut process = process.map_err(|error| error.to_string())?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut url = String::new();
        let line = BufReader::new(output).read_line(&mut url).await;
        line.map_err(|error| error.to_string())?;
        Ok(Self {
            url: url.trim().to_owned(),
            _process: process,
        })
    }
}

/// Serves until the process is ended: one CA, or a list for `/api/v1/ca` and its certificates. Answers
/// go out once `at_once` requests wait for one.
///
/// # Errors
/// When no port can be bound.
#[allow(
    clippy::print_stdout,
    reason = "the program that started it reads the URL"
)]
pub async fn serve(at_once: usize) -> Result<(), String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await;
    let listener = listener.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}");
    let one = Bytes::from(answers::one_ca());
    let cas = Bytes::from(answers::cas(1_000));
    let serials = Bytes::from(answers::serials(30_000));
    let all_there = Arc::new(Barrier::new(at_once));
    loop {
        let (stream, _) = listener.accept().await.map_err(|error| error.to_string())?;
        stream
            .set_nodelay(true)
            .map_err(|error| error.to_string())?;
        let (one, cas, serials) = (one.clone(), cas.clone(), serials.clone());
        let all_there = Arc::clone(&all_there);
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let path = request.uri().path();
            let body = match path {
                "/api/v1/ca" => cas.clone(),
                path if path.ends_with("/cert") => serials.clone(),
                _ => one.clone(),
            };
            let all_there = Arc::clone(&all_there);
            async move {
                if at_once > 1 {
                    all_there.wait().await;
                }
                let mut response = Response::new(Full::new(body));
                response.headers_mut().insert(
                    CONTENT_TYPE,
                    HeaderValue::from_static("application/json;charset=UTF-8"),
                );
                Ok::<_, Infallible>(response)
            }
        });
        tokio::spawn(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service),
        );
    }
}
