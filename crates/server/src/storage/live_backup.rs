//! A backup that follows the log on another disk, a stick say, about a second behind.
//!
//! It has a thread of its own, for a stick may take its time and may be pulled: nothing else waits for it, and
//! it goes on by itself when the stick is back.

use crate::{
    storage::{
        backup::{self, FOLLOWED},
        data_dir,
    },
    system,
};
use domain::{Offset, Time};
use journal::Mirror;
use serde_json::{Value, json};
use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// How often it is looked whether there is anything new; a look costs next to nothing.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often a folder that is not there is looked for.
const LOOK_FOR_EVERY: Duration = Duration::from_secs(1);

/// How long the digest of the whole file may be of an earlier moment: it takes a look at all of it.
const SEALED_WITHIN: Duration = Duration::from_secs(10);

/// How the backup stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Why it could not be written when that was last tried; none if it is up to date.
    pub away: Option<String>,
    /// Since when it is so.
    pub since: Time,
    /// The last commit that is known to be in it.
    pub at: Option<Offset>,
    /// It lies on the disk that it is to save the summit from.
    pub same_disk: bool,
}

/// Shared with those who tell of it.
#[derive(Debug, Clone)]
pub struct Told(Arc<Mutex<Status>>);

impl Default for Told {
    fn default() -> Self {
        let away = Some("not begun".to_owned());
        Self(Arc::new(Mutex::new(Status {
            away,
            since: system::now(),
            at: None,
            same_disk: false,
        })))
    }
}

impl Told {
    /// As it stands now.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its entry in the document `health`.
    #[must_use]
    pub fn entry(&self) -> Value {
        let Status { away, since, at, same_disk } = self.status();
        let state = if away.is_some() { "away" } else { "ok" };
        json!({ "state": state, "since": since, "at": at, "same_disk": same_disk })
    }

    fn tell(&self, stepped: Result<(Offset, bool), String>) {
        let mut status = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match stepped {
            Ok((at, same_disk)) => {
                if status.away.take().is_some() {
                    status.since = system::now();
                    tracing::info!(at = at.0, "the backup is up to date");
                }
                if same_disk && !status.same_disk {
                    tracing::warn!(
                        "the backup lies on the disk that it is to save the summit from"
                    );
                }
                (status.at, status.same_disk) = (Some(at), same_disk);
            }
            Err(why) => {
                if status.away.is_none() {
                    status.since = system::now();
                }
                if status.away.as_ref() != Some(&why) {
                    tracing::error!(why, "the backup cannot be written");
                    status.away = Some(why);
                }
            }
        }
    }
}

/// A backup that is being kept up to date, until this is stopped.
#[derive(Debug)]
pub struct Following {
    stop: mpsc::Sender<()>,
    ended: oneshot::Receiver<()>,
}

impl Following {
    /// Begins, from a thread of its own.
    pub fn start(source: backup::Source, to: &Path, told: Told) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let (end, ended) = oneshot::channel();
        let mut follower =
            Follower { source, to: to.to_owned(), mirror: None, was_apart: false, unsealed: None };
        let follow = move || {
            loop {
                let stepped = follower.step();
                let pause = if stepped.is_ok() { LOOK_EVERY } else { LOOK_FOR_EVERY };
                told.tell(stepped);
                if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                    // What was saved last is in it, too.
                    told.tell(follower.step().and_then(|stepped| {
                        follower.seal()?;
                        Ok(stepped)
                    }));
                    let _ = end.send(());
                    return;
                }
            }
        };
        thread::Builder::new().name("backup".to_owned()).spawn(follow)?;
        Ok(Self { stop, ended })
    }

    /// Copies what is left, and ends. It waits for the disk: whoever stops waiting leaves the thread behind.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.ended.await;
    }
}

struct Follower {
    source: backup::Source,
    to: PathBuf,
    mirror: Option<Mirror>,
    /// The folder was on another disk than the data once.
    was_apart: bool,
    /// Since when its digest is of an earlier moment.
    unsealed: Option<Instant>,
}

impl Follower {
    /// The last commit that is in the backup now, and whether that lies on the same disk as the log.
    fn step(&mut self) -> Result<(Offset, bool), String> {
        let stepped = self.copy();
        if stepped.is_err() {
            self.mirror = None;
        }
        stepped
    }

    fn seal(&mut self) -> Result<(), String> {
        let sealed = self.mirror.as_mut().map_or(Ok(()), Mirror::seal);
        sealed.map_err(|fault| fault.to_string())
    }

    fn copy(&mut self) -> Result<(Offset, bool), String> {
        let told = |error: &dyn std::error::Error| error.to_string();
        let folder = fs::metadata(&self.to).map_err(|error| told(&error))?;
        let same_disk =
            folder.dev() == fs::metadata(&self.source.data).map_err(|e| told(&e))?.dev();
        if same_disk && self.was_apart {
            // What is left of a stick that was pulled is an empty folder on our own disk.
            return Err("the folder is on the disk of the data now".to_owned());
        }
        self.was_apart |= !same_disk;
        let files = backup::files(&self.source).map_err(|error| told(&error))?;
        let mirror = match &mut self.mirror {
            Some(mirror) => {
                let is_changed = mirror.follow(&files).map_err(|fault| told(&fault))?;
                if is_changed {
                    self.unsealed.get_or_insert_with(Instant::now);
                }
                // While much is written, only now and then; else as soon as nothing is.
                if self.unsealed.is_some_and(|since| !is_changed || since.elapsed() > SEALED_WITHIN)
                {
                    mirror.seal().map_err(|fault| told(&fault))?;
                    self.unsealed = None;
                }
                mirror
            }
            none => {
                let (log, to) = (self.source.data.join(data_dir::LOG), self.to.join(FOLLOWED));
                self.unsealed = Some(Instant::now());
                none.insert(Mirror::open(&log, &to, &files).map_err(|fault| told(&fault))?)
            }
        };
        Ok((mirror.position().offset, same_disk))
    }
}
