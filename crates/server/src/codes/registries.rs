//! The registries of all summits of a node: a code names its summit by its first signs, and is looked for in no other.

use super::{
    code::Code,
    ledger::{Console, Hash, Known, Opens, Taken, Wanted, hash},
    refresh::Refresh,
    registry::{Claim, Registry},
    store::{StoreError, in_time},
};
use crate::limits::BOOKS_AT_ONCE;
use domain::SummitId;
use futures_util::{StreamExt as _, stream};
use std::{collections::HashSet, sync::Arc};

/// A registry for each summit.
#[derive(Debug, Default)]
pub struct Registries {
    registries: Vec<(SummitId, Arc<Registry>)>,
    looked: Refresh,
}

/// What became of a code that was shown.
#[derive(Debug)]
pub enum Claimed {
    /// There is none like it.
    Unknown,
    /// It was used up, or someone uses it now.
    Used,
    /// It opens this summit.
    Good(SummitId, Claim),
}

/// Makes the codes that are missing in each registry, so that none opens two summits; see [`Registry::fill`].
///
/// All nodes do so in the same order, so that they know of each other's when they draw. Tells of each registry what came
/// of it.
pub async fn fill(
    registries: Vec<(Arc<Registry>, Wanted)>,
    anew: bool,
) -> Vec<Result<(), StoreError>> {
    let mut taken: Arc<Taken> = Arc::default();
    let mut filled = Vec::new();
    let all: Vec<Arc<Registry>> =
        registries.iter().map(|(registry, _)| Arc::clone(registry)).collect();
    for registry in &all {
        Arc::make_mut(&mut taken).add(&registry.ledger());
    }
    for (registry, wanted) in registries {
        filled.push(registry.fill(wanted, anew, Arc::clone(&taken)).await);
        Arc::make_mut(&mut taken).add(&registry.ledger());
    }
    filled
}

impl Registries {
    /// Builds the registries from one for each summit.
    #[must_use]
    pub fn of(registries: Vec<(SummitId, Arc<Registry>)>) -> Self {
        Self { registries, looked: Refresh::default() }
    }

    /// The registry of a summit.
    #[must_use]
    pub fn of_summit(&self, summit: &SummitId) -> Option<&Arc<Registry>> {
        self.registries.iter().find(|(id, _)| id == summit).map(|(_, registry)| registry)
    }

    /// Makes one more code for a console of this summit; none if there are as many as there may be.
    pub async fn fresh(
        &self,
        summit: &SummitId,
        console: Console,
    ) -> Result<Option<(Code, Opens)>, StoreError> {
        let Some(registry) = self.of_summit(summit) else { return Ok(None) };
        in_time(registry.is_shared(), registry.fresh(console, self.taken())).await
    }

    /// Makes those codes of this summit anew that were used up, and tells which.
    pub async fn renew(
        &self,
        summit: &SummitId,
        wanted: Wanted,
    ) -> Result<Vec<(Code, Opens)>, StoreError> {
        let Some(registry) = self.of_summit(summit) else { return Ok(Vec::new()) };
        let before: HashSet<Hash> = registry.ledger().hashes().copied().collect();
        in_time(registry.is_shared(), registry.fill(wanted, true, self.taken())).await?;
        let made = registry.list().into_iter().filter(|(code, _)| !before.contains(&hash(code)));
        Ok(made.collect())
    }

    /// Every code and prefix of every summit.
    fn taken(&self) -> Arc<Taken> {
        let mut taken = Taken::default();
        self.registries.iter().for_each(|(_, registry)| taken.add(&registry.ledger()));
        Arc::new(taken)
    }

    /// The summits of which this code may be one. By its prefix that is a single one; a short code of an earlier release may
    /// be of any that still has such.
    pub fn prefixes<'b>(&'b self, code: &'b Code) -> impl Iterator<Item = &'b SummitId> {
        self.behind(code).map(|(summit, _)| summit)
    }

    fn behind<'b>(&'b self, code: &'b Code) -> impl Iterator<Item = &'b (SummitId, Arc<Registry>)> {
        self.registries.iter().filter(|(_, registry)| registry.ledger().may_have(code))
    }

    /// What this code opens, and of which summit.
    pub async fn claim(&self, code: &Code) -> Result<Claimed, StoreError> {
        let hash = hash(code);
        let claimed = async {
            if self.holder(code, &hash).is_none() {
                // Another node may have made it.
                self.looked.unless_just_done(self.look()).await?;
            }
            let Some((summit, registry)) = self.holder(code, &hash) else {
                return Ok(Claimed::Unknown);
            };
            let claim = registry.claim(hash).await?;
            Ok(claim.map_or(Claimed::Used, |claim| Claimed::Good(summit.clone(), claim)))
        };
        in_time(self.registries.iter().any(|(_, registry)| registry.is_shared()), claimed).await
    }

    /// What this code opens or opened, and of which summit, as far as it is known here; nothing is claimed by it.
    #[must_use]
    pub fn opens(&self, code: &Code) -> Option<(SummitId, Opens)> {
        let hash = hash(code);
        let (summit, registry) = self.holder(code, &hash)?;
        Some((summit.clone(), registry.ledger().opens(&hash)?.clone()))
    }

    /// Whose code this is, be it good or used up.
    fn holder<'b>(&'b self, code: &'b Code, hash: &Hash) -> Option<&'b (SummitId, Arc<Registry>)> {
        self.behind(code).find(|(_, registry)| registry.ledger().find(hash) != Known::Not)
    }

    /// Reads what other nodes wrote in all registries. One that cannot be reached keeps nobody from the others.
    async fn look(&self) -> Result<(), StoreError> {
        let looks = self.registries.iter().map(|(_, registry)| registry.look_now());
        let looks: Vec<_> = stream::iter(looks).buffer_unordered(BOOKS_AT_ONCE).collect().await;
        let mut failed = None;
        for looked in looks {
            match looked {
                Ok(()) => return Ok(()),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{codes::store::CodeStore, limits::CODES_LOOK_EVERY_MS};
    use domain::{Epoch, Jti, TableNo};
    use journal::{Journal as _, Manner, Memory, Model, Stream};
    use std::time::Duration;
    use uuid::Uuid;

    fn wanted(tables: u16) -> Wanted {
        Wanted { tables, badges: 0, walls: Vec::new(), control: 1, desk: 0, operator: 0 }
    }

    /// The registries of a node, a log for each summit.
    async fn node(logs: &[CodeStore], tables: u16) -> Registries {
        let mut registries = Vec::new();
        for (n, log) in logs.iter().enumerate() {
            let registry = Registry::open(log.clone()).await.expect("a book");
            registries.push((SummitId::from(format!("s{n}").as_str()), registry));
        }
        let all =
            registries.iter().map(|(_, registry)| (Arc::clone(registry), wanted(tables))).collect();
        assert!(fill(all, false).await.iter().all(Result::is_ok));
        Registries::of(registries)
    }

    fn logs() -> [Memory; 3] {
        ["k1", "k2", "k3"].map(|epoch| Memory::new(Epoch::from(epoch)))
    }

    fn shelves(logs: &[Memory]) -> Vec<CodeStore> {
        logs.iter().map(|log| CodeStore::Note(Arc::new(log.clone()))).collect()
    }

    fn code_of(registries: &Registries, summit: &str, opens: &Opens) -> Code {
        let registry = registries.of_summit(&SummitId::from(summit)).expect("a book");
        registry.list().into_iter().find(|(_, o)| o == opens).expect("a code for it").0
    }

    async fn summit_of(registries: &Registries, code: &Code) -> Option<String> {
        match registries.claim(code).await.expect("the shelves are there") {
            Claimed::Good(summit, _) => Some(summit.to_string()),
            Claimed::Used | Claimed::Unknown => None,
        }
    }

    #[tokio::test]
    async fn a_code_of_each_summit_opens_its_own() {
        let node = node(&shelves(&logs()), 2).await;
        for summit in ["s0", "s1", "s2"] {
            let code = code_of(&node, summit, &Opens::Table(TableNo(2)));
            assert_eq!(summit_of(&node, &code).await.as_deref(), Some(summit));
        }
        let console = code_of(&node, "s1", &Opens::Control(1));
        let Claimed::Good(_, claim) = node.claim(&console).await.expect("shelves") else {
            panic!("it is good");
        };
        assert!(claim.keep(Jti(Uuid::new_v4())).await.expect("shelves"));
        assert!(matches!(node.claim(&console).await, Ok(Claimed::Used)));
        let of = SummitId::from("s1");
        let made = node.renew(&of, wanted(2)).await.expect("shelves");
        assert_eq!(made.len(), 1);
        assert!(matches!(node.claim(&console).await, Ok(Claimed::Used)), "it is still known");
        let (more, opens) = node.fresh(&of, Console::Control).await.expect("shelves").expect("one");
        assert_eq!(opens, Opens::Control(2));
        assert_eq!(summit_of(&node, &more).await.as_deref(), Some("s1"));
        let wrong = Code::parse("ABCD-EFGH-JKMN").expect("it looks like one");
        assert!(matches!(node.claim(&wrong).await, Ok(Claimed::Unknown)));
    }

    #[tokio::test]
    async fn a_code_names_its_summit_and_is_looked_for_in_no_other() {
        let node = node(&shelves(&logs()), 2).await;
        for summit in ["s0", "s1", "s2"] {
            let registry = node.of_summit(&SummitId::from(summit)).expect("a book");
            for (code, _) in registry.list() {
                let prefixes: Vec<_> = node.prefixes(&code).map(SummitId::as_str).collect();
                assert_eq!(prefixes, [summit]);
            }
        }
        let short = Code::parse("ABCD-EFGH").expect("it looks like one");
        assert_eq!(node.prefixes(&short).count(), 0, "there are none of earlier releases");
    }

    #[tokio::test(start_paused = true)]
    async fn a_code_that_another_node_made_is_looked_for_in_all_books_once_in_a_while() {
        let shelves = shelves(&logs());
        let one = node(&shelves, 1).await;
        let other = node(&shelves, 2).await;
        let second = Opens::Table(TableNo(2));
        let code = code_of(&other, "s2", &second);
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s2"), "it is looked for");

        let third = node(&shelves, 3).await;
        let code = code_of(&third, "s1", &Opens::Table(TableNo(3)));
        assert_eq!(summit_of(&one, &code).await, None, "not again at once");
        tokio::time::advance(Duration::from_millis(CODES_LOOK_EVERY_MS)).await;
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s1"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_summit_whose_log_is_away_keeps_nobody_from_the_others() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (broken, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let broken = Arc::new(broken);
        let [log, ..] = logs();
        let shelves = [CodeStore::Note(broken.clone()), CodeStore::Note(Arc::new(log.clone()))];
        let one = node(&shelves, 1).await;
        let wrong = Code::parse("ABCD-EFGH").expect("it looks like one");
        broken.close().await;
        let code = code_of(&one, "s1", &Opens::Control(1));
        assert_eq!(summit_of(&one, &code).await.as_deref(), Some("s1"));
        assert_eq!(summit_of(&one, &wrong).await, None, "wrong is wrong");
        assert!(one.claim(&code_of(&one, "s0", &Opens::Control(1))).await.is_err());
    }

    #[tokio::test]
    async fn while_no_log_answers_an_unknown_code_is_not_taken_for_a_wrong_one() {
        let manner = Manner { recovers: Duration::ZERO, ..Manner::default() };
        let (log, _) = Stream::open(Model::default(), manner).await.expect("a store");
        let log = Arc::new(log);
        let one = node(&[CodeStore::Note(log.clone())], 1).await;
        log.close().await;
        let unknown = Code::parse("ABCD-EFGH").expect("it looks like one");
        for _ in 0..2 {
            assert!(one.claim(&unknown).await.is_err());
        }
    }
}
