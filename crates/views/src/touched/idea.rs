//! Ideas: where each stands, what counts it, and what comes from its text.

use super::Touched;
use crate::{Key, words};
use domain::{Doc, IdeaId, RoundId, Seat, TableNo, idea, review, theme, wall::Scene};

impl Touched<'_> {
    pub(super) fn idea(&mut self, by: &Seat, event: &idea::Event) {
        let id = event.idea();
        let text = match event {
            idea::Event::Submitted { text, .. } | idea::Event::Edited { text, .. } => Some(text),
            _ => None,
        };
        if let idea::Event::Submitted { table, round, .. } = event {
            self.said(id, by, text.map(|text| text.text()));
            self.slip(id, by, *table);
            self.words(round.as_ref(), by);
            self.counted(round.as_ref(), *table);
            return;
        }
        let Some(idea) = self.before.ideas.get(&id) else { return };
        self.said(id, &idea.seat, text.map(|text| text.text()));
        self.slip(id, &idea.seat, idea.table);
        self.words(idea.round.as_ref(), &idea.seat);
        self.derived(id);
        match event {
            idea::Event::Withdrawn { .. }
            | idea::Event::Hidden { .. }
            | idea::Event::Restored { .. } => {
                self.counted(idea.round.as_ref(), idea.table);
                self.typed_names();
            }
            idea::Event::Submitted { .. } | idea::Event::Edited { .. } => {}
        }
        self.frozen();
    }

    /// An idea, on the desk and where it came from.
    pub(super) fn slip(&mut self, id: IdeaId, seat: &Seat, table: Option<TableNo>) {
        self.add(Doc::Desk, Key::Idea(id));
        if let Some(table) = table {
            self.add(Doc::Table(table), Key::Idea(id));
        }
        if let Seat::Badge(badge) = seat {
            self.add(Doc::Person(*badge), Key::Idea(id));
        }
    }

    /// A text from a phone, in the group that it is in, and in the one that it goes to.
    pub(super) fn said(&mut self, id: IdeaId, seat: &Seat, new: Option<&str>) {
        if !matches!(seat, Seat::Badge(_)) {
            return;
        }
        let groups = &self.before.review.groups;
        let goes_to = new.and_then(|text| groups.get(&review::form(text)));
        for group in self.before.review.group_of(&id).into_iter().chain(goes_to) {
            self.add(Doc::Desk, Key::Word(group.id));
            // Another names it if this one leaves.
            for other in group.ideas.iter().filter(|other| **other != id).take(1) {
                self.add(Doc::Desk, Key::Word(*other));
            }
        }
        self.add(Doc::Desk, Key::Word(id));
        self.add(Doc::Control, Key::Review);
    }

    /// What phones sent in the round that is shown.
    pub(super) fn words(&mut self, round: Option<&RoundId>, seat: &Seat) {
        let shown = words::round(self.before);
        if matches!(seat, Seat::Badge(_)) && round.is_some() && round == shown {
            self.on_walls(Scene::Words, &Key::Words);
        }
    }

    /// How many ideas there are, on the desk and, if it is the current round, on the board.
    pub(super) fn counted(&mut self, round: Option<&RoundId>, table: Option<TableNo>) {
        self.covered();
        let current = self.before.agenda.current_id(&self.before.programme);
        if round.is_some() && round == current {
            self.progress();
            if let Some(table) = table {
                self.on_board(table);
            }
        }
    }

    /// The themes that show what comes from a text.
    pub(super) fn derived(&mut self, idea: IdeaId) {
        let themes = self.before.themes.iter();
        themes
            .filter(|(_, theme)| theme::label::depends_on(theme, idea))
            .for_each(|(id, _)| self.card(*id));
    }

    /// The desk is told which names that people typed have a word that is hidden.
    pub(super) fn typed_names(&mut self) {
        let themes = self.before.themes.iter();
        let typed = themes.filter(|(_, theme)| theme.origin.is_none());
        typed.for_each(|(id, _)| self.add(Doc::Desk, Key::Theme(*id)));
    }
}
