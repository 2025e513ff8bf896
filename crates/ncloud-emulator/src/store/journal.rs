//! The tables on disk, in an embedded database, written by one thread.
//!
//! The thread commits everything that waits in one transaction, so many requests share one flush.

use std::fs;
use std::io;
use std::iter;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use redb::backends::FileBackend;
use redb::{Database, ReadableDatabase as _, ReadableTable as _, TableDefinition};
use tokio::sync::watch;

use super::Change;
use crate::lock::lock;

/// Name of the database in its directory.
const FILE: &str = "ncloud-emulator.redb";
/// All rows of all tables: table and key -> JSON.
const ROWS: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("rows");

/// Rows that changed, or why they cannot be written.
type Batch = io::Result<Vec<Change>>;

/// How far the disk is: the number of the last batch that is on it, or why there will be no more.
type Progress = Result<u64, String>;

/// Rows on disk.
pub(crate) struct Journal {
    /// The number of the last batch that was handed over, and where to hand over the next.
    queue: Mutex<(u64, Option<Sender<Batch>>)>,
    progress: watch::Receiver<Progress>,
    thread: Option<JoinHandle<()>>,
}

/// A row as it was found on disk.
pub(crate) struct Stored {
    pub(crate) table: String,
    pub(crate) key: String,
    pub(crate) row: Vec<u8>,
}

impl Journal {
    /// Opens or creates the database in `directory`, and returns the rows in it.
    ///
    /// # Errors
    /// When the directory cannot be created, when another process uses the database, or when the
    /// database cannot be read.
    pub(crate) fn open(directory: &Path) -> io::Result<(Self, Vec<Stored>)> {
        fs::create_dir_all(directory)?;
        let database = open_private(&directory.join(FILE))?;
        let stored = read(&database).map_err(io::Error::other)?;
        let (sender, batches) = mpsc::channel();
        let (told, progress) = watch::channel(Ok(0));
        let thread = thread::Builder::new()
            .name("ncloud-emulator-journal".to_owned())
            .spawn(move || write_all(&database, &batches, &told))?;
        let journal = Self {
            queue: Mutex::new((0, Some(sender))),
            progress,
            thread: Some(thread),
        };
        Ok((journal, stored))
    }

    /// Hands changes over, to be written behind all earlier ones. Nothing is written behind changes that
    /// cannot be, which `flushed` tells.
    pub(crate) fn write(&self, changes: Batch) {
        if changes.as_ref().is_ok_and(Vec::is_empty) {
            return;
        }
        let mut queue = lock(&self.queue);
        queue.0 += 1;
        if let Some(sender) = &queue.1 {
            // The thread has ended only if it failed, which `flushed` tells.
            sender.send(changes).ok();
        }
    }

    /// Waits until everything that was handed over is on disk.
    ///
    /// # Errors
    /// When it could not be written.
    pub(crate) async fn flushed(&self) -> Result<(), String> {
        let last = lock(&self.queue).0;
        let mut progress = self.progress.clone();
        let reached = progress
            .wait_for(|progress| progress.as_ref().map_or(true, |done| *done >= last))
            .await;
        match reached.as_deref() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.clone()),
            Err(_) => Err("the thread that writes the state has ended".to_owned()),
        }
    }
}

/// Lets the thread finish, so that the database can be opened again.
impl Drop for Journal {
    fn drop(&mut self) {
        lock(&self.queue).1 = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was told by `flushed`.
            thread.join().ok();
        }
    }
}

/// Opens the database; on Unix only its owner can read the file, since private keys are in it.
fn open_private(file: &Path) -> io::Result<Database> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(file)?;
    // The mode above is only that of a new file.
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    FileBackend::new(opened)
        .map_err(redb::Error::from)
        .and_then(|backend| Ok(Database::builder().create_with_backend(backend)?))
        .map_err(|error| io::Error::other(format!("{}: {error}", file.display())))
}

fn read(database: &Database) -> Result<Vec<Stored>, redb::Error> {
    let transaction = database.begin_read()?;
    let rows = match transaction.open_table(ROWS) {
        Ok(rows) => rows,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut stored = Vec::new();
    for entry in rows.iter()? {
        let (key, row) = entry?;
        let (table, key) = key.value();
        stored.push(Stored {
            table: table.to_owned(),
            key: key.to_owned(),
            row: row.value().to_vec(),
        });
    }
    Ok(stored)
}

/// Commits batch after batch until there is nobody left to send one.
fn write_all(database: &Database, batches: &Receiver<Batch>, told: &watch::Sender<Progress>) {
    let mut done = 0;
    while let Ok(first) = batches.recv() {
        let waiting = iter::once(first).chain(batches.try_iter());
        match write_waiting(database, waiting) {
            Ok(count) => done += count,
            Err(error) => {
                drop(told.send_replace(Err(format!("the state cannot be written: {error}"))));
                return;
            }
        }
        drop(told.send_replace(Ok(done)));
    }
}

/// Commits all batches that wait; how many there were.
fn write_waiting(database: &Database, waiting: impl Iterator<Item = Batch>) -> io::Result<u64> {
    let waiting: Vec<Vec<Change>> = waiting.collect::<io::Result<_>>()?;
    commit(database, &waiting).map_err(io::Error::other)?;
    Ok(waiting.len() as u64)
}

fn commit(database: &Database, batches: &[Vec<Change>]) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut rows = transaction.open_table(ROWS)?;
        for change in batches.iter().flatten() {
            let key = (change.table, change.key.as_str());
            match &change.row {
                Some(row) => drop(rows.insert(key, row.as_slice())?),
                None => drop(rows.remove(key)?),
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_written_behind_changes_that_cannot_be() {
        let directory = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(directory.path()).unwrap();
        journal.write(Err(io::Error::other("no JSON")));
        let told = journal.flushed().await.unwrap_err();
        assert_eq!(told, "the state cannot be written: no JSON");
        journal.write(Ok(vec![Change {
            table: "test",
            key: "row".to_owned(),
            row: Some(b"1".to_vec()),
        }]));
        assert_eq!(journal.flushed().await.unwrap_err(), told);
    }
}
