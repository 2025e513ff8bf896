//! Who else can read the credentials file.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Group and others may read.
const READABLE_BY_OTHERS: u32 = 0o044;

/// Warns about a file that other users can read, once for each file in the life of the process.
pub(crate) fn warn_if_others_can_read(path: &Path) {
    static WARNED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

    // The file has just been read; when it is gone by now there is nothing to warn of.
    let Ok(metadata) = std::fs::metadata(path) else {
        return;
    };
    let mode = metadata.permissions().mode() & 0o777;
    if mode & READABLE_BY_OTHERS == 0 {
        return;
    }
    let is_new = WARNED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(path.to_owned());
    if is_new {
        tracing::warn!(
            path = %path.display(),
            mode = format_args!("{mode:o}"),
            "other users of this machine can read the credentials file: run `chmod 600` on it"
        );
    }
}
