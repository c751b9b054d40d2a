//! Which idea speaks for a theme: one that a person chose, else one that reads well by itself.

use super::{State, Theme};
use crate::{idea::Idea, ids::IdeaId, summit::Summit, visible};
use std::ops::RangeInclusive;

/// How many characters make a good example: more than a platitude, and two lines on a wall.
const GOOD_CHARS: RangeInclusive<usize> = 15..=90;

/// The example as everyone sees it, or would if the theme were published now.
///
/// What is published shows nothing that no person accepted: if its example is gone, it has none.
#[must_use]
pub fn of(summit: &Summit, theme: &Theme) -> Option<IdeaId> {
    let quoted = theme.quoted.filter(|id| theme.ideas.contains(id) && may_speak(summit, *id));
    if theme.state == State::Published { quoted } else { quoted.or_else(|| found(summit, theme)) }
}

/// The example that the machine would choose: the most central idea, else the earliest that reads well, else the
/// earliest.
#[must_use]
pub fn found(summit: &Summit, theme: &Theme) -> Option<IdeaId> {
    found_among(summit, theme, |_| true)
}

/// The same of the ideas that fit.
pub fn found_among(summit: &Summit, theme: &Theme, fits: impl Fn(&Idea) -> bool) -> Option<IdeaId> {
    let may_be_seen = |id: &IdeaId| visible::text(summit, *id).is_some() && !is_struck(summit, *id);
    let fits = |id: &IdeaId| may_be_seen(id) && summit.ideas.get(id).is_some_and(&fits);
    let central = theme.example.filter(|id| theme.ideas.contains(id) && fits(id));
    central.or_else(|| {
        let mut ideas: Vec<_> = theme.ideas.iter().filter(|id| fits(id)).collect();
        ideas.sort_by_key(|id| summit.ideas[id].offset);
        let reads_well =
            |id: &&&IdeaId| GOOD_CHARS.contains(&summit.ideas[id].text.text().chars().count());
        ideas.iter().find(reads_well).or_else(|| ideas.first()).map(|id| **id)
    })
}

/// Whether an idea may be an example: a person who read it may show it, and nobody struck it, or what says the same.
#[must_use]
pub fn may_speak(summit: &Summit, id: IdeaId) -> bool {
    visible::counts(summit, id) && !is_struck(summit, id)
}

/// Whether a person struck this idea, or one that says the same.
#[must_use]
pub fn is_struck(summit: &Summit, id: IdeaId) -> bool {
    let struck = &summit.theming.struck;
    if struck.is_empty() {
        return false;
    }
    let says_the_same = |idea: &Idea| {
        let form = ::text::comparable(idea.text.text());
        !form.is_empty() && struck.values().any(|other| *other == form)
    };
    struck.contains_key(&id) || summit.ideas.get(&id).is_some_and(says_the_same)
}
