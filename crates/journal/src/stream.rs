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
//! | `mend` | what is done when it is not what it is said to be: someone put a hand to it |
//! | [`inspect`] | the log as it lies there, for a look that changes nothing |
//! | `listen` · `news` | what others did, as the store tells it; the bytes in which it is told |
//! | [`redis`] · [`model`] | the stores: Redis, and one in memory that fails on command |

pub mod inspect;
mod kept;
mod listen;
mod mend;
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
    limits::{
        HELD_BY_SOMEONE_WITHIN, OPEN_AGAIN_AFTER, OPEN_WITHIN, READ_MAX, RECOVERS, WRITE_QUEUE,
    },
    position::{Damage, Flaw, Opened, Position, Standing, Verified},
};
use domain::{Commit, Epoch, Offset};
use futures_util::future::BoxFuture;
use kept::Kept;
use repair::epoch_after;
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
use store::{Amiss, Entry, Expected, Store};
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
    /// An operator wants to go on with what is sound, though more was saved.
    pub takes_less: bool,
    /// Names for the lives of a log; none if the system has no chance.
    pub epochs: fn(Option<&Epoch>) -> Result<Epoch, Fault>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            single_copy_after: Some(Duration::from_secs(30)),
            recovers: RECOVERS,
            known: None,
            takes_less: false,
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
    /// Since when a text could not be read here.
    doubted: Mutex<Option<Instant>>,
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
        self.doubt_texts(&entries).await?;
        Ok(entries)
    }

    /// Tells others of a text that is gone, or is not the one that was written: whoever holds it puts it back. If nobody does
    /// for a while, it is taken for lost.
    async fn doubt_texts(&self, entries: &[Entry]) -> Result<(), Fault> {
        let is_altered = |entry: &&Entry| !(entry.texts_fit() && entry.has_texts());
        let altered = entries.iter().find(is_altered).map(Entry::offset);
        let since = {
            let mut doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
            *doubted = altered.map(|_| doubted.unwrap_or_else(Instant::now));
            *doubted
        };
        let (Some(offset), Some(since)) = (altered, since) else { return Ok(()) };
        if since.elapsed() >= HELD_BY_SOMEONE_WITHIN {
            tracing::error!(%offset, "a text is gone or was altered, and no node holds it: it is shown as damaged");
            return Ok(());
        }
        let epoch = self.kept().epoch().clone();
        self.store.doubt(epoch, offset).await?;
        Err(Fault::Recovering)
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
    /// brought back what they hold. Refuses a log of which less is there than was saved.
    pub async fn open(store: S, manner: Manner) -> Result<(Self, Opened), Fault> {
        let news = store.news();
        let Whole { kept, read_only, missing } = whole(&store, &manner).await?;
        let position = kept.position();
        let notes = store.notes().await?.into_iter().collect();
        let shared = Arc::new(Shared {
            store,
            manner,
            bell: watch::Sender::new(position.offset),
            kept: Mutex::new(kept),
            notes: Mutex::new(notes),
            doubted: Mutex::default(),
            opened_read_only: read_only.is_some(),
            read_only: read_only.clone().map(OnceLock::from).unwrap_or_default(),
            single: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        });
        let ends = CancellationToken::new();
        let (jobs, asked) = mpsc::channel(WRITE_QUEUE);
        tokio::spawn(Writer::new(Arc::clone(&shared)).work(asked));
        tokio::spawn(listen::listen(Arc::clone(&shared), news, ends.clone()));
        let opened = Opened { read_only, missing, ..Opened::sound(position) };
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

/// A log that was read to its end.
struct Whole {
    kept: Kept,
    read_only: Option<String>,
    /// What is not there, and was waited for in vain.
    missing: Option<String>,
}

/// Reads the log, once it is whole and takes something new. What is not there someone else may hold: that is waited for.
async fn whole(store: &impl Store, manner: &Manner) -> Result<Whole, Fault> {
    let until = Instant::now() + OPEN_WITHIN;
    let (mut less_since, mut takes_rest, mut missing) = (None, manner.takes_less, None);
    loop {
        let fault = match look(store, manner, takes_rest).await {
            Ok((kept, read_only)) => {
                if missing.is_some() {
                    // It is told, and not to be missed again with the next note.
                    store.settle(kept.epoch().clone()).await?;
                }
                return Ok(Whole { kept, read_only, missing });
            }
            // It is there, and no log: nothing is to be waited for.
            Err(fault @ Fault::Store(_)) => return Err(fault),
            Err(fault) => fault,
        };
        if let Fault::Less { whole, were, why } = &fault
            && less_since.get_or_insert_with(Instant::now).elapsed() >= HELD_BY_SOMEONE_WITHIN
        {
            // Once it may go on without, and is still not enough, no time will mend it.
            if whole < were || takes_rest {
                return Err(fault);
            }
            tracing::error!(
                why,
                "no node put back what is missing beside the log: it goes on without"
            );
            (takes_rest, missing) = (true, Some(why.clone()));
        }
        if Instant::now() >= until {
            return Err(fault);
        }
        tracing::info!(%fault, "waiting for the log");
        sleep(OPEN_AGAIN_AFTER.min(manner.recovers)).await;
    }
}

/// Reads the log, if it is as it should be. A store that knows of none may have lost it: whoever was there before is
/// given the time to say so.
async fn look(
    store: &impl Store,
    manner: &Manner,
    takes_rest: bool,
) -> Result<(Kept, Option<String>), Fault> {
    let stand = store.stand().await?;
    if let Some(why) = stand.amiss.as_ref().and_then(Amiss::of_log) {
        mend::without_memory(store, manner, &stand, &why, takes_rest).await?;
        return Err(Fault::Recovering);
    }
    let Some(epoch) = stand.epoch.clone() else {
        store.begin(repair::beginning(&stand, manner, &[])?).await?;
        return Err(Fault::Recovering);
    };
    if stand.recovers || repair::lost_unseen(store, manner, &epoch).await? {
        return Err(Fault::Recovering);
    }
    if let Some(Amiss::Rest(why)) = stand.amiss.filter(|_| !takes_rest) {
        return Err(Fault::Less { whole: stand.offset, were: stand.offset, why });
    }
    let mut kept = Kept::new(epoch.clone());
    while kept.top().0 < stand.offset {
        let entries = store.read(kept.top().0, READ_MAX).await?;
        let is_end = entries.is_empty();
        let altered = entries.iter().find(|entry| !entry.texts_fit()).map(Entry::offset);
        if let Some(offset) = altered.filter(|_| !takes_rest) {
            // Whoever holds it puts it back.
            store.doubt(epoch.clone(), offset).await?;
            let why = Damage { offset, flaw: Flaw::Text("a text".to_owned()) }.to_string();
            return Err(Fault::Less { whole: stand.offset, were: stand.offset, why });
        }
        let taken = kept.take(entries);
        match taken {
            Err(damage @ Damage { flaw: Flaw::Unknown(_), .. }) => {
                tracing::error!(%damage, "the log is read-only");
                return Ok((kept, Some(damage.to_string())));
            }
            // Whoever holds it finds out what is wrong with it.
            Err(damage) => {
                store.doubt(epoch.clone(), damage.offset).await?;
                return Err(Fault::Damaged(damage));
            }
            Ok(()) if is_end => return Err(Fault::Recovering),
            Ok(()) => {}
        }
    }
    // Others may have begun another life meanwhile.
    let is_same = store.stand().await?.epoch == Some(epoch);
    if is_same { Ok((kept, None)) } else { Err(Fault::Recovering) }
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

    fn probe(&self) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async { self.ask(Job::Probe).await? })
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
            let stand = self.shared.store.stand().await?;
            let mut position = self.shared.kept().position();
            if stand.epoch.as_ref() == Some(&position.epoch) && stand.offset > position.offset {
                (position.offset, position.hash) = (stand.offset, stand.hash);
            }
            let mut audit = Audit::new(position);
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
