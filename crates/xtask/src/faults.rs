//! `cargo xtask faults`: the fault matrix against the server as it is released; in CI as it is built for the tests.

use std::path::PathBuf;

use crate::step::{Step, root};
use crate::test::{build_with_tests, built};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The short run: within 3 minutes.
    #[arg(long)]
    subset: bool,
    /// Only these, by name.
    #[arg(long, value_name = "FAULT")]
    only: Vec<String>,
    /// What can go wrong with one node that has its log in itself, and nothing else.
    #[arg(long)]
    embedded: bool,
    /// The server as the tests build it, not as it is released: what is built for them need not be built again.
    #[arg(long)]
    debug: bool,
    /// Draws who hands in what and when.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write all figures.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Arguments {
    /// What every change must withstand.
    pub const fn in_ci() -> Self {
        Self { subset: true, only: Vec::new(), embedded: false, debug: true, seed: 1, json: None }
    }
}

/// Builds what it needs, and plays the faults; a promise that is broken is a failure.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = root()?;
    let program = if arguments.debug {
        build_with_tests(&root)?;
        built(&root)?.join("loadtest")
    } else {
        let packages = ["--package", "server", "--package", "loadtest"];
        Step::cargo(&[&["build", "--release"][..], &packages].concat()).run_in(&root)?;
        built(&root)?.with_file_name("release").join("loadtest")
    };
    let words = words(arguments)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if !Step::new(&program.to_string_lossy(), &words).watch_in(&root)?.succeeded {
        // Not an error to be told: the line of figures stays the last.
        std::process::exit(1);
    }
    Ok(())
}

/// The same, as the load generator is told.
fn words(arguments: &Arguments) -> anyhow::Result<Vec<String>> {
    let mut words = vec!["faults".to_owned(), "--seed".to_owned(), arguments.seed.to_string()];
    words.extend(arguments.subset.then(|| "--subset".to_owned()));
    words.extend(arguments.embedded.then(|| "--embedded".to_owned()));
    for fault in &arguments.only {
        words.extend(["--only".to_owned(), fault.clone()]);
    }
    if let Some(file) = &arguments.json {
        let file = std::path::absolute(file)?;
        words.extend(["--json".to_owned(), file.to_string_lossy().into_owned()]);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::{Arguments, words};

    #[test]
    fn all_that_is_said_is_passed_on() {
        let only = vec!["node-kill".to_owned(), "clock".to_owned()];
        let arguments =
            Arguments { subset: true, only, embedded: false, debug: false, seed: 7, json: None };
        let words = words(&arguments).unwrap().join(" ");
        assert_eq!(words, "faults --seed 7 --subset --only node-kill --only clock");
    }
}
