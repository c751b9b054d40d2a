//! What happens to files: one is removed, cut, flipped, swapped with an older one, emptied, replaced or made unreadable.

use crate::chance::Chance;
use std::{
    fmt, fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
        net::UnixListener,
    },
    path::{Path, PathBuf},
};

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Removed,
    Cut,
    Bit,
    Byte,
    Block,
    Older,
    Emptied,
    Folder,
    DeadLink,
    Link,
    Unreadable,
}

const ALL: [What; 11] = [
    What::Removed,
    What::Cut,
    What::Bit,
    What::Byte,
    What::Block,
    What::Older,
    What::Emptied,
    What::Folder,
    What::DeadLink,
    What::Link,
    What::Unreadable,
];

/// An accident, as it is told when something fails.
#[derive(Clone)]
pub struct Accident {
    pub name: String,
    pub what: What,
    at: usize,
}

impl fmt::Debug for Accident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} at {}", self.name, self.what, self.at)
    }
}

impl Accident {
    /// Happens to one of these files of a folder, of which older ones lie elsewhere.
    pub fn happens(
        chance: &mut Chance,
        folder: &Path,
        files: &[String],
        older: &[PathBuf],
    ) -> Self {
        let name = files[chance.below(files.len())].clone();
        let file = folder.join(&name);
        let bytes = fs::read(&file).unwrap_or_default();
        let what = ALL[chance.below(ALL.len())];
        let at = chance.below(bytes.len().max(1));
        let mut altered = bytes.clone();
        match what {
            What::Removed => fs::remove_file(&file).expect("it is there"),
            What::Cut => altered.truncate(at),
            What::Bit => altered.iter_mut().skip(at).take(1).for_each(|it| *it ^= 1 << (at % 8)),
            What::Byte => altered.iter_mut().skip(at).take(1).for_each(|it| *it = !*it),
            What::Block => altered.iter_mut().skip(at / 512 * 512).take(512).for_each(|it| *it = 0),
            What::Older => {
                let there: Vec<_> = older.iter().map(|it| it.join(&name)).collect();
                let there: Vec<_> = there.into_iter().filter(|it| it.is_file()).collect();
                if !there.is_empty() {
                    altered = fs::read(&there[chance.below(there.len())]).expect("a file");
                }
            }
            What::Emptied => altered.clear(),
            What::Folder | What::DeadLink | What::Link | What::Unreadable => {
                replaced(what, &file, &bytes);
            }
        }
        if altered != bytes || what == What::Emptied {
            fs::write(&file, altered).expect("room on the disk");
        }
        Self { name, what, at }
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn replaced(what: What, file: &Path, bytes: &[u8]) {
    fs::remove_file(file).expect("it is there");
    match what {
        What::Folder => fs::create_dir(file).expect("room"),
        What::DeadLink => symlink("nowhere/at/all", file).expect("room"),
        What::Link => {
            let elsewhere = file.with_extension("elsewhere");
            fs::write(&elsewhere, bytes).expect("room");
            symlink(elsewhere, file).expect("room");
        }
        _ if is_root() => {
            // Root reads what it may not; nobody reads a socket.
            drop(UnixListener::bind(file).expect("a short path"));
        }
        _ => {
            fs::write(file, bytes).expect("room");
            fs::set_permissions(file, fs::Permissions::from_mode(0o000)).expect("it is ours");
        }
    }
}
