//! Themes: their cards, the ideas in them, and what can be taken back.

use super::Touched;
use crate::Key;
use domain::{
    Doc, IdeaId, Offset, Seat, ThemeId,
    theme::{self, undo::Deed},
    wall::Scene,
};

impl<'s> Touched<'s> {
    pub(super) fn theme(&mut self, by: &Seat, event: &theme::Event) {
        if *by != Seat::System {
            self.stepped();
        }
        match event {
            theme::Event::Parted { ideas } => self.moved(ideas, None),
            theme::Event::Created { theme, .. } | theme::Event::Locked { theme, .. } => {
                self.add(Doc::Desk, Key::Theme(*theme));
            }
            theme::Event::Renamed { theme, .. } => self.card(*theme),
            theme::Event::Quoted { theme, .. } => self.card(*theme),
            theme::Event::Struck { .. } => self.cards(),
            theme::Event::Published { themes, .. } | theme::Event::Unpublished { themes } => {
                // A name that was read makes one that the machine gave since give way.
                self.cards();
                themes.iter().for_each(|theme| self.card(*theme));
                self.covered();
            }
            // All ideas of both are pinned there.
            theme::Event::Merged { from, into } => {
                self.moved(self.ideas_of(*from).chain(self.ideas_of(*into)), [*from, *into]);
            }
            theme::Event::Closed { theme } => self.moved(self.ideas_of(*theme), [*theme]),
            // What stays in the theme is pinned there.
            theme::Event::Split { theme, into, .. } => {
                self.moved(self.ideas_of(*theme), [*theme, *into]);
            }
            theme::Event::Moved { idea, theme } => self.moved([idea], *theme),
            theme::Event::Joined { ideas, moved, theme } => {
                self.moved(ideas.union(moved), *theme);
            }
            theme::Event::Undone { step } => self.undone(*step),
            theme::Event::Tuned { .. } | theme::Event::Settled { .. } => {
                self.add(Doc::Desk, Key::Tuning);
            }
            theme::Event::Regrouped { based_on, labels, moves, examples, alike } => {
                self.regrouped(labels, moves);
                examples.iter().for_each(|it| self.card(it.theme));
                alike.iter().for_each(|it| self.add(Doc::Desk, Key::Idea(it.idea)));
                if let Some(based_on) = based_on {
                    for id in theme::machine::leftovers(self.before, *based_on) {
                        self.add(Doc::Desk, Key::Idea(id));
                    }
                }
            }
            theme::Event::Accepted { labels, moves, .. } => {
                self.regrouped(labels, moves);
                self.add(Doc::Desk, Key::Suggestion);
            }
            theme::Event::Suggested { .. } | theme::Event::Dismissed { .. } => {
                self.add(Doc::Desk, Key::Suggestion);
            }
        }
    }

    /// A theme, everywhere it may be seen.
    pub(super) fn card(&mut self, id: ThemeId) {
        self.add(Doc::Desk, Key::Theme(id));
        self.add(Doc::Themes, Key::Theme(id));
        self.on_walls(Scene::Themes, &Key::Theme(id));
        self.on_walls(Scene::Forming, &Key::Theme(id));
    }

    /// Every theme: ideas in several of them may say the same.
    pub(super) fn cards(&mut self) {
        let open = self.before.themes.iter().filter(|(_, it)| it.state != theme::State::Closed);
        open.for_each(|(id, _)| self.card(*id));
    }

    /// Whom the published themes represent, on the desk and on control.
    pub(super) fn covered(&mut self) {
        self.add(Doc::Desk, Key::Coverage);
        self.add(Doc::Control, Key::Coverage);
    }

    pub(super) fn regrouped(&mut self, labels: &[theme::Named], moves: &[theme::Move]) {
        let named = labels.iter().map(|named| named.theme);
        let reached = moves.iter().filter_map(|it| it.theme);
        self.moved(moves.iter().map(|it| &it.idea), named.chain(reached));
        // What is suggested counts the themes that would be new.
        self.add(Doc::Desk, Key::Suggestion);
        if !labels.is_empty() {
            self.steps();
        }
    }

    /// What someone did, and what can still be taken back of what others did.
    pub(super) fn stepped(&mut self) {
        self.steps();
        self.add(Doc::Desk, Key::Step(self.before.offset.next()));
    }

    pub(super) fn steps(&mut self) {
        for step in &self.before.theming.steps {
            self.add(Doc::Desk, Key::Step(step.offset));
        }
    }

    pub(super) fn undone(&mut self, step: Offset) {
        let Some(step) = self.before.theming.steps.iter().find(|it| it.offset == step) else {
            return;
        };
        let themes = || step.themes.keys().copied().chain(step.ideas_themes());
        let others: Vec<&IdeaId> = themes().flat_map(|theme| self.ideas_of(theme)).collect();
        self.moved(step.ideas.keys().chain(others), themes());
        // A name that comes back makes one that the machine gave since give way.
        let forming = self.before.themes.iter();
        forming
            .filter(|(_, theme)| theme.state == theme::State::Forming)
            .for_each(|(id, _)| self.card(*id));
        if step.deed == Deed::Struck {
            self.cards();
        }
    }

    pub(super) fn ideas_of(&self, theme: ThemeId) -> impl Iterator<Item = &'s IdeaId> + use<'s> {
        self.before.themes.get(&theme).into_iter().flat_map(|theme| &theme.ideas)
    }

    /// Ideas that went elsewhere, the themes they were in, and other themes that changed.
    pub(super) fn moved<'i>(
        &mut self,
        ideas: impl IntoIterator<Item = &'i IdeaId>,
        themes: impl IntoIterator<Item = ThemeId>,
    ) {
        themes.into_iter().for_each(|theme| self.card(theme));
        for id in ideas {
            let Some(idea) = self.before.ideas.get(id) else { continue };
            self.slip(*id, &idea.seat, idea.table);
            if let Some(theme) = idea.theme {
                self.card(theme);
            }
        }
        self.covered();
    }
}
