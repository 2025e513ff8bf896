//! Credentials files in directories of their own.

use std::fs;
use std::path::{Path, PathBuf};

/// A home directory with a credentials file that only its owner can read.
pub(crate) fn home_with(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let home = empty_home(name);
    let path = file_in(&home);
    fs::create_dir(home.join(".ncloud")).unwrap();
    fs::write(&path, content).unwrap();
    set_mode(&path, 0o600);
    home
}

pub(crate) fn empty_home(name: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("credentials")
        .join(name);
    if home.exists() {
        fs::remove_dir_all(&home).unwrap();
    }
    fs::create_dir_all(&home).unwrap();
    home
}

pub(crate) fn file_in(home: &Path) -> PathBuf {
    home.join(".ncloud").join("configure")
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}
