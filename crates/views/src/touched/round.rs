//! Rounds: their phases, and what was handed in.

use super::Touched;
use crate::Key;
use domain::{Doc, RoundId, round, wall::Scene};

impl Touched<'_> {
    pub(super) fn round(&mut self, event: &round::Event) {
        self.step();
        match event {
            round::Event::Opened { round, .. } => self.begun(round),
            round::Event::GraceBegan { .. } | round::Event::Closed { .. } => {}
        }
    }

    /// What came again before its round was open counts from its opening on.
    pub(super) fn begun(&mut self, round: &RoundId) {
        let ideas = self.before.ideas.iter();
        for (id, idea) in ideas.filter(|(_, it)| it.early && it.round.as_ref() == Some(round)) {
            self.slip(*id, &idea.seat, idea.table);
            if let Some(table) = idea.table {
                self.on_board(table);
            }
            self.progress();
            self.covered();
        }
    }

    pub(super) fn progress(&mut self) {
        self.add(Doc::Control, Key::Progress);
        self.on_walls(Scene::Progress, &Key::Progress);
    }
}
