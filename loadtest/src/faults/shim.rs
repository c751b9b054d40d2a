//! A library that stands between a program and its disk and clock, compiled when it is needed.

use anyhow::bail;
use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
    process::Command,
};

const SOURCE: &str = include_str!("shim.c");

/// The library, in a folder with what it is told and what it tells.
#[derive(Debug, Clone)]
pub struct Shim {
    library: PathBuf,
    stall: PathBuf,
    synced: PathBuf,
}

/// Why there can be none here; none if there can.
pub fn hindrance() -> Option<&'static str> {
    let compiler = Command::new("cc").arg("--version").output();
    compiler.is_err().then_some("there is no C compiler `cc`")
}

impl Shim {
    /// Compiles it.
    pub fn build(folder: &Path) -> anyhow::Result<Self> {
        let source = folder.join("shim.c");
        let library = folder.join("shim.so");
        fs::write(&source, SOURCE)?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-Wall", "-o"])
            .args([&library, &source])
            .output()?;
        if !compiled.status.success() {
            bail!("the shim: {}", String::from_utf8_lossy(&compiled.stderr));
        }
        let (stall, synced) = (folder.join("stall"), folder.join("synced"));
        Ok(Self { library, stall, synced })
    }

    /// What a program is started with, so that its disk can be stalled and cut.
    pub fn of_disk(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        [
            ("LD_PRELOAD", text(&self.library)),
            ("BURGERTOP_SHIM_STALL", text(&self.stall)),
            ("BURGERTOP_SHIM_SYNCED", text(&self.synced)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// What a program is started with, so that its wall clock is off by so much.
    pub fn of_clock(&self, seconds: i64) -> Vec<(String, String)> {
        let library = self.library.to_string_lossy().into_owned();
        [("LD_PRELOAD", library), ("BURGERTOP_SHIM_CLOCK_S", seconds.to_string())]
            .map(|(name, value)| (name.to_owned(), value))
            .to_vec()
    }

    /// From now on nothing reaches the disk, until [`flow`](Self::flow).
    pub fn stall(&self) -> io::Result<()> {
        fs::write(&self.stall, "")
    }

    /// The disk works again.
    pub fn flow(&self) -> io::Result<()> {
        fs::remove_file(&self.stall)
    }

    /// Cuts from every file in a folder what had not reached the disk, as a power cut does. Tells how many bytes.
    ///
    /// A file that was never synced is left as it is: it was made and filled before there was anything to lose.
    pub fn cut_power(&self, folder: &Path) -> anyhow::Result<u64> {
        let mut reached: BTreeMap<PathBuf, u64> = BTreeMap::new();
        for line in fs::read_to_string(&self.synced)?.lines() {
            if let Some((size, path)) = line.split_once(' ') {
                reached.insert(path.into(), size.parse()?);
            }
        }
        let mut lost = 0;
        for (path, size) in reached.into_iter().filter(|(path, _)| path.starts_with(folder)) {
            let Ok(file) = OpenOptions::new().write(true).open(&path) else { continue };
            let length = file.metadata()?.len();
            if length > size {
                lost += length - size;
                file.set_len(size)?;
            }
        }
        Ok(lost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::redis::{Plan, Redis};
    use std::time::Duration;
    use tokio::time::timeout;

    #[tokio::test]
    async fn while_the_disk_stalls_nothing_is_answered_and_a_power_cut_takes_what_was_not_on_it() {
        if let Some(why) = hindrance() {
            eprintln!("left out: {why}");
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let shim = Shim::build(folder.path()).expect("a shim");
        let mut plan = Plan::here(folder.path().join("redis")).expect("a free port");
        plan.environment = shim.of_disk();
        let mut redis = Redis::start(plan).await.expect("redis-server");
        let mut connection = redis.connect().await.expect("it runs");
        connection.ask(&["SET", "k", "1"]).await.expect("an answer");
        shim.stall().expect("a file");
        connection.say(&["SET", "k", "2"]).await.expect("it is heard");
        assert!(timeout(Duration::from_millis(300), connection.hear()).await.is_err());
        redis.kill().await.expect("it ran");
        shim.flow().expect("a file");
        assert!(shim.cut_power(&redis.plan.folder).expect("sizes") > 0);
        redis.start_again().await.expect("it starts");
        let mut connection = redis.connect().await.expect("it runs");
        assert_eq!(connection.ask(&["GET", "k"]).await.expect("an answer").text(), "1");
    }

    #[test]
    fn a_clock_can_be_an_hour_off() {
        if hindrance().is_some() {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let shim = Shim::build(folder.path()).expect("a shim");
        let date = |environment: Vec<(String, String)>| {
            let date = Command::new("date").arg("+%s").envs(environment).output().expect("date");
            String::from_utf8_lossy(&date.stdout).trim().parse::<i64>().expect("seconds")
        };
        let off = date(shim.of_clock(-3_600)) - date(Vec::new());
        assert!((-3_605..=-3_595).contains(&off), "{off}");
    }
}
