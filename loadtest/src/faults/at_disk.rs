//! What goes wrong under one node that has its log in itself: its disk and its clock.

use super::{outcome::Outcome, play::Play, setup::Setup, shim::Shim, stage::Stage};
use crate::chance::Chance;
use anyhow::{Context as _, ensure};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tokio::time::sleep;

/// The disk that is filled: room for a log, and soon full.
const DISK_MB: u32 = 48;
/// How long it stays full.
const FULL: Duration = Duration::from_secs(5);
/// What a torn write takes from the end, at most: some pages.
const TORN_MAX_BYTES: f64 = 12_000.0;
/// Answers under each clock.
const UNDER_EACH_CLOCK: usize = 40;
/// What the clock is off by, one after the other.
const CLOCKS_S: [i64; 2] = [-3_600, 3_600];

/// A small disk of its own, gone when it is dropped.
struct Disk(PathBuf);

impl Disk {
    fn mount(folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let size = format!("size={DISK_MB}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder)
            .output()?;
        ensure!(mounted.status.success(), "{}", String::from_utf8_lossy(&mounted.stderr));
        Ok(Self(folder.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // At once from all names; its room comes back when the node has let go of it.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Why no disk of our own can be had; none if it can.
pub fn hindrance() -> Option<&'static str> {
    (!nix::unistd::geteuid().is_root()).then_some("a small disk needs root")
}

/// The disk is full for a while.
pub async fn full(setup: &Setup) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    // Its own log lines lie there as well: that they cannot be written must end nothing.
    let disk = Disk::mount(&folder.path().join("node-1"))?;
    // It goes on until the disk itself says that it is full.
    let to_the_brim = [("WARN_FREE_MB", "0"), ("STOP_FREE_MB", "0")]
        .map(|(name, value)| (format!("BURGERTOP__DATA__{name}"), value.to_owned()));
    let stage = Stage::embedded_with(setup, folder, to_the_brim.to_vec()).await?;
    let mut play = Play::begin(setup, stage).await?;
    play.wrong(None);
    let ballast = disk.0.join("ballast");
    fill(&ballast)?;
    sleep(FULL).await;
    fs::remove_file(ballast)?;
    play.right_again().await;
    play.finish().await
}

/// Writes until there is no room.
fn fill(file: &Path) -> anyhow::Result<()> {
    let mut file = File::create(file)?;
    let zeroes = vec![0; 64 * 1024];
    loop {
        match file.write_all(&zeroes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::StorageFull => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The node dies, and the end of what it wrote last is torn off.
pub async fn torn(setup: &Setup) -> anyhow::Result<Outcome> {
    let mut play = Play::begin(setup, Stage::embedded(setup).await?).await?;
    play.wrong(Some(0));
    let node = &mut play.stage.nodes[0];
    node.kill().await?;
    let log = last_written(&node.plan.data())?;
    let length = fs::metadata(&log)?.len();
    let torn = 1 + (Chance::seeded(setup.seed).fraction() * TORN_MAX_BYTES) as u64;
    OpenOptions::new().write(true).open(&log)?.set_len(length.saturating_sub(torn))?;
    node.start_again().await?;
    play.figures.add("torn_bytes", torn as f64);
    play.right_again().await;
    play.finish().await
}

/// The write-ahead log of the summit, or its file if all was moved there.
fn last_written(data: &Path) -> anyhow::Result<PathBuf> {
    let mut folders = vec![data.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    let is_log = |path: &&PathBuf| path.to_string_lossy().ends_with("-wal");
    let mut logs: Vec<&PathBuf> = files.iter().filter(is_log).collect();
    logs.sort_by_key(|path| fs::metadata(path).map_or(0, |it| it.len()));
    logs.last().map(|path| (*path).clone()).context("no write-ahead log")
}

/// The wall clock is an hour behind, and then an hour ahead.
pub async fn clock(setup: &Setup) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let shim = Shim::build(folder.path())?;
    let mut play = Play::begin(setup, Stage::embedded(setup).await?).await?;
    let as_it_was = play.stage.nodes[0].plan.environment.clone();
    for seconds in CLOCKS_S {
        play.wrong(Some(0));
        let node = &mut play.stage.nodes[0];
        node.kill().await?;
        node.plan.environment = [as_it_was.clone(), shim.of_clock(seconds)].concat();
        node.start_again().await?;
        play.more(UNDER_EACH_CLOCK).await;
    }
    play.wrong(Some(0));
    let node = &mut play.stage.nodes[0];
    node.kill().await?;
    node.plan.environment = as_it_was;
    node.start_again().await?;
    play.right_again().await;
    play.finish().await
}
