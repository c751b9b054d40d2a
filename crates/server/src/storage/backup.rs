//! Backups of a data directory: one file with the log, the codes, the secret, the port and the look of the screens, so that
//! tokens and links stay good wherever it is restored, and screens look as they did.

use crate::{
    settings::Settings,
    storage::{branding, data_dir, inventory, known},
};
use anyhow::{Context as _, bail};
use domain::Offset;
use journal::{
    Journal as _, Position, Sqlite,
    backup::{self, Files},
    inventory::Damaged,
};
use std::{
    fs::{self, File},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Component, Path, PathBuf},
    time::SystemTime,
};

/// The backup that is kept up to date in a folder.
pub const FOLLOWED: &str = "burgertop.backup";
/// How backups are named.
const EXTENSION: &str = "backup";
/// Small files of the data directory are kept in the backup; larger ones are not ours.
const FILE_MAX_BYTES: u64 = 16 << 20;

/// What a backup is made of.
#[derive(Debug, Clone)]
pub struct Source {
    /// The data directory.
    pub data: PathBuf,
    /// The folder with the look of the screens, if there is one.
    pub theme: Option<PathBuf>,
}

impl Source {
    /// As the settings say.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let data = settings.data.dir.clone();
        let theme = branding::folder(&settings.screens.theme, &data);
        Self { data, theme }
    }
}

/// The files that belong in a backup: those of the data directory, and those of the look in a folder.
pub fn files(source: &Source) -> io::Result<Files> {
    let mut files = of_directory(&source.data)?;
    if let Some(folder) = &source.theme {
        let look = branding::files(folder)?.into_iter();
        files.extend(look.map(|(name, bytes)| (format!("{}/{name}", branding::FOLDER), bytes)));
    }
    Ok(files)
}

/// All but the log, which is copied by the store, locks, and what is half written.
fn of_directory(data: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let passing = [".lock", ".new", ".restoring", ".rebuilt", ".migrating"];
        let belongs = !name.starts_with(data_dir::LOG)
            && name != data_dir::LOCK
            && name != data_dir::LISTENING
            && name != known::FILE
            && name != inventory::FILE
            && !name.contains(".damaged")
            && !passing.iter().any(|end| name.ends_with(end));
        let known = entry.metadata()?;
        if belongs && known.is_file() && known.len() <= FILE_MAX_BYTES {
            match fs::read(entry.path()) {
                Ok(bytes) => drop(files.insert(name, bytes)),
                Err(gone) if gone.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(files)
}

/// Writes a backup, whether a server runs or not, to a file or into a folder. Tells where it lies.
pub fn take(source: &Source, to: &Path) -> anyhow::Result<(PathBuf, Position)> {
    let (source, files) = (source.data.join(data_dir::LOG), files(source)?);
    if !to.is_dir() {
        return Ok((to.to_owned(), backup::write(&source, to, &files)?));
    }
    let unnamed = to.join("burgertop.backup.unnamed");
    let position = backup::write(&source, &unnamed, &files)?;
    let to = to.join(format!("burgertop-{}-{}.{EXTENSION}", position.epoch, position.offset));
    fs::rename(&unnamed, &to)?;
    File::open(to.parent().unwrap_or(Path::new(".")))?.sync_all()?;
    Ok((to, position))
}

/// The backup that is meant: the file itself; or, of a folder, the one that was kept up to date, else the
/// newest.
pub fn find(from: &Path) -> anyhow::Result<PathBuf> {
    if from.is_file() {
        return Ok(from.to_owned());
    }
    let followed = from.join(FOLLOWED);
    if followed.is_file() {
        return Ok(followed);
    }
    let mut newest: Option<(SystemTime, PathBuf)> = None;
    let listed = fs::read_dir(from).with_context(|| format!("{}", from.display()))?;
    for path in listed.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.extension().is_some_and(|it| it == EXTENSION) {
            let found = (fs::metadata(&path)?.modified()?, path);
            newest = newest.max(Some(found));
        }
    }
    newest.map(|(_, path)| path).with_context(|| format!("no backup in {}", from.display()))
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// Up to where the log is the one of before.
    pub same_until: Offset,
    /// Where it stands now.
    pub position: Position,
    /// What of the backup was damaged, and left out.
    pub damaged: Vec<Damaged>,
}

/// Makes a data directory of a backup: with a new epoch, for the old log may have gone on after the backup
/// was taken, and clients then send again what they hold that is newer. Only where nothing is.
pub async fn restore(from: &Path, data: &Path) -> anyhow::Result<Restored> {
    let from = find(from)?;
    if data.is_dir() && fs::read_dir(data)?.filter_map(Result::ok).any(|it| !is_lock(&it)) {
        bail!("{} is not empty; choose another with --data-dir", data.display());
    }
    let lock = data_dir::DataDir::open(data)?;
    let restored = fill(&from, &lock).await;
    if restored.is_err() {
        // Nothing was there before, and half a summit must not stay.
        for entry in fs::read_dir(data)?.filter_map(Result::ok).filter(|it| !is_lock(it)) {
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
    restored.with_context(|| format!("{} cannot be restored", from.display()))
}

/// What it means for people that a part of a backup is left out.
#[must_use]
pub fn means(part: &str) -> &'static str {
    match part {
        "codes.json" => ". New join codes are made at the start: print the cards again",
        "secret" => ". A new one is made at the start: every device joins again",
        "port" => {
            ". The port of the settings is taken: name the old one with --port if cards are printed"
        }
        part if part.starts_with("theme/") => ". The screens look neutral until it is put there",
        part if part.starts_with("commits ") => {
            ". Devices send again what they handed in; keep the backup"
        }
        _ => "",
    }
}

fn is_lock(entry: &fs::DirEntry) -> bool {
    entry.file_name() == data_dir::LOCK
}

async fn fill(from: &Path, data: &data_dir::DataDir) -> anyhow::Result<Restored> {
    let copied = data.file(&format!("{}.restoring", data_dir::LOG));
    let log = data.file(&format!("{}.restored", data_dir::LOG));
    // With what was being written when a stick was pulled: the store undoes it in the copy.
    for (suffix, must) in [("", true), ("-journal", false), ("-wal", false)] {
        let (from, to) = (with(from, suffix), with(&copied, suffix));
        if must || from.is_file() {
            copy(&from, &to)?;
        }
    }
    let revived = backup::revive(&copied, &log)?;
    // It holds the secret, which must lie in one place.
    fs::remove_file(&copied)?;
    for (name, bytes) in &revived.files {
        let file = data.file(plain(name)?);
        if let Some(folder) = file.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        data_dir::replace(&file, bytes)?;
    }
    let (journal, opened) = Sqlite::open(&log).await?;
    let verified = journal.verify().await?;
    let same_until = opened.position.offset.min(revived.old.offset);
    journal::note_ended(&journal, &revived.old.epoch, same_until).await?;
    journal::note_unknown(&journal).await?;
    journal.close().await;
    if let Some(why) = opened.read_only {
        bail!("{why}");
    }
    if !verified.is_sound() {
        bail!("the log has {} flaws", verified.flaws);
    }
    // Last: what has a log is a whole summit.
    let _ = fs::remove_file(log.with_extension("lock"));
    fs::rename(&log, data.file(data_dir::LOG))?;
    File::open(data.path())?.sync_all()?;
    Ok(Restored { same_until, position: opened.position, damaged: revived.damaged })
}

/// A name that stays in the directory, or in its folder of the look.
fn plain(name: &str) -> anyhow::Result<&str> {
    let look = name.strip_prefix(branding::FOLDER).and_then(|rest| rest.strip_prefix('/'));
    if look.is_some_and(branding::is_name) {
        return Ok(name);
    }
    let mut parts = Path::new(name).components();
    match (parts.next(), parts.next()) {
        // A slash at the end is no part of a path, and no name of a file.
        (Some(Component::Normal(part)), None)
            if part == name && !name.starts_with(data_dir::LOG) =>
        {
            Ok(name)
        }
        _ => bail!("a file in it is called `{name}`"),
    }
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// For the owner alone, though the stick that it comes from knows no owners.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_as_damaged_is_in_no_backup() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["codes.json", "secret.damaged", "port.damaged-2", known::FILE, inventory::FILE]
        {
            fs::write(folder.path().join(name), name).expect("room");
        }
        let source = Source { data: folder.path().to_owned(), theme: None };
        let files = files(&source).expect("a folder");
        assert_eq!(files.into_keys().collect::<Vec<_>>(), ["codes.json"]);
    }

    #[test]
    fn the_look_of_the_screens_is_in_a_backup() {
        let (folder, look) = (tempfile::tempdir().expect("one"), tempfile::tempdir().expect("one"));
        for name in ["theme.css", "logo.svg", "README.md", "codes.json"] {
            fs::write(look.path().join(name), name).expect("room");
        }
        let source = Source { data: folder.path().to_owned(), theme: Some(look.path().to_owned()) };
        let files = files(&source).expect("a folder");
        assert_eq!(files.into_keys().collect::<Vec<_>>(), ["theme/logo.svg", "theme/theme.css"]);
    }

    #[test]
    fn a_file_of_a_backup_stays_in_the_directory() {
        for name in ["codes.json", "theme/logo.svg"] {
            assert!(plain(name).is_ok(), "{name}");
        }
        for name in [
            "../x",
            "/etc/passwd",
            "a/b",
            "..",
            ".",
            "",
            "summit.sqlite",
            "summit.sqlite-wal",
            "theme/../codes.json",
            "theme/",
            "theme/x.json",
        ] {
            assert!(plain(name).is_err(), "{name}");
        }
    }

    #[test]
    fn of_a_folder_the_followed_backup_is_meant_or_else_the_newest() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(find(folder.path()).is_err());
        for (name, day) in [("a.backup", 2), ("b.backup", 1), ("c.txt", 3)] {
            let file = File::create(folder.path().join(name)).expect("room");
            let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(day * 86_400);
            file.set_modified(then).expect("a time");
        }
        assert_eq!(find(folder.path()).expect("one"), folder.path().join("a.backup"));
        File::create(folder.path().join(FOLLOWED)).expect("room");
        assert_eq!(find(folder.path()).expect("one"), folder.path().join(FOLLOWED));
    }
}
