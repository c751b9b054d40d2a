//! No file is named for being a rest: a file is named after what it is.

use super::{Complaint, File};

const REFUSED: [&str; 8] =
    ["util", "utils", "common", "misc", "helper", "helpers", "manager", "managers"];

pub fn check(files: &[File]) -> Vec<Complaint> {
    let ours = files.iter().filter(|file| !file.is_vendored());
    ours.filter_map(|file| {
        let stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or_default());
        let name = stems.into_iter().find(|stem| REFUSED.contains(stem))?;
        Some(format!("{}: `{name}` says nothing: name it after what it is", file.path))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::file;

    #[test]
    fn files_and_folders_with_empty_names_are_told() {
        let files = [
            file("crates/a/src/util.rs", ""),
            file("crates/a/tests/common/mod.rs", ""),
            file("a/helpers.mjs", ""),
        ];
        assert_eq!(check(&files).len(), 3);
    }

    #[test]
    fn names_that_only_contain_such_a_word_pass() {
        assert!(
            check(&[file("docs/utility.md", ""), file("crates/a/src/commons.rs", "")]).is_empty()
        );
    }
}
