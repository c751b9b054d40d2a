//! A hall that adopts whatever the engine proposes, where people edit what they see; it counts what was not kept to.
#![allow(dead_code, reason = "each test and report uses a part")]

use std::collections::{BTreeMap, BTreeSet};

use themes::grouping::{
    Board, Engine, Grouping, Idea, Settings, Shown, Snapshot, Target, Theme, contradiction,
};
use uuid::Uuid;

pub struct Hall {
    pub engine: Engine,
    pub ideas: BTreeMap<Uuid, Idea>,
    pub themes: BTreeMap<Uuid, Theme>,
    pub together: Vec<Vec<Uuid>>,
    pub apart: Vec<Vec<Uuid>>,
    pub settings: Settings,
    handed_in: usize,
    themes_ever: usize,
}

/// The key of the n-th idea; keys are spread like real ones, so that their order says nothing.
pub fn idea_key(number: usize) -> Uuid {
    Uuid::from_u128((number as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835))
}

pub fn theme_key(number: usize) -> Uuid {
    Uuid::from_u128((number as u128 + 1).wrapping_mul(0xD134_2543_DE82_EF95_2545_F491_4F6C_DD1D))
}

/// A theme of which no person has said anything.
pub fn theme(key: Uuid, label: &str) -> Theme {
    let label = label.to_owned();
    Theme { key, label, example: None, protected: false, locked: false, closed: false }
}

impl Hall {
    pub fn new(engine: Engine) -> Self {
        Self {
            engine,
            ideas: BTreeMap::new(),
            themes: BTreeMap::new(),
            together: Vec::new(),
            apart: Vec::new(),
            settings: Settings::default(),
            handed_in: 0,
            themes_ever: 0,
        }
    }

    /// What the engine knows, centred anew if it is time.
    pub fn snapshot(&mut self) -> Snapshot {
        if let Some(centring) = self.engine.centring() {
            self.engine.adopt(centring.run());
        }
        self.engine.snapshot()
    }

    pub fn board(&self) -> Board {
        let ideas: Vec<Idea> = self.ideas.values().copied().collect();
        let themes: Vec<Theme> = self.themes.values().cloned().collect();
        Board::new(&Shown {
            ideas: &ideas,
            themes: &themes,
            together: &self.together,
            apart: &self.apart,
            settings: self.settings,
            ..Shown::default()
        })
    }

    /// How many ideas were handed in ever.
    pub fn handed_in(&self) -> usize {
        self.handed_in
    }

    /// Hands in some ideas, each placed at once.
    pub fn hand_in<'a>(&mut self, ideas: impl IntoIterator<Item = (&'a str, &'a [f32])>) {
        let mut board = self.board();
        for (text, vector) in ideas {
            let key = idea_key(self.handed_in);
            self.handed_in += 1;
            self.engine.add(key, text, vector);
            let theme = self.engine.place(&board, key);
            board.put(key, theme);
            self.ideas.insert(key, Idea { key, theme, pinned: false, settled: false });
        }
    }

    pub fn regroup(&mut self) -> Grouping {
        let snapshot: Snapshot = self.snapshot();
        let grouping = snapshot.regroup(&self.board());
        self.adopt(&grouping);
        grouping
    }

    pub fn adopt(&mut self, grouping: &Grouping) {
        let first = self.themes_ever;
        let id = |target| match target {
            Target::Existing(key) => key,
            Target::New(number) => theme_key(first + number),
        };
        for labelled in &grouping.labels {
            let key = id(labelled.theme);
            let known = self.themes.len();
            let theme = self.themes.entry(key).or_insert_with(|| theme(key, ""));
            theme.label.clone_from(&labelled.label);
            self.themes_ever += self.themes.len() - known;
        }
        for example in &grouping.examples {
            if let Some(theme) = self.themes.get_mut(&id(example.theme)) {
                theme.example = Some(example.idea);
            }
        }
        for moved in &grouping.moves {
            if let Some(idea) = self.ideas.get_mut(&moved.idea) {
                idea.theme = moved.to.map(id);
            }
        }
        self.drop_empty();
    }

    /// What the machine made and nobody fills any more is gone.
    fn drop_empty(&mut self) {
        let used: BTreeSet<Uuid> = self.ideas.values().filter_map(|idea| idea.theme).collect();
        self.themes
            .retain(|key, theme| theme.protected || theme.is_at_rest() || used.contains(key));
    }

    /// Ideas in a theme, by key.
    pub fn members(&self, theme: Uuid) -> Vec<Uuid> {
        let ideas = self.ideas.values().filter(|idea| idea.theme == Some(theme));
        ideas.map(|idea| idea.key).collect()
    }

    /// Does what a person asks, unless it contradicts what was asked before; whether it was done.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Self)) -> bool {
        let before =
            (self.ideas.clone(), self.themes.clone(), self.together.clone(), self.apart.clone());
        edit(self);
        let is_possible = contradiction(&self.board()).is_none();
        if !is_possible {
            (self.ideas, self.themes, self.together, self.apart) = before;
        }
        is_possible
    }

    pub fn pin(&mut self, idea: Uuid, theme: Option<Uuid>) {
        if let Some(idea) = self.ideas.get_mut(&idea) {
            (idea.theme, idea.pinned) = (theme, true);
        }
        if let Some(theme) = theme.and_then(|theme| self.themes.get_mut(&theme)) {
            theme.protected = true;
        }
    }

    pub fn rename(&mut self, theme: Uuid, label: &str) {
        if let Some(theme) = self.themes.get_mut(&theme) {
            label.clone_into(&mut theme.label);
            theme.protected = true;
        }
    }

    /// All ideas of the second go to the first, one of each is pinned there, and the second is gone.
    pub fn merge(&mut self, one: Uuid, other: Uuid) {
        let (stay, come) = (self.members(one), self.members(other));
        for idea in &come {
            if let Some(idea) = self.ideas.get_mut(idea) {
                idea.theme = Some(one);
            }
        }
        for idea in stay.first().into_iter().chain(come.first()) {
            self.pin(*idea, Some(one));
        }
        self.themes.remove(&other);
    }

    /// Half of the ideas get a theme of their own; one of each half is pinned, and they are apart.
    pub fn split(&mut self, one: Uuid) {
        let members = self.members(one);
        let (stay, go) = members.split_at(members.len() / 2);
        if let (Some(&stays), Some(&goes)) = (stay.first(), go.first()) {
            let fresh = theme_key(self.themes_ever);
            self.themes_ever += 1;
            self.themes.insert(fresh, theme(fresh, "split off"));
            for idea in go {
                if let Some(idea) = self.ideas.get_mut(idea) {
                    idea.theme = Some(fresh);
                }
            }
            self.pin(stays, Some(one));
            self.pin(goes, Some(fresh));
            self.apart.push(vec![stays, goes]);
        }
    }

    pub fn withdraw(&mut self, idea: Uuid) {
        self.engine.remove(idea);
        self.ideas.remove(&idea);
    }

    /// What must hold of the hall after the machine was at work, and how often it does not.
    pub fn kept_since(&self, before: &Before) -> Kept {
        let mut kept = Kept::default();
        for (key, idea) in &before.ideas {
            let rests = idea.theme.is_some_and(|theme| before.themes[&theme].is_at_rest());
            if idea.pinned || rests {
                kept.check(self.ideas[key].theme == idea.theme, || format!("{key} moved"));
            }
        }
        for (key, theme) in &before.themes {
            if theme.is_at_rest() {
                let members = before.members(*key);
                kept.check(self.members(*key) == members, || format!("{key} at rest changed"));
            }
            if theme.keeps_its_label() {
                let label = self.themes.get(key).map(|theme| &theme.label);
                kept.check(label == Some(&theme.label), || format!("{key} lost its label"));
            }
            if theme.protected && !before.members(*key).is_empty() {
                let is_there = !self.members(*key).is_empty();
                kept.check(is_there, || format!("{key} dissolved"));
            }
        }
        let theme_of = |idea: &Uuid| self.ideas.get(idea).map(|idea| idea.theme);
        for set in &self.together {
            let free = |key: &&Uuid| {
                let Some(idea) = self.ideas.get(*key) else { return false };
                let theme = idea.theme.map(|theme| &self.themes[&theme]);
                theme.map_or(!idea.pinned, |theme| !theme.is_at_rest())
            };
            let places: BTreeSet<Option<Uuid>> =
                set.iter().filter(free).filter_map(theme_of).collect();
            kept.check(places.len() <= 1, || format!("{set:?} are not together"));
        }
        for set in &self.apart {
            let places: Vec<Uuid> = set.iter().filter_map(theme_of).flatten().collect();
            let distinct: BTreeSet<Uuid> = places.iter().copied().collect();
            kept.check(places.len() == distinct.len(), || format!("{set:?} are not apart"));
        }
        kept
    }

    pub fn before(&self) -> Before {
        Before { ideas: self.ideas.clone(), themes: self.themes.clone() }
    }
}

/// The hall before the machine was at work.
pub struct Before {
    pub ideas: BTreeMap<Uuid, Idea>,
    pub themes: BTreeMap<Uuid, Theme>,
}

impl Before {
    fn members(&self, theme: Uuid) -> Vec<Uuid> {
        let ideas = self.ideas.values().filter(|idea| idea.theme == Some(theme));
        ideas.map(|idea| idea.key).collect()
    }
}

/// What people said and the machine kept to, or did not.
#[derive(Debug, Default)]
pub struct Kept {
    pub checks: usize,
    pub broken: Vec<String>,
}

impl Kept {
    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        self.checks += 1;
        if !holds {
            self.broken.push(what());
        }
    }
}
