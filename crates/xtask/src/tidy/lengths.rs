//! No source file grows past what one can read at a sitting.

use super::{Complaint, File};

/// Hardly a file in the codebases we learned from is longer.
const LINES_MAX: usize = 500;

pub fn check(files: &[File]) -> Vec<Complaint> {
    let ours = files.iter().filter(|file| !file.is_vendored());
    ours.filter(|file| file.is_script() || matches!(file.extension(), "rs" | "css"))
        .map(|file| (file, file.text().lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(file, lines)| format!("{}: {lines} lines, over {LINES_MAX}: split it", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LINES_MAX, check};
    use crate::tidy::file;

    #[test]
    fn a_file_one_line_too_long_is_told() {
        let long = "x\n".repeat(LINES_MAX + 1);
        assert_eq!(
            check(&[file("a.rs", &long), file("a.js", &long), file("a.css", &long)]).len(),
            3
        );
    }

    #[test]
    fn the_longest_allowed_and_the_vendored_pass() {
        let long = "x\n".repeat(LINES_MAX);
        assert!(
            check(&[file("a.rs", &long), file("vendor/a.js", &(long.clone() + "x\n"))]).is_empty()
        );
    }
}
