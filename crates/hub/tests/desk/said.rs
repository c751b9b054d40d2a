//! What people said, written down apart from the program's own notes, and whether it still holds.

use super::hall::live_ideas;
use domain::{IdeaId, Summit, ThemeId, theme::State};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was said and not taken back.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Where each idea was put.
    pub places: BTreeMap<IdeaId, Option<ThemeId>>,
    /// The names that were given.
    pub names: BTreeMap<ThemeId, String>,
    /// Names that were taken as they were.
    pub kept_names: BTreeMap<ThemeId, String>,
    pub together: Vec<BTreeSet<IdeaId>>,
    pub apart: Vec<BTreeSet<IdeaId>>,
    /// What is locked, and what was in it.
    pub locked: BTreeMap<ThemeId, BTreeSet<IdeaId>>,
    pub published: BTreeSet<ThemeId>,
    /// What was given up or merged, and what was in it.
    pub closed: BTreeMap<ThemeId, BTreeSet<IdeaId>>,
    pub resolution_percent: Option<u16>,
    pub settled: BTreeSet<domain::RoundId>,
    /// Themes that came of a suggestion that was taken.
    pub accepted: BTreeSet<ThemeId>,
}

impl Said {
    /// A person put these there.
    pub fn put(&mut self, ideas: &BTreeSet<IdeaId>, theme: Option<ThemeId>) {
        self.places.extend(ideas.iter().map(|idea| (*idea, theme)));
        for held in self.locked.values_mut() {
            held.retain(|idea| !ideas.contains(idea));
        }
        if let Some(held) = theme.and_then(|theme| self.locked.get_mut(&theme)) {
            held.extend(ideas);
        }
    }

    /// Nothing is said of a theme any more that is gone.
    pub fn gone(&mut self, theme: ThemeId, with: BTreeSet<IdeaId>) {
        self.names.remove(&theme);
        self.kept_names.remove(&theme);
        self.published.remove(&theme);
        self.locked.remove(&theme);
        self.accepted.remove(&theme);
        self.closed.insert(theme, with);
    }

    /// All that was said holds.
    #[track_caller]
    pub fn holds(&self, summit: &Summit, what: &str) {
        no_name_twice(summit, what);
        for (idea, theme) in &self.places {
            let now = summit.ideas[idea].theme;
            assert_eq!(now, *theme, "{what}: {idea:?} is not where it was put");
        }
        for (theme, name) in self.names.iter().chain(&self.kept_names) {
            assert_eq!(&summit.themes[theme].label, name, "{what}: a name was lost");
        }
        for theme in self.names.keys() {
            let state = summit.themes[theme].state;
            assert!(matches!(state, State::Named | State::Published), "{what}: {state:?}");
        }
        for ideas in &self.together {
            let places: BTreeSet<_> = ideas.iter().map(|idea| summit.ideas[idea].theme).collect();
            assert_eq!(places.len(), 1, "{what}: what belongs together is not");
        }
        for ideas in &self.apart {
            let places: Vec<ThemeId> =
                ideas.iter().filter_map(|idea| summit.ideas[idea].theme).collect();
            let distinct: BTreeSet<&ThemeId> = places.iter().collect();
            assert_eq!(distinct.len(), places.len(), "{what}: what does not belong together is");
        }
        for (theme, ideas) in &self.locked {
            assert!(summit.themes[theme].locked, "{what}: the lock is gone");
            assert_eq!(&live_ideas(summit, *theme), ideas, "{what}: a locked theme changed");
        }
        for theme in &self.published {
            assert_eq!(summit.themes[theme].state, State::Published, "{what}");
            assert!(!live_ideas(summit, *theme).is_empty(), "{what}: a published theme is empty");
        }
        for (theme, ideas) in &self.closed {
            let closed = &summit.themes[theme];
            assert_eq!(closed.state, State::Closed, "{what}: a closed theme is back");
            assert!(closed.ideas.is_empty(), "{what}: a closed theme has ideas");
            if closed.merged_into.is_none() {
                not_again(summit, ideas, what);
            }
        }
        if let Some(percent) = self.resolution_percent {
            assert_eq!(summit.theming.resolution_percent, percent, "{what}");
        }
        assert!(self.settled.is_subset(&summit.theming.settled), "{what}");
        for theme in &self.accepted {
            assert_ne!(summit.themes[theme].state, State::Closed, "{what}");
            assert!(!live_ideas(summit, *theme).is_empty(), "{what}: what was accepted is empty");
        }
    }
}

/// No two themes that can be seen bear one name, in whatever letters.
#[track_caller]
fn no_name_twice(summit: &Summit, what: &str) {
    let mut names: BTreeMap<String, ThemeId> = BTreeMap::new();
    let is_seen = |theme: &domain::theme::Theme| match theme.state {
        State::Forming => !theme.ideas.is_empty(),
        State::Named | State::Published => true,
        State::Closed => false,
    };
    for (id, theme) in summit.themes.iter().filter(|(_, theme)| is_seen(theme)) {
        let other = names.insert(theme.label.trim().to_lowercase(), *id);
        assert_eq!(other, None, "{what}: two themes are called {}", theme.label);
    }
}

/// The machine did not make the theme that was given up once more, of the same ideas.
#[track_caller]
fn not_again(summit: &Summit, given_up: &BTreeSet<IdeaId>, what: &str) {
    for (id, theme) in &summit.themes {
        let is_machines = theme.state == State::Forming && !theme.by_person;
        let now = live_ideas(summit, *id);
        let again = now.intersection(given_up).count();
        let same = again * 2 > now.len() && again * 2 > given_up.len();
        assert!(!is_machines || !same, "{what}: {} was given up", theme.label);
    }
}
