//! Every join code of a summit: claimed by those who show one, used up once, whichever node they come to.

use super::{
    code::Code,
    pages::{Hash, Known, Opens, Pages, Wanted, hash},
    shelf::{Shelf, Unkept},
};
use crate::limits::{CODES_LOOK_EVERY_MS, CODES_SWAPS_MAX, CODES_WITHIN_MS};
use domain::{Badge, Jti, Seat};
use std::{
    collections::HashSet,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// Every code, in memory and where the pages lie.
#[derive(Debug)]
pub struct Book {
    shelf: Shelf,
    seen: Mutex<Seen>,
    /// Those who read or change the pages take turns.
    turn: tokio::sync::Mutex<()>,
}

/// The pages as this node knows them.
#[derive(Debug, Default)]
struct Seen {
    pages: Arc<Pages>,
    /// What lay on the shelf.
    bytes: Option<Vec<u8>>,
    /// Codes that are promised to someone who is joining here.
    promised: HashSet<Hash>,
    /// Guests' badges that were set aside for this node.
    guests: Range<u32>,
    /// When it was last looked for a code that is not known, and whether the shelf was reached.
    looked: Option<(Instant, bool)>,
}

/// A seat that is promised to one who showed its code; given back if it is dropped.
#[derive(Debug)]
pub struct Claim {
    book: Arc<Book>,
    promise: Option<Hash>,
    /// What the code opens.
    pub opens: Opens,
    /// Where its holder sits.
    pub seat: Seat,
}

impl Book {
    /// Reads the codes; makes those that are missing, and anew those that were used up if that is wanted.
    ///
    /// A node alone wants it at each start. Where nodes share the codes one may start while people join at another,
    /// so there only `burgertop links --renew` does.
    pub async fn open(shelf: Shelf, wanted: Wanted, anew: bool) -> Result<Arc<Self>, Unkept> {
        let book =
            Arc::new(Self { shelf, seen: Mutex::default(), turn: tokio::sync::Mutex::default() });
        book.read().await?;
        let fill = move |pages: &mut Pages| match pages.fill(&wanted, anew) {
            Ok(changed) => (changed, Ok(())),
            Err(error) => (false, Err(Unkept::Chance(error))),
        };
        book.change(fill).await??;
        Ok(book)
    }

    /// Every code that is still good, as far as it is known here: staff first, then tables and badges in order.
    #[must_use]
    pub fn list(&self) -> Vec<(Code, Opens)> {
        self.seen().pages.list()
    }

    /// Looks what other nodes did, unless that was just done.
    pub async fn look(&self) -> Result<(), Unkept> {
        if !self.shelf.is_shared() {
            return Ok(());
        }
        let every = Duration::from_millis(CODES_LOOK_EVERY_MS);
        {
            let mut seen = self.seen();
            let before = seen.looked;
            if let Some((when, reached)) = before
                && when.elapsed() < every
            {
                return if reached { Ok(()) } else { Err(Unkept::Late) };
            }
            // Those who come while it looks are answered by what is known.
            seen.looked = Some((Instant::now(), before.is_none_or(|(_, reached)| reached)));
        }
        let read = self.look_now().await;
        self.seen().looked = Some((Instant::now(), read.is_ok()));
        read
    }

    async fn look_now(&self) -> Result<(), Unkept> {
        let _turn = self.turn.lock().await;
        self.read().await
    }

    /// What this code opens; none if it is wrong or used up.
    pub async fn claim(self: &Arc<Self>, code: &Code) -> Result<Option<Claim>, Unkept> {
        self.in_time(self.claimed(hash(code))).await
    }

    async fn claimed(self: &Arc<Self>, hash: Hash) -> Result<Option<Claim>, Unkept> {
        let known = self.seen().pages.find(&hash);
        match known {
            Known::Used => return Ok(None),
            // Another node may have made it.
            Known::Not => self.look().await?,
            // Another node may have used it up.
            Known::Good(opens) if opens.is_single_use() && self.shelf.is_shared() => {
                self.look_now().await?;
            }
            Known::Good(_) => {}
        }
        let Known::Good(opens) = self.seen().pages.find(&hash) else { return Ok(None) };
        let promise = opens.is_single_use().then_some(hash);
        if promise.is_some() && !self.seen().promised.insert(hash) {
            return Ok(None);
        }
        let seat = match opens.seat() {
            Some(seat) => seat,
            None => Seat::Badge(self.guest().await?),
        };
        Ok(Some(Claim { book: Arc::clone(self), promise, opens, seat }))
    }

    async fn guest(self: &Arc<Self>) -> Result<Badge, Unkept> {
        loop {
            if let Some(next) = self.seen().guests.next() {
                return Ok(Badge(next));
            }
            let book = Arc::clone(self);
            let aside = move |pages: &mut Pages| {
                // Who came before in turn set some aside.
                let none = book.seen().guests.is_empty();
                (none, none.then(|| pages.set_aside()))
            };
            if let Some(aside) = self.change(aside).await? {
                let mut seen = self.seen();
                if seen.guests.is_empty() {
                    seen.guests = aside;
                }
            }
        }
    }

    /// Changes the pages, if `edit` tells so; if others did meanwhile, it decides again on theirs. Who stops waiting
    /// does not stop it.
    async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        edit: impl FnMut(&mut Pages) -> (bool, T) + Send + 'static,
    ) -> Result<T, Unkept> {
        let book = Arc::clone(self);
        let changed = tokio::spawn(async move { book.changed(edit).await });
        changed.await.map_err(std::io::Error::other)?
    }

    async fn changed<T>(&self, mut edit: impl FnMut(&mut Pages) -> (bool, T)) -> Result<T, Unkept> {
        let _turn = self.turn.lock().await;
        for _ in 0..CODES_SWAPS_MAX {
            let (mut pages, expected) = {
                let seen = self.seen();
                (Pages::clone(&seen.pages), seen.bytes.clone())
            };
            let (write, told) = edit(&mut pages);
            if !write {
                return Ok(told);
            }
            let bytes = pages.written()?;
            match self.shelf.swap(expected, bytes.clone()).await {
                Ok(true) => {
                    let mut seen = self.seen();
                    (seen.pages, seen.bytes) = (Arc::new(pages), Some(bytes));
                    return Ok(told);
                }
                Ok(false) => self.read().await?,
                // It is not known whether it was done, or it lies in too few copies: what lies there tells.
                Err(Unkept::Journal(_)) => {
                    self.read().await?;
                    if self.seen().bytes.as_ref() == Some(&bytes) {
                        return Ok(told);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(Unkept::Contended)
    }

    /// Takes in what lies on the shelf. A shelf that lost it gets it again with the next change.
    async fn read(&self) -> Result<(), Unkept> {
        let bytes = self.shelf.read().await?;
        let mut seen = self.seen();
        if bytes == seen.bytes {
            return Ok(());
        }
        if let Some(bytes) = &bytes {
            let mut pages = Pages::read(bytes)?;
            pages.recall(&seen.pages);
            seen.pages = Arc::new(pages);
        }
        seen.bytes = bytes;
        Ok(())
    }

    /// Others may keep the shelf from answering; a disk of one's own is waited for.
    async fn in_time<T>(
        &self,
        asked: impl Future<Output = Result<T, Unkept>>,
    ) -> Result<T, Unkept> {
        if !self.shelf.is_shared() {
            return asked.await;
        }
        let within = Duration::from_millis(CODES_WITHIN_MS);
        timeout(within, asked).await.unwrap_or(Err(Unkept::Late))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Uses the code up for good for this device, if it is one for once. False: another did before.
    pub async fn keep(self, by: Jti) -> Result<bool, Unkept> {
        let Some(hash) = self.promise else { return Ok(true) };
        let use_up = move |pages: &mut Pages| {
            let was_good = pages.find(&hash) != Known::Used;
            let ours = pages.use_up(&hash, by);
            (ours && was_good, ours)
        };
        let kept = self.book.in_time(self.book.change(use_up)).await;
        if kept.is_err() {
            // Who holds it is told to try again: it must not be used up by a write that came through after all.
            let book = Arc::clone(&self.book);
            tokio::spawn(async move {
                let give_back = move |pages: &mut Pages| (pages.give_back(&hash, by), ());
                if let Err(error) = book.change(give_back).await {
                    tracing::warn!(%error, "a code may be used up and nobody in: make it anew");
                }
            });
        }
        kept
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(hash) = &self.promise {
            self.book.seen().promised.remove(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{pages::FIRST_GUEST, shelf::NOTE};
    use domain::{Epoch, TableNo, WallId};
    use journal::{Journal as _, Manner, Memory, Model, Stream};
    use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _, path::Path};
    use uuid::Uuid;

    fn wanted(tables: u16) -> Wanted {
        Wanted {
            tables,
            badges: u32::from(tables) * 4,
            walls: vec![WallId::from("main")],
            control: 1,
            desk: 2,
            operator: 1,
        }
    }

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    /// As at the start of a node alone.
    async fn alone(path: &Path, tables: u16) -> Arc<Book> {
        Book::open(Shelf::File(path.to_owned()), wanted(tables), true).await.expect("a book")
    }

    /// As at the start of one of several nodes.
    async fn node(log: &Memory, tables: u16) -> Arc<Book> {
        let shelf = Shelf::Note(Arc::new(log.clone()));
        Book::open(shelf, wanted(tables), false).await.expect("a book")
    }

    fn log() -> Memory {
        Memory::new(Epoch::from("k1"))
    }

    fn code_of(book: &Book, opens: &Opens) -> Code {
        book.list().into_iter().find(|(_, o)| o == opens).expect("a code for it").0
    }

    async fn claim(book: &Arc<Book>, code: &Code) -> Option<Claim> {
        book.claim(code).await.expect("the shelf is there")
    }

    async fn keep(claim: Option<Claim>) -> bool {
        claim.expect("it is good").keep(Jti(Uuid::new_v4())).await.expect("the shelf is there")
    }

    #[tokio::test]
    async fn codes_stay_the_same_from_start_to_start_and_grow_with_the_tables() {
        let folder = folder();
        let path = folder.path().join("codes.json");
        let first = alone(&path, 3).await.list();
        assert_eq!(first.len(), 4 + 1 + 1 + 3 + 12);
        let again = alone(&path, 4).await.list();
        assert!(first.iter().all(|pair| again.contains(pair)));
        assert_eq!(again.len(), first.len() + 5);
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test]
    async fn a_staff_code_works_once_and_is_made_anew_at_the_next_start() {
        let folder = folder();
        let path = folder.path().join("codes.json");
        let book = alone(&path, 1).await;
        let code = code_of(&book, &Opens::Control(1));
        let promised = claim(&book, &code).await.expect("it is good");
        assert_eq!(promised.seat, Seat::Staff("control-1".into()));
        assert!(claim(&book, &code).await.is_none(), "while it is promised");
        drop(promised);
        assert!(keep(claim(&book, &code).await).await, "it was given back");
        assert!(claim(&book, &code).await.is_none());

        let book = alone(&path, 1).await;
        assert!(claim(&book, &code).await.is_none());
        assert!(claim(&book, &code_of(&book, &Opens::Control(1))).await.is_some());
    }

    #[tokio::test]
    async fn tables_badges_and_walls_can_be_joined_again() {
        let book = node(&log(), 2).await;
        for opens in
            [Opens::Table(TableNo(2)), Opens::Badge(Badge(5)), Opens::Wall(WallId::from("main"))]
        {
            let code = code_of(&book, &opens);
            assert!(keep(claim(&book, &code).await).await);
            assert!(claim(&book, &code).await.is_some(), "{opens:?}");
        }
    }

    #[tokio::test]
    async fn no_two_guests_ever_get_the_same_badge() {
        let (folder, log) = (folder(), log());
        let path = folder.path().join("codes.json");
        let (mut of_one, mut of_all) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..3 {
            guests(&alone(&path, 1).await, &mut of_one).await;
            let (one, other) = (node(&log, 1).await, node(&log, 1).await);
            guests(&one, &mut of_all).await;
            guests(&other, &mut of_all).await;
        }
        let is_guest = |seat: &Seat| matches!(seat, Seat::Badge(Badge(FIRST_GUEST..)));
        assert!(of_one.iter().chain(&of_all).all(is_guest));
        assert_eq!((of_one.len(), of_all.len()), (750, 1_500));
    }

    /// Lets guests in, more than are set aside at once.
    async fn guests(book: &Arc<Book>, seats: &mut BTreeSet<Seat>) {
        let hall = code_of(book, &Opens::Hall);
        for _ in 0..250 {
            assert!(seats.insert(claim(book, &hall).await.expect("it is good").seat.clone()));
        }
    }

    #[tokio::test]
    async fn nodes_have_the_same_codes_and_each_for_once_opens_once() {
        let log = log();
        let (one, other) = (node(&log, 2).await, node(&log, 2).await);
        assert_eq!(one.list(), other.list());
        let code = code_of(&one, &Opens::Control(1));
        assert!(keep(claim(&one, &code).await).await);
        assert!(claim(&other, &code).await.is_none(), "it was used up elsewhere");

        // Both look before either is through.
        let code = code_of(&one, &Opens::Operator(1));
        let (here, there) = tokio::join!(claim(&one, &code), claim(&other, &code));
        assert!(keep(here).await);
        assert!(!keep(there).await, "who comes second is told so");
        let late = node(&log, 2).await;
        assert!(!late.list().contains(&(code, Opens::Operator(1))), "it stays used up");
    }

    #[tokio::test(start_paused = true)]
    async fn a_code_that_another_node_made_is_looked_for_once_in_a_while() {
        let log = log();
        let one = node(&log, 1).await;
        let other = node(&log, 2).await;
        let code = code_of(&other, &Opens::Table(TableNo(2)));
        assert!(claim(&one, &code).await.is_some(), "it is looked for");

        let third = node(&log, 3).await;
        let code = code_of(&third, &Opens::Table(TableNo(3)));
        assert!(claim(&one, &code).await.is_none(), "not again at once");
        tokio::time::advance(Duration::from_millis(CODES_LOOK_EVERY_MS)).await;
        assert!(claim(&one, &code).await.is_some());
    }

    #[tokio::test]
    async fn codes_that_were_used_up_are_made_anew_beside_a_node_that_runs() {
        let log = log();
        let one = node(&log, 1).await;
        let old = code_of(&one, &Opens::Control(1));
        assert!(keep(claim(&one, &old).await).await);
        let shelf = Shelf::Note(Arc::new(log.clone()));
        let renewed = Book::open(shelf, wanted(1), true).await.expect("a book");
        let new = code_of(&renewed, &Opens::Control(1));
        assert_ne!(old, new);
        assert!(keep(claim(&one, &new).await).await, "the node finds it");
        assert!(claim(&one, &old).await.is_none());
    }

    #[tokio::test]
    async fn what_a_store_forgot_is_not_given_out_again() {
        let log = log();
        let one = node(&log, 1).await;
        let before = log.note(NOTE).await.expect("memory").expect("it is kept");
        let (code, hall) = (code_of(&one, &Opens::Control(1)), code_of(&one, &Opens::Hall));
        assert!(keep(claim(&one, &code).await).await);
        let first = claim(&one, &hall).await.expect("it is good").seat.clone();
        log.put_note(NOTE, before).await.expect("memory");
        one.look().await.expect("memory");
        assert!(claim(&one, &code).await.is_none());
        for _ in 0..250 {
            assert_ne!(claim(&one, &hall).await.expect("it is good").seat, first);
        }
        log.remove_note(NOTE).await.expect("memory");
        let desk = code_of(&one, &Opens::Desk(1));
        assert!(keep(claim(&one, &desk).await).await, "it is written anew");
        assert!(claim(&node(&log, 1).await, &code).await.is_none());
    }

    #[tokio::test]
    async fn a_journal_that_is_away_is_told_and_not_taken_for_a_wrong_code() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (log, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let log = Arc::new(log);
        let shelf = Shelf::Note(log.clone());
        let one = Book::open(shelf, wanted(1), false).await.expect("a book");
        let (control, table) =
            (code_of(&one, &Opens::Control(1)), code_of(&one, &Opens::Table(TableNo(1))));
        log.close().await;
        let wrong = Code::parse("ABCD-EFGH").expect("it looks like one");
        for code in [&control, &wrong, &wrong] {
            assert!(one.claim(code).await.is_err());
        }
        assert!(claim(&one, &table).await.is_some(), "what is known needs no journal");
    }
}
