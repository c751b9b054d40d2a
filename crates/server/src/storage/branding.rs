//! The look of a municipality as files: a style sheet, pictures and fonts, in a folder of their own.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// A logo or a font is not larger.
const FILE_MAX_BYTES: u64 = 2_000_000;
/// Files that a backup takes along; a look has far fewer.
const FILES_MAX: usize = 200;
/// The folder in the data directory in which a look lies that came with a backup.
pub const FOLDER: &str = "theme";

/// The folder that the settings name, if it is there; else the one that came with a backup.
#[must_use]
pub fn folder(named: &str, data: &Path) -> Option<PathBuf> {
    let named = Some(named.trim()).filter(|it| !it.is_empty()).map(PathBuf::from);
    [named, Some(data.join(FOLDER))].into_iter().flatten().find(|folder| folder.is_dir())
}

/// What belongs to the look in a folder, by name.
pub fn files(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if kind(&name).is_some() && files.len() < FILES_MAX {
            match read(entry.path()) {
                Ok(bytes) => drop(files.insert(name, bytes)),
                Err(error) => tracing::debug!(%error, name, "a file of the look is left out"),
            }
        }
    }
    Ok(files)
}

/// Whether a file of a look may have this name.
#[must_use]
pub fn is_name(name: &str) -> bool {
    kind(name).is_some()
}

/// One file of a look; an error if it is too large or no plain file.
pub fn read(path: PathBuf) -> io::Result<Vec<u8>> {
    let about = std::fs::symlink_metadata(&path)?;
    if !about.is_file() || about.len() > FILE_MAX_BYTES {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    std::fs::read(path)
}

/// The content type of a file that a look may have; none for any other name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static str> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    if name.starts_with('.') || !name.bytes().all(plain) {
        return None;
    }
    Some(match name.rsplit('.').next()? {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_has_style_sheets_pictures_and_fonts_in_its_own_folder_alone() {
        for name in ["theme.css", "logo.svg", "logo-dark.png", "Gemeente_Sans.woff2"] {
            assert!(kind(name).is_some(), "{name}");
        }
        for name in ["", ".css", "..", "../codes.json", "a/b.css", "codes.json", "x.js", "a\\b.css"]
        {
            assert_eq!(kind(name), None, "{name}");
        }
    }
}
