//! A round that can be handed in to: what waited for it.

use super::Touched;
use domain::RoundId;

impl Touched<'_> {
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
}
