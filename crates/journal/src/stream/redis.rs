//! The store on Redis: a stream for the log, hashes beside it, scripts that do each step whole.
//!
//! | key | type | holds |
//! |---|---|---|
//! | `prefix:{summit}:log` | stream | a commit for each entry `offset-0`: its bytes, its hash |
//! | `prefix:{summit}:top` | hash | epoch, offset, hash; until when it recovers; how many texts and notes there are |
//! | `prefix:{summit}:ids` | hash | the offset of each request |
//! | `prefix:{summit}:texts` | hash | salt and text by their hash, for entries of a stream cannot change; empty once erased |
//! | `prefix:{summit}:notes` | hash | what lies beside the log |
//! | `prefix:{summit}:news` | channel | what was appended, noted, erased |
//! | `prefix:{summit}:aside:…` | any | what lay in the place of one of these and did not belong there |

pub mod check;
mod reply;
mod scripts;

use super::{
    news,
    store::{
        Batch, Beginning, Entry, Expected, Lost, Mending, News, Placed, Stand, Store, Swapped,
    },
};
use crate::{
    chain::Record,
    contract::Note,
    fault::{Fault, Obstacle},
    limits::{CALL_WITHIN, COPIED_WITHIN, LOOKED_FOR_WITHIN, NEWS_QUEUE},
};
use domain::{Commit, Epoch, Offset, RequestId, Sealed, SummitId};
use futures_util::future::BoxFuture;
use line::{Cmd, Failed, Heard, Line, Target, Value, cmd, pipe};
use reply::{count, fault, flag, list, number, optional, text};
use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::mpsc;

/// The log of one summit on Redis.
#[derive(Debug)]
pub struct Redis {
    target: Target,
    keys: Keys,
    /// One for all: `WAIT` knows only what its own connection wrote, and what is read must come from where it was written,
    /// not from a primary that has stepped down since.
    line: Line,
    /// How many replicas must have what is written.
    replicas: u32,
    /// A single copy must do.
    single: AtomicBool,
}

/// The names of what belongs to one summit, all on one node of a cluster.
#[derive(Debug)]
struct Keys {
    log: String,
    top: String,
    ids: String,
    texts: String,
    notes: String,
    news: String,
    aside: String,
}

impl Keys {
    fn of(prefix: &str, summit: &SummitId) -> Self {
        let key = |what: &str| format!("{prefix}:{{{summit}}}:{what}");
        Self {
            log: key("log"),
            top: key("top"),
            ids: key("ids"),
            texts: key("texts"),
            notes: key("notes"),
            news: key("news"),
            aside: key("aside"),
        }
    }

    /// Those that hold something, in the order in which scripts know them.
    fn all(&self) -> [&str; 5] {
        [&self.top, &self.log, &self.ids, &self.texts, &self.notes]
    }

    /// Where something is set aside that lies in the place of each of them.
    fn aside(&self, when: &str) -> [String; 5] {
        ["top", "log", "ids", "texts", "notes"].map(|of| format!("{}:{when}:{of}", self.aside))
    }
}

impl Redis {
    /// The log of a summit, under names that begin with a prefix; what is written must lie on so many replicas.
    #[must_use]
    pub fn new(target: &Target, prefix: &str, summit: &SummitId, replicas: u32) -> Self {
        let target = Self::target_of(target, prefix, summit);
        Self {
            keys: Keys::of(prefix, summit),
            line: Line::new(target.clone()),
            target,
            replicas,
            single: AtomicBool::new(false),
        }
    }

    /// The Redis that holds the log of this summit: of a cluster, one node.
    #[must_use]
    pub fn target_of(target: &Target, prefix: &str, summit: &SummitId) -> Target {
        target.for_key(&Keys::of(prefix, summit).top)
    }

    /// Runs a script that writes, and waits for copies where they are asked for. Tells whether there are enough.
    async fn write(&self, script: Cmd) -> Result<(Value, bool), Fault> {
        if self.replicas == 0 {
            return Ok((self.line.ask(&script, CALL_WITHIN).await.map_err(fault)?, true));
        }
        let mut both = pipe();
        both.add_command(script);
        let single = self.single.load(Ordering::Relaxed);
        let within = if single { LOOKED_FOR_WITHIN } else { COPIED_WITHIN };
        both.cmd("WAIT").arg(self.replicas).arg(within.as_millis() as u64);
        let mut answers = self.line.ask_all(&both, CALL_WITHIN).await.map_err(fault)?;
        let copies = answers.pop().and_then(|it| number(&it)).unwrap_or_default();
        let done = answers.pop().ok_or_else(|| reply::odd("a script"))?;
        let copied = copies >= u64::from(self.replicas);
        if !copied && !single && self.target.may_move() {
            // A primary without replicas may be the one that was left behind.
            self.line.look_again();
        }
        Ok((reply::no_error(done)?, copied))
    }

    async fn read(&self, question: Cmd) -> Result<Value, Fault> {
        self.line.ask(&question, CALL_WITHIN).await.map_err(fault)
    }

    /// The texts beside commits, by their hashes.
    async fn texts(&self, commits: &[Commit]) -> Result<HashMap<[u8; 32], Sealed>, Fault> {
        let hashes: Vec<[u8; 32]> =
            commits.iter().flat_map(Commit::texts).map(|text| *text.hash()).collect();
        if hashes.is_empty() {
            return Ok(HashMap::new());
        }
        let mut ask = cmd("HMGET");
        ask.arg(&self.keys.texts);
        hashes.iter().for_each(|hash| {
            ask.arg(&hash[..]);
        });
        let found = match self.line.ask(&ask, CALL_WITHIN).await {
            Ok(found) => list(found)?,
            // Something else lies there, and no texts.
            Err(Failed::Refused(error)) if error.code() == Some("WRONGTYPE") => Vec::new(),
            Err(failed) => return Err(fault(failed)),
        };
        let sealed = hashes.into_iter().zip(found).filter_map(|(hash, it)| {
            let bytes = optional(it)?;
            Some((hash, unpacked(hash, &bytes)))
        });
        Ok(sealed.collect())
    }
}

/// Salt and text, as they lie there; nothing in the place of a text that was erased, so that one that is missing is known
/// to be damaged.
fn packed(sealed: &Sealed) -> Vec<u8> {
    if sealed.is_erased() {
        return Vec::new();
    }
    [&sealed.salt[..], sealed.text.as_bytes()].concat()
}

/// What was altered does not fit its hash, whatever it is.
fn unpacked(hash: [u8; 32], bytes: &[u8]) -> Sealed {
    if bytes.is_empty() {
        return Sealed::erased(hash);
    }
    let (salt, text) = bytes.split_first_chunk::<16>().unwrap_or((&[0; 16], bytes));
    let mut text = String::from_utf8_lossy(text).into_owned();
    if text.is_empty() {
        // It is not erased: an erased one has no salt either.
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Sealed { hash, salt: *salt, text }
}

impl Store for Redis {
    fn make_do(&self, single: bool) {
        self.single.store(single, Ordering::Relaxed);
    }

    fn stand(&self) -> BoxFuture<'_, Result<Stand, Fault>> {
        Box::pin(async {
            let (answer, copied) = self.write(scripts::stand(&self.keys, self.replicas)).await?;
            reply::stand(answer, copied)
        })
    }

    fn look(&self) -> BoxFuture<'_, Result<Stand, Fault>> {
        Box::pin(async {
            let stand = Redis::read(self, scripts::stand(&self.keys, 0)).await?;
            reply::stand(reply::no_error(stand)?, true)
        })
    }

    fn append(&self, batch: Batch) -> BoxFuture<'_, Result<Placed, Fault>> {
        Box::pin(async move {
            let (answer, copied) = self.write(scripts::append(&self.keys, &batch)).await?;
            let mut parts = list(answer)?.into_iter();
            let what = parts.next().and_then(text).unwrap_or_default();
            match what.as_str() {
                "done" => Ok(Placed::Done { copied }),
                "elsewhere" => Ok(Placed::Elsewhere),
                "other life" => Ok(Placed::OtherLife),
                "amiss" => Ok(Placed::Amiss),
                "known" => {
                    let at = parts.next().and_then(|it| number(&it)).unwrap_or_default();
                    Ok(Placed::Known(Offset(at)))
                }
                _ => Err(reply::odd("an append")),
            }
        })
    }

    fn probe(&self) -> BoxFuture<'_, Result<bool, Fault>> {
        Box::pin(async {
            let (answer, copied) = self.write(scripts::probe(&self.keys)).await?;
            match count(answer)? {
                1 => Ok(copied),
                0 => Err(Fault::OtherLife),
                _ => {
                    let said = "the stream is not the log that it should be".to_owned();
                    Err(Fault::Refused { obstacle: Obstacle::Changed, said })
                }
            }
        })
    }

    fn begin(&self, beginning: Beginning) -> BoxFuture<'_, Result<bool, Fault>> {
        Box::pin(async move { flag(self.write(scripts::begin(&self.keys, &beginning)).await?.0) })
    }

    fn mend(&self, mending: Mending) -> BoxFuture<'_, Result<bool, Fault>> {
        Box::pin(
            async move { reply::aside(self.write(scripts::mend(&self.keys, &mending)).await?.0) },
        )
    }

    fn restore(&self, epoch: Epoch, lost: Lost) -> BoxFuture<'_, Result<Option<usize>, Fault>> {
        Box::pin(async move {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
            let script = scripts::restore(&self.keys, &epoch, &lost, now);
            reply::restored(self.write(script).await?.0)
        })
    }

    fn restore_notes(&self, epoch: Epoch, notes: Vec<Note>) -> BoxFuture<'_, Result<usize, Fault>> {
        Box::pin(async move {
            let put = self.write(scripts::restore_notes(&self.keys, &epoch, &notes)).await?.0;
            Ok(usize::try_from(count(put)?).unwrap_or(usize::MAX))
        })
    }

    fn settle(&self, epoch: Epoch) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async move { self.write(scripts::settle(&self.keys, &epoch)).await.map(|_| ()) })
    }

    fn doubt(&self, epoch: Epoch, offset: Offset) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(
            async move { self.write(scripts::doubt(&self.keys, &epoch, offset)).await.map(|_| ()) },
        )
    }

    fn noted(&self) -> BoxFuture<'_, Result<Vec<(RequestId, Offset)>, Fault>> {
        Box::pin(async {
            let mut ask = cmd("HGETALL");
            ask.arg(&self.keys.ids);
            match self.line.ask(&ask, CALL_WITHIN).await {
                Ok(noted) => Ok(reply::noted(noted)),
                Err(Failed::Refused(error)) if error.code() == Some("WRONGTYPE") => Ok(Vec::new()),
                Err(failed) => Err(fault(failed)),
            }
        })
    }

    fn read(&self, after: Offset, limit: usize) -> BoxFuture<'_, Result<Vec<Entry>, Fault>> {
        Box::pin(async move {
            let mut range = cmd("XRANGE");
            range.arg(&self.keys.log).arg(format!("({}-0", after.0)).arg("+");
            range.arg("COUNT").arg(limit);
            let found = match self.line.ask(&range, CALL_WITHIN).await {
                Ok(found) => list(found)?,
                // Something else lies there, and no entry.
                Err(Failed::Refused(error)) if error.code() == Some("WRONGTYPE") => Vec::new(),
                Err(failed) => return Err(fault(failed)),
            };
            let records = found.into_iter().map(reply::record);
            let records: Vec<Record> = records.collect::<Result<_, _>>()?;
            // One that cannot be read has no texts; whoever walks along the log says what is wrong with it.
            let commits: Vec<Option<Commit>> =
                records.iter().map(|it| Commit::decode(&it.bytes).ok()).collect();
            let readable: Vec<Commit> = commits.iter().flatten().cloned().collect();
            let beside = self.texts(&readable).await?;
            let entries = records.into_iter().zip(commits).map(|(record, commit)| {
                let hashes = commit.iter().flat_map(Commit::texts).map(|text| *text.hash());
                let texts = hashes.filter_map(|hash| beside.get(&hash).cloned()).collect();
                Entry { record, texts }
            });
            Ok(entries.collect())
        })
    }

    fn known(&self, requests: Vec<RequestId>) -> BoxFuture<'_, Result<Vec<bool>, Fault>> {
        Box::pin(async move {
            if requests.is_empty() {
                return Ok(Vec::new());
            }
            let mut ask = cmd("HMGET");
            ask.arg(&self.keys.ids);
            requests.iter().for_each(|id| {
                ask.arg(&id.0.as_bytes()[..]);
            });
            let found = list(Redis::read(self, ask).await?)?;
            Ok(found.into_iter().map(|it| optional(it).is_some()).collect())
        })
    }

    fn erase(&self, hashes: Vec<[u8; 32]>) -> BoxFuture<'_, Result<u64, Fault>> {
        Box::pin(async move {
            if hashes.is_empty() {
                return Ok(0);
            }
            count(self.write(scripts::erase(&self.keys, &hashes)).await?.0)
        })
    }

    fn notes(&self) -> BoxFuture<'_, Result<Vec<Note>, Fault>> {
        Box::pin(async {
            let mut ask = cmd("HGETALL");
            ask.arg(&self.keys.notes);
            reply::notes(Redis::read(self, ask).await?)
        })
    }

    fn note(&self, key: String) -> BoxFuture<'_, Result<Option<Vec<u8>>, Fault>> {
        Box::pin(async move {
            let mut ask = cmd("HGET");
            ask.arg(&self.keys.notes).arg(key);
            Ok(optional(Redis::read(self, ask).await?))
        })
    }

    fn swap(
        &self,
        key: String,
        expected: Expected,
        new: Option<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Swapped, Fault>> {
        Box::pin(async move {
            let script = scripts::swap(&self.keys, &key, &expected, new.as_deref());
            let (done, copied) = self.write(script).await?;
            Ok(Swapped { done: flag(done)?, copied })
        })
    }

    fn news(&self) -> mpsc::Receiver<News> {
        let (told, news) = mpsc::channel(NEWS_QUEUE);
        let mut heard = line::listen(self.target.clone(), self.keys.news.clone());
        tokio::spawn(async move {
            while let Some(heard) = heard.recv().await {
                let told_now = match heard {
                    Heard::Message(bytes) => news::read(&bytes),
                    Heard::Opened => Ok(News::Missed),
                };
                match told_now {
                    Ok(it) => {
                        if told.send(it).await.is_err() {
                            return;
                        }
                    }
                    Err(cause) => tracing::warn!(%cause, "what was published is not understood"),
                }
            }
        });
        news
    }
}
