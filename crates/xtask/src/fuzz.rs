//! `cargo xtask fuzz`: the fuzz targets for longer than a test may take, with fresh chance, two at a time.

use std::{
    fs::File,
    io::{Read as _, Seek as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use crate::step::{Step, root};

/// As many as CI has cores.
const AT_ONCE: usize = 2;
/// How long each target runs in CI: all of them together some three and a half minutes there.
const IN_CI_S: u64 = 35;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Only these, by name.
    #[arg(long, value_name = "TARGET")]
    only: Vec<String>,
}

impl Arguments {
    /// What every change must withstand.
    pub const fn in_ci() -> Self {
        Self { seconds: IN_CI_S, only: Vec::new() }
    }
}

/// Runs all of them, and tells those that fail; bolero prints the smallest input it found.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let program = program(&root()?)?;
    let mut targets = targets(&program)?;
    targets.retain(|it| arguments.only.is_empty() || arguments.only.contains(it));
    ensure!(!targets.is_empty(), "no fuzz target of that name");
    let since = Instant::now();
    let (waiting, failed) = (Mutex::new(targets.clone()), Mutex::new(Vec::new()));
    thread::scope(|threads| {
        for _ in 0..AT_ONCE {
            threads.spawn(|| {
                while let Some(target) = locked(&waiting).pop() {
                    let ended = fuzz(&program, &target, arguments.seconds);
                    if let Err(why) = ended {
                        println!("{target}: {why:#}");
                        locked(&failed).push(target);
                    } else {
                        println!("{target}: {} s, and nothing found", arguments.seconds);
                    }
                }
            });
        }
    });
    let failed = locked(&failed).join(", ");
    if !failed.is_empty() {
        bail!("fuzz targets that failed: {failed}");
    }
    println!("fuzz: {} targets in {} s", targets.len(), since.elapsed().as_secs());
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The tests of `crates/server/tests/fuzz.rs`, built as all tests are, so that nothing is built twice.
fn program(root: &Path) -> anyhow::Result<PathBuf> {
    let build = ["test", "--workspace", "--test", "fuzz", "--no-run", "--message-format", "json"];
    let said = Step::cargo(&build).output_in(root)?;
    let said = String::from_utf8_lossy(&said);
    let mut built = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = built.rfind(|it| it["target"]["name"] == "fuzz");
    let program = built.as_ref().and_then(|it| it["executable"].as_str());
    Ok(program.context("cargo built no fuzz targets")?.into())
}

fn targets(program: &Path) -> anyhow::Result<Vec<String>> {
    let listed = output(Command::new(program).args(["--list", "--format", "terse"]))?;
    let listed = String::from_utf8(listed.stdout)?;
    Ok(listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

fn fuzz(program: &Path, target: &str, seconds: u64) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    command.args(["--exact", target, "--nocapture"]);
    command.env("BURGERTOP_FUZZ_SECONDS", seconds.to_string());
    let ended = output(&mut command)?;
    if !ended.status.success() {
        let said = [ended.stdout, ended.stderr].concat();
        bail!("{}\n{}", ended.status, String::from_utf8_lossy(&said));
    }
    Ok(())
}

/// What it printed, once it ended. Through files: a pipe ends with the last process that holds it, and a server that a
/// target left behind would be waited for without end.
fn output(command: &mut Command) -> anyhow::Result<Output> {
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(err.try_clone()?);
    let status = command.status().with_context(|| format!("{command:?}"))?;
    Ok(Output { status, stdout: read(&mut out)?, stderr: read(&mut err)? })
}

fn read(file: &mut File) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::output;
    use std::process::Command;

    #[test]
    fn a_process_that_was_left_behind_is_not_waited_for() {
        // The shell ends at once; what it started holds its standard error for a minute.
        let mut shell = Command::new("sh");
        let ended = output(shell.args(["-c", "echo said; sleep 60 > /dev/null & echo $! >&2"]));
        let ended = ended.unwrap();
        assert_eq!(ended.stdout, b"said\n");
        let left = String::from_utf8(ended.stderr).unwrap();
        let killed = Command::new("kill").arg(left.trim()).status().unwrap();
        assert!(killed.success(), "it was still running");
    }
}
