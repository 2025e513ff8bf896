//! The listeners of an emulator, and their end.

use std::convert::Infallible;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long a shutdown waits for requests that are under way.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// Tasks that serve until they are stopped. Dropping this stops them.
#[derive(Default)]
pub(crate) struct Running(Vec<(oneshot::Sender<Infallible>, JoinHandle<()>)>);

impl Running {
    /// Starts a task that is to end when what it is given ends.
    pub(crate) fn start<Serving>(
        &mut self,
        runtime: &Handle,
        serve: impl FnOnce(oneshot::Receiver<Infallible>) -> Serving,
    ) where
        Serving: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        self.0.push((stop, runtime.spawn(serve(stopped))));
    }

    /// Stops all tasks, and returns when they have ended.
    pub(crate) async fn stop(self) {
        let (stops, tasks): (Vec<_>, Vec<_>) = self.0.into_iter().unzip();
        drop(stops);
        let end = tokio::time::Instant::now() + SHUTDOWN_TIMEOUT;
        for mut task in tasks {
            if tokio::time::timeout_at(end, &mut task).await.is_err() {
                task.abort();
                task.await.ok();
            }
        }
    }
}
