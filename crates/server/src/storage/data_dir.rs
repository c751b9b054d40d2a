//! The data directory: made for the owner alone, open to one server at a time, written so that a
//! power cut leaves the old file or the new one.

use crate::storage::inventory;
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A data directory that this process alone has open.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    is_new: bool,
    /// A secret that is not written down yet.
    drawn: OnceLock<SecretString>,
    _lock: File,
}

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NotOurs {
    /// Another server has it open.
    #[error("{} is in use by another burgertop; stop it first, or choose another with --data-dir", .0.display())]
    Locked(PathBuf),
    /// It cannot be made, or not be written.
    #[error("{} cannot be used", .0.display())]
    Unusable(PathBuf, #[source] io::Error),
}

impl DataDir {
    /// Makes the directory if need be, and locks it until this value is dropped.
    pub fn open(path: &Path) -> Result<Self, NotOurs> {
        let unusable = |error| NotOurs::Unusable(path.to_owned(), error);
        if !path.exists() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(unusable)?;
        }
        let path = path.canonicalize().map_err(unusable)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.join(LOCK))
            .map_err(|error| NotOurs::Unusable(path.join(LOCK), error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NotOurs::Locked(path)),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
        let is_new = !path.join(PORT).exists();
        Ok(Self { path, is_new, drawn: OnceLock::new(), _lock: lock })
    }

    /// Where it lies, as an absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether no server has listened for it yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.is_new
    }

    /// The port that was asked for and the one that was taken, when it was last listened on.
    #[must_use]
    pub fn port(&self) -> Option<(u16, u16)> {
        ports(&fs::read_to_string(self.file(PORT)).ok()?)
    }

    /// Remembers the port, so that links stay good.
    pub fn keep_port(&self, asked: u16, taken: u16) -> io::Result<()> {
        replace(&self.file(PORT), format!("{asked} {taken}\n").as_bytes())
    }

    /// The secret that signs tokens; a new one if there is none, which is to be [kept](Self::keep_secret) once the summit
    /// lies there: a directory with a secret and no summit is one that lost it.
    pub fn secret(&self) -> io::Result<SecretString> {
        match fs::read_to_string(self.file(SECRET)) {
            Ok(secret) => Ok(SecretString::from(secret.trim())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(drawn) = self.drawn.get() {
                    return Ok(drawn.clone());
                }
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).map_err(io::Error::other)?;
                Ok(self.drawn.get_or_init(|| SecretString::from(hex::encode(bytes))).clone())
            }
            Err(error) => Err(error),
        }
    }

    /// Writes a secret down that was drawn, if none is there.
    pub fn keep_secret(&self) -> io::Result<()> {
        let file = self.file(SECRET);
        let is_there = fs::symlink_metadata(&file).is_ok();
        let Some(drawn) = self.drawn.get().filter(|_| !is_there) else { return Ok(()) };
        replace(&file, drawn.expose_secret().as_bytes())
    }
}

/// The address that the server that has this directory open listens on; none if it recorded none.
#[must_use]
pub fn address(data: &Path) -> Option<SocketAddr> {
    fs::read_to_string(data.join(LISTENING)).ok()?.trim().parse().ok()
}

/// Records the address that the server listens on, for commands beside it. The server runs without the record, too.
pub fn record_address(data: &Path, address: SocketAddr) {
    if let Err(error) = replace(&data.join(LISTENING), format!("{address}\n").as_bytes()) {
        tracing::warn!(%error, "the address of the server cannot be recorded: `burgertop links --renew` will not find it");
    }
}

/// Whether the node of this directory has seen a log in Redis.
#[must_use]
pub fn has_seen_any(data: &Path) -> bool {
    let is_seen = |file: fs::DirEntry| file.file_name().to_string_lossy().starts_with(SEEN);
    fs::read_dir(data).is_ok_and(|files| files.flatten().any(is_seen))
}

/// Gives whatever lies at a place in a data directory another name, so that nothing of it is overwritten. Tells which.
pub fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = aside(path)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Keeps a copy of a file beside it. Tells where.
pub fn copy_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = aside(path)?;
    put(&aside, &fs::read(path)?)?;
    Ok(aside)
}

/// A name beside it that nothing has.
fn aside(path: &Path) -> io::Result<PathBuf> {
    let named = |n: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(if n == 1 { ".damaged".to_owned() } else { format!(".damaged-{n}") });
        path.with_file_name(name)
    };
    let is_free = |name: &PathBuf| fs::symlink_metadata(name).is_err();
    (1..).map(named).find(is_free).ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}

/// The port that was asked for and the one that was taken, as they are kept.
#[must_use]
pub fn ports(text: &str) -> Option<(u16, u16)> {
    let (asked, taken) = text.trim().split_once(' ')?;
    Some((asked.parse().ok()?, taken.parse().ok()?))
}

/// The log of a summit.
pub const LOG: &str = "summit.sqlite";
/// The join codes of a summit.
pub const CODES: &str = "codes.json";
/// How the names of files begin that say which logs in Redis the node of this directory has seen.
pub const SEEN: &str = "seen-";
/// The port that printed cards name.
pub const PORT: &str = "port";
/// The secret that signs tokens.
pub const SECRET: &str = "secret";
/// Where the server listens that has the directory open.
pub const LISTENING: &str = "listening";
/// Held while a server has the directory open.
pub const LOCK: &str = "lock";

/// Writes a file that its owner alone may read: beside the old one, to the disk, then in its place.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    inventory::noted(path, || put(path, bytes), bytes)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = path.with_file_name(name);
    let mut file =
        OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_second_server_is_told_that_the_directory_is_in_use() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a/b");
        let first = DataDir::open(&path).expect("a new directory");
        assert_eq!(mode(&path), 0o700);
        let refused = DataDir::open(&path).expect_err("it is locked").to_string();
        assert!(refused.contains("in use by another burgertop"), "{refused}");
        drop(first);
        assert!(DataDir::open(&path).is_ok());
    }

    #[test]
    fn the_secret_is_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::open(folder.path()).expect("a directory");
        let secret = data.secret().expect("a secret");
        assert_eq!(secret.expose_secret().len(), 64);
        assert!(!data.file("secret").exists(), "it is kept once the summit lies there");
        data.keep_secret().expect("room on the disk");
        assert_eq!(data.secret().expect("the same").expose_secret(), secret.expose_secret());
        assert_eq!(mode(&data.file("secret")), 0o600);
    }

    #[test]
    fn a_directory_is_new_until_a_port_was_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::open(folder.path()).expect("a directory");
        assert!(data.is_new() && data.port().is_none());
        data.keep_port(8080, 8081).expect("room on the disk");
        drop(data);
        let data = DataDir::open(folder.path()).expect("a directory");
        assert_eq!((data.is_new(), data.port()), (false, Some((8080, 8081))));
    }
}
