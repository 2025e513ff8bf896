//! A journal: lines of JSON, each of which is on the disk before what it announces is done.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::file::{sync_directory, unwritable};

/// Where the journal of a file of rows is: where `--journal` says, otherwise beside the file.
pub(crate) fn journal_path(matches: &ArgMatches, rows: &Path) -> PathBuf {
    match matches.get_one::<PathBuf>("journal") {
        Some(path) => path.clone(),
        None => {
            let mut path = rows.as_os_str().to_owned();
            path.push(".journal");
            path.into()
        }
    }
}

/// Opens a file that other runs must not have meanwhile, or makes an empty one that only its owner may read.
///
/// # Errors
/// When another run has it, or it cannot be opened.
pub(crate) fn open_locked(path: &Path) -> Result<File, Failure> {
    let fails = |error| unwritable(path, &error);
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(fails)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(in_use(path)),
        Err(TryLockError::Error(error)) => Err(fails(error)),
    }
}

/// The failure of a file that another run has.
pub(crate) fn in_use(path: &Path) -> Failure {
    Failure::usage(
        format!("{} is in use by another run", path.display()),
        "wait until that one has ended",
    )
}

/// Where the last whole line ends. A run that was killed may have left half a line, which announces nothing.
pub(crate) fn length_of_lines(text: &[u8]) -> usize {
    let end = text.iter().rposition(|byte| *byte == b'\n');
    end.map_or(0, |end| end + 1)
}

/// The file of a journal.
pub(crate) struct JournalFile {
    path: PathBuf,
    /// Locked: two runs at once would do everything twice.
    file: File,
    /// Where the last whole line ends.
    length: u64,
}

impl JournalFile {
    /// Opens a journal, or makes an empty one that only its owner may read; and its lines.
    ///
    /// # Errors
    /// When another run has it, or it cannot be read.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<Vec<u8>>), Failure> {
        let fails = |error| unwritable(path, &error);
        let mut file = open_locked(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fails)?;
        bytes.truncate(length_of_lines(&bytes));
        let journal = Self {
            path: path.to_owned(),
            file,
            length: bytes.len() as u64,
        };
        journal.cut().map_err(fails)?;
        let lines = bytes.split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.is_empty()).map(<[u8]>::to_vec);
        Ok((journal, lines.collect()))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds the first line, and makes the name of the file lasting.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn begin(&mut self, header: &impl Serialize) -> Result<(), Failure> {
        self.append(header)?;
        sync_directory(&self.path).map_err(|error| unwritable(&self.path, &error))
    }

    /// Adds a line, lastingly; when that fails, no part of it stays.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn append(&mut self, line: &impl Serialize) -> Result<(), Failure> {
        let mut bytes =
            serde_json::to_vec(line).map_err(|error| unwritable(&self.path, &error.into()))?;
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes);
        match written.and_then(|()| self.file.sync_data()) {
            Ok(()) => {
                self.length += bytes.len() as u64;
                Ok(())
            }
            Err(error) => {
                // If this fails, too, the next run finds half a line, and cuts it.
                self.cut().ok();
                Err(unwritable(&self.path, &error))
            }
        }
    }

    fn cut(&self) -> std::io::Result<()> {
        self.file.set_len(self.length)
    }
}
