//! Putting a bundle in its place: whole, or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Files;
use super::index::{self, Index};

/// Writes the bundle beside `out` and moves it there at the end.
///
/// An earlier bundle makes way at that moment; until then, and when anything fails, it stays.
pub(super) fn write(out: &Path, files: &Files) -> Result<(), String> {
    let fail = |error: io::Error| format!("{}: {error}", out.display());
    let out = out_of_links(out).map_err(fail)?;
    vacant_or_ours(&out)?;
    let parent = out
        .parent()
        .ok_or_else(|| format!("{}: a bundle needs a folder of its own", out.display()))?;
    fs::create_dir_all(parent).map_err(fail)?;
    // In the same folder, so that moving is renaming; removed when it goes out of scope.
    let beside = tempfile::Builder::new()
        .prefix(".ncloud-spec-")
        .tempdir_in(parent)
        .map_err(fail)?;
    // A folder inside, because the temporary one itself is closed to other users.
    let fresh = beside.path().join("fresh");
    for (path, content) in files {
        let path = fresh.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&fresh))
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let former = beside.path().join("former");
    let has_former = out.exists();
    if has_former {
        fs::rename(&out, &former).map_err(fail)?;
    }
    fs::rename(&fresh, &out).map_err(|error| {
        if has_former {
            // Best effort: the first error is the one to tell.
            let _ = fs::rename(&former, &out);
        }
        fail(error)
    })
}

/// The absolute path. What is there is resolved, so that a link keeps leading to the bundle.
fn out_of_links(out: &Path) -> io::Result<PathBuf> {
    if out.exists() {
        fs::canonicalize(out)
    } else {
        std::path::absolute(out)
    }
}

/// Refuses a folder that holds anything but an earlier bundle.
fn vacant_or_ours(out: &Path) -> Result<(), String> {
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        return Err(format!("{}: is not a folder", out.display()));
    }
    let fail = |error: io::Error| format!("{}: {error}", out.display());
    if fs::read_dir(out).map_err(fail)?.next().is_none() {
        return Ok(());
    }
    let earlier = fs::read(out.join(index::FILE))
        .ok()
        .and_then(|text| serde_json::from_slice::<Index>(&text).ok())
        .filter(|index| index.name == index::NAME)
        .ok_or_else(|| {
            format!(
                "{}: is neither empty nor an earlier bundle; name another folder",
                out.display()
            )
        })?;
    let present = paths(out).map_err(fail)?;
    let mut listed: BTreeSet<String> = earlier.files.into_iter().map(|file| file.path).collect();
    listed.insert(index::FILE.to_owned());
    match present.difference(&listed).next() {
        Some(foreign) => Err(format!(
            "{}: is not part of the earlier bundle and would be lost; move it away",
            out.join(foreign).display()
        )),
        None => Ok(()),
    }
}

/// Paths of all below a folder that is not a folder itself, as the index writes them.
pub(super) fn paths(root: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    collect(root, root, &mut found)?;
    Ok(found)
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Of the entry itself: what a link leads to is none of ours.
        if entry.file_type()?.is_dir() {
            collect(root, &path, found)?;
            continue;
        }
        let below = path.strip_prefix(root).unwrap_or(&path).components();
        let names: Vec<_> = below
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        found.insert(names.join("/"));
    }
    Ok(())
}
