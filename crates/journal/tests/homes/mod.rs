//! The homes that the suite runs over, and the one helper that writes commits.

#![allow(clippy::unwrap_used, dead_code, reason = "tests, and not every test needs everything")]

pub mod nodes;
pub mod server;

use domain::{
    Commit, Digest, Epoch, Event, IdeaId, Offset, RequestId, SealedText, Seat, TableNo, Time, idea,
};
use journal::{Journal, Manner, Memory, Model, Redis, Sqlite, Stream};
use rusqlite::{Connection, params};
use server::Server;
use std::{path::PathBuf, time::Duration};
use uuid::Uuid;

/// A place where a journal lives.
pub trait Home {
    type Log: Journal;

    fn new() -> Self;
    /// Opens the log, again if it was there before.
    async fn open(&self) -> Self::Log;
    /// Alters a stored record behind the journal's back.
    async fn alter(&self, offset: u64, bytes: &[u8]);
    /// As if the disk were full, or had room again.
    async fn fill(&self, journal: &Self::Log, full: bool);
}

pub struct InMemory(Memory);

impl Home for InMemory {
    type Log = Memory;

    fn new() -> Self {
        Self(Memory::new(Epoch::from("k3f9")))
    }

    async fn open(&self) -> Memory {
        self.0.clone()
    }

    async fn alter(&self, offset: u64, bytes: &[u8]) {
        self.0.overwrite(Offset(offset), bytes.to_vec());
    }

    async fn fill(&self, journal: &Memory, full: bool) {
        journal.fill(full);
    }
}

pub struct InSqlite(tempfile::TempDir);

impl InSqlite {
    pub fn path(&self) -> PathBuf {
        self.0.path().join("summits/demo/journal.db")
    }

    pub fn sql(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// Files of this folder, by name.
    pub fn files(&self) -> Vec<String> {
        let folder = self.path().parent().unwrap().read_dir().unwrap();
        let mut names: Vec<_> =
            folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Home for InSqlite {
    type Log = Sqlite;

    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> Sqlite {
        Sqlite::open(self.path()).await.unwrap().0
    }

    async fn alter(&self, offset: u64, bytes: &[u8]) {
        let update = "UPDATE commits SET bytes = ?2 WHERE offset = ?1";
        assert_eq!(self.sql().execute(update, params![offset, bytes]).unwrap(), 1);
    }

    async fn fill(&self, journal: &Sqlite, full: bool) {
        journal.bound_bytes(if full { 0 } else { 1 << 40 }).await.unwrap();
    }
}

/// Nobody was there before, who could bring something back.
pub fn at_once() -> Manner {
    Manner { recovers: Duration::ZERO, ..Manner::default() }
}

pub struct InModel(Model);

impl Home for InModel {
    type Log = Stream<Model>;

    fn new() -> Self {
        Self(Model::default())
    }

    async fn open(&self) -> Stream<Model> {
        Stream::open(self.0.clone(), at_once()).await.unwrap().0
    }

    async fn alter(&self, offset: u64, bytes: &[u8]) {
        self.0.overwrite(Offset(offset), bytes.to_vec());
    }

    async fn fill(&self, _: &Stream<Model>, full: bool) {
        self.0.fill(full);
    }
}

pub struct InRedis(Server);

impl Home for InRedis {
    type Log = Stream<Redis>;

    fn new() -> Self {
        Self(Server::start())
    }

    async fn open(&self) -> Stream<Redis> {
        Stream::open(server::store(&self.0, 0), at_once()).await.unwrap().0
    }

    async fn alter(&self, offset: u64, bytes: &[u8]) {
        server::alter(&self.0, offset, bytes).await;
    }

    async fn fill(&self, _: &Stream<Redis>, full: bool) {
        let bytes = if full { "1" } else { "0" };
        self.0.ask(&["CONFIG", "SET", "maxmemory", bytes]).await;
    }
}

/// Commits that chain to a top, each an idea.
#[derive(Clone, Default)]
pub struct Scribe {
    pub offset: Offset,
    pub hash: Digest,
}

impl Scribe {
    /// The next commit: an idea that says this.
    pub fn idea(&mut self, text: &str) -> Commit {
        let offset = self.offset.next();
        let id = Uuid::from_u128(u128::from(offset.0));
        let mut salt = [7; 16];
        salt[..8].copy_from_slice(&offset.0.to_be_bytes());
        let event = Event::Idea(idea::Event::Submitted {
            idea: IdeaId(id),
            table: Some(TableNo(7)),
            round: None,
            text: SealedText::seal(text.to_owned(), salt),
            late: false,
            early: false,
            again: false,
            held: false,
            simulated: false,
        });
        let commit = Commit {
            offset,
            at: Time(1_800_000_000_000 + offset.0),
            request_id: RequestId(id),
            seat: Seat::Table(TableNo(7)),
            command_digest: Digest::of(text.as_bytes()),
            events: vec![event],
            prev_hash: self.hash,
        };
        self.offset = offset;
        self.hash = Digest::of(&commit.encode());
        commit
    }

    /// The next `n` commits.
    pub fn ideas(&mut self, n: u64) -> Vec<Commit> {
        (0..n).map(|_| self.idea(&format!("meer bomen {}", self.offset))).collect()
    }
}
