//! Which texts of people may be seen in the hall. All that is derived from a text goes by this one rule: examples, the
//! words on a wall, the names that the machine gives, and the record for everyone.
//!
//! | the text of an idea | may be seen |
//! |---|---|
//! | that counts | yes |
//! | that was withdrawn or hidden | no |
//! | that the theme team holds back, or one that says the same | no |
//! | with an unwanted word, until somebody accepted it | no |
//! | that was erased, or said something else before | no |
//!
//! The desk and the operator's record hold everything; authors see their own (`access`).

use crate::{
    idea::State,
    ids::IdeaId,
    review::{self, Verdict},
    summit::Summit,
};

/// What an idea says, if the hall may see it.
#[must_use]
pub fn text(summit: &Summit, id: IdeaId) -> Option<&str> {
    let idea = summit.ideas.get(&id)?;
    let waits = || review::waits_for_a_nod(summit, &id, idea);
    (counts(summit, id) && !waits()).then(|| idea.text.text())
}

/// The same, for a person who read it: to choose it as an example is the nod that an unwanted word waits for.
#[must_use]
pub fn counts(summit: &Summit, id: IdeaId) -> bool {
    let is_held = || {
        let group = summit.review.group_of(&id);
        group.is_some_and(|group| group.verdict == Some(Verdict::Held))
    };
    let idea = summit.ideas.get(&id);
    idea.is_some_and(|idea| idea.state == State::Live && idea.text.is_open()) && !is_held()
}
