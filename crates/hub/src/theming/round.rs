//! One round of the theming reactor, on a thread of its own: take in, place, and look how things stand.

use super::{
    look::{self, Look, Shape},
    mind::Mind,
};
use crate::{limits::ENCODE_MAX, summit::SummitHandle};
use domain::{IdeaId, Offset, theme};
use std::collections::BTreeSet;
use tokio::time::Instant;

/// What a round came to.
pub(super) struct Round {
    /// How many ideas are known that were not, or say something else now.
    pub new: usize,
    /// Whether there is more to take in.
    pub more: bool,
    /// When an encoder that failed is to be tried again; none if all is well.
    pub tries_again_at: Option<Instant>,
    /// The ideas that were to be placed.
    pub to_place: BTreeSet<IdeaId>,
    /// The state in which it was found where they go.
    pub based_on: Offset,
    /// What to ask for, if anything.
    pub found: Option<theme::Command>,
    /// Ideas that the engine knows, and ideas that count.
    pub known: usize,
    pub live: usize,
    pub shape: Shape,
}

impl Round {
    /// Blocks while the encoder and the engine work. `to_place` are ideas that could not be placed before.
    pub fn of(summit: &SummitHandle, mind: &Mind, mut to_place: BTreeSet<IdeaId>) -> Self {
        let news = mind.news(|| summit.shared.durable(), ENCODE_MAX);
        let taken = mind.take_in(news);
        let new = taken.new.len();
        if new > 0 {
            summit.shared.environment.meter.encoded(taken.encoding);
        }
        to_place.extend(taken.new);
        let (mut based_on, mut found) = (Offset::ZERO, None);
        if !to_place.is_empty() {
            let look = summit.read(Look::of);
            let placed = mind.place(&look, &to_place);
            based_on = look.offset;
            if !placed.moves.is_empty() || !placed.alike.is_empty() {
                found = Some(theme::Command::Place { ideas: placed.moves, alike: placed.alike });
            }
        }
        let (shape, live) = summit.read(|summit| (Shape::of(summit), look::live(summit)));
        let (known, tries_again_at) = (mind.count(), mind.tries_again_at());
        Self {
            new,
            more: taken.more,
            tries_again_at,
            to_place,
            based_on,
            found,
            known,
            live,
            shape,
        }
    }
}
