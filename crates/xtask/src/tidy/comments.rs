//! Every source file opens with one sentence that says what it is.

use super::{Complaint, File};

pub fn check(files: &[File]) -> Vec<Complaint> {
    let ours = files.iter().filter(|file| !file.is_vendored());
    ours.filter_map(|file| {
        if file.extension() == "rs" && !opens_with_a_sentence(file.text()) {
            return Some(format!(
                "{}: open with one sentence, `//! What this file is.`",
                file.path
            ));
        }
        if file.is_script() && !opens_with_a_comment(file.text()) {
            return Some(format!("{}: open with a comment that says what this file is", file.path));
        }
        None
    })
    .collect()
}

/// The first paragraph of the module's documentation ends as a sentence does.
fn opens_with_a_sentence(text: &str) -> bool {
    let paragraph = text.lines().map_while(|line| line.strip_prefix("//!").map(str::trim));
    paragraph
        .take_while(|line| !line.is_empty())
        .last()
        .is_some_and(|line| line.ends_with(['.', ':', '?', '!']))
}

fn opens_with_a_comment(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!"));
    first.is_some_and(|line| line.starts_with("//") || line.starts_with("/*"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::file;

    #[test]
    fn a_file_without_an_opening_sentence_is_told() {
        assert_eq!(check(&[file("crates/a/src/a.rs", "use b::c;\n")]).len(), 1);
        assert_eq!(check(&[file("crates/a/src/a.rs", "//! no sentence\n\nuse b::c;\n")]).len(), 1);
        assert_eq!(check(&[file("a.js", "import a from 'b'\n"), file("b.mjs", "")]).len(), 2);
    }

    #[test]
    fn an_opening_sentence_may_go_on_over_two_lines() {
        assert!(check(&[file("a.rs", "//! What this\n//! is.\n//!\n//! and more\n")]).is_empty());
        assert!(
            check(&[file("a.js", "// What this is.\n"), file("b.js", "/** What this is. */\n")])
                .is_empty()
        );
    }

    #[test]
    fn vendored_files_are_left_alone() {
        assert!(check(&[file("assets/vendor/lit.js", "import a from 'b'\n")]).is_empty());
    }
}
