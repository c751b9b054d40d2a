//! The home that nodes share: a log in a store that all of them reach, and that may lose what it was told.
//!
//! Each node keeps the log in memory as well. What others append is told to it; what it was not told it reads; and what
//! the store has lost it brings back, under a new epoch.
//!
//! | file | holds |
//! |---|---|
//! | [`store`] | what a store must do, each call one step |
//! | `kept` | the log as this node knows it |
//! | `writer` | the task that appends and confirms, one after another |
//! | `repair` | what is done when the log is not the one that was known |
//! | `listen` · `news` | what others did, as the store tells it; the bytes in which it is told |
//! | [`redis`] · [`model`] | the stores: Redis, and one in memory that fails on command |

mod kept;
mod listen;
pub mod model;
mod news;
pub mod redis;
mod repair;
pub mod store;
mod writer;

use crate::{
    chain::{Audit, Walk},
    contract::{Journal, Note, bound_note},
    fault::{AppendError, Fault},
    limits::{OPEN_AGAIN_AFTER, OPEN_WITHIN, READ_MAX, RECOVERS, WRITE_QUEUE},
    position::{Damage, Opened, Position, Standing, Verified},
};
use domain::{Commit, Epoch, Offset};
use futures_util::future::BoxFuture;
use kept::Kept;
pub use repair::tray;
use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::{Entry, Expected, Store};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep},
};
use tokio_util::sync::{CancellationToken, DropGuard};
use writer::{Job, Writer};

/// How a node treats a shared store.
#[derive(Debug, Clone)]
pub struct Manner {
    /// How long copies may be missing before it goes on with a single one; none: never.
    pub single_copy_after: Option<Duration>,
    /// How long nodes may bring back what they hold before a new life of the log takes anything new.
    pub recovers: Duration,
    /// Where this node last knew the log to stand: if it stands otherwise in the same life, it lost its end while nobody
    /// looked.
    pub known: Option<Position>,
    /// Names for the lives of a log; none if the system has no chance.
    pub epochs: fn(Option<&Epoch>) -> Result<Epoch, Fault>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            single_copy_after: Some(Duration::from_secs(30)),
            recovers: RECOVERS,
            known: None,
            epochs: crate::epoch::fresh,
        }
    }
}

/// A log in a store that nodes share.
pub struct Stream<S> {
    shared: Arc<Shared<S>>,
    jobs: mpsc::Sender<Job>,
    /// Ends the tasks when it is dropped.
    _ends: DropGuard,
}

/// What the tasks of a log share.
struct Shared<S> {
    store: S,
    manner: Manner,
    kept: Mutex<Kept>,
    /// What lies beside the log, as far as this node was told: it is put back if the store loses it.
    notes: Mutex<BTreeMap<String, Vec<u8>>>,
    bell: watch::Sender<Offset>,
    /// Why nothing is appended any more: a record is bad, or unknown to this version.
    read_only: OnceLock<String>,
    /// It was so from the start: what is served is known.
    opened_read_only: bool,
    /// It goes on with a single copy.
    single: AtomicBool,
    closed: AtomicBool,
}

impl<S> fmt::Debug for Stream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl<S> Shared<S> {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn notes(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn noted(&self, key: String, bytes: Option<Vec<u8>>) {
        match bytes {
            Some(bytes) => self.notes().insert(key, bytes),
            None => self.notes().remove(&key),
        };
    }

    /// Rings for what is known now.
    fn ring(&self) {
        let top = self.kept().top().0;
        self.bell.send_if_modified(|known| std::mem::replace(known, top) != top);
    }

    fn is_read_only(&self) -> bool {
        self.read_only.get().is_some()
    }

    /// From here on nothing is appended by this node, for it cannot read what others appended.
    fn only_read(&self, damage: &Damage) -> Fault {
        let why = self.read_only.get_or_init(|| {
            tracing::error!(%damage, "the log is read-only");
            damage.to_string()
        });
        Fault::ReadOnly(why.clone())
    }

    fn open(&self) -> Result<(), Fault> {
        if self.closed.load(Ordering::Acquire) { Err(Fault::Closed) } else { Ok(()) }
    }
}

impl<S: Store> Shared<S> {
    /// Reads entries from the store that follow a commit that is known.
    async fn read_on(
        &self,
        (offset, hash): (Offset, domain::Digest),
        limit: usize,
    ) -> Result<Vec<Entry>, Fault> {
        let entries = self.store.read(offset, limit.min(READ_MAX)).await?;
        let mut walk = Walk { offset, hash };
        for entry in &entries {
            walk.step(&entry.record).map_err(Fault::Damaged)?;
        }
        Ok(entries)
    }

    /// Reads from the store, whatever is known: the truth.
    async fn read(&self, after: Offset, limit: usize) -> Result<Vec<Commit>, Fault> {
        let known = self.kept().hash_at(after);
        let entries = match known {
            Some(hash) => self.read_on((after, hash), limit).await?,
            None => self.store.read(after, limit.min(READ_MAX)).await?,
        };
        {
            let mut kept = self.kept();
            let is_next = entries.first().is_some_and(|it| it.offset() <= kept.top().0.next());
            if is_next && kept.hash_at(after) == known {
                kept.take(entries.clone()).map_err(Fault::Damaged)?;
            }
        }
        entries.iter().map(Entry::open).collect()
    }
}

impl<S: Store> Stream<S> {
    /// Opens the log of a store; begins it if the store knows of none. Waits until nodes that were there before have
    /// brought back what they hold.
    pub async fn open(store: S, manner: Manner) -> Result<(Self, Opened), Fault> {
        let news = store.news();
        let mut epoch = begun(&store, &manner).await?;
        if repair::lost_unseen(&store, &manner, &epoch).await? {
            epoch = begun(&store, &manner).await?;
        }
        let (kept, read_only) = scan(&store, epoch).await?;
        let position = kept.position();
        let notes = store.notes().await?.into_iter().collect();
        let shared = Arc::new(Shared {
            store,
            manner,
            bell: watch::Sender::new(position.offset),
            kept: Mutex::new(kept),
            notes: Mutex::new(notes),
            opened_read_only: read_only.is_some(),
            read_only: read_only.clone().map(OnceLock::from).unwrap_or_default(),
            single: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        });
        let ends = CancellationToken::new();
        let (jobs, asked) = mpsc::channel(WRITE_QUEUE);
        tokio::spawn(Writer::new(Arc::clone(&shared)).work(asked));
        tokio::spawn(listen::listen(Arc::clone(&shared), news, ends.clone()));
        let opened = Opened { position, cut: None, read_only };
        Ok((Self { shared, jobs, _ends: ends.drop_guard() }, opened))
    }

    async fn ask<T>(&self, job: impl FnOnce(oneshot::Sender<T>) -> Job) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        self.jobs.send(job(reply)).await.map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)
    }

    async fn swap(
        &self,
        key: &str,
        expected: Expected,
        new: Option<Vec<u8>>,
    ) -> Result<bool, Fault> {
        self.shared.open()?;
        bound_note(key, new.as_deref().unwrap_or_default())?;
        let swapped = self.shared.store.swap(key.to_owned(), expected, new.clone()).await?;
        if swapped.done {
            self.shared.noted(key.to_owned(), new);
        }
        if swapped.copied || self.shared.single.load(Ordering::Acquire) {
            Ok(swapped.done)
        } else {
            Err(Fault::NotCopied)
        }
    }
}

/// The life of the log, once it takes something new. A store that knows of none may have lost it: whoever was there
/// before is given the time to say so.
async fn begun(store: &impl Store, manner: &Manner) -> Result<Epoch, Fault> {
    let until = Instant::now() + OPEN_WITHIN;
    loop {
        let fault = match store.stand().await {
            Ok(stand) => match stand.epoch {
                Some(epoch) if !stand.recovers => return Ok(epoch),
                Some(_) => Fault::Recovering,
                None => {
                    let begin = repair::beginning(&stand, manner, &[])?;
                    store.begin(begin).await?;
                    continue;
                }
            },
            // It is there, and no log: nothing is to be waited for.
            Err(fault @ Fault::Store(_)) => return Err(fault),
            Err(fault) => fault,
        };
        if Instant::now() >= until {
            return Err(fault);
        }
        tracing::info!(%fault, "waiting for the log");
        sleep(OPEN_AGAIN_AFTER.min(manner.recovers)).await;
    }
}

/// Reads the whole log. Behind a bad record nothing can be served.
async fn scan(store: &impl Store, epoch: Epoch) -> Result<(Kept, Option<String>), Fault> {
    let mut kept = Kept::new(epoch);
    loop {
        let entries = store.read(kept.top().0, READ_MAX).await?;
        if entries.is_empty() {
            return Ok((kept, None));
        }
        if let Err(damage) = kept.take(entries) {
            tracing::error!(%damage, "the log is read-only");
            return Ok((kept, Some(damage.to_string())));
        }
    }
}

impl<S: Store> Journal for Stream<S> {
    fn position(&self) -> BoxFuture<'_, Result<Position, Fault>> {
        Box::pin(async {
            self.shared.open()?;
            Ok(self.shared.kept().position())
        })
    }

    fn confirm(&self) -> BoxFuture<'_, Result<Standing, Fault>> {
        Box::pin(async { self.ask(Job::Confirm).await? })
    }

    fn append(
        &self,
        after: Offset,
        commits: Vec<Commit>,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            self.ask(|reply| Job::Append { after, commits, reply })
                .await
                .map_err(AppendError::from)?
        })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Commit>, Fault>> {
        Box::pin(async move {
            self.shared.open()?;
            if limit == 0 {
                return Ok(Vec::new());
            }
            let known = self.shared.kept().after(after, limit.min(READ_MAX));
            match known {
                Some(entries) => entries.iter().map(Entry::open).collect(),
                // Behind the position of a read-only log there is only what cannot be served.
                None if self.shared.is_read_only() => Ok(Vec::new()),
                None => self.shared.read(after, limit).await,
            }
        })
    }

    fn appended(&self) -> watch::Receiver<Offset> {
        self.shared.bell.subscribe()
    }

    fn verify(&self) -> BoxFuture<'_, Result<Verified, Fault>> {
        Box::pin(async {
            self.shared.open()?;
            let mut audit = Audit::new(self.shared.kept().position());
            let mut last = Offset::ZERO;
            loop {
                let entries = self.shared.store.read(last, READ_MAX).await?;
                let Some(end) = entries.last() else { break };
                last = end.offset();
                entries.iter().for_each(|entry| audit.record(&entry.record, &entry.texts));
            }
            Ok(audit.finish())
        })
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        Box::pin(async move {
            self.shared.open()?;
            let erased = self.shared.store.erase(hashes.clone()).await?;
            self.shared.kept().erase(&hashes);
            Ok(erased)
        })
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, Fault>> {
        Box::pin(async move {
            self.shared.open()?;
            self.shared.store.note(key.to_owned()).await
        })
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<Note>, Fault>> {
        Box::pin(async move {
            self.shared.open()?;
            let mut notes = self.shared.store.notes().await?;
            notes.retain(|(key, _)| key.starts_with(prefix));
            notes.sort();
            Ok(notes)
        })
    }

    fn put_note<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move { self.swap(key, Expected::Anything, Some(bytes)).await.map(drop) })
    }

    fn swap_note<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'a, Result<bool, Fault>> {
        Box::pin(self.swap(key, Expected::This(expected), new))
    }

    fn remove_note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, Fault>> {
        Box::pin(self.swap(key, Expected::Something, None))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            // An error: it is closed already.
            let _ = self.ask(Job::Close).await;
            self.shared.closed.store(true, Ordering::Release);
        })
    }
}
