//! The screens as files: pages, what they load, and the texts in people's languages, carried in the binary.

mod page;
mod screen;
mod translations;

pub use screen::{Address, CONTROL, DESK, JOIN, OPS, PHONE, PRINT, SCREENS, Screen, TABLE, WALL};
pub use translations::Translations;

use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// A file as it is served.
#[derive(Debug, Clone)]
pub struct File {
    /// What is in it.
    pub bytes: Cow<'static, [u8]>,
    /// Its SHA-256.
    pub digest: [u8; 32],
}

#[derive(RustEmbed)]
#[folder = "pages/"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Languages;

/// The page for addresses that lead nowhere.
#[must_use]
pub fn unknown_page() -> Option<File> {
    Pages::get("unknown.html").map(File::from)
}

/// A script, style sheet or picture, by its path below `assets/`; a debug build reads it from the disk.
#[must_use]
pub fn asset(path: &str) -> Option<File> {
    is_inside(path).then(|| Assets::get(path))?.map(File::from)
}

/// The texts of one language as Fluent, by the name of the file (`nl.ftl`).
#[must_use]
pub fn language(file: &str) -> Option<File> {
    is_inside(file).then(|| Languages::get(file))?.map(File::from)
}

impl From<EmbeddedFile> for File {
    fn from(file: EmbeddedFile) -> Self {
        Self { digest: file.metadata.sha256_hash(), bytes: file.data }
    }
}

impl From<String> for File {
    fn from(text: String) -> Self {
        let bytes = text.into_bytes();
        Self { digest: Sha256::digest(&bytes).into(), bytes: Cow::Owned(bytes) }
    }
}

/// A debug build opens what it is asked for: no path may lead out of its folder.
fn is_inside(path: &str) -> bool {
    !path.contains("..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_their_own_folder_and_none_outside_it() {
        assert!(asset("lib/seat.js").is_some() && language("nl.ftl").is_some());
        assert!(asset("../pages/unknown.html").is_none() && asset("../Cargo.toml").is_none());
        assert!(language("../i18n/nl.ftl").is_none());
    }
}
