//! A process of the cluster: started in a group of its own, looked after, and ended.

use std::fs::{File, OpenOptions};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A node drains within five seconds; then it is cut off.
const END_MAX: Duration = Duration::from_secs(7);
/// Who dies so soon after it was started, and so often, will die again.
const SOON: Duration = Duration::from_secs(5);
const SOON_MAX: u32 = 3;
/// Lines of a log that are shown of one who cannot go on.
const LAST_LINES: usize = 12;

/// A process with the command that starts it again.
#[derive(Debug)]
pub struct Member {
    name: String,
    command: Command,
    log: PathBuf,
    child: Child,
    started: Instant,
    died_soon: u32,
}

/// What comes after an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Killed, or told to end: it is started again.
    Again,
    /// It refuses to run, or dies each time.
    Over,
}

impl Member {
    /// Starts it in the folder, where its output (`NAME.out`) and its log (`NAME.log`) lie.
    pub fn start(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let append = |file: &Path| -> anyhow::Result<File> {
            let opened = OpenOptions::new().create(true).append(true).open(file);
            opened.with_context(|| file.display().to_string())
        };
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(append(&folder.join(format!("{name}.out")))?)
            .stderr(append(&log)?)
            // Ctrl-C is for us alone: Redis must not end before the nodes have answered.
            .process_group(0);
        let child = command.spawn().with_context(|| format!("{name} cannot be started"))?;
        let (name, started) = (name.to_owned(), Instant::now());
        Ok(Self { name, command, log, child, started, died_soon: 0 })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| self.name.clone())
    }

    /// What comes after this end.
    pub fn fate(&mut self, ended: ExitStatus) -> Fate {
        self.died_soon = if self.started.elapsed() < SOON { self.died_soon + 1 } else { 0 };
        fate(ended, self.died_soon)
    }

    /// Starts it once more, after it ended.
    pub fn again(&mut self) -> anyhow::Result<()> {
        self.child = self.command.spawn().with_context(|| self.name.clone())?;
        self.started = Instant::now();
        Ok(())
    }

    /// The end of its log, of which an error message is the last.
    pub fn last_words(&self) -> String {
        last_lines(&std::fs::read_to_string(&self.log).unwrap_or_default())
    }

    /// Asks it to end, waits, and cuts it off if it does not.
    pub fn stop(&mut self) {
        let begun = Instant::now();
        let mut asked = false;
        // As long as it was not waited for, its number is nobody else's.
        while matches!(self.child.try_wait(), Ok(None)) {
            let pid = i32::try_from(self.child.id()).map(Pid::from_raw);
            if !asked && let Ok(pid) = pid {
                // One that was stopped hears nothing until it goes on.
                asked =
                    kill(pid, Signal::SIGTERM).and_then(|()| kill(pid, Signal::SIGCONT)).is_ok();
            }
            if begun.elapsed() > END_MAX {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.stop();
    }
}

fn fate(ended: ExitStatus, died_soon: u32) -> Fate {
    let meant = ended.success() || ended.signal().is_some();
    if meant && died_soon < SOON_MAX { Fate::Again } else { Fate::Over }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Fate, LAST_LINES, Member, SOON_MAX, fate, last_lines};
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, ExitStatus};
    use std::time::{Duration, Instant};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn who_is_killed_or_told_to_end_is_started_again() {
        assert_eq!(fate(ExitStatus::from_raw(9), 0), Fate::Again, "kill -9");
        assert_eq!(fate(ExitStatus::from_raw(0), 0), Fate::Again, "drained");
    }

    #[test]
    fn who_refuses_to_run_is_not_started_again() {
        assert_eq!(fate(ExitStatus::from_raw(1 << 8), 0), Fate::Over);
        assert_eq!(fate(ExitStatus::from_raw(9), SOON_MAX), Fate::Over, "it dies each time");
    }

    #[test]
    fn a_member_ends_when_it_is_told_to_even_if_it_stands_still() {
        let folder = tempfile::tempdir().unwrap();
        let begun = Instant::now();
        let script = "kill -STOP $$; sleep 60";
        let mut member = Member::start("still", shell(script), folder.path()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        member.stop();
        assert!(member.ended().unwrap().is_some());
        assert!(begun.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_a_member_said_last_is_kept_over_a_new_start() {
        let folder = tempfile::tempdir().unwrap();
        let script = "echo no such setting >&2; exit 1";
        let mut member = Member::start("bad", shell(script), folder.path()).unwrap();
        for _ in 0..2 {
            let ended = loop {
                if let Some(ended) = member.ended().unwrap() {
                    break ended;
                }
                std::thread::sleep(Duration::from_millis(5));
            };
            assert_eq!(member.fate(ended), Fate::Over);
            member.again().unwrap();
        }
        member.stop();
        assert!(member.last_words().lines().count() >= 2, "{}", member.last_words());
    }

    #[test]
    fn only_the_end_of_a_long_log_is_shown() {
        let log: String = (0..100).map(|line| format!("{line}\n")).collect();
        let shown = last_lines(&log);
        assert_eq!(shown.lines().count(), LAST_LINES);
        assert!(shown.ends_with("99"));
    }
}
