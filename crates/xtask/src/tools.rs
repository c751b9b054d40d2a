//! The programs that the tests need: found, installed where that may be done, or asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::step::Step;

/// A program and the Debian package that has it.
#[derive(Debug, PartialEq, Eq)]
struct Tool {
    program: &'static str,
    package: &'static str,
}

const NEEDED: [Tool; 7] = [
    Tool { program: "redis-server", package: "redis-server" },
    Tool { program: "chromium", package: "chromium" },
    Tool { program: "firefox-esr", package: "firefox-esr" },
    Tool { program: "WebKitWebDriver", package: "webkit2gtk-driver" },
    Tool { program: "Xvfb", package: "xvfb" },
    Tool { program: "node", package: "nodejs" },
    Tool { program: "npm", package: "npm" },
];

/// Makes sure that all are there: installs them as root on Debian, elsewhere says what to install.
pub fn provide(root: &Path) -> anyhow::Result<()> {
    let missing = missing(|program| find(program).is_some());
    if missing.is_empty() {
        return Ok(());
    }
    if !may_install() {
        bail!("{}", wanted(&missing));
    }
    let quiet = ("DEBIAN_FRONTEND", "noninteractive");
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(missing.iter().map(|tool| tool.package));
    Step::new("apt-get", &["update"])
        .env(quiet.0, quiet.1)
        .run_in(root)
        .and_then(|()| Step::new("apt-get", &arguments).env(quiet.0, quiet.1).run_in(root))
        .with_context(|| wanted(&missing))
}

/// Where a program lies on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The checker of alert rules: found, or fetched beside what is built; never installed, for its package would
/// start a server.
pub fn promtool(root: &Path) -> Option<PathBuf> {
    let folder = root.join("target/tools");
    let fetched = folder.join("usr/bin/promtool");
    let found = find("promtool").or_else(|| fetched.is_file().then(|| fetched.clone()));
    if found.is_some() || !may_install() {
        return found;
    }
    std::fs::create_dir_all(&folder).ok()?;
    Step::new("apt-get", &["download", "prometheus"]).run_in(&folder).ok()?;
    let package = std::fs::read_dir(&folder).ok()?.filter_map(Result::ok).map(|it| it.path());
    let package = package.filter(|it| it.extension().is_some_and(|it| it == "deb")).last()?;
    Step::new("dpkg-deb", &["-x", &package.to_string_lossy(), "."]).run_in(&folder).ok()?;
    fetched.is_file().then_some(fetched)
}

fn missing(is_there: impl Fn(&str) -> bool) -> Vec<&'static Tool> {
    NEEDED.iter().filter(|tool| !is_there(tool.program)).collect()
}

fn wanted(missing: &[&Tool]) -> String {
    let list = |name: fn(&Tool) -> &'static str| {
        missing.iter().map(|tool| name(tool)).collect::<Vec<_>>().join(" ")
    };
    let (programs, packages) = (list(|tool| tool.program), list(|tool| tool.package));
    format!(
        "the tests need {programs}: install them (on Debian: apt-get install {packages}) and run this again"
    )
}

fn may_install() -> bool {
    is_root() && Path::new("/etc/debian_version").exists() && find("apt-get").is_some()
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::{find, missing, wanted};

    #[test]
    fn what_is_missing_is_asked_for_by_its_package() {
        let missing = missing(|program| !["node", "WebKitWebDriver"].contains(&program));
        let wanted = wanted(&missing);
        assert!(
            wanted.contains("need WebKitWebDriver node:")
                && wanted.contains("apt-get install webkit2gtk-driver nodejs)"),
            "{wanted}"
        );
    }

    #[test]
    fn nothing_is_missing_when_all_is_there() {
        assert!(missing(|_| true).is_empty());
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_found() {
        assert!(find("no-such-program").is_none());
    }
}
