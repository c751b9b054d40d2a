//! Themes: living groups of ideas with a stable identity, proposed by the machine, decided by people.

use crate::{
    idea::{Idea, IdeaChange, State as IdeaState, Trace},
    ids::{IdeaId, Offset, RoundId, ThemeId},
    limits::{CONSTRAINTS_MAX, NAMED_MAX, RESOLUTION_PERCENT, THEMES_MAX},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
    text,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod command;
mod constraints;
pub mod example;
mod given_up;
pub mod label;
pub mod machine;
pub(crate) mod names;
mod pairs;
mod publishing;
mod shaping;
mod sorting;
pub mod undo;
pub use command::Command;
use constraints::Constraints;
use label::Origin;
use machine::{Found, Suggestion};
use names::{Names, is_left};
pub use pairs::{Alike, Example, Move, Named, Shown};
use shaping::refuse_foes_inside;
use sorting::{joined, moved, refuse_clash, refuse_few, touch};

/// A living group of ideas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// What it is called.
    pub label: String,
    /// How far it is.
    pub state: State,
    /// Whether a person made, named, merged, split or accepted it: the machine leaves its name alone.
    pub by_person: bool,
    /// Whether a person gave its name, or accepted the one that the machine gave.
    pub named: bool,
    /// From which ideas the machine took its name; none: a person typed it. It is found in
    /// texts, which can be erased, and so is no part of what the log alone tells.
    #[serde(skip)]
    pub origin: Option<Origin>,
    /// The name that a person accepted came from what may not be seen any more: the machine gave this one, and nobody
    /// has read it.
    pub unread: bool,
    /// Whether the machine may put ideas in or take them out.
    pub locked: bool,
    /// The ideas in it, those that do not count included.
    pub ideas: BTreeSet<IdeaId>,
    /// The idea that speaks for it, as the machine found.
    pub example: Option<IdeaId>,
    /// The idea that a person chose, or accepted by publishing, to speak for it.
    pub quoted: Option<IdeaId>,
    /// When it was made, and so its order of appearance.
    pub offset: Offset,
    /// When a person last changed it.
    pub touched: Offset,
    /// The theme it went into.
    pub merged_into: Option<ThemeId>,
    /// The ideas that it had when a person gave it up: the machine does not make the same theme again.
    pub given_up: BTreeSet<IdeaId>,
}

/// How far a theme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The machine proposed it.
    Forming,
    /// A person named it.
    Named,
    /// Everyone may see it.
    Published,
    /// It is no more: merged into another, or given up.
    Closed,
}

impl Theme {
    /// A person gave it this name.
    fn is_called(&mut self, label: &str) {
        label.clone_into(&mut self.label);
        self.named = true;
        self.origin = None;
        self.unread = false;
        if self.state == State::Forming {
            self.state = State::Named;
        }
    }

    /// The ideas that count, in order of arrival.
    #[must_use]
    pub fn live<'s>(&self, summit: &'s Summit) -> Vec<&'s Idea> {
        let ideas = self.ideas.iter().filter_map(|id| summit.ideas.get(id));
        let mut live: Vec<_> = ideas.filter(|idea| idea.state == IdeaState::Live).collect();
        live.sort_by_key(|idea| idea.offset);
        live
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Event {
    /// A person made an empty theme.
    Created { theme: ThemeId, label: String },
    /// It is called otherwise.
    Renamed { theme: ThemeId, label: String },
    /// All of one went into another.
    Merged { from: ThemeId, into: ThemeId },
    /// Ideas went out of a theme into a new one.
    Split {
        theme: ThemeId,
        into: ThemeId,
        label: String,
        ideas: BTreeSet<IdeaId>,
        /// No person gave the label.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unnamed: bool,
    },
    /// A person put an idea in a theme, or out of every theme.
    Moved { idea: IdeaId, theme: Option<ThemeId> },
    /// A person said that these belong together; those that were elsewhere went to where the others are.
    Joined { ideas: BTreeSet<IdeaId>, moved: BTreeSet<IdeaId>, theme: Option<ThemeId> },
    /// A person said that these do not belong together.
    Parted { ideas: BTreeSet<IdeaId> },
    /// The machine shall not touch it, or may again.
    Locked { theme: ThemeId, locked: bool },
    /// Everyone may see these.
    Published {
        themes: BTreeSet<ThemeId>,
        /// By which names and examples; none in logs from before these were kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<Vec<Shown>>,
    },
    /// Only the theme team sees these again.
    Unpublished { themes: BTreeSet<ThemeId> },
    /// A person chose the idea that speaks for a theme.
    Quoted { theme: ThemeId, idea: IdeaId },
    /// An idea never speaks for a theme.
    Struck { idea: IdeaId },
    /// It was given up.
    Closed { theme: ThemeId },
    /// A person took back what someone did.
    Undone { step: Offset },
    /// A person asked for more themes, or for fewer.
    Tuned { resolution_percent: u16 },
    /// The ideas of a round keep to where they are shown, or need not any more.
    Settled { round: RoundId, settled: bool },
    /// The machine grouped: themes that are new, or called otherwise, and ideas that moved.
    Regrouped {
        based_on: Option<Offset>,
        labels: Vec<Named>,
        moves: Vec<Move>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        examples: Vec<Example>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alike: Vec<Alike>,
    },
    /// The machine found a grouping that fits better.
    Suggested { based_on: Offset, splits: u32, merges: u32, labels: Vec<Named>, moves: Vec<Move> },
    /// A person did what it suggested, as far as it still held.
    Accepted { suggestion: Offset, labels: Vec<Named>, moves: Vec<Move> },
    /// What it suggested is shown no longer.
    Dismissed { suggestion: Offset },
}

texts! {
    Self::Created { .. }
    | Self::Renamed { .. }
    | Self::Merged { .. }
    | Self::Split { .. }
    | Self::Moved { .. }
    | Self::Joined { .. }
    | Self::Parted { .. }
    | Self::Locked { .. }
    | Self::Published { .. }
    | Self::Unpublished { .. }
    | Self::Quoted { .. }
    | Self::Struck { .. }
    | Self::Closed { .. }
    | Self::Undone { .. }
    | Self::Tuned { .. }
    | Self::Settled { .. }
    | Self::Regrouped { .. }
    | Self::Suggested { .. }
    | Self::Accepted { .. }
    | Self::Dismissed { .. } => [],
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    if command.names() > NAMED_MAX {
        return Err(Rejection::TooManyNamed { max: NAMED_MAX });
    }
    let new = ThemeId(request.id.0);
    let event = match command {
        Command::Create { label } => {
            room_for_one(summit, new)?;
            let label = text::label(label)?;
            Names::of(summit, |_, _| false).refuse(&label)?;
            Event::Created { theme: new, label }
        }
        Command::Rename { theme, label } => {
            let label = text::label(label)?;
            let known = open(summit, *theme)?;
            // Who types the name that the machine gave makes it theirs.
            if known.label == label && known.state != State::Forming && known.origin.is_none() {
                return Ok(vec![]);
            }
            Names::of(summit, |other, _| other == *theme).refuse(&label)?;
            Event::Renamed { theme: *theme, label }
        }
        Command::Merge { from, into } if from == into => return Err(Rejection::ThemeIntoItself),
        Command::Merge { from, into } => {
            let both = open(summit, *from)?.ideas.union(&open(summit, *into)?.ideas);
            refuse_clash(summit, &both.copied().collect(), Some(*into))?;
            Event::Merged { from: *from, into: *into }
        }
        Command::Split { theme, ideas, label } => {
            open(summit, *theme)?;
            room_for_one(summit, new)?;
            shaping::split(summit, *theme, new, ideas, label.as_deref())?
        }
        Command::Move { idea, theme } => return moved(summit, &BTreeSet::from([*idea]), *theme),
        Command::Gather { ideas, theme } => return moved(summit, ideas, *theme),
        Command::Together { ideas } => return joined(summit, ideas),
        Command::Apart { ideas } => {
            refuse_few(summit, ideas)?;
            if summit.theming.apart.contains(ideas) {
                return Ok(vec![]);
            }
            if summit.theming.apart.len() >= CONSTRAINTS_MAX {
                return Err(Rejection::ThemeTooManyApart { max: CONSTRAINTS_MAX });
            }
            if Constraints::of(summit).hold_together(ideas) {
                return Err(Rejection::ThemeContradiction);
            }
            Event::Parted { ideas: ideas.clone() }
        }
        Command::Lock { theme, locked } if open(summit, *theme)?.locked == *locked => {
            return Ok(vec![]);
        }
        Command::Lock { theme, locked } => {
            if *locked {
                refuse_foes_inside(summit, *theme)?;
            }
            Event::Locked { theme: *theme, locked: *locked }
        }
        Command::Publish { themes, labels, examples } => {
            return publishing::publish(summit, themes, labels, examples);
        }
        Command::Unpublish { themes } => return publishing::unpublish(summit, themes),
        Command::Quote { theme, idea } => return publishing::quote(summit, *theme, *idea),
        Command::Strike { idea } => return publishing::strike(summit, *idea),
        Command::Close { theme } => {
            open(summit, *theme)?;
            Event::Closed { theme: *theme }
        }
        Command::Undo { step } => Event::Undone { step: undo::to_undo(summit, *step)?.offset },
        Command::Tune { resolution_percent } => {
            if !RESOLUTION_PERCENT.contains(resolution_percent) {
                return Err(Rejection::ThemeTuneOutOfRange { max: *RESOLUTION_PERCENT.end() });
            }
            if summit.theming.resolution_percent == *resolution_percent {
                return Ok(vec![]);
            }
            Event::Tuned { resolution_percent: *resolution_percent }
        }
        Command::Settle { round, settled } => {
            summit.programme.round(round).ok_or(Rejection::RoundUnknown)?;
            if summit.theming.settled.contains(round) == *settled {
                return Ok(vec![]);
            }
            Event::Settled { round: round.clone(), settled: *settled }
        }
        Command::Accept { suggestion } => machine::accept(summit, *suggestion)?,
        Command::Dismiss { suggestion } => {
            Event::Dismissed { suggestion: machine::suggested(summit, *suggestion)?.offset }
        }
        Command::Place { ideas, alike } => {
            let found = Found { moves: ideas, alike, ..Found::default() };
            return Ok(machine::decide(summit, None, &found, summit.offset));
        }
        Command::Regroup { based_on, moves, labels, examples, alike } => {
            let outdated = summit.theming.regrouped.is_some_and(|last| *based_on <= last);
            // A base that lies ahead is of an epoch that is gone.
            if outdated || *based_on > summit.offset {
                return Err(Rejection::ThemeOutdated);
            }
            let found = Found { moves, labels, examples, alike };
            return Ok(machine::decide(summit, Some(*based_on), &found, *based_on));
        }
        Command::Suggest { based_on, splits, merges, moves, labels } => {
            let found = Found { moves, labels, ..Found::default() };
            return machine::suggest(summit, *based_on, (*splits, *merges), &found);
        }
    };
    Ok(vec![event])
}

fn open(summit: &Summit, id: ThemeId) -> Result<&Theme, Rejection> {
    let theme = summit.themes.get(&id).ok_or(Rejection::ThemeUnknown)?;
    if theme.state == State::Closed { Err(Rejection::ThemeClosed) } else { Ok(theme) }
}

fn room_for_one(summit: &Summit, id: ThemeId) -> Result<(), Rejection> {
    if summit.themes.contains_key(&id) {
        return Err(Rejection::ThemeExists);
    }
    if standing(summit) >= THEMES_MAX {
        return Err(Rejection::ThemeTooMany { max: THEMES_MAX });
    }
    Ok(())
}

/// How many themes count towards [`THEMES_MAX`]: not what the machine made and left empty.
pub(crate) fn standing(summit: &Summit) -> usize {
    let themes = summit.themes.values();
    themes.filter(|theme| theme.state != State::Closed && !is_left(theme)).count()
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    undo::note(summit, stamp, event);
    match event {
        Event::Created { theme, label } => {
            summit.themes.insert(*theme, made(stamp, label, true));
        }
        Event::Renamed { theme, label } => by_person(summit, stamp, *theme, |theme| {
            theme.by_person = true;
            theme.is_called(label);
        }),
        Event::Merged { from, into } => shaping::merged(summit, stamp, *from, *into),
        Event::Split { theme, into, label, ideas, unnamed } => {
            shaping::was_split(summit, stamp, (*theme, *into), (label, *unnamed), ideas);
        }
        Event::Moved { idea, theme } => shaping::was_moved(summit, stamp, *idea, *theme),
        Event::Joined { ideas, moved, theme } => {
            for idea in moved {
                put(summit, stamp, *idea, *theme, false);
            }
            touch(summit, stamp, ideas.union(moved));
            summit.theming.together.push(ideas.clone());
        }
        Event::Parted { ideas } => {
            touch(summit, stamp, ideas);
            summit.theming.apart.push(ideas.clone());
        }
        Event::Locked { theme, locked } => {
            by_person(summit, stamp, *theme, |theme| theme.locked = *locked)
        }
        Event::Published { .. }
        | Event::Unpublished { .. }
        | Event::Quoted { .. }
        | Event::Struck { .. } => publishing::apply(summit, stamp, event),
        Event::Closed { theme } => shaping::closed(summit, stamp, *theme),
        Event::Undone { step } => undo::undo(summit, stamp, *step),
        Event::Tuned { resolution_percent } => {
            summit.theming.resolution_percent = *resolution_percent;
        }
        Event::Settled { round, settled: true } => {
            summit.theming.settled.insert(round.clone());
        }
        Event::Settled { round, settled: false } => {
            summit.theming.settled.remove(round);
        }
        Event::Regrouped { based_on, labels, moves, examples, alike } => {
            let found = Found { moves, labels, examples, alike };
            machine::apply(summit, stamp, *based_on, &found);
        }
        Event::Suggested { based_on, splits, merges, labels, moves } => {
            summit.theming.suggestion = Some(Suggestion {
                offset: stamp.offset,
                based_on: *based_on,
                splits: *splits,
                merges: *merges,
                labels: labels.clone(),
                moves: moves.clone(),
            });
        }
        Event::Accepted { labels, moves, .. } => machine::accepted(summit, stamp, labels, moves),
        Event::Dismissed { .. } => summit.theming.suggestion = None,
    }
}

pub(crate) fn made(stamp: &Stamp, label: &str, by_person: bool) -> Theme {
    Theme {
        label: label.to_owned(),
        state: if by_person { State::Named } else { State::Forming },
        by_person,
        named: by_person,
        origin: None,
        unread: false,
        locked: false,
        ideas: BTreeSet::new(),
        example: None,
        quoted: None,
        offset: stamp.offset,
        touched: if by_person { stamp.offset } else { Offset::ZERO },
        merged_into: None,
        given_up: BTreeSet::new(),
    }
}

fn by_person(summit: &mut Summit, stamp: &Stamp, id: ThemeId, change: impl FnOnce(&mut Theme)) {
    if let Some(theme) = summit.themes.get_mut(&id) {
        theme.touched = stamp.offset;
        change(theme);
    }
}

/// Puts an idea in a theme, and out of the one it was in. A person's choice pins it there.
pub(crate) fn put(
    summit: &mut Summit,
    stamp: &Stamp,
    id: IdeaId,
    to: Option<ThemeId>,
    pinned: bool,
) {
    let Some(idea) = summit.ideas.get_mut(&id) else {
        return;
    };
    if let Some(old) = std::mem::replace(&mut idea.theme, to)
        && let Some(theme) = summit.themes.get_mut(&old)
    {
        theme.ideas.remove(&id);
    }
    idea.pinned = pinned;
    if pinned {
        idea.touched = stamp.offset;
    }
    idea.trace.push(Trace { at: stamp.at, by: stamp.seat.clone(), deed: IdeaChange::Moved { to } });
    if let Some(theme) = to.and_then(|to| summit.themes.get_mut(&to)) {
        theme.ideas.insert(id);
    }
}
