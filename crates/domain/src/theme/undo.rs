//! What people did to themes, and how each step is taken back.

use super::{
    Event, State, constraints::Constraints, label::Origin, names, put, shaping::refuse_foes_inside,
};
use crate::{
    actor::Seat,
    ids::{IdeaId, Offset, ThemeId, Time},
    limits::THEME_STEPS_MAX,
    rejection::Rejection,
    request::Stamp,
    summit::Summit,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a person did to themes, with what stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its commit, and so its name.
    pub offset: Offset,
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Seat,
    /// What.
    pub deed: Deed,
    /// The theme that it was done to, or that came of it.
    pub theme: Option<ThemeId>,
    /// Where its ideas were, and whether a person had put them there.
    pub ideas: BTreeMap<IdeaId, Place>,
    /// How its themes stood; none: they came of it.
    pub themes: BTreeMap<ThemeId, Option<Standing>>,
    /// The ideas that were said to belong together, or not to, or never to speak for a theme.
    bond: Option<BTreeSet<IdeaId>>,
}

/// What people can do to themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the commands")]
pub enum Deed {
    Created,
    Renamed,
    Merged,
    Split,
    Moved,
    Joined,
    Parted,
    Locked,
    Published,
    Unpublished,
    Quoted,
    Struck,
    Closed,
    Accepted,
}

/// Where an idea was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Place {
    theme: Option<ThemeId>,
    pinned: bool,
}

/// How a theme stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    label: String,
    state: State,
    by_person: bool,
    named: bool,
    #[serde(skip)]
    origin: Option<Origin>,
    unread: bool,
    locked: bool,
    merged_into: Option<ThemeId>,
    quoted: Option<IdeaId>,
}

impl Step {
    /// The themes that its ideas were in.
    pub fn ideas_themes(&self) -> impl Iterator<Item = ThemeId> {
        self.ideas.values().filter_map(|place| place.theme)
    }

    /// Whether nobody has done anything since to what it changed, so that it can be taken back.
    #[must_use]
    pub fn can_be_undone(&self, summit: &Summit) -> bool {
        // Where it was may have been given up since.
        let is_open = |id: &ThemeId| {
            let stands = summit.themes.get(id).is_some_and(|theme| theme.state != State::Closed);
            stands || self.themes.contains_key(id)
        };
        let idea_rests = |(id, place): (&IdeaId, &Place)| {
            let rests = summit.ideas.get(id).is_some_and(|idea| idea.touched <= self.offset);
            rests && place.theme.as_ref().is_none_or(is_open)
        };
        let theme_rests = |id: &ThemeId, before: &Option<Standing>| {
            summit.themes.get(id).is_some_and(|theme| {
                let others = || theme.ideas.iter().filter(|idea| !self.ideas.contains_key(idea));
                let holds_others =
                    || others().any(|idea| summit.ideas.get(idea).is_some_and(|idea| idea.pinned));
                theme.touched <= self.offset && (before.is_some() || !holds_others())
            })
        };
        self.ideas.iter().all(idea_rests)
            && self.themes.iter().all(|(id, before)| theme_rests(id, before))
    }
}

/// The step of this name, if it can be taken back.
pub(crate) fn to_undo(summit: &Summit, offset: Offset) -> Result<&Step, Rejection> {
    let step = summit.theming.steps.iter().find(|step| step.offset == offset);
    let step = step.ok_or(Rejection::ThemeNothingToUndo)?;
    if !step.can_be_undone(summit) {
        return Err(Rejection::ThemeUndoTooLate);
    }
    let is_chosen = |before: &&Standing| match before.state {
        State::Forming => before.named,
        State::Named | State::Published => true,
        State::Closed => false,
    };
    let back = step.themes.values().flatten().filter(is_chosen);
    let back = back.map(|before| before.label.as_str());
    names::refuse_return(summit, back, |id| step.themes.contains_key(&id))?;
    let is_locked = |id: &ThemeId| match step.themes.get(id) {
        Some(before) => before.as_ref().is_some_and(|before| before.locked),
        None => summit.themes.get(id).is_some_and(|theme| theme.locked),
    };
    let back = |(id, place): (&IdeaId, &Place)| {
        let is_held = place.pinned || place.theme.as_ref().is_some_and(is_locked);
        (*id, (place.theme, is_held))
    };
    if Constraints::of(summit).would_meet(&step.ideas.iter().map(back).collect()) {
        return Err(Rejection::ThemeContradiction);
    }
    let locked_again = step.themes.iter().filter(|(_, before)| {
        before.as_ref().is_some_and(|before| before.locked && before.state != State::Closed)
    });
    locked_again.map(|(id, _)| *id).try_for_each(|id| refuse_foes_inside(summit, id))?;
    Ok(step)
}

/// Keeps what stands before an event that a person caused. Events of one commit are one step.
pub(crate) fn note(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    let Some(reach) = Reach::of(summit, event) else { return };
    let place = |id: &IdeaId| {
        let idea = summit.ideas.get(id)?;
        Some((*id, Place { theme: idea.theme, pinned: idea.pinned }))
    };
    let standing = |id: &ThemeId| {
        let before = summit.themes.get(id).map(|theme| Standing {
            label: theme.label.clone(),
            state: theme.state,
            by_person: theme.by_person,
            named: theme.named,
            origin: theme.origin.clone(),
            unread: theme.unread,
            locked: theme.locked,
            merged_into: theme.merged_into,
            quoted: theme.quoted,
        });
        (*id, before)
    };
    let ideas: BTreeMap<_, _> = reach.ideas.iter().filter_map(place).collect();
    let themes: BTreeMap<_, _> = reach.themes.iter().map(standing).collect();
    let steps = &mut summit.theming.steps;
    if let Some(last) = steps.back_mut().filter(|last| last.offset == stamp.offset) {
        ideas.into_iter().for_each(|(id, place)| {
            last.ideas.entry(id).or_insert(place);
        });
        return;
    }
    if steps.len() == THEME_STEPS_MAX {
        steps.pop_front();
    }
    steps.push_back(Step {
        offset: stamp.offset,
        at: stamp.at,
        by: stamp.seat.clone(),
        deed: reach.deed,
        theme: reach.theme,
        ideas,
        themes,
        bond: reach.bond,
    });
}

/// Puts back what stood before a step.
pub(crate) fn undo(summit: &mut Summit, stamp: &Stamp, offset: Offset) {
    let Some(at) = summit.theming.steps.iter().position(|step| step.offset == offset) else {
        return;
    };
    let Some(step) = summit.theming.steps.remove(at) else { return };
    let mut back: BTreeSet<ThemeId> = step.themes.keys().copied().collect();
    let is_left = |id: &ThemeId| summit.themes.get(id).is_some_and(names::is_left);
    back.extend(step.ideas_themes().filter(is_left));
    for (id, place) in &step.ideas {
        let is_there = |summit: &Summit| {
            let idea = summit.ideas.get(id);
            idea.is_some_and(|idea| (idea.theme, idea.pinned) == (place.theme, place.pinned))
        };
        if !is_there(summit) {
            put(summit, stamp, *id, place.theme, place.pinned);
        }
        if let Some(idea) = summit.ideas.get_mut(id) {
            idea.touched = stamp.offset;
        }
    }
    for (id, before) in step.themes {
        let leaves = |summit: &Summit| summit.themes.get(&id).map(|theme| theme.ideas.clone());
        if before.is_none() {
            // What the machine put in meanwhile is free again.
            for idea in leaves(summit).unwrap_or_default() {
                put(summit, stamp, idea, None, false);
            }
        }
        let Some(theme) = summit.themes.get_mut(&id) else { continue };
        theme.touched = stamp.offset;
        match before {
            Some(before) => {
                theme.label = before.label;
                theme.state = before.state;
                theme.by_person = before.by_person;
                theme.named = before.named;
                theme.origin = before.origin;
                theme.unread = before.unread;
                theme.given_up.clear();
                theme.locked = before.locked;
                theme.merged_into = before.merged_into;
                theme.quoted = before.quoted;
            }
            None => theme.state = State::Closed,
        }
    }
    names::settle(summit, back);
    if let Some(bond) = step.bond {
        let constraints = match step.deed {
            Deed::Struck => {
                summit.theming.struck.retain(|idea, _| !bond.contains(idea));
                return;
            }
            Deed::Parted => &mut summit.theming.apart,
            _ => &mut summit.theming.together,
        };
        if let Some(at) = constraints.iter().rposition(|ideas| *ideas == bond) {
            constraints.remove(at);
        }
    }
}

/// What an event reaches.
struct Reach {
    deed: Deed,
    theme: Option<ThemeId>,
    ideas: BTreeSet<IdeaId>,
    themes: BTreeSet<ThemeId>,
    bond: Option<BTreeSet<IdeaId>>,
}

impl Reach {
    /// None if no person did it, or it is not taken back by a step.
    fn of(summit: &Summit, event: &Event) -> Option<Self> {
        let ideas_of = |theme: &ThemeId| {
            summit.themes.get(theme).map(|theme| theme.ideas.clone()).unwrap_or_default()
        };
        let reach = |deed, theme: &ThemeId| Self {
            deed,
            theme: Some(*theme),
            ideas: BTreeSet::new(),
            themes: BTreeSet::from([*theme]),
            bond: None,
        };
        Some(match event {
            Event::Created { theme, .. } => reach(Deed::Created, theme),
            Event::Renamed { theme, .. } => reach(Deed::Renamed, theme),
            Event::Locked { theme, .. } => reach(Deed::Locked, theme),
            Event::Published { themes, .. } => {
                Self { themes: themes.clone(), ..reach(Deed::Published, themes.first()?) }
            }
            Event::Unpublished { themes } => {
                Self { themes: themes.clone(), ..reach(Deed::Unpublished, themes.first()?) }
            }
            Event::Quoted { theme, .. } => reach(Deed::Quoted, theme),
            Event::Struck { idea } => Self {
                deed: Deed::Struck,
                theme: summit.ideas.get(idea).and_then(|idea| idea.theme),
                ideas: BTreeSet::new(),
                themes: BTreeSet::new(),
                bond: Some(BTreeSet::from([*idea])),
            },
            Event::Merged { from, into } => Self {
                ideas: ideas_of(from).union(&ideas_of(into)).copied().collect(),
                themes: BTreeSet::from([*from, *into]),
                ..reach(Deed::Merged, into)
            },
            Event::Split { theme, into, .. } => Self {
                ideas: ideas_of(theme),
                themes: BTreeSet::from([*theme, *into]),
                ..reach(Deed::Split, into)
            },
            Event::Closed { theme } => {
                Self { ideas: ideas_of(theme), ..reach(Deed::Closed, theme) }
            }
            Event::Moved { idea, theme } => Self {
                deed: Deed::Moved,
                theme: *theme,
                ideas: BTreeSet::from([*idea]),
                themes: BTreeSet::new(),
                bond: None,
            },
            Event::Parted { ideas } => Self {
                deed: Deed::Parted,
                theme: None,
                ideas: ideas.clone(),
                themes: BTreeSet::new(),
                bond: Some(ideas.clone()),
            },
            Event::Joined { ideas, moved, theme } => Self {
                deed: Deed::Joined,
                theme: *theme,
                ideas: ideas.union(moved).copied().collect(),
                themes: BTreeSet::new(),
                bond: Some(ideas.clone()),
            },
            Event::Accepted { labels, moves, .. } => Self {
                deed: Deed::Accepted,
                theme: None,
                ideas: moves.iter().map(|it| it.idea).collect(),
                themes: labels.iter().map(|it| it.theme).collect(),
                bond: None,
            },
            Event::Regrouped { .. }
            | Event::Tuned { .. }
            | Event::Settled { .. }
            | Event::Suggested { .. }
            | Event::Dismissed { .. }
            | Event::Undone { .. } => return None,
        })
    }
}
