//! The home of a single node: a database file for each summit, one thread that writes and one that reads.

pub mod backup;
mod cut;
mod file;
pub mod inventory;
mod kept;
pub mod mirror;
mod noted;
mod open;
mod place;
mod rows;
mod scan;
mod trailer;
mod wal;
mod writer;

use crate::{
    contract::{Journal, Note, bound_note},
    fault::{AppendError, Fault},
    limits::{READ_MAX, READ_QUEUE, WRITE_QUEUE},
    position::{Opened, Position, Standing, Verified},
};
use domain::{Commit, Offset};
use file::fault;
use futures_util::future::BoxFuture;
use place::Place;
use rusqlite::{Connection, OptionalExtension, params};
use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};
use tokio::sync::{mpsc, oneshot, watch};
use writer::{Append, Job, Shared, Writer};

/// A log in a file. Dropped, it finishes what is under way by itself; [`close`](Journal::close) waits for
/// that.
pub struct Sqlite {
    path: PathBuf,
    shared: Arc<Shared>,
    writer: mpsc::Sender<Job>,
    reader: mpsc::Sender<Query>,
}

enum Query {
    Run(Box<dyn FnOnce(&Connection) + Send>),
    Close(oneshot::Sender<()>),
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Sqlite {
    /// Opens the log in this file, and makes it if there is none.
    ///
    /// A bad tail is set aside and cut; a bad middle or an unknown event makes it read-only; a file that
    /// is no database any more, or that another process has open, is refused. So is a place in which nothing is left
    /// of a log that was noted there ([`Fault::Gone`]).
    pub async fn open(path: impl AsRef<Path>) -> Result<(Self, Opened), Fault> {
        Self::open_known(path, None).await
    }

    /// Opens the log, of which the caller noted elsewhere how far it went: a log that ends before that lost its end.
    pub async fn open_known(
        path: impl AsRef<Path>,
        known: Option<&Position>,
    ) -> Result<(Self, Opened), Fault> {
        let (path, known) = (path.as_ref().to_owned(), known.cloned());
        let (done, opened) = oneshot::channel();
        spawn("journal-writer", move || {
            let (handle, opened, writer, jobs) = match Self::start(path, known.as_ref()) {
                Ok(started) => started,
                Err(fault) => {
                    let _ = done.send(Err(fault));
                    return;
                }
            };
            // Nobody waits for it any more: the handle is dropped, and the work ends at once.
            let _ = done.send(Ok((handle, opened)));
            writer.work(jobs);
        })?;
        opened.await.map_err(|_| Fault::Closed)?
    }

    fn start(
        path: PathBuf,
        known: Option<&Position>,
    ) -> Result<(Self, Opened, Writer, mpsc::Receiver<Job>), Fault> {
        let open::Open { lock, writer: conn, reader, opened } = open::open(&path, known)?;
        let shared = Arc::new(Shared::new(opened.position.clone()));
        let (writer, jobs) = mpsc::channel(WRITE_QUEUE);
        let (queries, asked) = mpsc::channel(READ_QUEUE);
        spawn("journal-reader", move || answer(reader, asked))?;
        let read_only = opened.read_only.clone();
        let place = Place::of(&path)?;
        let work =
            Writer { conn, shared: Arc::clone(&shared), read_only, unsure: false, lock, place };
        Ok((Self { path, shared, writer, reader: queries }, opened, work, jobs))
    }

    /// The most bytes that the file may take from now on, write-ahead log apart; a full disk for tests,
    /// and a fence for operators.
    pub async fn bound_bytes(&self, bytes: u64) -> Result<(), Fault> {
        self.write(move |conn| {
            let page: u64 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let pages = (bytes / page).max(1);
            conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        })
        .await
    }

    /// Runs on the writer's thread.
    async fn write<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        let run = Box::new(move |conn: &mut Connection| {
            let _ = reply.send(run(conn).map_err(fault));
        });
        self.writer.send(Job::Run(run)).await.map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)?
    }

    /// Runs on the reader's thread.
    async fn query<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        let run = Box::new(move |conn: &Connection| {
            let _ = reply.send(run(conn));
        });
        self.reader.send(Query::Run(run)).await.map_err(|_| Fault::Closed)?;
        answer.await.map_err(|_| Fault::Closed)?
    }
}

impl Journal for Sqlite {
    fn position(&self) -> BoxFuture<'_, Result<Position, Fault>> {
        Box::pin(async {
            if self.writer.is_closed() { Err(Fault::Closed) } else { Ok(self.shared.position()) }
        })
    }

    /// It alone writes: what it knows is so.
    fn confirm(&self) -> BoxFuture<'_, Result<Standing, Fault>> {
        Box::pin(async {
            let position = self.position().await?;
            Ok(Standing { position, now: None, single_copy: false })
        })
    }

    fn append(
        &self,
        after: Offset,
        commits: Vec<Commit>,
    ) -> BoxFuture<'_, Result<Position, AppendError>> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            let job = Job::Append(Append { after, commits, reply });
            self.writer.send(job).await.map_err(|_| Fault::Closed)?;
            answer.await.map_err(|_| Fault::Closed)?
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async {
            let (reply, answer) = oneshot::channel();
            self.writer.send(Job::Probe(reply)).await.map_err(|_| Fault::Closed)?;
            answer.await.map_err(|_| Fault::Closed)?
        })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Commit>, Fault>> {
        // Behind the position of a read-only log there is only what cannot be served.
        let top = self.shared.position().offset;
        let left = usize::try_from(top.0.saturating_sub(after.0)).unwrap_or(usize::MAX);
        let limit = limit.min(left).min(READ_MAX);
        Box::pin(async move {
            if limit == 0 {
                return Ok(Vec::new());
            }
            self.query(move |conn| rows::read(conn, after, limit)).await
        })
    }

    fn appended(&self) -> watch::Receiver<Offset> {
        self.shared.bell.subscribe()
    }

    /// On a thread and a connection of its own, for it may take seconds.
    fn verify(&self) -> BoxFuture<'_, Result<Verified, Fault>> {
        Box::pin(async {
            let position = self.position().await?;
            let (path, (done, verified)) = (self.path.clone(), oneshot::channel());
            spawn("journal-verify", move || {
                let _ =
                    done.send(file::reader(&path).and_then(|conn| rows::verify(&conn, position)));
            })?;
            verified.await.map_err(|_| Fault::Closed)?
        })
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        Box::pin(self.write(move |conn| {
            let tx = conn.transaction()?;
            let erased = rows::erase(&tx, &hashes)?;
            tx.commit()?;
            writer::fold(conn);
            Ok(erased)
        }))
    }

    fn note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, Fault>> {
        let key = key.to_owned();
        Box::pin(self.query(move |conn| {
            conn.prepare_cached("SELECT bytes FROM notes WHERE key = ?1")
                .and_then(|mut note| note.query_row([key], |row| row.get(0)).optional())
                .map_err(fault)
        }))
    }

    fn notes<'a>(&'a self, prefix: &'a str) -> BoxFuture<'a, Result<Vec<Note>, Fault>> {
        let prefix = prefix.to_owned();
        Box::pin(self.query(move |conn| {
            let notes = "SELECT key, bytes FROM notes WHERE key >= ?1 ORDER BY key";
            let mut notes = conn.prepare_cached(notes).map_err(fault)?;
            let notes = notes.query_map([&prefix], |row| Ok((row.get(0)?, row.get(1)?)));
            let mut found: Vec<Note> = Vec::new();
            for note in notes.map_err(fault)? {
                let note: (String, _) = note.map_err(fault)?;
                if !note.0.starts_with(&prefix) {
                    break;
                }
                found.push(note);
            }
            Ok(found)
        }))
    }

    fn put_note<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BoxFuture<'a, Result<(), Fault>> {
        let bound = bound_note(key, &bytes);
        let key = key.to_owned();
        Box::pin(async move {
            bound?;
            self.write(move |conn| {
                conn.prepare_cached("INSERT OR REPLACE INTO notes VALUES (?1, ?2)")?
                    .execute(params![key, bytes])
            })
            .await
            .map(drop)
        })
    }

    fn swap_note<'a>(
        &'a self,
        key: &'a str,
        expected: Option<Vec<u8>>,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'a, Result<bool, Fault>> {
        let bound = bound_note(key, new.as_deref().unwrap_or_default());
        let key = key.to_owned();
        Box::pin(async move {
            bound?;
            self.write(move |conn| {
                let tx = conn.transaction()?;
                let there: Option<Vec<u8>> = tx
                    .query_row("SELECT bytes FROM notes WHERE key = ?1", [&key], |row| row.get(0))
                    .optional()?;
                if there != expected {
                    return Ok(false);
                }
                match new {
                    Some(bytes) => tx.execute(
                        "INSERT OR REPLACE INTO notes VALUES (?1, ?2)",
                        params![key, bytes],
                    )?,
                    None => tx.execute("DELETE FROM notes WHERE key = ?1", [key])?,
                };
                tx.commit()?;
                Ok(true)
            })
            .await
        })
    }

    fn remove_note<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, Fault>> {
        let key = key.to_owned();
        Box::pin(self.write(move |conn| {
            let removed = conn.execute("DELETE FROM notes WHERE key = ?1", [key])?;
            writer::fold(conn);
            Ok(removed > 0)
        }))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let (done, closed) = oneshot::channel();
            if self.reader.send(Query::Close(done)).await.is_ok() {
                let _ = closed.await;
            }
            let (done, closed) = oneshot::channel();
            if self.writer.send(Job::Close(done)).await.is_ok() {
                let _ = closed.await;
            }
        })
    }
}

/// The reader's work.
fn answer(conn: Connection, mut asked: mpsc::Receiver<Query>) {
    while let Some(query) = asked.blocking_recv() {
        match query {
            Query::Run(run) => run(&conn),
            Query::Close(done) => {
                drop(conn);
                let _ = done.send(());
                return;
            }
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    let thread: io::Result<_> = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map(drop).map_err(Fault::store)
}
