//! Ideas: short texts that are never deleted, only withdrawn, hidden or moved, each with its trace.

use crate::{
    actor::Seat,
    agenda::Phase,
    concept::Concept,
    ids::{IdeaId, Offset, RequestId, RoundId, TableNo, ThemeId, Time},
    limits::{IDEAS_MAX, IDEAS_PER_MIN, IDEAS_PER_MIN_STAFF},
    rate::Rate,
    rejection::Rejection,
    request::{Request, Stamp},
    round::Tally,
    sealed::{Salt, SealedText, texts},
    summit::Summit,
    text, wall,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod belonging;
use belonging::{When, own, round_of, table_of};

/// A short text that someone handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Idea {
    /// Whose it is.
    pub seat: Seat,
    /// The table it is from, if it is from one.
    pub table: Option<TableNo>,
    /// The round it belongs to, for good.
    pub round: Option<RoundId>,
    /// What it says now.
    pub text: SealedText,
    /// Whether it counts.
    pub state: State,
    /// Whether it came while its round was not open: after it, or before (see `early`).
    pub late: bool,
    /// It came again, after the log lost it, and before its round was opened again: it counts from then on.
    pub early: bool,
    /// It came again, after the log lost it.
    pub again: bool,
    /// When it was handed in.
    pub at: Time,
    /// Its place in the log, and so its order of arrival.
    pub offset: Offset,
    /// Why it was hidden.
    pub reason: Option<SealedText>,
    /// The theme it is shown in.
    pub theme: Option<ThemeId>,
    /// Whether a person put it there.
    pub pinned: bool,
    /// When a person last placed it.
    pub touched: Offset,
    /// An earlier idea that says nearly the same, as the machine found.
    pub alike: Option<IdeaId>,
    /// It has a word that the event does not want on a wall unread.
    pub held: bool,
    /// A simulated person sent it: nobody needs to read it first.
    pub simulated: bool,
    /// Everything that was done to it.
    pub trace: Vec<Trace>,
}

impl Idea {
    /// Whether it was changed since it was handed in.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.trace.iter().any(|trace| matches!(trace.deed, IdeaChange::Edited { .. }))
    }
}

/// Whether an idea counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It counts.
    Live,
    /// Its author took it back.
    Withdrawn,
    /// The theme team keeps it from view.
    Hidden,
}

/// Something that was done to an idea.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Seat,
    /// What.
    pub deed: IdeaChange,
}

/// What can be done to an idea.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdeaChange {
    /// It was handed in.
    Submitted,
    /// Its text was changed; this is what it said before.
    Edited {
        /// The former text.
        from: SealedText,
    },
    /// It was taken back.
    Withdrawn,
    /// It was kept from view.
    Hidden,
    /// It was brought back.
    Restored,
    /// It was put in another theme, or in none.
    Moved {
        /// Where it is now.
        to: Option<ThemeId>,
    },
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "IdeaCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Hand in.
    Submit {
        /// What it says.
        text: String,
        /// The round it was written in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<RoundId>,
        /// For staff who type a paper slip: the table it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        table: Option<TableNo>,
    },
    /// Say it otherwise.
    Edit {
        /// Which.
        idea: IdeaId,
        /// What it says from now on.
        text: String,
    },
    /// Take it back.
    Withdraw {
        /// Which.
        idea: IdeaId,
    },
    /// Keep it from view.
    Hide {
        /// Which.
        idea: IdeaId,
        /// Why.
        reason: String,
    },
    /// Bring it back.
    Restore {
        /// Which.
        idea: IdeaId,
    },
}

impl Command {
    /// Whether only staff may send it.
    #[must_use]
    pub const fn is_of_staff(&self) -> bool {
        matches!(self, Self::Hide { .. } | Self::Restore { .. })
    }
}

impl Concept for Command {
    fn rate(&self, seat: &Seat) -> Option<Rate> {
        let per_min = match (self, seat) {
            (Self::Withdraw { .. } | Self::Hide { .. } | Self::Restore { .. }, _)
            | (_, Seat::System) => return None,
            (Self::Submit { .. } | Self::Edit { .. }, Seat::Staff(_)) => IDEAS_PER_MIN_STAFF,
            (Self::Submit { .. } | Self::Edit { .. }, Seat::Table(_) | Seat::Badge(_)) => {
                IDEAS_PER_MIN
            }
        };
        Some(Rate { code: "rate.ideas", per_min })
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// It was handed in.
    Submitted {
        /// Which; the id of the request.
        idea: IdeaId,
        /// The table it is from, if it is from one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        table: Option<TableNo>,
        /// The round it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<RoundId>,
        /// What it says.
        text: SealedText,
        /// Whether its round was closed already, or is not open yet.
        late: bool,
        /// Whether its round is not open yet: it comes again, after the log lost it, and counts once it is.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        early: bool,
        /// Whether it comes again, after the log lost it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
        /// Whether it has a word that waits for a nod.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
        /// Whether a simulated person sent it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        simulated: bool,
    },
    /// It says something else.
    Edited {
        /// Which.
        idea: IdeaId,
        /// What it says now.
        text: SealedText,
        /// Whether it has a word that waits for a nod.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
    /// It was taken back.
    Withdrawn {
        /// Which.
        idea: IdeaId,
    },
    /// It was kept from view.
    Hidden {
        /// Which.
        idea: IdeaId,
        /// Why.
        reason: SealedText,
    },
    /// It was brought back.
    Restored {
        /// Which.
        idea: IdeaId,
    },
}

texts! {
    Self::Submitted { text, .. } | Self::Edited { text, .. } => [text],
    Self::Hidden { reason, .. } => [reason],
    Self::Withdrawn { .. } | Self::Restored { .. } => [],
}

impl Event {
    /// Which idea it is about.
    #[must_use]
    pub const fn idea(&self) -> IdeaId {
        match self {
            Self::Submitted { idea, .. }
            | Self::Edited { idea, .. }
            | Self::Withdrawn { idea }
            | Self::Hidden { idea, .. }
            | Self::Restored { idea } => *idea,
        }
    }
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let actor = &request.actor;
    let event = match command {
        Command::Submit { text, round, table } => {
            let id = id_of(request.id);
            if summit.ideas.contains_key(&id) {
                return Err(Rejection::IdReused);
            }
            let table = table_of(summit, actor, *table)?;
            let (round, when) = round_of(summit, actor, round.as_ref(), request.again)?;
            if summit.ideas.len() >= IDEAS_MAX {
                return Err(Rejection::IdeaSummitFull { max: IDEAS_MAX });
            }
            let text = text::idea(text)?;
            let held = summit.review.unwanted.is_in(&text);
            let (text, simulated) = (seal(text, request.salt), request.rehearsed.is_some());
            let (late, early) = (when != When::InTime, when == When::Early);
            let again = request.again.is_believed();
            Event::Submitted { idea: id, table, round, text, late, early, again, held, simulated }
        }
        Command::Edit { idea, text } => {
            own(summit, request, *idea)?;
            let text = text::idea(text)?;
            if summit.ideas[idea].text.text() == text {
                return Ok(vec![]);
            }
            let held = summit.review.unwanted.is_in(&text);
            Event::Edited { idea: *idea, text: seal(text, request.salt), held }
        }
        Command::Withdraw { idea } => {
            if summit
                .ideas
                .get(idea)
                .is_some_and(|idea| idea.seat == actor.seat && idea.state == State::Withdrawn)
            {
                return Ok(vec![]);
            }
            own(summit, request, *idea)?;
            Event::Withdrawn { idea: *idea }
        }
        Command::Hide { idea, reason } => {
            match summit.ideas.get(idea).ok_or(Rejection::IdeaUnknown)?.state {
                State::Hidden => return Ok(vec![]),
                State::Withdrawn => return Err(Rejection::IdeaWithdrawn),
                State::Live => Event::Hidden {
                    idea: *idea,
                    reason: seal(text::remark(reason, "reason")?, request.salt),
                },
            }
        }
        Command::Restore { idea } => {
            match summit.ideas.get(idea).ok_or(Rejection::IdeaUnknown)?.state {
                State::Hidden => Event::Restored { idea: *idea },
                State::Live => return Ok(vec![]),
                State::Withdrawn => return Err(Rejection::IdeaNotHidden),
            }
        }
    };
    Ok(vec![event])
}

fn seal(text: String, salt: Salt) -> SealedText {
    SealedText::seal(text, salt)
}

const fn id_of(request: RequestId) -> IdeaId {
    IdeaId(request.0)
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    if let Event::Submitted { idea, table, round, text, late, early, again, held, simulated } =
        event
    {
        let new = Idea {
            seat: stamp.seat.clone(),
            table: *table,
            round: round.clone(),
            text: text.clone(),
            state: State::Live,
            late: *late,
            early: *early,
            again: *again,
            at: stamp.at,
            offset: stamp.offset,
            reason: None,
            theme: None,
            pinned: false,
            touched: Offset::ZERO,
            alike: None,
            held: *held,
            simulated: *simulated,
            trace: Vec::new(),
        };
        summit.ideas.insert(*idea, new);
    }
    let Some(idea) = summit.ideas.get_mut(&event.idea()) else {
        return;
    };
    let was_live = idea.state == State::Live && !matches!(event, Event::Submitted { .. });
    let deed = match event {
        Event::Submitted { .. } => IdeaChange::Submitted,
        Event::Edited { text, held, .. } => {
            idea.alike = None;
            idea.held = *held;
            // Nobody has read what it says now.
            for theme in summit.themes.values_mut() {
                theme.quoted = theme.quoted.filter(|quoted| *quoted != event.idea());
            }
            IdeaChange::Edited { from: std::mem::replace(&mut idea.text, text.clone()) }
        }
        Event::Withdrawn { .. } => {
            idea.state = State::Withdrawn;
            IdeaChange::Withdrawn
        }
        Event::Hidden { reason, .. } => {
            idea.state = State::Hidden;
            idea.reason = Some(reason.clone());
            IdeaChange::Hidden
        }
        Event::Restored { .. } => {
            idea.state = State::Live;
            idea.reason = None;
            IdeaChange::Restored
        }
    };
    let from_phone = matches!(idea.seat, Seat::Badge(_));
    if let (true, Event::Submitted { text, .. } | Event::Edited { text, .. }) = (from_phone, event)
    {
        summit.review.take_in(event.idea(), text.text());
    }
    idea.trace.push(Trace { at: stamp.at, by: stamp.seat.clone(), deed });
    let is_live = idea.state == State::Live;
    if was_live != is_live && !idea.early {
        count(&mut summit.tallies, idea, is_live);
    }
    if matches!(event, Event::Edited { .. } | Event::Withdrawn { .. } | Event::Hidden { .. }) {
        wall::lose(summit, &BTreeSet::from([event.idea()]));
    }
}

/// Counts an idea in its round, or no longer.
fn count(tallies: &mut BTreeMap<RoundId, Tally>, idea: &Idea, counts: bool) {
    let Some(round) = &idea.round else { return };
    let tally = tallies.entry(round.clone()).or_default();
    let count = match (idea.table, &idea.seat) {
        (Some(table), _) => tally.tables.entry(table).or_default(),
        (None, Seat::Badge(badge)) => tally.badges.entry(*badge).or_default(),
        (None, _) => return,
    };
    *count = if counts { *count + 1 } else { count.saturating_sub(1) };
}

/// The current round can be handed in to: what came again before that counts from now on.
pub(crate) fn count_early(summit: &mut Summit) {
    let Some((round, Phase::HandIn)) = summit.agenda.round(&summit.programme) else { return };
    for idea in summit.ideas.values_mut() {
        if idea.early && idea.round.as_ref() == Some(round) {
            (idea.early, idea.late) = (false, false);
            if idea.state == State::Live {
                count(&mut summit.tallies, idea, true);
            }
        }
    }
}
