//! What the threat model says is shown is shown: each test that it names exists, and no threat is without one.

use super::{Complaint, File};

const PAGE: &str = "docs/threats.md";

pub fn check(files: &[File]) -> Vec<Complaint> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![format!("{PAGE}: is not there")];
    };
    let mut complaints = Vec::new();
    let lines = (1..).zip(page.text().lines());
    for (number, line) in lines.filter(|(_, line)| line.starts_with('|')) {
        let tests: Vec<_> = tests(line).collect();
        let is_head = line.starts_with("| who |") || line.starts_with("|---");
        if tests.is_empty() && !is_head {
            complaints.push(format!("{PAGE}:{number}: no test shows this"));
        }
        for (name, path) in tests {
            if !files.iter().any(|file| file.path == path && has(file.text(), name)) {
                complaints.push(format!("{PAGE}:{number}: there is no test `{name}` in {path}"));
            }
        }
    }
    complaints
}

/// The tests of a line, each as the name and file of `[`name`](../file)`.
fn tests(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split("[`").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("`](../")?;
        Some((name, rest.split_once(')')?.0))
    })
}

/// A function of this name; or a fuzz target, which a macro makes one.
fn has(text: &str, name: &str) -> bool {
    text.contains(&format!("fn {name}(")) || text.contains(&format!("    {name}: "))
}

#[cfg(test)]
mod tests {
    use super::{PAGE, check};
    use crate::tidy::file;

    fn said(row: &str) -> Vec<String> {
        let page = format!("| who | shown by |\n|---|---|\n{row}\n");
        check(&[file(PAGE, &page), file("crates/a/tests/b.rs", "fn holds() {}\n    target: x,\n")])
    }

    #[test]
    fn a_test_that_exists_passes() {
        let tests = "[`holds`](../crates/a/tests/b.rs), [`target`](../crates/a/tests/b.rs)";
        assert_eq!(said(&format!("| a visitor | {tests} |")), [""; 0]);
    }

    #[test]
    fn a_test_that_is_gone_and_a_threat_without_one_are_told() {
        assert_eq!(said("| a visitor | [`gone`](../crates/a/tests/b.rs) |").len(), 1);
        assert_eq!(said("| a visitor | [`holds`](../crates/a/tests/c.rs) |").len(), 1);
        assert_eq!(said("| a visitor | a bound |").len(), 1);
        assert_eq!(check(&[]).len(), 1, "without the page, too");
    }
}
