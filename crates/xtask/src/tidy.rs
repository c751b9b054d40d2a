//! `cargo xtask tidy`: the rules of the house that no compiler checks, told all at once.

mod comments;
mod crates;
mod dependencies;
mod lengths;
mod names;
mod paths;
mod purity;
mod shown;
mod translations;
mod vendored;
mod words;

use std::path::{Path, PathBuf};

use anyhow::bail;

use crate::step::{Step, root};

/// What is wrong, and where.
type Complaint = String;

/// A file that git tracks, or would if it were added.
struct File {
    /// From the top folder, with forward slashes.
    path: String,
    bytes: Vec<u8>,
}

impl File {
    /// The text; empty for what is not text.
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    fn extension(&self) -> &str {
        Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Written by others, and kept as it came.
    fn is_vendored(&self) -> bool {
        self.path.split('/').any(|folder| folder == "vendor")
    }

    fn is_script(&self) -> bool {
        matches!(self.extension(), "js" | "mjs")
    }
}

/// A check of the files; the checks of the crates read `cargo metadata` instead.
type Check = fn(&[File]) -> Vec<Complaint>;

const CHECKS: [Check; 9] = [
    comments::check,
    lengths::check,
    names::check,
    paths::check,
    purity::check,
    shown::check,
    translations::check,
    vendored::check,
    words::check,
];

/// Tells every complaint; any is a failure.
pub fn run() -> anyhow::Result<()> {
    let root = root()?;
    let files = files(&root)?;
    let metadata =
        Step::cargo(&["metadata", "--no-deps", "--format-version", "1"]).output_in(&root)?;
    let mut complaints = crates::check(&metadata)?;
    complaints.extend(dependencies(&root)?);
    complaints.extend(CHECKS.iter().flat_map(|check| check(&files)));
    for complaint in &complaints {
        println!("{complaint}");
    }
    if !complaints.is_empty() {
        bail!("tidy: {} complaints", complaints.len());
    }
    println!("tidy: {} files, nothing to complain of", files.len());
    Ok(())
}

/// What `deny.toml` says of all that is built in.
fn dependencies(root: &Path) -> anyhow::Result<Vec<Complaint>> {
    let rules = dependencies::rules(&std::fs::read_to_string(root.join("deny.toml"))?)?;
    let mut metadata = vec!["metadata", "--format-version", "1", "--locked"];
    metadata.extend(rules.graph.targets.iter().flat_map(|it| ["--filter-platform", it]));
    dependencies::check(&rules, &Step::cargo(&metadata).output_in(root)?)
}

fn files(root: &Path) -> anyhow::Result<Vec<File>> {
    let listed =
        Step::new("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output_in(root)?;
    let listed = String::from_utf8_lossy(&listed);
    let mut paths: Vec<&str> = listed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    let there = paths
        .into_iter()
        .map(|path| (path, root.join(path)))
        .filter(|(_, file): &(&str, PathBuf)| file.is_file());
    there
        .map(|(path, file)| Ok(File { path: path.to_owned(), bytes: std::fs::read(file)? }))
        .collect()
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}
