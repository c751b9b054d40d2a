//! One round of the theming reactor, on a thread of its own: take in, place, and look how things stand.

use super::{
    look::{self, Look, Shape},
    mind::Mind,
};
use crate::{limits::ENCODE_MAX, summit::SummitHandle};
use domain::{IdeaId, Offset, Summit, theme};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tokio::time::Instant;

/// Ideas that are to be placed, and since when.
pub(super) type ToPlace = BTreeMap<IdeaId, Instant>;

/// What a round came to.
pub(super) struct Round {
    /// How many ideas are known that were not, or say something else now.
    pub new: usize,
    /// Whether there is more to take in.
    pub more: bool,
    /// When an encoder that failed is to be tried again; none if all is well.
    pub tries_again_at: Option<Instant>,
    /// The ideas that were to be placed, and those whose time has not come.
    pub to_place: ToPlace,
    pub later: ToPlace,
    /// The state in which it was found where they go.
    pub based_on: Offset,
    /// What to ask for, if anything.
    pub found: Option<theme::Command>,
    /// Ideas that the engine knows, ideas that count, and of those the ones that wait for a theme.
    pub known: usize,
    pub live: usize,
    pub unsorted: usize,
    pub shape: Shape,
    /// What the last regroup was based on, whoever did it.
    pub regrouped: Option<Offset>,
}

impl Round {
    /// Blocks while the encoder and the engine work. `to_place` are ideas that could not be placed before. Another node
    /// has `leaves` to place them; what it did is not done here.
    pub fn of(summit: &SummitHandle, mind: &Mind, mut to_place: ToPlace, leaves: Duration) -> Self {
        let news = mind.news(|| summit.shared.durable(), ENCODE_MAX);
        let taken = mind.take_in(news);
        let new = taken.new.len();
        if new > 0 {
            summit.shared.environment.metrics.encoded(taken.encoding);
        }
        let now = Instant::now();
        to_place.extend(taken.new.into_iter().map(|idea| (idea, now)));
        let (mut to_place, later): (ToPlace, ToPlace) =
            to_place.into_iter().partition(|(_, since)| *since + leaves <= now);
        if !leaves.is_zero() {
            summit.read(|it| to_place.retain(|idea, _| is_left(it, idea)));
        }
        let (mut based_on, mut found) = (Offset::ZERO, None);
        if !to_place.is_empty() {
            let look = summit.read(Look::of);
            let ideas: BTreeSet<IdeaId> = to_place.keys().copied().collect();
            let placed = mind.place(&look, &ideas);
            based_on = look.offset;
            if !placed.moves.is_empty() || !placed.alike.is_empty() {
                found = Some(theme::Command::Place { ideas: placed.moves, alike: placed.alike });
            }
        }
        let (shape, live, unsorted, regrouped) = summit.read(|summit| {
            let (live, unsorted) = (look::live(summit), look::unsorted(summit));
            (Shape::of(summit), live, unsorted, summit.theming.regrouped)
        });
        let (known, tries_again_at) = (mind.count(), mind.tries_again_at());
        Self {
            new,
            more: taken.more,
            tries_again_at,
            to_place,
            later,
            based_on,
            found,
            known,
            live,
            unsorted,
            shape,
            regrouped,
        }
    }
}

/// Whether nobody has placed an idea, nor said what it is like.
fn is_left(summit: &Summit, idea: &IdeaId) -> bool {
    let idea = summit.ideas.get(idea);
    idea.is_some_and(|idea| look::is_unsorted(summit, idea) && idea.alike.is_none())
}
