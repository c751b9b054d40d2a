//! What a process that we started says, line by line, for those who wait for a line of it.

use anyhow::{Context as _, bail};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    sync::watch,
    time::timeout,
};

/// Lines that are kept of one process; what it says after them is read and forgotten.
const LINES_MAX: usize = 20_000;
/// Lines that are told when it did not say what it should.
const LINES_TOLD: usize = 8;

/// The lines of a process, and whether it may say more.
#[derive(Debug, Default)]
struct Lines {
    all: Vec<String>,
    ended: bool,
}

/// What a process says.
#[derive(Debug, Clone)]
pub struct Said(Arc<watch::Sender<Lines>>);

/// A place between two lines.
#[derive(Debug, Clone, Copy)]
pub struct Mark(usize);

impl Said {
    /// Reads until the process ends.
    pub fn of(out: impl AsyncRead + Unpin + Send + 'static) -> Self {
        let said = Self(Arc::new(watch::Sender::default()));
        let lines = Arc::clone(&said.0);
        tokio::spawn(async move {
            let mut out = BufReader::new(out).split(b'\n');
            while let Ok(Some(line)) = out.next_segment().await {
                let line = String::from_utf8_lossy(&line).into_owned();
                lines.send_if_modified(|lines| {
                    let is_kept = lines.all.len() < LINES_MAX;
                    if is_kept {
                        lines.all.push(line);
                    }
                    is_kept
                });
            }
            lines.send_modify(|lines| lines.ended = true);
        });
        said
    }

    /// Before the first line.
    pub const fn start() -> Mark {
        Mark(0)
    }

    /// What comes after this is said from now on.
    pub fn mark(&self) -> Mark {
        Mark(self.0.borrow().all.len())
    }

    /// Waits until a line after the mark has this in it.
    pub async fn until(&self, after: Mark, part: &str, within: Duration) -> anyhow::Result<()> {
        let has = |lines: &Lines| lines.all.iter().skip(after.0).any(|line| line.contains(part));
        let mut lines = self.0.subscribe();
        let waited = timeout(within, lines.wait_for(|lines| has(lines) || lines.ended)).await;
        let waited = waited.map(|lines| lines.is_ok_and(|lines| has(&lines)));
        match waited {
            Ok(true) => Ok(()),
            Ok(false) => bail!("it ended before it said `{part}`: {}", self.last()),
            Err(_) => Err(waited.err().context("too late")?)
                .with_context(|| format!("it does not say `{part}`: {}", self.last())),
        }
    }

    /// The last few lines.
    pub fn last(&self) -> String {
        let lines = self.0.borrow();
        lines.all[lines.all.len().saturating_sub(LINES_TOLD)..].join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn a_line_is_waited_for_and_an_old_one_does_not_count() {
        let said = Said::of(&b"one\ntwo\n"[..]);
        said.until(Mark(0), "two", SOON).await.expect("it was said");
        let mark = said.mark();
        let refused = said.until(mark, "two", SOON).await.expect_err("not again").to_string();
        assert!(refused.contains("ended") && refused.contains("one | two"), "{refused}");
    }
}
