//! The screens as files: pages, what they load, and the texts in people's languages, carried in the binary.

mod translations;

pub use rust_embed::EmbeddedFile;
pub use translations::Translations;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "pages/"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Languages;

/// A page by its name, without the extension; a debug build reads it from the disk.
#[must_use]
pub fn page(name: &str) -> Option<EmbeddedFile> {
    is_inside(name).then(|| Pages::get(&format!("{name}.html")))?
}

/// A script, style sheet or picture, by its path below `assets/`.
#[must_use]
pub fn asset(path: &str) -> Option<EmbeddedFile> {
    is_inside(path).then(|| Assets::get(path))?
}

/// The texts of one language as Fluent, by the name of the file (`nl.ftl`).
#[must_use]
pub fn language(file: &str) -> Option<EmbeddedFile> {
    is_inside(file).then(|| Languages::get(file))?
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
        assert!(
            page("join").is_some()
                && asset("lib/seat.js").is_some()
                && language("nl.ftl").is_some()
        );
        assert!(page("../pages/join").is_none());
        assert!(asset("../pages/join.html").is_none() && asset("../Cargo.toml").is_none());
        assert!(language("../i18n/nl.ftl").is_none());
    }
}
