//! Whether the files that are written to are those that will be found at the next start: what is written to a file that
//! was removed or replaced is gone with the process.

use super::file;
use crate::fault::Fault;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A file, by what the file system calls it.
type Inode = (u64, u64);

/// The database and its write-ahead log, as they were opened.
#[derive(Debug)]
pub(super) struct Place {
    files: [(PathBuf, Option<Inode>); 2],
}

impl Place {
    /// Of a database that was just opened, and written to.
    pub(super) fn of(path: &Path) -> Result<Self, Fault> {
        let [wal, _] = file::beside(path);
        let seen = |path: PathBuf| inode(&path).map(|inode| (path, inode));
        Ok(Self { files: [seen(path.to_owned())?, seen(wal)?] })
    }

    /// Refuses to go on once a file lies no longer where it was opened.
    pub(super) fn is_ours(&mut self) -> Result<(), Fault> {
        for (path, known) in &mut self.files {
            let found = inode(path)?;
            if found.is_none() || (known.is_some() && found != *known) {
                return Err(Fault::Moved(path.clone()));
            }
            *known = found;
        }
        Ok(())
    }
}

/// None if there is no such file.
fn inode(path: &Path) -> Result<Option<Inode>, Fault> {
    use std::os::unix::fs::MetadataExt as _;
    match fs::metadata(path) {
        Ok(file) => Ok(Some((file.dev(), file.ino()))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Fault::store(cause)),
    }
}
