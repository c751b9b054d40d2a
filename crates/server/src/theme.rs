//! The look of a municipality: files of its own, laid over the neutral look of the screens.

use crate::http::astray;
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, Header as _, IfNoneMatch},
    web,
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

/// The folder with `theme.css` and what that names, if there is one.
#[derive(Debug, Clone)]
pub struct Theme(pub Option<PathBuf>);

/// The one file that every page asks for.
const SHEET: &str = "theme.css";
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

/// `GET /theme/{name}`: one file of the folder, no deeper. Without a folder the style sheet is empty.
pub async fn file(
    request: HttpRequest,
    name: web::Path<String>,
    theme: web::Data<Theme>,
) -> HttpResponse {
    let Some(kind) = kind(&name) else { return astray::not_found(&request) };
    let path = theme.0.as_ref().map(|folder| folder.join(name.as_str()));
    let read = web::block(move || path.map(read)).await;
    let bytes = match read {
        Ok(Some(Ok(bytes))) => bytes,
        _ if name.as_str() == SHEET => Vec::new(),
        _ => return astray::not_found(&request),
    };
    let tag = EntityTag::new_strong(hex::encode(&Sha256::digest(&bytes)[..16]));
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, "no-cache"));
    if known {
        return answer.finish();
    }
    answer.insert_header((header::CONTENT_TYPE, kind)).body(bytes)
}

fn read(path: PathBuf) -> io::Result<Vec<u8>> {
    let about = std::fs::symlink_metadata(&path)?;
    if !about.is_file() || about.len() > FILE_MAX_BYTES {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    std::fs::read(path)
}

/// The type of a file that a theme may have; none for any other name.
fn kind(name: &str) -> Option<&'static str> {
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
