//! Files of a data directory that were there and are gone, or cannot be read: what is damaged is set aside, what it
//! costs is said, and the start goes on.

use crate::{
    codes::{pages::Pages, shelf},
    data_dir::{self, DataDir, LISTENING, PORT, SECRET},
    known,
    limits::SECRET_MIN_BYTES,
};
use std::{fs, io, path::Path};

/// Mends what can be mended in a directory in which a summit was kept. Tells what the one who starts it should know.
///
/// `signs_itself`: the secret lies in the directory, not in the settings.
pub fn look(data: &DataDir, signs_itself: bool) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    if !data.path().join(known::FILE).exists() {
        return Ok(notes);
    }
    if is_lost(data.path(), shelf::FILE, |bytes| Pages::read(bytes).is_ok())? {
        notes.push(
            "The join codes (codes.json) are gone or damaged. New ones are made: links and cards from before open nothing. Print them again; devices that have joined go on."
                .to_owned(),
        );
    }
    let is_secret = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|it| it.trim().len() >= SECRET_MIN_BYTES)
    };
    if signs_itself && is_lost(data.path(), SECRET, is_secret)? {
        notes.push(
            "The file that signs devices in (secret) is gone or damaged. A new one is made: every device joins again with its code, and then sends what it kept."
                .to_owned(),
        );
    }
    if data.port().is_none() {
        let _ = is_lost(data.path(), PORT, |_| false)?;
        let listened = fs::read_to_string(data.file(LISTENING)).ok();
        let listened = listened.and_then(|it| it.trim().parse::<std::net::SocketAddr>().ok());
        if let Some(address) = listened {
            data.keep_port(address.port(), address.port())?;
        } else {
            notes.push(
                "The port that printed cards name is not known any more (port). If they do not open, start once with --port and the number on a card."
                    .to_owned(),
            );
        }
    }
    for note in &notes {
        tracing::error!("{note}");
    }
    Ok(notes)
}

/// Whether the file is not there, or is not whole; then it is set aside.
fn is_lost(data: &Path, name: &str, is_whole: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
    let file = data.join(name);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    if is_whole(&bytes) {
        return Ok(false);
    }
    data_dir::replace(&data.join(format!("{name}.damaged")), &bytes)?;
    fs::remove_file(file)?;
    Ok(true)
}
