//! `desk`: every idea and theme, hidden ones included, for the theme team.

use crate::{
    Key,
    control::{About, about},
    coverage, is_founded, is_not, json, queue, themes,
};
use domain::{
    Badge, IdeaId, Offset, RoundId, Seat, Summit, TableNo, ThemeId, Time,
    idea::{self, Idea},
    theme::{Named, State, Theme, example, label, undo::Deed},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// What `idea/<id>` holds.
#[derive(Serialize)]
struct Slip<'s> {
    text: &'s str,
    /// What was kept of the text is not what was handed in.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    state: idea::State,
    theme: Option<ThemeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<TableNo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    badge: Option<Badge>,
    round: Option<&'s RoundId>,
    late: bool,
    at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'s str>,
    /// The same of the reason.
    #[serde(skip_serializing_if = "is_not")]
    reason_damaged: bool,
    edited: bool,
    /// A person put it where it is.
    #[serde(skip_serializing_if = "is_not")]
    pinned: bool,
    /// The machine looked at it, and found no theme that it fits.
    #[serde(skip_serializing_if = "is_not")]
    left_out: bool,
    /// An earlier idea that says nearly the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    alike: Option<IdeaId>,
    /// The group of its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<&'s str>,
}

/// What `theme/<id>` holds: what everyone may see, and how the machine may treat it.
#[derive(Serialize)]
struct Card<'s> {
    #[serde(flatten)]
    card: themes::Card<'s>,
    by: &'static str,
    locked: bool,
    /// The idea that speaks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    example_idea: Option<IdeaId>,
    /// It is published without an example: the idea that the machine would choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Offer<'s>>,
    /// The name that the machine gave, if not all of it may be seen any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<Withheld<'s>>,
    /// The machine gave it another name than the one that a person published: nobody has read it yet.
    #[serde(skip_serializing_if = "is_not")]
    unread: bool,
    /// It is published, and nobody sees it: nothing that it holds may be seen.
    #[serde(skip_serializing_if = "is_not")]
    unseen: bool,
    /// What a hidden idea says of the name that a person typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden_words: Vec<String>,
}

/// A name that came from ideas which are hidden, withdrawn or held back, or say something else now.
#[derive(Serialize)]
struct Withheld<'s> {
    label: &'s str,
    /// What of it is not shown.
    words: Vec<&'s str>,
}

/// An idea that may speak for a theme once a person says so.
#[derive(Serialize)]
struct Offer<'s> {
    idea: IdeaId,
    text: &'s str,
}

/// What `tuning` holds.
#[derive(Serialize)]
struct Tuning<'s> {
    resolution_percent: u16,
    /// Rounds whose ideas keep to where they are shown.
    settled: &'s BTreeSet<RoundId>,
    /// All rounds of the day, in their order.
    rounds: Vec<About<'s>>,
}

/// What `suggestion` holds: how much would change, not yet what.
#[derive(Serialize)]
struct Suggestion<'s> {
    offset: Offset,
    splits: u32,
    merges: u32,
    moves: usize,
    /// What the new themes would be called.
    labels: Vec<&'s str>,
}

/// What `step/<offset>` holds.
#[derive(Serialize)]
struct Step<'s> {
    at: Time,
    by: &'s Seat,
    does: Deed,
    theme: Option<ThemeId>,
    label: Option<&'s str>,
    ideas: usize,
    /// Whether it can still be taken back.
    undoable: bool,
}

pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let single = [Key::Coverage, Key::Tuning, Key::Suggestion];
    let single = single.into_iter().filter(|key| entry(summit, key).is_some());
    let steps = summit.theming.steps.iter().map(|step| Key::Step(step.offset));
    let themes = summit.themes.iter().filter(|(_, theme)| stands(theme));
    let themes = themes.map(|(id, _)| Key::Theme(*id));
    let ideas = summit.ideas.keys().map(|id| Key::Idea(*id));
    let words = queue::keys(summit);
    single.chain(words).chain(steps).chain(themes).chain(ideas).collect()
}

pub(crate) fn entry(summit: &Summit, key: &Key) -> Option<Value> {
    match key {
        Key::Idea(id) => summit.ideas.get(id).map(|idea| slip(summit, idea)),
        Key::Theme(id) => {
            let theme = summit.themes.get(id).filter(|theme| stands(theme))?;
            Some(card(summit, theme))
        }
        Key::Coverage => coverage::entry(summit),
        Key::Tuning => is_founded(summit).then(|| tuning(summit)),
        Key::Suggestion => suggestion(summit),
        Key::Word(id) => queue::entry(summit, id),
        Key::Step(offset) => step(summit, *offset),
        _ => None,
    }
}

/// Not closed, and not something that the machine made and left empty.
fn stands(theme: &Theme) -> bool {
    match theme.state {
        State::Forming => !theme.ideas.is_empty(),
        State::Named | State::Published => true,
        State::Closed => false,
    }
}

fn slip(summit: &Summit, idea: &Idea) -> Value {
    let looked_at = summit.theming.regrouped.is_some_and(|based_on| idea.offset <= based_on);
    json(&Slip {
        text: idea.text.text(),
        damaged: idea.text.is_damaged(),
        state: idea.state,
        theme: idea.theme,
        table: idea.table,
        badge: badge(&idea.seat),
        round: idea.round.as_ref(),
        late: idea.late,
        at: idea.at,
        reason: idea.reason.as_ref().map(|reason| reason.text()),
        reason_damaged: idea.reason.as_ref().is_some_and(|reason| reason.is_damaged()),
        edited: idea.is_edited(),
        pinned: idea.pinned,
        left_out: looked_at && idea.theme.is_none() && !idea.pinned,
        alike: idea.alike,
        segment: coverage::segment(summit, idea).map(|segment| segment.id.as_str()),
    })
}

const fn badge(seat: &Seat) -> Option<Badge> {
    match seat {
        Seat::Badge(badge) => Some(*badge),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    }
}

fn card(summit: &Summit, theme: &Theme) -> Value {
    let by = if theme.by_person { "person" } else { "machine" };
    let speaks = example::of(summit, theme);
    let found = if speaks.is_none() { example::found(summit, theme) } else { None };
    let offer = found.map(|idea| Offer { idea, text: summit.ideas[&idea].text.text() });
    let lost = label::lost(summit, theme);
    let is_published = theme.state == State::Published;
    json(&Card {
        card: themes::card(summit, theme, speaks),
        by,
        locked: theme.locked,
        example_idea: speaks,
        offer,
        withheld: (!lost.is_empty()).then(|| Withheld { label: &theme.label, words: lost }),
        unread: theme.unread,
        unseen: is_published && !label::is_public(summit, theme),
        hidden_words: label::hidden_words(summit, theme),
    })
}

fn tuning(summit: &Summit) -> Value {
    let theming = &summit.theming;
    let rounds = summit.programme.items.iter().filter(|item| item.round.is_some());
    json(&Tuning {
        resolution_percent: theming.resolution_percent,
        settled: &theming.settled,
        rounds: rounds.map(about).collect(),
    })
}

fn suggestion(summit: &Summit) -> Option<Value> {
    let suggestion = summit.theming.suggestion.as_ref()?;
    let is_new = |it: &&Named| !summit.themes.contains_key(&it.theme);
    Some(json(&Suggestion {
        offset: suggestion.offset,
        splits: suggestion.splits,
        merges: suggestion.merges,
        moves: suggestion.moves.len(),
        labels: suggestion.labels.iter().filter(is_new).map(|it| it.label.as_str()).collect(),
    }))
}

fn step(summit: &Summit, offset: Offset) -> Option<Value> {
    let step = summit.theming.steps.iter().find(|step| step.offset == offset)?;
    let label = step.theme.and_then(|id| summit.themes.get(&id));
    Some(json(&Step {
        at: step.at,
        by: &step.by,
        does: step.deed,
        theme: step.theme,
        label: label.map(|theme| theme.label.as_str()),
        ideas: step.ideas.len(),
        undoable: step.can_be_undone(summit),
    }))
}
