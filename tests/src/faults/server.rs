//! The server that plays scripts.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::request::{self, Received};
use super::script::{Script, Step};
use crate::trace;

/// A test that waits for longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// What has happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Connections that were accepted.
    pub connections: usize,
    /// Connections that have ended.
    pub ended: usize,
    /// Requests that arrived whole.
    pub received: usize,
    /// Requests that arrived and are not answered yet.
    pub open: usize,
    /// Most requests that were open at once.
    pub most_open: usize,
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    state: Arc<State>,
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    /// Played first, each once.
    queue: Mutex<VecDeque<Script>>,
    always: Mutex<Script>,
    received: Mutex<Vec<Received>>,
    tally: watch::Sender<Tally>,
    gate: Semaphore,
}

impl FaultServer {
    /// Starts on a free loopback port; plays this script for each request.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(always: Script) -> io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), always).await
    }

    /// As [`FaultServer::start`], on this address, which another server may have had.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start_at(address: SocketAddr, always: Script) -> io::Result<Self> {
        Self::serve(TcpListener::bind(address).await?, always)
    }

    /// As [`FaultServer::start`], on a socket that listens already.
    ///
    /// # Errors
    /// When the socket has no address.
    pub fn serve(listener: TcpListener, always: Script) -> io::Result<Self> {
        trace::start();
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            queue: Mutex::default(),
            always: Mutex::new(always),
            received: Mutex::default(),
            tally: watch::Sender::default(),
            gate: Semaphore::new(0),
        });
        let stop = Arc::new(Notify::new());
        let task = tokio::spawn(accept(listener, Arc::clone(&state), Arc::clone(&stop)));
        Ok(Self {
            address,
            state,
            stop,
            task,
        })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Plays this script from now on.
    pub fn always(&self, script: Script) {
        *lock(&self.state.always) = script;
    }

    /// Plays these scripts first, each once.
    pub fn queue(&self, scripts: impl IntoIterator<Item = Script>) {
        lock(&self.state.queue).extend(scripts);
    }

    /// Lets so many scripts pass [`Step::Gate`].
    pub fn release(&self, scripts: usize) {
        self.state.gate.add_permits(scripts);
    }

    /// What has happened so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        *self.state.tally.borrow()
    }

    /// Waits until something has happened.
    ///
    /// # Panics
    /// When it takes too long.
    pub async fn until(&self, happened: impl FnMut(&Tally) -> bool) -> Tally {
        let mut tally = self.state.tally.subscribe();
        let outcome = tokio::time::timeout(PATIENCE, tally.wait_for(happened)).await;
        *outcome
            .unwrap_or_else(|_| panic!("it did not happen: {:?}", self.tally()))
            .expect("the sender is ours")
    }

    /// The requests that arrived whole, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state.received).clone()
    }

    /// Takes out the requests that arrived so far; [`FaultServer::tally`] goes on counting.
    #[must_use]
    pub fn take_received(&self) -> Vec<Received> {
        std::mem::take(&mut *lock(&self.state.received))
    }

    /// Stops as a process that is killed: nobody listens and every connection has ended when this
    /// returns.
    pub async fn kill(mut self) -> Vec<Received> {
        self.stop.notify_one();
        // It ends in no other way than by being told to.
        let _ = (&mut self.task).await;
        self.received()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, state: Arc<State>, stop: Arc<Notify>) {
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            () = stop.notified() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => break,
            },
        };
        state.tally.send_modify(|tally| tally.connections += 1);
        let ended = Ended(Arc::clone(&state));
        connections.spawn(async move {
            // A client that goes away in the middle is part of the plan.
            let _ = connection(stream, &ended.0).await;
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    connections.shutdown().await;
}

/// Counts the end of a connection, however it comes.
struct Ended(Arc<State>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.tally.send_modify(|tally| tally.ended += 1);
    }
}

/// A request that is not answered yet.
struct Open<'a>(&'a State);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.tally.send_modify(|tally| tally.open -= 1);
    }
}

impl State {
    /// Whether the next script acts on a connection without a request.
    fn acts_at_once(&self) -> bool {
        let first = match lock(&self.queue).front() {
            Some(script) => script.first().cloned(),
            None => lock(&self.always).first().cloned(),
        };
        !matches!(first, None | Some(Step::Await | Step::Read))
    }

    fn next(&self) -> Script {
        let queued = lock(&self.queue).pop_front();
        queued.unwrap_or_else(|| lock(&self.always).clone())
    }

    fn arrived(&self, request: Received) -> Open<'_> {
        lock(&self.received).push(request);
        self.tally.send_modify(|tally| {
            tally.received += 1;
            tally.open += 1;
            tally.most_open = tally.most_open.max(tally.open);
        });
        Open(self)
    }
}

async fn connection(mut stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    let mut is_new = true;
    loop {
        let acts_now = is_new && state.acts_at_once();
        if !acts_now && !request::begins(&mut stream, &mut buffer).await? {
            return Ok(());
        }
        is_new = false;
        let mut open = None;
        for step in state.next() {
            match step {
                Step::Await => {
                    request::begins(&mut stream, &mut buffer).await?;
                }
                Step::Read => match request::whole(&mut stream, &mut buffer).await? {
                    Some(request) => open = Some(state.arrived(request)),
                    None => return Ok(()),
                },
                Step::Send(octets) => {
                    // The client may start its next call as soon as it has the answer.
                    drop(open.take());
                    stream.write_all(&octets).await?;
                }
                Step::Trickle(octets, apart) => {
                    for octet in octets {
                        stream.write_all(&[octet]).await?;
                        tokio::time::sleep(apart).await;
                    }
                }
                Step::Flood(octets) => loop {
                    stream.write_all(&octets).await?;
                },
                Step::Gate => {
                    if let Ok(permit) = state.gate.acquire().await {
                        permit.forget();
                    }
                }
                Step::Hang => return hang(&mut stream).await,
                Step::Part => {
                    stream.shutdown().await?;
                    return hang(&mut stream).await;
                }
                Step::Close => return Ok(()),
                Step::Reset => return stream.set_zero_linger(),
            }
        }
    }
}

async fn hang(stream: &mut TcpStream) -> io::Result<()> {
    let mut dropped = [0; 1024];
    while stream.read(&mut dropped).await? > 0 {}
    Ok(())
}
