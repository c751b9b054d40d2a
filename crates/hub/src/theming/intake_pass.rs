//! One pass of the theming reactor, on a blocking thread: index new ideas, place them, and see whether to regroup.

use crate::{
    idea_index::{
        IdeaIndex,
        engine_input::{CurationVersion, EngineInput, is_unplaced, live, unplaced},
    },
    limits::ENCODE_MAX,
    summit::SummitHandle,
};
use domain::{IdeaId, Offset, Summit, theme};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use tokio::time::Instant;

/// Ideas that are to be placed, and since when.
pub(super) type Unplaced = BTreeMap<IdeaId, Instant>;

/// The result of a pass.
pub(super) struct IntakePass {
    /// How many ideas are new in the index, or have another text.
    pub new: usize,
    /// Whether more ideas wait to be indexed.
    pub more: bool,
    /// When an encoder that failed is tried again; none if none failed.
    pub retry_at: Option<Instant>,
    /// The ideas that `command` places.
    pub placing: Unplaced,
    /// Ideas that are left to the leading node for now.
    pub later: Unplaced,
    /// The offset at which `command` was found.
    pub based_on: Offset,
    /// Places the ideas; none if there is nothing to place.
    pub command: Option<theme::Command>,
    /// Ideas in the index.
    pub indexed: usize,
    /// Ideas that the engine reads.
    pub live: usize,
    /// Of those, the ones that wait for a theme.
    pub waiting: usize,
    pub curation: CurationVersion,
    /// What the last regroup was based on, at whichever node.
    pub regrouped: Option<Offset>,
}

impl IntakePass {
    /// Runs a pass. Blocks while the encoder and the engine work. `unplaced` are ideas of earlier passes. What another node
    /// has placed within `grace` is left out.
    pub fn run(
        summit: &SummitHandle,
        ideas: &IdeaIndex,
        mut unplaced_ideas: Unplaced,
        grace: Duration,
    ) -> Self {
        let intake = ideas.intake(|| summit.shared.durable(), ENCODE_MAX);
        let indexed = ideas.index(intake);
        let new = indexed.new.len();
        if new > 0 {
            summit.shared.environment.metrics.encoded(indexed.encoding);
        }
        let now = Instant::now();
        unplaced_ideas.extend(indexed.new.into_iter().map(|idea| (idea, now)));
        let (mut placing, later): (Unplaced, Unplaced) =
            unplaced_ideas.into_iter().partition(|(_, since)| *since + grace <= now);
        if !grace.is_zero() {
            summit.read(|it| placing.retain(|idea, _| is_left(it, idea)));
        }
        let (mut based_on, mut command) = (Offset::ZERO, None);
        if !placing.is_empty() {
            let input = summit.read(EngineInput::of);
            let new: BTreeSet<IdeaId> = placing.keys().copied().collect();
            let placed = ideas.place(&input, &new);
            based_on = input.offset;
            if !placed.moves.is_empty() || !placed.alike.is_empty() {
                command = Some(theme::Command::Place { ideas: placed.moves, alike: placed.alike });
            }
        }
        let (curation, live, waiting, regrouped) = summit.read(|summit| {
            let (live, waiting) = (live(summit), unplaced(summit));
            (CurationVersion::of(summit), live, waiting, summit.theming.regrouped)
        });
        Self {
            new,
            more: indexed.more,
            retry_at: ideas.retry_at(),
            placing,
            later,
            based_on,
            command,
            indexed: ideas.count(),
            live,
            waiting,
            curation,
            regrouped,
        }
    }
}

/// Whether no node has placed an idea, nor said what it is like.
fn is_left(summit: &Summit, idea: &IdeaId) -> bool {
    let idea = summit.ideas.get(idea);
    idea.is_some_and(|idea| is_unplaced(summit, idea) && idea.alike.is_none())
}
