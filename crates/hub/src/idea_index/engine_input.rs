//! What the theming engine reads of a summit.

use domain::{
    IdeaId, Offset, RoundId, Summit, ThemeId,
    idea::State as IdeaState,
    theme::{State, label},
    visible,
};
use std::collections::BTreeSet;
use themes::grouping::{Idea, Settings, Shown, Theme};
use uuid::Uuid;

/// Ideas, themes and the decisions of people, at one offset.
pub(crate) struct EngineInput {
    pub offset: Offset,
    /// Ideas that came after the last regroup.
    pub fresh: BTreeSet<IdeaId>,
    ideas: Vec<Idea>,
    themes: Vec<Theme>,
    together: Vec<Vec<Uuid>>,
    apart: Vec<Vec<Uuid>>,
    unseen: Vec<Uuid>,
    nameless: Vec<Uuid>,
    settings: Settings,
}

impl EngineInput {
    pub fn of(summit: &Summit) -> Self {
        let theming = &summit.theming;
        let is_settled =
            |round: &Option<RoundId>| round.as_ref().is_some_and(|it| theming.settled.contains(it));
        let ideas = summit.ideas.iter().filter(|(_, idea)| counts(idea));
        let ideas = ideas.map(|(id, idea)| Idea {
            key: id.0,
            theme: idea.theme.map(|theme| theme.0),
            pinned: idea.pinned,
            settled: is_settled(&idea.round),
        });
        let since = theming.regrouped.unwrap_or(Offset::ZERO);
        let fresh = summit.ideas.iter().filter(|(_, idea)| idea.offset > since);
        let fresh = fresh.map(|(id, _)| *id);
        let unseen = summit.ideas.iter().filter(|(_, idea)| counts(idea)).map(|(id, _)| *id);
        let unseen = unseen.filter(|id| visible::text(summit, *id).is_none());
        let keys = |ideas: &BTreeSet<IdeaId>| ideas.iter().map(|idea| idea.0).collect();
        Self {
            offset: summit.offset,
            fresh: fresh.collect(),
            ideas: ideas.collect(),
            themes: summit.themes.iter().filter_map(|(id, it)| theme(summit, *id, it)).collect(),
            together: theming.together.iter().map(keys).collect(),
            apart: theming.apart.iter().map(keys).collect(),
            unseen: unseen.map(|id| id.0).collect(),
            nameless: nameless(summit).map(|id| id.0).collect(),
            settings: Settings { resolution_percent: theming.resolution_percent },
        }
    }

    /// Whether an idea is in no theme, and no person took it out of one: the machine may place it.
    pub fn is_loose(&self, id: IdeaId) -> bool {
        let idea = self.ideas.binary_search_by_key(&id.0, |idea| idea.key);
        idea.is_ok_and(|at| self.ideas[at].theme.is_none() && !self.ideas[at].pinned)
    }

    pub fn shown(&self) -> Shown<'_> {
        Shown {
            ideas: &self.ideas,
            themes: &self.themes,
            together: &self.together,
            apart: &self.apart,
            unseen: &self.unseen,
            nameless: &self.nameless,
            settings: self.settings,
        }
    }
}

/// Whether the engine reads an idea: it is neither withdrawn nor hidden, and its text is not erased.
pub(crate) fn counts(idea: &domain::idea::Idea) -> bool {
    idea.state == IdeaState::Live && idea.text.is_open()
}

/// Whether an idea waits to be placed: it is in no theme, and neither a person nor a regroup left it out.
pub(crate) fn is_unplaced(summit: &Summit, idea: &domain::idea::Idea) -> bool {
    let is_new = summit.theming.regrouped.is_none_or(|based_on| idea.offset > based_on);
    counts(idea) && idea.theme.is_none() && !idea.pinned && is_new
}

/// How many ideas the engine reads.
pub(crate) fn live(summit: &Summit) -> usize {
    summit.ideas.values().filter(|idea| counts(idea)).count()
}

/// How many ideas wait to be placed.
pub(crate) fn unplaced(summit: &Summit) -> usize {
    summit.ideas.values().filter(|idea| is_unplaced(summit, idea)).count()
}

/// A theme as the engine reads it. None for a closed one, and for one that the machine made and left empty: their ids
/// are not used again.
fn theme(summit: &Summit, id: ThemeId, theme: &domain::theme::Theme) -> Option<Theme> {
    let counts =
        |id: &IdeaId| summit.ideas.get(id).is_some_and(|idea| idea.state == IdeaState::Live);
    let left = theme.state == State::Forming && !theme.ideas.iter().any(counts);
    (theme.state != State::Closed && !left).then(|| Theme {
        key: id.0,
        label: theme.label.clone(),
        example: theme.example.map(|idea| idea.0),
        protected: theme.by_person || theme.state != State::Forming,
        locked: theme.locked,
        closed: false,
    })
}

/// Themes whose names quote something that was hidden.
fn nameless(summit: &Summit) -> impl Iterator<Item = ThemeId> {
    let themes = summit.themes.iter();
    themes.filter(|(_, theme)| label::is_to_be_named(summit, theme)).map(|(id, _)| *id)
}

/// The version of what people decided about themes: when it changes, the ideas are regrouped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CurationVersion {
    /// The offset of the last decision of a person.
    touched: Offset,
    resolution_percent: u16,
    settled: BTreeSet<RoundId>,
    /// Themes that need another name: what they were named after was hidden.
    nameless: BTreeSet<ThemeId>,
}

impl CurationVersion {
    pub fn of(summit: &Summit) -> Self {
        let themes = summit.themes.values().map(|theme| theme.touched);
        let ideas = summit.ideas.values().map(|idea| idea.touched);
        Self {
            touched: themes.chain(ideas).max().unwrap_or(Offset::ZERO),
            resolution_percent: summit.theming.resolution_percent,
            settled: summit.theming.settled.clone(),
            nameless: nameless(summit).collect(),
        }
    }
}
