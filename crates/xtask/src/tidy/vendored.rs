//! Vendored files are what their README says they are.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Complaint, File};

const FOLDER: &str = "crates/screens/assets/vendor/";

pub fn check(files: &[File]) -> Vec<Complaint> {
    let vendored: BTreeMap<&str, &File> =
        files.iter().filter_map(|file| Some((file.path.strip_prefix(FOLDER)?, file))).collect();
    let sums = vendored.get("README.md").map(|readme| sums(readme.text())).unwrap_or_default();
    let mut complaints = Vec::new();
    for (name, file) in vendored.iter().filter(|(name, _)| **name != "README.md") {
        match sums.get(name) {
            None => {
                complaints.push(format!("{}: its sha-256 is not in {FOLDER}README.md", file.path))
            }
            Some(sum) if *sum != sha_256(&file.bytes) => {
                complaints
                    .push(format!("{}: is not what {FOLDER}README.md says (sha-256)", file.path));
            }
            Some(_) => {}
        }
    }
    let absent = sums.keys().filter(|name| !vendored.contains_key(**name));
    complaints
        .extend(absent.map(|name| format!("{FOLDER}README.md: names {name}, which is not there")));
    complaints
}

/// The lines `<sha-256>  <file>`, by file.
fn sums(readme: &str) -> BTreeMap<&str, &str> {
    let is_sum = |sum: &str| sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lines = readme.lines().filter_map(|line| line.trim().split_once("  "));
    lines.filter(|(sum, _)| is_sum(sum)).map(|(sum, name)| (name.trim(), sum)).collect()
}

fn sha_256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, check, sha_256};
    use crate::tidy::{File, file};

    fn folder(readme: &str, lit: &str) -> [File; 2] {
        [file(&format!("{FOLDER}README.md"), readme), file(&format!("{FOLDER}lit.js"), lit)]
    }

    #[test]
    fn the_checksum_is_that_of_sha256sum() {
        assert_eq!(
            sha_256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_file_that_is_as_said_passes() {
        let readme = format!("# Vendored\n\n```\n{}  lit.js\n```\n", sha_256(b"lit"));
        assert!(check(&folder(&readme, "lit")).is_empty());
    }

    #[test]
    fn a_changed_an_unlisted_and_an_absent_file_are_told() {
        let readme = format!("{}  lit.js\n", sha_256(b"lit"));
        assert_eq!(check(&folder(&readme, "lit, changed")).len(), 1);
        assert_eq!(check(&folder("# Vendored\n", "lit")).len(), 1);
        assert_eq!(check(&folder(&readme, "lit")[..1]).len(), 1);
        assert_eq!(check(&folder(&readme, "lit")[1..]).len(), 1, "no README at all");
    }
}
