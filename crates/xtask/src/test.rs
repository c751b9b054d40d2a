//! `cargo xtask test`: every test there is, and one closing line that sums them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::step::{Ended, Step, root};
use crate::tools;

/// Runs all, also after a failure, and ends with `N passed, N failed`.
pub fn run() -> anyhow::Result<()> {
    let root = root()?;
    let mut total = Count::default();
    if let Err(error) = tools::provide(&root) {
        // What needs none of them is worth knowing all the same.
        println!("tools: {error:#}");
        total.failed += 1;
    }
    for (name, suite) in SUITES {
        let counted = match suite(&root) {
            Ok(ended) => judged(&ended),
            Err(error) => {
                println!("{name}: {error:#}");
                Count { passed: 0, failed: 1 }
            }
        };
        println!("{name}: {} passed and {} failed", counted.passed, counted.failed);
        total.passed += counted.passed;
        total.failed += counted.failed;
    }
    if total.failed > 0 {
        eprintln!("the failures are told above");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        // Not an error to be told: the closing line stays the last.
        std::process::exit(1);
    }
    Ok(())
}

type Suite = fn(&Path) -> anyhow::Result<Ended>;

const SUITES: [(&str, Suite); 6] = [
    ("rust", rust),
    ("documentation", documentation),
    ("contracts", contracts),
    ("alerts", alerts),
    ("screens", screens),
    ("browser", browser),
];

fn rust(root: &Path) -> anyhow::Result<Ended> {
    let arguments: &[&str] = if tools::find("cargo-nextest").is_some() {
        &["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        &["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]
    };
    Step::cargo(arguments).watch_in(root)
}

fn documentation(root: &Path) -> anyhow::Result<Ended> {
    Step::cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]).watch_in(root)
}

/// The published contracts, read by the checkers that others use.
fn contracts(root: &Path) -> anyhow::Result<Ended> {
    let folder = root.join("crates/server/tests/contracts");
    Step::new("npm", &["ci", "--no-audit", "--no-fund"]).run_in(&folder)?;
    Step::new("node", &["run.mjs"]).watch_in(&folder)
}

/// The alert rules, where there is a promtool or one can be had; what is left out is said.
fn alerts(root: &Path) -> anyhow::Result<Ended> {
    let Some(promtool) = tools::promtool(root) else {
        println!(
            "alerts: left out, for there is no promtool (on Debian: in the package prometheus)"
        );
        return Ok(Ended { succeeded: true, lines: vec!["0 passed, 0 failed".to_owned()] });
    };
    let promtool = promtool.to_string_lossy();
    let mut ended = Step::new(&promtool, &["test", "rules", "burgertop.rules.test.yml"])
        .watch_in(&root.join("deploy/prometheus"))?;
    if ended.succeeded {
        ended.lines.push("1 passed, 0 failed".to_owned());
    }
    Ok(ended)
}

/// The layout and the types of all screens, and the parts of them that need no browser.
fn screens(root: &Path) -> anyhow::Result<Ended> {
    let folder = root.join("crates/server/tests/screens");
    Step::new("npm", &["ci", "--no-audit", "--no-fund"]).run_in(&folder)?;
    for check in ["format:check", "types"] {
        Step::new("npm", &["run", "--silent", check]).run_in(&folder)?;
    }
    Step::new("node", &["run.mjs"]).watch_in(&folder)
}

fn browser(root: &Path) -> anyhow::Result<Ended> {
    let folder = root.join("crates/server/tests/browser");
    if !folder.join("run.mjs").is_file() {
        bail!("no run.mjs in {}: the browser tests are not there", folder.display());
    }
    build_with_tests(root)?;
    Step::new("npm", &["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run_in(&folder)?;
    Step::new("node", &["run.mjs"])
        .env("BURGERTOP_BIN", built(root)?.join("burgertop"))
        .watch_in(&folder)
}

/// Builds the programs as the tests need them: built by themselves, libraries would have fewer features, and all of them
/// would be compiled a second time.
pub fn build_with_tests(root: &Path) -> anyhow::Result<()> {
    let tests = ["test", "--workspace", "--lib", "--bins", "--tests", "--no-run"];
    Step::cargo(&tests).run_in(root)
}

/// Where cargo puts what it builds for debugging.
pub fn built(root: &Path) -> anyhow::Result<PathBuf> {
    let metadata =
        Step::cargo(&["metadata", "--no-deps", "--format-version", "1"]).output_in(root)?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata)?;
    let target = metadata["target_directory"]
        .as_str()
        .context("cargo metadata names no target directory")?;
    Ok(Path::new(target).join("debug"))
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

/// What a suite counted; one that failed without a failed test (it did not compile) counts as one failure, and so
/// does one that says nothing of its tests.
fn judged(ended: &Ended) -> Count {
    let counts: Vec<Count> = ended.lines.iter().filter_map(|line| counted(line)).collect();
    let mut total = Count::default();
    for count in &counts {
        total.passed += count.passed;
        total.failed += count.failed;
    }
    if total.failed == 0 && (!ended.succeeded || counts.is_empty()) {
        total.failed = 1;
    }
    total
}

/// The count in a closing line of nextest, of cargo test, or of our own browser tests.
fn counted(line: &str) -> Option<Count> {
    let line = line.trim();
    let counts = if let Some(result) = line.strip_prefix("test result: ") {
        result.split_once(". ")?.1
    } else if line.starts_with("Summary [") {
        line.split_once(" run: ")?.1
    } else {
        let plain = line.split_once(" passed, ").and_then(|(passed, rest)| {
            let failed = rest.strip_suffix(" failed")?;
            Some(is_number(passed) && is_number(failed))
        });
        plain.filter(|plain| *plain).map(|_| line)?
    };
    let mut count = Count::default();
    for part in outside_brackets(counts).split([',', ';']) {
        let Some((number, what)) = part.trim().split_once(' ') else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        match what.trim() {
            "passed" => count.passed += number,
            "failed" | "timed out" | "exec failed" => count.failed += number,
            _ => {}
        }
    }
    Some(count)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `7 passed (1 slow, 2 leaky), 1 failed` without what is in brackets.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let keep = |letter: &char| match letter {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    text.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::{Count, browser, counted, judged};
    use crate::step::Ended;

    fn count(passed: u64, failed: u64) -> Option<Count> {
        Some(Count { passed, failed })
    }

    fn ended(succeeded: bool, lines: &[&str]) -> Ended {
        Ended { succeeded, lines: lines.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn closing_lines_of_every_runner_are_counted() {
        assert_eq!(
            counted("     Summary [   0.005s] 7 tests run: 7 passed, 0 skipped"),
            count(7, 0)
        );
        assert_eq!(
            counted(
                "Summary [1.2s] 9 tests run: 5 passed (1 slow, 2 leaky), 3 failed, 1 timed out"
            ),
            count(5, 4)
        );
        assert_eq!(
            counted("test result: FAILED. 6 passed; 3 failed; 0 ignored; finished in 0.01s"),
            count(6, 3)
        );
        assert_eq!(counted("12 passed, 1 failed"), count(12, 1));
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(counted("test a_vote_passed ... ok"), None);
        assert_eq!(counted("the motion: 12 passed, 1 failed"), None);
        assert_eq!(counted(""), None);
    }

    #[test]
    fn a_suite_that_does_not_compile_is_a_failure() {
        assert_eq!(
            judged(&ended(false, &["error: could not compile"])),
            Count { passed: 0, failed: 1 }
        );
        assert_eq!(judged(&ended(false, &["3 passed, 0 failed"])), Count { passed: 3, failed: 1 });
    }

    #[test]
    fn a_suite_that_tells_no_count_is_a_failure() {
        assert_eq!(judged(&ended(true, &[])), Count { passed: 0, failed: 1 });
    }

    #[test]
    fn results_of_several_binaries_are_summed() {
        let lines =
            ["test result: ok. 2 passed; 0 failed", "test result: FAILED. 1 passed; 1 failed"];
        assert_eq!(judged(&ended(false, &lines)), Count { passed: 3, failed: 1 });
    }

    #[test]
    fn absent_browser_tests_are_a_failure() {
        assert!(browser(tempfile::tempdir().unwrap().path()).is_err());
    }
}
