//! `cargo xtask dev`: the server of this workspace, built again and restarted when a source changes. Pages, scripts,
//! styles and texts need no restart: a debug build reads them from the folder whenever a browser asks.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use anyhow::Context as _;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{
    step::{Step, root},
    test::built,
};

/// How often the sources are looked at: sooner than a person reaches for the browser.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// What is compiled; everything else is read by the server when it is asked for, or not at all.
const COMPILED: [&str; 3] = ["rs", "toml", "json"];

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What the server is told, for example `--data-dir /tmp/dev --tables 5`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    server: Vec<String>,
}

/// Does not return but for an error; Ctrl-C ends it, and the server with it.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = root()?;
    let program = built(&root)?.join("burgertop");
    let mut server = None;
    loop {
        let changed = newest(&root)?;
        // What does not compile is told by the compiler; the server before it goes on meanwhile.
        let build = Step::cargo(&["build", "--package", "server", "--bin", "burgertop"]);
        if build.run_in(&root).is_ok() {
            if let Some(running) = server.take() {
                stop(running)?;
            }
            println!("> burgertop {}", arguments.server.join(" "));
            let started = Command::new(&program).args(&arguments.server).current_dir(&root).spawn();
            server = Some(started.with_context(|| program.display().to_string())?);
        }
        while newest(&root)? == changed {
            thread::sleep(LOOK_EVERY);
            if let Some(ended) = server.as_mut().and_then(|it| it.try_wait().ok().flatten()) {
                println!("the server ended ({ended}); it is started again when a source changes");
                server = None;
            }
        }
    }
}

/// As an operator would: what was answered is saved.
fn stop(mut server: Child) -> anyhow::Result<()> {
    if server.try_wait()?.is_none() {
        kill(Pid::from_raw(server.id().try_into()?), Signal::SIGTERM)?;
        server.wait()?;
    }
    Ok(())
}

/// When a source was last changed.
fn newest(root: &Path) -> anyhow::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for name in ["crates", "config", "Cargo.toml", "Cargo.lock"] {
        look(&root.join(name), &mut newest)?;
    }
    Ok(newest)
}

fn look(path: &Path, newest: &mut SystemTime) -> anyhow::Result<()> {
    // An editor may take a file away for a moment.
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    if metadata.is_dir() {
        if !matches!(name, "node_modules" | "tests" | "target") {
            for entry in fs::read_dir(path)? {
                look(&entry?.path(), newest)?;
            }
        }
    } else if COMPILED.iter().any(|it| path.extension() == Some(OsStr::new(it)))
        || name == "Cargo.lock"
    {
        *newest = metadata.modified()?.max(*newest);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{look, newest};
    use crate::step::root;
    use std::{
        fs::{self, File},
        time::{Duration, SystemTime},
    };

    #[test]
    fn a_source_that_is_saved_is_seen_and_a_page_or_a_test_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let seen = || {
            let mut newest = SystemTime::UNIX_EPOCH;
            look(folder.path(), &mut newest).unwrap();
            newest
        };
        let saved = |name: &str, age_s: u64| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(age_s);
            File::create(path).unwrap().set_modified(at).unwrap();
            at
        };
        let first = saved("src/lib.rs", 1_000);
        assert_eq!(seen(), first);
        saved("pages/table.html", 2_000);
        saved("tests/law.rs", 2_000);
        assert_eq!(seen(), first);
        let second = saved("src/http/join.rs", 3_000);
        assert_eq!(seen(), second);
    }

    #[test]
    fn the_workspace_has_sources() {
        assert!(newest(&root().unwrap()).unwrap() > SystemTime::UNIX_EPOCH);
    }
}
