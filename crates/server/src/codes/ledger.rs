//! The codes of a summit as they are written down: what each opens, and whether it was used up.

use super::code::{Code, Prefix};
use crate::limits::{CONSOLES_MAX, PREFIXES_TOLD_APART, SPENT_CODES_KEPT};
use domain::{Badge, Jti, Role, Seat, TableNo, WallId};
use schemars::JsonSchema;
use screens::Screen;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::Range,
};
use uuid::Uuid;

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opens {
    /// A facilitator's console; once.
    Control(u8),
    /// A console of the theme team; once.
    Desk(u8),
    /// The operator's console; once.
    Operator(u8),
    /// A display in the hall.
    Wall(WallId),
    /// A table's tablet.
    Table(TableNo),
    /// A participant's phone.
    Badge(Badge),
    /// Anyone's phone: each that joins gets a guest's badge.
    Hall,
}

/// The first badge of a guest; those on cards are below.
pub const FIRST_GUEST: u32 = 1_000_000;
/// Far more guests than any summit has.
const LAST_GUEST: u32 = u32::MAX / 2;
/// Guests' badges that are set aside at once, so that a thousand phones are not a thousand writes.
const GUESTS_SET_ASIDE: u32 = 200;

/// Guests' badges that are passed over where it is not known how many were given out: more guests than a summit has.
const GUESTS_PASSED_OVER: u32 = 100_000;

impl Opens {
    /// The screen that it leads to.
    #[must_use]
    pub const fn screen(&self) -> &'static Screen {
        match self {
            Self::Control(_) => &screens::CONTROL,
            Self::Desk(_) => &screens::DESK,
            Self::Operator(_) => &screens::OPS,
            Self::Wall(_) => &screens::WALL,
            Self::Table(_) => &screens::TABLE,
            Self::Badge(_) | Self::Hall => &screens::PHONE,
        }
    }

    /// Whether it is used up by the first who joins.
    #[must_use]
    pub const fn is_single_use(&self) -> bool {
        self.screen().single_use
    }

    /// The display, for one.
    #[must_use]
    pub const fn wall(&self) -> Option<&WallId> {
        if let Self::Wall(wall) = self { Some(wall) } else { None }
    }

    /// What someone with this code is here to do.
    #[must_use]
    pub fn role(&self) -> Role {
        // Codes lead to screens that somebody works on; whoever only looks on can do nothing.
        self.screen().role.unwrap_or(Role::Observer)
    }

    /// Where its holder sits; none for a guest, whose badge is yet to be given.
    #[must_use]
    pub fn seat(&self) -> Option<Seat> {
        match self {
            Self::Control(n) | Self::Desk(n) | Self::Operator(n) => Some(self.screen().seat(n)),
            Self::Wall(wall) => Some(self.screen().seat(wall)),
            Self::Table(table) => Some(Seat::Table(*table)),
            Self::Badge(badge) => Some(Seat::Badge(*badge)),
            Self::Hall => None,
        }
    }
}

/// A console that someone works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Console {
    /// The facilitator's.
    Control,
    /// One of the theme team.
    Desk,
    /// The operator's.
    Operator,
}

impl Console {
    const fn opens(self, n: u8) -> Opens {
        match self {
            Self::Control => Opens::Control(n),
            Self::Desk => Opens::Desk(n),
            Self::Operator => Opens::Operator(n),
        }
    }
}

/// What there must be a code for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Tables, from 1.
    pub tables: u16,
    /// Badges on cards, from 1.
    pub badges: u32,
    /// The displays.
    pub walls: Vec<WallId>,
    /// Facilitators' consoles.
    pub control: u8,
    /// Consoles of the theme team.
    pub desk: u8,
    /// Operators' consoles.
    pub operator: u8,
}

impl Wanted {
    fn all(&self) -> Vec<Opens> {
        let staff = (1..=self.control).map(Opens::Control).chain((1..=self.desk).map(Opens::Desk));
        let staff = staff.chain((1..=self.operator).map(Opens::Operator));
        let walls = self.walls.iter().cloned().map(Opens::Wall).chain([Opens::Hall]);
        let tables = (1..=self.tables).map(|n| Opens::Table(TableNo(n)));
        let badges = (1..=self.badges).map(|n| Opens::Badge(Badge(n)));
        staff.chain(walls).chain(tables).chain(badges).collect()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    code: Code,
    opens: Opens,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    used: bool,
    /// The device that used it up, which knows it again when it is not known whether that was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Jti>,
}

/// The hash of a code, so that how long a look-up takes says nothing about the codes.
pub type Hash = [u8; 32];

/// All codes, and how far guests' badges were given out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ledger {
    codes: Vec<Entry>,
    /// Guests' badges below this may have been given out.
    guests_until: u32,
    /// Which writing this is: two that say the same are told apart.
    #[serde(default)]
    edition: Uuid,
    /// Codes that were used up and are made anew, the oldest first: who shows one is told so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spent: Vec<Code>,
    #[serde(skip)]
    prefixes: HashSet<Prefix>,
    /// Whether there are codes that name no prefix.
    #[serde(skip)]
    has_short: bool,
    #[serde(skip)]
    by_hash: HashMap<Hash, usize>,
    #[serde(skip)]
    spent_hashes: HashSet<Hash>,
}

/// What other summits have: no code opens two, and no prefix leads to two.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// Their codes.
    pub codes: HashSet<Hash>,
    /// Their prefixes.
    pub prefixes: HashSet<Prefix>,
}

impl Taken {
    /// Adds what this ledger has.
    pub fn add(&mut self, ledger: &Ledger) {
        self.codes.extend(ledger.hashes());
        self.prefixes.extend(&ledger.prefixes);
    }
}

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// There is none like it.
    Not,
    /// It was used up.
    Used,
    /// It is good.
    Good(Opens),
}

impl Ledger {
    /// As they were written.
    pub fn read(bytes: &[u8]) -> serde_json::Result<Self> {
        let mut ledger: Self = serde_json::from_slice(bytes)?;
        // Behind it no more badges could be set aside, and none of a card may be given to a guest.
        if ledger.guests_until > LAST_GUEST - GUESTS_SET_ASIDE {
            return Err(serde::de::Error::custom("more guests than there can be"));
        }
        ledger.index();
        Ok(ledger)
    }

    /// As a copy of an earlier moment is used where the codes themselves are gone: links that open once may have been used
    /// up since, and guests may have come.
    #[must_use]
    pub fn of_earlier_moment(mut self) -> Self {
        let (once, kept) =
            std::mem::take(&mut self.codes).into_iter().partition(|it| it.opens.is_single_use());
        self.codes = kept;
        let once: Vec<Entry> = once;
        self.remember_spent(once.into_iter().map(|entry| entry.code));
        let guests = self.guests_until.max(FIRST_GUEST).saturating_add(GUESTS_PASSED_OVER);
        self.guests_until = guests.min(LAST_GUEST - GUESTS_SET_ASIDE);
        self.index();
        self
    }

    /// To be written, as an edition of its own.
    pub fn written(&mut self) -> serde_json::Result<Vec<u8>> {
        self.edition = Uuid::new_v4();
        serde_json::to_vec(self)
    }

    fn index(&mut self) {
        let hashes = self.codes.iter().enumerate().map(|(at, entry)| (hash(&entry.code), at));
        self.by_hash = hashes.collect();
        self.spent_hashes = self.spent.iter().map(hash).collect();
        let all = || self.codes.iter().map(|entry| &entry.code).chain(&self.spent);
        self.prefixes = all().filter_map(Code::prefix).collect();
        self.has_short = all().any(|code| code.prefix().is_none());
    }

    /// Whether this code may be one of these, by its prefix.
    #[must_use]
    pub fn may_have(&self, code: &Code) -> bool {
        code.prefix().map_or(self.has_short, |prefix| self.prefixes.contains(&prefix))
    }

    /// The prefix of new codes: the one there is, or one that leads nowhere yet.
    fn prefix(&self, taken: &Taken) -> Result<Prefix, getrandom::Error> {
        // Not by links for consoles: those of earlier releases were long, and begin by chance.
        let kept = self.codes.iter().filter(|entry| !entry.opens.is_single_use());
        if let Some(prefix) = kept.filter_map(|entry| entry.code.prefix()).next() {
            return Ok(prefix);
        }
        loop {
            let prefix = Prefix::draw()?;
            if !taken.prefixes.contains(&prefix) || taken.prefixes.len() >= PREFIXES_TOLD_APART {
                return Ok(prefix);
            }
        }
    }

    fn remember_spent(&mut self, codes: impl IntoIterator<Item = Code>) {
        self.spent.extend(codes);
        let too_many = self.spent.len().saturating_sub(SPENT_CODES_KEPT);
        self.spent.drain(..too_many);
    }

    /// Creates missing codes, and replaces used ones if `anew`; never one that another summit uses. Tells
    /// whether any was.
    pub fn fill(
        &mut self,
        wanted: &Wanted,
        anew: bool,
        taken: &Taken,
    ) -> Result<bool, getrandom::Error> {
        let prefix = self.prefix(taken)?;
        if anew {
            let (used, good) = std::mem::take(&mut self.codes).into_iter().partition(|it| it.used);
            self.codes = good;
            let used: Vec<Entry> = used;
            self.remember_spent(used.into_iter().map(|entry| entry.code));
        }
        let there: BTreeSet<Opens> = self.codes.iter().map(|entry| entry.opens.clone()).collect();
        let missing = wanted.all().into_iter().filter(|opens| !there.contains(opens));
        let mut own: HashSet<Hash> = self.codes.iter().map(|entry| hash(&entry.code)).collect();
        let drawn = missing.map(|opens| {
            let mut code = Code::draw(prefix)?;
            while taken.codes.contains(&hash(&code)) || !own.insert(hash(&code)) {
                code = Code::draw(prefix)?;
            }
            Ok(Entry { code, opens, used: false, by: None })
        });
        let drawn: Vec<Entry> = drawn.collect::<Result<_, _>>()?;
        let changed = !drawn.is_empty();
        self.codes.extend(drawn);
        self.codes.sort_by(|a, b| a.opens.cmp(&b.opens));
        self.index();
        Ok(changed)
    }

    /// Makes one more code for a console of this kind; none if there are as many as there may be.
    pub fn fresh(
        &mut self,
        console: Console,
        taken: &Taken,
    ) -> Result<Option<(Code, Opens)>, getrandom::Error> {
        let is_free = |n: &u8| self.codes.iter().all(|entry| entry.opens != console.opens(*n));
        let Some(n) = (1..=CONSOLES_MAX).find(is_free) else { return Ok(None) };
        let opens = console.opens(n);
        let prefix = self.prefix(taken)?;
        let mut code = Code::draw(prefix)?;
        while taken.codes.contains(&hash(&code)) || self.find(&hash(&code)) != Known::Not {
            code = Code::draw(prefix)?;
        }
        self.codes.push(Entry { code: code.clone(), opens: opens.clone(), used: false, by: None });
        self.codes.sort_by(|a, b| a.opens.cmp(&b.opens));
        self.index();
        Ok(Some((code, opens)))
    }

    /// Every code that is still good, staff first, then tables and badges in order.
    #[must_use]
    pub fn list(&self) -> Vec<(Code, Opens)> {
        let good = self.codes.iter().filter(|entry| !entry.used);
        good.map(|entry| (entry.code.clone(), entry.opens.clone())).collect()
    }

    /// The hash of every code, of those that were used up too.
    pub fn hashes(&self) -> impl Iterator<Item = &Hash> {
        self.by_hash.keys().chain(&self.spent_hashes)
    }

    /// How many codes there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.codes.len()
    }

    /// What is known of this one.
    #[must_use]
    pub fn find(&self, hash: &Hash) -> Known {
        match self.by_hash.get(hash).map(|at| &self.codes[*at]) {
            None if self.spent_hashes.contains(hash) => Known::Used,
            None => Known::Not,
            Some(entry) if entry.used => Known::Used,
            Some(entry) => Known::Good(entry.opens.clone()),
        }
    }

    /// What this code opens, or opened before it was used up.
    #[must_use]
    pub fn opens(&self, hash: &Hash) -> Option<&Opens> {
        self.by_hash.get(hash).map(|at| &self.codes[*at].opens)
    }

    /// Uses a code up for this device. False: another did before.
    pub fn use_up(&mut self, hash: &Hash, by: Jti) -> bool {
        let Some(at) = self.by_hash.get(hash) else { return false };
        let entry = &mut self.codes[*at];
        if !entry.used {
            (entry.used, entry.by) = (true, Some(by));
        }
        entry.by == Some(by)
    }

    /// Makes a code good again that this device used up. Tells whether it had.
    pub fn give_back(&mut self, hash: &Hash, by: Jti) -> bool {
        let Some(at) = self.by_hash.get(hash) else { return false };
        let entry = &mut self.codes[*at];
        let ours = entry.used && entry.by == Some(by);
        if ours {
            (entry.used, entry.by) = (false, None);
        }
        ours
    }

    /// Sets guests' badges aside, which nobody else is given.
    pub fn set_aside(&mut self) -> Range<u32> {
        let first = self.guests_until.max(FIRST_GUEST);
        self.guests_until = first.saturating_add(GUESTS_SET_ASIDE);
        first..self.guests_until
    }

    /// Keeps what was known before: a store that forgot something must not give it out again.
    pub fn recall(&mut self, before: &Self) {
        self.guests_until = self.guests_until.max(before.guests_until);
        let lost = before.spent.iter().filter(|code| !self.spent_hashes.contains(&hash(code)));
        let lost: Vec<Code> = lost.cloned().collect();
        self.remember_spent(lost);
        self.index();
        for entry in self.codes.iter_mut().filter(|entry| !entry.used) {
            let known = before.by_hash.get(&hash(&entry.code)).map(|at| &before.codes[*at]);
            if let Some(used) = known.filter(|known| known.used) {
                (entry.used, entry.by) = (true, used.by);
            }
        }
    }
}

/// See [`Hash`].
#[must_use]
pub fn hash(code: &Code) -> Hash {
    Sha256::digest(code.to_string()).into()
}
