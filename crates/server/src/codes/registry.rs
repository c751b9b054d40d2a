//! Every join code of a summit: claimed by those who show one, used up once, whichever node they come to.

use super::{
    code::Code,
    ledger::{Console, Hash, Known, Ledger, Opens, Taken, Wanted},
    refresh::Refresh,
    store::{CodeStore, StoreError, in_time},
};
use crate::limits::CODES_SWAPS_MAX;
use domain::{Badge, Jti, Seat};
use std::{
    collections::HashSet,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Every code, in memory and in its store.
#[derive(Debug)]
pub struct Registry {
    store: CodeStore,
    seen: Mutex<Seen>,
    /// Held while the ledger is read or changed: one at a time.
    turn: tokio::sync::Mutex<()>,
    looked: Refresh,
}

/// The ledger as this node knows it.
#[derive(Debug, Default)]
struct Seen {
    ledger: Arc<Ledger>,
    /// The ledger as it was last read from the store, or written to it.
    bytes: Option<Vec<u8>>,
    /// Codes that are reserved for someone who is joining here.
    promised: HashSet<Hash>,
    /// Guests' badges that are reserved for this node.
    guests: Range<u32>,
}

/// A seat that is reserved for whoever showed its code; released if it is dropped.
#[derive(Debug)]
pub struct Claim {
    registry: Arc<Registry>,
    promise: Option<Hash>,
    /// What the code opens.
    pub opens: Opens,
    /// Where its holder sits.
    pub seat: Seat,
}

impl Registry {
    /// Reads the codes that are there.
    pub async fn open(store: CodeStore) -> Result<Arc<Self>, StoreError> {
        let registry = Self {
            store,
            seen: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            looked: Refresh::default(),
        };
        registry.read().await?;
        Ok(Arc::new(registry))
    }

    /// Creates missing codes, and replaces used ones if `anew`; never one that another summit uses.
    ///
    /// A node alone wants it at each start. Where nodes share the codes one may start while people join at another,
    /// so there only `burgertop links --renew` does.
    pub async fn fill(
        self: &Arc<Self>,
        wanted: Wanted,
        anew: bool,
        taken: Arc<Taken>,
    ) -> Result<(), StoreError> {
        let fill = move |ledger: &mut Ledger| match ledger.fill(&wanted, anew, &taken) {
            Ok(changed) => (changed, Ok(())),
            Err(error) => (false, Err(StoreError::Chance(error))),
        };
        self.change(fill).await?
    }

    /// Makes one more code for a console of this kind; none if there are as many as there may be.
    pub(super) async fn fresh(
        self: &Arc<Self>,
        console: Console,
        taken: Arc<Taken>,
    ) -> Result<Option<(Code, Opens)>, StoreError> {
        let fresh = move |ledger: &mut Ledger| match ledger.fresh(console, &taken) {
            Ok(made) => (made.is_some(), Ok(made)),
            Err(error) => (false, Err(StoreError::Chance(error))),
        };
        self.change(fresh).await?
    }

    /// Every code that is still good, as far as it is known here: staff first, then tables and badges in order.
    #[must_use]
    pub fn list(&self) -> Vec<(Code, Opens)> {
        self.seen().ledger.list()
    }

    /// The codes as they were last read or written.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        self.seen().bytes.clone()
    }

    /// The codes as they are known here.
    pub(super) fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.seen().ledger)
    }

    /// Reads what other nodes wrote, unless that was just done.
    pub async fn look(&self) -> Result<(), StoreError> {
        self.looked.unless_just_done(self.look_now()).await
    }

    /// Reads what other nodes wrote, if the store is shared.
    pub(super) async fn look_now(&self) -> Result<(), StoreError> {
        if !self.store.is_shared() {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        self.read().await
    }

    /// What the code with this hash opens; none if it was used up, or is not known here.
    pub(super) async fn claim(self: &Arc<Self>, hash: Hash) -> Result<Option<Claim>, StoreError> {
        let known = self.seen().ledger.find(&hash);
        // Another node may have used it up.
        if let Known::Good(opens) = known
            && opens.is_single_use()
        {
            self.look_now().await?;
        }
        let Known::Good(opens) = self.seen().ledger.find(&hash) else { return Ok(None) };
        let promise = opens.is_single_use().then_some(hash);
        if promise.is_some() && !self.seen().promised.insert(hash) {
            return Ok(None);
        }
        let seat = match opens.seat() {
            Some(seat) => seat,
            None => Seat::Badge(self.guest().await?),
        };
        Ok(Some(Claim { registry: Arc::clone(self), promise, opens, seat }))
    }

    async fn guest(self: &Arc<Self>) -> Result<Badge, StoreError> {
        loop {
            if let Some(next) = self.seen().guests.next() {
                return Ok(Badge(next));
            }
            let registry = Arc::clone(self);
            let aside = move |ledger: &mut Ledger| {
                // Another caller may have reserved some meanwhile.
                let none = registry.seen().guests.is_empty();
                (none, none.then(|| ledger.set_aside()))
            };
            if let Some(aside) = self.change(aside).await? {
                let mut seen = self.seen();
                if seen.guests.is_empty() {
                    seen.guests = aside;
                }
            }
        }
    }

    /// Changes the ledger if `edit` wants to. If another node did meanwhile, `edit` decides again on its ledger. A caller
    /// that stops waiting does not stop the change.
    async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        edit: impl FnMut(&mut Ledger) -> (bool, T) + Send + 'static,
    ) -> Result<T, StoreError> {
        let registry = Arc::clone(self);
        let changed = tokio::spawn(async move { registry.changed(edit).await });
        changed.await.map_err(std::io::Error::other)?
    }

    async fn changed<T>(
        &self,
        mut edit: impl FnMut(&mut Ledger) -> (bool, T),
    ) -> Result<T, StoreError> {
        let _turn = self.turn.lock().await;
        for _ in 0..CODES_SWAPS_MAX {
            let (mut ledger, expected) = {
                let seen = self.seen();
                (Ledger::clone(&seen.ledger), seen.bytes.clone())
            };
            let (write, told) = edit(&mut ledger);
            if !write {
                return Ok(told);
            }
            let bytes = ledger.written()?;
            match self.store.swap(expected, bytes.clone()).await {
                Ok(true) => {
                    let mut seen = self.seen();
                    (seen.ledger, seen.bytes) = (Arc::new(ledger), Some(bytes));
                    return Ok(told);
                }
                Ok(false) => self.read().await?,
                // It is not known whether it was done, or it lies in too few copies: what lies there tells.
                Err(StoreError::Journal(_)) => {
                    self.read().await?;
                    if self.seen().bytes.as_ref() == Some(&bytes) {
                        return Ok(told);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Contended)
    }

    /// Reads the store. One that lost the ledger gets it again with the next change.
    async fn read(&self) -> Result<(), StoreError> {
        let bytes = self.store.read().await?;
        let mut seen = self.seen();
        if bytes == seen.bytes {
            return Ok(());
        }
        if let Some(bytes) = &bytes {
            let mut ledger = Ledger::read(bytes)?;
            ledger.recall(&seen.ledger);
            seen.ledger = Arc::new(ledger);
        }
        seen.bytes = bytes;
        Ok(())
    }

    /// Whether other nodes read and change it.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    /// Uses the code up for good for this device, if it is one for once. False: another did before.
    pub async fn keep(self, by: Jti) -> Result<bool, StoreError> {
        let Some(hash) = self.promise else { return Ok(true) };
        let use_up = move |ledger: &mut Ledger| {
            let was_good = ledger.find(&hash) != Known::Used;
            let ours = ledger.use_up(&hash, by);
            (ours && was_good, ours)
        };
        let kept = in_time(self.registry.is_shared(), self.registry.change(use_up)).await;
        if kept.is_err() {
            // Who holds it is told to try again: it must not be used up by a write that came through after all.
            let registry = Arc::clone(&self.registry);
            tokio::spawn(async move {
                let give_back = move |ledger: &mut Ledger| (ledger.give_back(&hash, by), ());
                if let Err(error) = registry.change(give_back).await {
                    tracing::warn!(%error, "a join code may be used up though nobody joined with it: make a new one");
                }
            });
        }
        kept
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(hash) = &self.promise {
            self.registry.seen().promised.remove(hash);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{
        ledger::{FIRST_GUEST, hash},
        store::NOTE,
    };
    use domain::{Epoch, TableNo, WallId};
    use journal::{Journal as _, Manner, Memory, Model, Stream};
    use std::{
        collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _, path::Path, time::Duration,
    };
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

    async fn filled(store: CodeStore, tables: u16, anew: bool) -> Arc<Registry> {
        let registry = Registry::open(store).await.expect("a book");
        registry.fill(wanted(tables), anew, Arc::default()).await.expect("room for codes");
        registry
    }

    /// As at the start of a node alone.
    async fn alone(path: &Path, tables: u16) -> Arc<Registry> {
        filled(CodeStore::File(path.to_owned()), tables, true).await
    }

    /// As at the start of one of several nodes.
    async fn node(log: &Memory, tables: u16) -> Arc<Registry> {
        filled(CodeStore::Note(Arc::new(log.clone())), tables, false).await
    }

    fn log() -> Memory {
        Memory::new(Epoch::from("k1"))
    }

    fn code_of(registry: &Registry, opens: &Opens) -> Code {
        registry.list().into_iter().find(|(_, o)| o == opens).expect("a code for it").0
    }

    async fn claim(registry: &Arc<Registry>, code: &Code) -> Option<Claim> {
        registry.claim(hash(code)).await.expect("the store is there")
    }

    async fn keep(claim: Option<Claim>) -> bool {
        claim.expect("it is good").keep(Jti(Uuid::new_v4())).await.expect("the store is there")
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
        let registry = alone(&path, 1).await;
        let code = code_of(&registry, &Opens::Control(1));
        let promised = claim(&registry, &code).await.expect("it is good");
        assert_eq!(promised.seat, Seat::Staff("control-1".into()));
        assert!(claim(&registry, &code).await.is_none(), "while it is promised");
        drop(promised);
        assert!(keep(claim(&registry, &code).await).await, "it was given back");
        assert!(claim(&registry, &code).await.is_none());

        let registry = alone(&path, 1).await;
        assert!(claim(&registry, &code).await.is_none());
        assert!(claim(&registry, &code_of(&registry, &Opens::Control(1))).await.is_some());
    }

    #[tokio::test]
    async fn tables_badges_and_walls_can_be_joined_again() {
        let registry = node(&log(), 2).await;
        for opens in
            [Opens::Table(TableNo(2)), Opens::Badge(Badge(5)), Opens::Wall(WallId::from("main"))]
        {
            let code = code_of(&registry, &opens);
            assert!(keep(claim(&registry, &code).await).await);
            assert!(claim(&registry, &code).await.is_some(), "{opens:?}");
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
    async fn guests(registry: &Arc<Registry>, seats: &mut BTreeSet<Seat>) {
        let hall = code_of(registry, &Opens::Hall);
        for _ in 0..250 {
            assert!(seats.insert(claim(registry, &hall).await.expect("it is good").seat.clone()));
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

    #[tokio::test]
    async fn codes_that_were_used_up_are_made_anew_beside_a_node_that_runs() {
        let log = log();
        let one = node(&log, 1).await;
        let old = code_of(&one, &Opens::Control(1));
        assert!(keep(claim(&one, &old).await).await);
        let renewed = filled(CodeStore::Note(Arc::new(log.clone())), 1, true).await;
        let new = code_of(&renewed, &Opens::Control(1));
        assert_ne!(old, new);
        one.look().await.expect("memory");
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
    async fn a_journal_that_is_away_is_told_and_not_taken_for_a_code_that_was_used_up() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (log, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let log = Arc::new(log);
        let one = filled(CodeStore::Note(log.clone()), 1, false).await;
        let (control, table) =
            (code_of(&one, &Opens::Control(1)), code_of(&one, &Opens::Table(TableNo(1))));
        log.close().await;
        assert!(one.claim(hash(&control)).await.is_err());
        assert!(claim(&one, &table).await.is_some(), "what is known needs no journal");
    }
}
