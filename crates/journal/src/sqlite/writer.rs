//! The thread that alone writes: it joins waiting appends into one transaction, and so one fsync.

use super::{file::fault, noted, place::Place, rows};
use crate::{
    chain,
    fault::{AppendError, Fault},
    limits::{CONFLICT_MAX, JOIN_MAX, PROBE_BYTES},
    position::Position,
};
use domain::{Commit, Offset};
use rusqlite::{Connection, TransactionBehavior};
use std::{
    fs::File,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{mpsc, oneshot, watch};

/// What the writer tells everyone else.
#[derive(Debug)]
pub(super) struct Shared {
    position: Mutex<Position>,
    pub bell: watch::Sender<Offset>,
}

impl Shared {
    pub(super) fn new(position: Position) -> Self {
        let bell = watch::Sender::new(position.offset);
        Self { position: Mutex::new(position), bell }
    }

    pub(super) fn position(&self) -> Position {
        self.position.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn moved(&self, position: Position) {
        let offset = position.offset;
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = position;
        self.bell.send_replace(offset);
    }
}

type Answer = Result<Position, AppendError>;

/// Commits that wait to be appended.
pub(super) struct Append {
    pub after: Offset,
    pub commits: Vec<Commit>,
    pub reply: oneshot::Sender<Answer>,
}

/// What the writer is asked.
pub(super) enum Job {
    Append(Append),
    Probe(oneshot::Sender<Result<(), Fault>>),
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
    Close(oneshot::Sender<()>),
}

/// The writing end of an open log.
pub(super) struct Writer {
    pub conn: Connection,
    pub shared: Arc<Shared>,
    pub read_only: Option<String>,
    /// A transaction failed: the file knows better than we do where the log ends.
    pub unsure: bool,
    /// Held until the last page is written.
    pub lock: File,
    /// Where the files lie that are written to.
    pub place: Place,
}

impl Writer {
    /// Works until the journal is closed or dropped, then folds the write-ahead log into the file.
    pub(super) fn work(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut next = None;
        let closing = loop {
            match next.take().or_else(|| jobs.blocking_recv()) {
                Some(Job::Append(first)) => {
                    let mut group = vec![first];
                    while group.len() < JOIN_MAX && next.is_none() {
                        match jobs.try_recv() {
                            Ok(Job::Append(append)) => group.push(append),
                            Ok(other) => next = Some(other),
                            Err(_) => break,
                        }
                    }
                    self.append(group);
                }
                Some(Job::Probe(reply)) => {
                    let probed = self.probe();
                    self.unsure |= probed.is_err();
                    let _ = reply.send(probed);
                }
                Some(Job::Run(run)) => run(&mut self.conn),
                Some(Job::Close(done)) => break Some(done),
                None => break None,
            }
        };
        drop(jobs);
        let Self { conn, lock, .. } = self;
        fold(&conn);
        if let Err((_, cause)) = conn.close() {
            tracing::error!(%cause, "the journal did not close cleanly");
        }
        drop(lock);
        if let Some(done) = closing {
            let _ = done.send(());
        }
    }

    /// Answers go out only when all of the group is durable; they may have been told of one another.
    fn append(&mut self, group: Vec<Append>) {
        match self.write(&group) {
            Ok(answers) => {
                for (append, answer) in group.into_iter().zip(answers) {
                    let _ = append.reply.send(answer);
                }
            }
            Err(failed) => {
                self.unsure = true;
                for append in group {
                    let _ = append.reply.send(Err(failed.clone()));
                }
            }
        }
    }

    fn write(&mut self, group: &[Append]) -> Result<Vec<Answer>, AppendError> {
        if let Some(why) = &self.read_only {
            return Err(Fault::ReadOnly(why.clone()).into());
        }
        self.place.is_ours()?;
        self.be_sure()?;
        let before = self.shared.position();
        let mut top = before.clone();
        let tx =
            self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        let answers = group
            .iter()
            .map(|append| place(&tx, &mut top, append))
            .collect::<Result<Vec<_>, Fault>>()?;
        tx.commit().map_err(fault)?;
        if top != before {
            noted::note(&self.lock, &top);
            self.shared.moved(top);
        }
        Ok(answers)
    }

    /// Writes and removes about as much as a commit takes, in a transaction like that of an append.
    fn probe(&mut self) -> Result<(), Fault> {
        if let Some(why) = &self.read_only {
            return Err(Fault::ReadOnly(why.clone()));
        }
        self.place.is_ours()?;
        self.be_sure()?;
        let tx =
            self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        tx.prepare_cached("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?1))")
            .and_then(|mut write| write.execute([PROBE_BYTES]))
            .and_then(|_| tx.prepare_cached("DELETE FROM meta WHERE key = 'probe'"))
            .and_then(|mut remove| remove.execute([]))
            .map_err(fault)?;
        tx.commit().map_err(fault)
    }

    /// After a failure, reads from the file where the log ends.
    fn be_sure(&mut self) -> Result<(), Fault> {
        if self.unsure {
            let (offset, hash) = rows::top(&self.conn).map_err(fault)?;
            let known = self.shared.position();
            if offset != known.offset {
                self.shared.moved(Position { offset, hash, ..known });
            }
            self.unsure = false;
        }
        Ok(())
    }
}

/// Writes the commits of one append, or says why not; a fault is the store's, and ends the transaction.
fn place(conn: &Connection, top: &mut Position, append: &Append) -> Result<Answer, Fault> {
    let Append { after, commits, .. } = append;
    if let Err(fault) = chain::in_order(*after, commits) {
        return Ok(Err(fault.into()));
    }
    if *after > top.offset {
        return Ok(Err(Fault::PastTop { after: *after, top: top.offset }.into()));
    }
    if *after < top.offset {
        return Ok(Err(AppendError::Conflict(rows::read(conn, *after, CONFLICT_MAX)?)));
    }
    let (records, new) = match chain::link(top, commits) {
        Ok(linked) => linked,
        Err(fault) => return Ok(Err(fault.into())),
    };
    for (record, commit) in records.iter().zip(commits) {
        rows::insert(conn, record, &commit.sealed()).map_err(fault)?;
    }
    *top = new.clone();
    Ok(Ok(new))
}

/// Folds the write-ahead log into the file and empties it, so that what was erased is nowhere any more.
pub(super) fn fold(conn: &Connection) {
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    match busy {
        Ok(0) => {}
        Ok(_) => tracing::warn!("someone reads the journal's file: its log is folded in later"),
        Err(cause) => tracing::error!(%cause, "the journal's log was not folded in"),
    }
}
