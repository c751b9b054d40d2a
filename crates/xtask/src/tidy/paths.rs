//! No file knows the machine it was written on.

use super::{Complaint, File};

/// Folders of machines, in pieces so that this file does not name them.
const REFUSED: [&[&str]; 3] = [&["/", "work", "/"], &["/", "farm", "/"], &["/", "root", "/."]];

pub fn check(files: &[File]) -> Vec<Complaint> {
    let refused: Vec<String> = REFUSED.iter().map(|pieces| pieces.concat()).collect();
    let mut complaints = Vec::new();
    for file in files {
        for folder in &refused {
            if let Some(line) = line_with(&file.bytes, folder.as_bytes()) {
                complaints.push(format!("{}:{line}: a path of one machine, `{folder}`", file.path));
            }
        }
        if file.name() == "package-lock.json" && file.text().contains("\"resolved\"") {
            complaints.push(format!(
                "{}: has \"resolved\" addresses of one registry: drop them",
                file.path
            ));
        }
    }
    complaints
}

/// The first line that has the folder as the start of a path, and not as a part of a longer one.
fn line_with(bytes: &[u8], folder: &[u8]) -> Option<usize> {
    let starts = |at: usize| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"._-*}>".contains(&byte))
    };
    let at = bytes
        .windows(folder.len())
        .enumerate()
        .find(|(at, window)| *window == folder && starts(*at))?
        .0;
    Some(1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count())
}

#[cfg(test)]
mod tests {
    use super::{REFUSED, check};
    use crate::tidy::file;

    #[test]
    fn a_path_of_a_machine_is_told_with_its_line() {
        for folder in REFUSED.map(<[&str]>::concat) {
            for before in ["see ", "\"", "", "file://", "="] {
                let complaints = check(&[file("docs/a.md", &format!("one\n{before}{folder}x"))]);
                assert!(
                    complaints.len() == 1 && complaints[0].starts_with("docs/a.md:2:"),
                    "{complaints:?}"
                );
            }
        }
    }

    #[test]
    fn a_folder_of_that_name_inside_another_passes() {
        let text = REFUSED
            .map(|pieces| format!("docs{}x ./a{}x", pieces.concat(), pieces.concat()))
            .concat();
        assert!(check(&[file("docs/a.md", &text)]).is_empty());
    }

    #[test]
    fn a_lock_file_with_addresses_is_told() {
        let locked =
            r#"{"packages":{"a":{"version":"1.0.0","resolved":"https://example.org/a.tgz"}}}"#;
        assert_eq!(check(&[file("crates/a/package-lock.json", locked)]).len(), 1);
        assert!(check(&[file("crates/a/package-lock.json", r#"{"packages":{}}"#)]).is_empty());
    }
}
