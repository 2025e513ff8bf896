//! Files that are written whole or not at all.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::{Exit, Failure};

/// Who may read a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Private keys, and archives that may hold them.
    Owner,
    /// Certificates.
    All,
}

/// A place for a file. Until it is written there is nothing to see at its name, and nothing is left
/// when it never is.
pub(crate) struct Reserved {
    path: PathBuf,
    file: NamedTempFile,
    force: bool,
}

impl Reserved {
    /// Makes sure that a file can be written; over an existing one only with `force`. A link stays a link:
    /// what it leads to is written.
    ///
    /// The bytes go to a file beside it first, which then takes the name: whatever goes wrong, there is
    /// no half of a file.
    ///
    /// # Errors
    /// When the file exists, or its directory cannot be written.
    pub(crate) fn new(path: &Path, audience: Audience, force: bool) -> Result<Self, Failure> {
        refuse_existing(path, force)?;
        let target = followed(path);
        let fails = |error| unwritable(path, &error);
        // Files of this library are made with the mode 0600.
        let file = tempfile::Builder::new()
            .prefix(&part_prefix(&target))
            .suffix(PART)
            .tempfile_in(directory(&target))
            .map_err(fails)?;
        if audience == Audience::All {
            open_to_all(&file).map_err(fails)?;
        }
        Ok(Self {
            path: target,
            file,
            force,
        })
    }

    /// Writes the file, so that it is there also after the power failed.
    ///
    /// # Errors
    /// When it cannot be written, or somebody else has made it meanwhile.
    pub(crate) fn write(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let fails = |error| unwritable(&self.path, &error);
        self.file.write_all(bytes).map_err(fails)?;
        self.file.as_file().sync_all().map_err(fails)?;
        let outcome = if self.force {
            self.file.persist(&self.path)
        } else {
            self.file.persist_noclobber(&self.path)
        };
        outcome.map_err(|error| fails(error.error))?;
        sync_directory(&self.path).map_err(fails)
    }
}

/// The file that a path leads to, links followed; the path itself when there is none.
pub(crate) fn followed(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Ending of a file that waits for its name.
const PART: &str = ".part";

fn part_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// Removes what writers of this file have left that were killed.
pub(crate) fn sweep(path: &Path) {
    let path = followed(path);
    let prefix = part_prefix(&path);
    let files = std::fs::read_dir(directory(&path));
    for file in files.into_iter().flatten().flatten() {
        let name = file.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(prefix.as_encoded_bytes()) && name.ends_with(PART.as_bytes()) {
            // Nothing needs it; the next time will do as well.
            std::fs::remove_file(file.path()).ok();
        }
    }
}

/// Makes the name of a file lasting, as well as its content.
///
/// # Errors
/// When the directory cannot be opened, or its disk fails.
#[cfg(unix)]
pub(crate) fn sync_directory(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(directory(path))?.sync_all()
}

/// Elsewhere a directory is no file that can be synchronised.
#[cfg(not(unix))]
pub(crate) fn sync_directory(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The directory that a file is in.
pub(crate) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn open_to_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o644);
    file.as_file().set_permissions(permissions)
}

#[cfg(not(unix))]
fn open_to_all(_file: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// The failure of a file that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    // The library adds the name of the file that was to take this name, which says nothing to anybody.
    let full = error.to_string();
    let reason = full.split(" at path ").next().unwrap_or_default();
    Failure::new(
        Exit::Other,
        format!("{} cannot be written: {reason}", path.display()),
        "check the directory, its permissions and the free space",
    )
}

fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(Failure::usage(
            format!("{} exists", path.display()),
            "choose another name, or add --force to write over it",
        ));
    }
    Ok(())
}
