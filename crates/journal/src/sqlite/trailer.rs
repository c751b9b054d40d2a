//! The digest of a whole backup, so that no bit of the file can change unnoticed, not even where nothing lies. Of a
//! finished one it is the last bytes: SQLite does not look behind the last page. Of one that is kept up to date it lies
//! beside the file, and says of which moment it is.

use crate::fault::Fault;
use domain::Digest;
use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

const MAGIC: &[u8; 16] = b"burgertop-digest";
const BYTES: usize = MAGIC.len() + 32;
/// Where SQLite keeps a number for the application, in the header of the file
/// (<https://www.sqlite.org/fileformat.html>, *user version*).
const MARK_AT: usize = 60;
/// It says that a digest ends the file: one that was cut, or has something put behind it, is not one without a digest.
const FINISHED: [u8; 4] = 1_u32.to_be_bytes();
const KEPT_UP_TO_DATE: [u8; 4] = 0_u32.to_be_bytes();

/// What the digest says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seal {
    /// The file is as it was written.
    Whole,
    /// It is not.
    Broken,
    /// It has none, or one of another moment: it is still being kept up to date, or an earlier release made it.
    None,
}

/// Adds the digest. The file must not be written to afterwards.
pub(super) fn add(path: &Path) -> Result<(), Fault> {
    mark(path, FINISHED)?;
    let digest = Digest::of(&fs::read(path).map_err(Fault::store)?);
    let mut file = OpenOptions::new().append(true).open(path).map_err(Fault::store)?;
    file.write_all(&[&MAGIC[..], &digest.0].concat())
        .and_then(|()| file.sync_all())
        .map_err(Fault::store)
}

fn mark(path: &Path, as_what: [u8; 4]) -> Result<(), Fault> {
    let file = File::options().write(true).open(path).map_err(Fault::store)?;
    file.write_all_at(&as_what, MARK_AT as u64).map_err(Fault::store)
}

fn is_finished(content: &[u8]) -> bool {
    content.get(MARK_AT..).is_some_and(|behind| behind.starts_with(&FINISHED))
}

pub(super) fn check(path: &Path) -> Result<Seal, Fault> {
    let bytes = fs::read(path).map_err(Fault::store)?;
    let without = if is_finished(&bytes) { Seal::Broken } else { Seal::None };
    let Some(at) = bytes.len().checked_sub(BYTES) else { return Ok(without) };
    let (content, trailer) = bytes.split_at(at);
    let (magic, digest) = trailer.split_at(MAGIC.len());
    // A page begins where the content ends: a magic that was damaged is a seal that is broken.
    if magic != MAGIC {
        return Ok(if at % 512 == 0 { Seal::Broken } else { without });
    }
    Ok(if Digest::of(content).0 == digest { Seal::Whole } else { Seal::Broken })
}

/// Takes it off a file that is to be written to. What stands behind the last page, whole or not, is no part of it.
pub(super) fn strip(path: &Path) -> Result<(), Fault> {
    if check(path)? == Seal::None {
        return Ok(());
    }
    let file = File::options().write(true).open(path).map_err(Fault::store)?;
    let len = file.metadata().map_err(Fault::store)?.len();
    // A page has at least 512 bytes, the digest less.
    let behind = if len % 512 == BYTES as u64 { BYTES as u64 } else { 0 };
    file.set_len(len - behind).map_err(Fault::store)?;
    mark(path, KEPT_UP_TO_DATE)
}

/// Writes the digest of a backup that is kept up to date beside it, with the hash of its inventory: that tells the moment.
pub(super) fn add_beside(path: &Path, inventory: &str, digest: Digest) -> Result<(), Fault> {
    let (to, new) = (beside(path, ".digest"), beside(path, ".digest.new"));
    let mut file = File::create(&new).map_err(Fault::store)?;
    file.write_all(format!("{inventory} {digest}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, &to))
        .map_err(Fault::store)
}

/// What the digest beside a backup says of it, if that is of the moment of this inventory.
pub(super) fn check_beside(path: &Path, inventory: Option<&str>) -> Result<Seal, Fault> {
    let Ok(text) = fs::read_to_string(beside(path, ".digest")) else { return Ok(Seal::None) };
    let Some((moment, digest)) = text.trim_end().split_once(' ') else { return Ok(Seal::None) };
    if Some(moment) != inventory {
        return Ok(Seal::None);
    }
    let found = Digest::of(&fs::read(path).map_err(Fault::store)?).to_string();
    Ok(if found == digest { Seal::Whole } else { Seal::Broken })
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
