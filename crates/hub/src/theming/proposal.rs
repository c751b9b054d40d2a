//! Turns what the engine found into commands.

use domain::{
    IdeaId, Offset, RequestId, ThemeId,
    theme::{Command, Example, Move, Named},
};
use std::collections::BTreeMap;
use themes::grouping::{Grouping, Suggestion, Target};

/// A grouping in the types of the domain.
#[derive(Default)]
pub(super) struct Found {
    moves: Vec<Move>,
    labels: Vec<Named>,
    examples: Vec<Example>,
}

impl Found {
    /// New themes get ids that are derived from the cause.
    pub fn new(cause: &str, grouping: &Grouping) -> Self {
        let mut fresh = BTreeMap::new();
        let mut id = |target: Target| match target {
            Target::Existing(key) => ThemeId(key),
            Target::New(n) => {
                let new = || ThemeId(derived(cause, &n.to_string()).0);
                *fresh.entry(n).or_insert_with(new)
            }
        };
        let moves = grouping.moves.iter();
        let moves = moves.map(|it| Move { idea: IdeaId(it.idea), theme: it.to.map(&mut id) });
        let moves = moves.collect();
        let labels = grouping.labels.iter();
        let labels = labels.map(|it| Named { theme: id(it.theme), label: it.label.clone() });
        let labels = labels.collect();
        let examples = grouping.examples.iter();
        let examples = examples.map(|it| Example { theme: id(it.theme), idea: IdeaId(it.idea) });
        let examples = examples.collect();
        Self { moves, labels, examples }
    }

    pub fn regroup(self, based_on: Offset) -> Command {
        let Self { moves, labels, examples } = self;
        Command::Regroup { based_on, moves, labels, examples, alike: Vec::new() }
    }
}

/// Suggests a grouping; none withdraws the last suggestion.
pub(super) fn suggest(cause: &str, based_on: Offset, suggestion: Option<Suggestion>) -> Command {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let found = suggestion.as_ref().map(|it| Found::new(cause, &it.grouping)).unwrap_or_default();
    Command::Suggest {
        based_on,
        splits: suggestion.as_ref().map_or(0, |it| count(it.splits)),
        merges: suggestion.as_ref().map_or(0, |it| count(it.merges)),
        moves: found.moves,
        labels: found.labels,
    }
}

/// A request id: the same for the same cause on every node.
pub(super) fn derived(cause: &str, what: &str) -> RequestId {
    RequestId::derived(format!("{cause}/{what}").as_bytes())
}
