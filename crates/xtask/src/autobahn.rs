//! `cargo xtask autobahn`: the Autobahn cases, run by kosoku against the echo that reads and writes with our frames.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::step::{Step, root};
use crate::test::built;

/// The runner, from PyPI; another release may have other cases.
const RUNNER: &str = "kosoku==0.1.0";

/// What a report says of one case.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    behavior: String,
    behavior_close: String,
    remote_close_code: Option<u16>,
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Passed,
    /// Compression, which is not offered.
    Unimplemented,
    /// A binary message: this protocol is text.
    RefusedBinary,
    /// A message over 16 KiB, or in more than 64 pieces.
    RefusedTooLarge,
    Failed,
}

/// Ends with `N passed, N failed`; what is refused on purpose is told apart.
pub fn run() -> anyhow::Result<()> {
    let root = root()?;
    Step::cargo(&["build", "--package", "server", "--example", "echo"]).run_in(&root)?;
    let built = built(&root)?;
    let (home, reports) = (built.join("../autobahn"), built.join("../autobahn/reports"));
    let runner = home.join("bin/kosoku");
    if !runner.is_file() {
        Step::new("python3", &["-m", "venv", &home.to_string_lossy()]).run_in(&root)?;
        Step::new(&home.join("bin/pip").to_string_lossy(), &["install", "--quiet", RUNNER])
            .run_in(&root)?;
    }
    let mut echo =
        Command::new(built.join("examples/echo")).stdout(Stdio::piped()).spawn().context("echo")?;
    let mut address = String::new();
    let told = echo.stdout.take().map(|out| BufReader::new(out).read_line(&mut address));
    let ended =
        told.context("the echo tells its address")?.map_err(anyhow::Error::from).and_then(|_| {
            let arguments = ["-o", &reports.to_string_lossy(), address.trim()];
            // Its exit tells of failures that are refusals on purpose.
            Step::new(&runner.to_string_lossy(), &arguments).watch_in(&root)
        });
    echo.kill()?;
    echo.wait()?;
    ended?;
    let index = std::fs::read(reports.join("index.json")).context("the report")?;
    let agents: BTreeMap<String, BTreeMap<String, Case>> = serde_json::from_slice(&index)?;
    let mut verdicts: BTreeMap<Verdict, Vec<&str>> = BTreeMap::new();
    for (id, case) in agents.values().flatten() {
        verdicts.entry(verdict(case)).or_default().push(id);
    }
    for (verdict, cases) in &verdicts {
        let named = match verdict {
            Verdict::Passed | Verdict::Unimplemented => String::new(),
            _ => format!(": {}", cases.join(" ")),
        };
        println!("{verdict:?}, {} cases{named}", cases.len());
    }
    let count = |verdict| verdicts.get(&verdict).map_or(0, Vec::len);
    let failed = count(Verdict::Failed);
    println!("{} passed, {failed} failed", count(Verdict::Passed));
    if failed > 0 || count(Verdict::Passed) == 0 {
        bail!("the Autobahn cases: see {}", reports.display());
    }
    Ok(())
}

fn verdict(case: &Case) -> Verdict {
    let fine = ["OK", "NON-STRICT", "INFORMATIONAL"];
    match (case.behavior.as_str(), case.remote_close_code) {
        ("UNIMPLEMENTED", _) => Verdict::Unimplemented,
        (behavior, _)
            if fine.contains(&behavior) && fine.contains(&case.behavior_close.as_str()) =>
        {
            Verdict::Passed
        }
        (_, Some(1003)) => Verdict::RefusedBinary,
        (_, Some(1009)) => Verdict::RefusedTooLarge,
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Verdict, verdict};

    #[test]
    fn only_refusals_on_purpose_are_told_apart_from_failures() {
        for (behavior, close, code, expected) in [
            ("OK", "OK", Some(1000), Verdict::Passed),
            ("OK", "UNCLEAN", Some(1000), Verdict::Failed),
            ("FAILED", "OK", Some(1003), Verdict::RefusedBinary),
            ("FAILED", "OK", Some(1009), Verdict::RefusedTooLarge),
            ("FAILED", "OK", Some(1002), Verdict::Failed),
            ("FAILED", "UNCLEAN", None, Verdict::Failed),
            ("UNIMPLEMENTED", "OK", None, Verdict::Unimplemented),
        ] {
            let case = Case {
                behavior: behavior.to_owned(),
                behavior_close: close.to_owned(),
                remote_close_code: code,
            };
            assert_eq!(verdict(&case), expected, "{behavior} {close} {code:?}");
        }
    }
}
