//! One command that is run and seen: what it is, how it ended, and the lines it printed.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// A command to run, told before it starts.
pub struct Step {
    command: Command,
    told: String,
}

/// How a step ended.
pub struct Ended {
    pub succeeded: bool,
    /// What it printed, on either stream.
    pub lines: Vec<String>,
}

impl Step {
    pub fn new(program: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        Self { command, told: format!("{program} {}", arguments.join(" ")) }
    }

    /// The cargo that runs this tool.
    pub fn cargo(arguments: &[&str]) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.args(arguments).stdin(Stdio::null());
        Self { command, told: format!("cargo {}", arguments.join(" ")) }
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    /// Runs it; a step that fails is an error.
    pub fn run_in(mut self, folder: &Path) -> anyhow::Result<()> {
        println!("> {}", self.told);
        let status =
            self.command.current_dir(folder).status().with_context(|| self.told.clone())?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.told);
        }
        Ok(())
    }

    /// Runs it, shows what it prints, and keeps it.
    pub fn watch_in(mut self, folder: &Path) -> anyhow::Result<Ended> {
        println!("> {}", self.told);
        self.command.current_dir(folder).env("CARGO_TERM_COLOR", "never");
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().with_context(|| self.told.clone())?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let lines = std::thread::scope(|threads| {
            let err = threads.spawn(|| echo(err, std::io::stderr()));
            let mut lines = echo(out, std::io::stdout());
            lines.extend(err.join().unwrap_or_default());
            lines
        });
        let succeeded = child.wait().with_context(|| self.told.clone())?.success();
        Ok(Ended { succeeded, lines })
    }

    /// Runs it quietly; gives its standard output.
    pub fn output_in(mut self, folder: &Path) -> anyhow::Result<Vec<u8>> {
        let output = self.command.current_dir(folder).stderr(Stdio::inherit()).output();
        let output = output.with_context(|| self.told.clone())?;
        if !output.status.success() {
            bail!("`{}` failed ({})", self.told, output.status);
        }
        Ok(output.stdout)
    }
}

/// The top folder of the workspace.
pub fn root() -> anyhow::Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.ancestors().nth(2).context("xtask lies two folders below the top")?;
    Ok(root.to_owned())
}

fn echo(from: Option<impl Read>, mut to: impl Write) -> Vec<String> {
    let mut kept = Vec::new();
    let Some(from) = from else { return kept };
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A closed terminal is no reason to stop the tests.
        let _ = writeln!(to, "{line}");
        kept.push(line);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{Step, root};

    #[test]
    fn a_step_that_fails_is_an_error() {
        assert!(Step::cargo(&["no-such-subcommand"]).run_in(&root().unwrap()).is_err());
        assert!(Step::new("no-such-program", &[]).run_in(&root().unwrap()).is_err());
    }

    #[test]
    fn a_watched_step_keeps_what_it_printed() {
        let ended = Step::cargo(&["--version"]).watch_in(&root().unwrap()).unwrap();
        assert!(ended.succeeded);
        assert!(ended.lines.iter().any(|line| line.starts_with("cargo ")));
    }
}
