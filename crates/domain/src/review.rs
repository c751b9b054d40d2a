//! What a wall shows of what phones send: at once, after the theme team's nod, or never; and what is held back.

use crate::{
    concept::Concept,
    idea::{self, Idea},
    ids::IdeaId,
    limits::NAMED_MAX,
    programme::{Sentences, Words},
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::texts,
    summit::Summit,
    wall,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod unwanted;
pub use unwanted::Unwanted;

/// What is longer, in words, is a sentence.
const WORDS_MAX: usize = 3;
/// As many ideas as an event names of those that say the same: the verdict stands while one of them is not erased.
const NAMED_OF_GROUP: usize = 5;

/// What phones sent, and what was said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What says the same, by the form in which texts are compared.
    pub groups: BTreeMap<String, Group>,
    /// Which group an idea is in.
    pub forms: BTreeMap<IdeaId, String>,
    /// What this event does not want on a wall unread.
    pub unwanted: Unwanted,
}

/// Texts from phones that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// One of them, by which it is named.
    pub id: IdeaId,
    /// All of them, also those that do not count.
    pub ideas: BTreeSet<IdeaId>,
    /// What a person said: it also holds for whoever sends the same later.
    pub verdict: Option<Verdict>,
}

/// What a person said of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A wall may show it.
    Accepted,
    /// No wall shows it.
    Held,
}

/// How a text from a phone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits for a nod.
    Waits,
    /// A wall shows it, without a nod.
    Shown,
    /// A person accepted it.
    Accepted,
    /// A person holds it back.
    Held,
    /// This event shows no sentences.
    Never,
}

/// What can be asked. Texts stand for all that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ReviewCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Command {
    /// Walls may show these.
    Accept { texts: BTreeSet<String> },
    /// No wall shows these.
    Hold { texts: BTreeSet<String> },
    /// Take back what was said of these.
    Reopen { texts: BTreeSet<String> },
}

impl Concept for Command {}

/// What happened. The log names ideas, never what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are what their types say")]
pub enum Event {
    /// Walls may show what these say.
    Accepted { ideas: BTreeSet<IdeaId> },
    /// No wall shows what these say.
    Held { ideas: BTreeSet<IdeaId> },
    /// What was said of these was taken back.
    Reopened { ideas: BTreeSet<IdeaId> },
}

texts! {
    Self::Accepted { .. }
    | Self::Held { .. }
    | Self::Reopened { .. } => [],
}

impl Event {
    /// The ideas that it names.
    #[must_use]
    pub const fn ideas(&self) -> &BTreeSet<IdeaId> {
        match self {
            Self::Accepted { ideas } | Self::Held { ideas } | Self::Reopened { ideas } => ideas,
        }
    }
}

/// The form in which a text is compared.
#[must_use]
pub fn form(text: &str) -> String {
    let form = ::text::comparable(text);
    if form.is_empty() { text.to_owned() } else { form }
}

/// What a command would change.
pub fn decide(summit: &Summit, _: &Request, command: &Command) -> Result<Vec<Event>, Rejection> {
    let (Command::Accept { texts } | Command::Hold { texts } | Command::Reopen { texts }) = command;
    if texts.len() > NAMED_MAX {
        return Err(Rejection::TooManyNamed { max: NAMED_MAX });
    }
    let verdict = match command {
        Command::Accept { .. } => Some(Verdict::Accepted),
        Command::Hold { .. } => Some(Verdict::Held),
        Command::Reopen { .. } => None,
    };
    let groups = texts.iter().filter_map(|text| summit.review.groups.get(&form(text)));
    let others = groups.filter(|group| group.verdict != verdict);
    let named = others.flat_map(|group| group.ideas.iter().take(NAMED_OF_GROUP));
    let ideas: BTreeSet<IdeaId> = named.copied().collect();
    if ideas.is_empty() {
        return Ok(vec![]);
    }
    Ok(vec![match verdict {
        Some(Verdict::Accepted) => Event::Accepted { ideas },
        Some(Verdict::Held) => Event::Held { ideas },
        None => Event::Reopened { ideas },
    }])
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, _: &Stamp, event: &Event) {
    let verdict = match event {
        Event::Accepted { .. } => Some(Verdict::Accepted),
        Event::Held { .. } => Some(Verdict::Held),
        Event::Reopened { .. } => None,
    };
    let Review { groups, forms, .. } = &mut summit.review;
    for form in event.ideas().iter().filter_map(|idea| forms.get(idea)) {
        if let Some(group) = groups.get_mut(form) {
            group.verdict = verdict;
        }
    }
    if verdict != Some(Verdict::Accepted) {
        let said = event.ideas().iter().filter_map(|idea| summit.review.group_of(idea));
        let said = said.flat_map(|group| &group.ideas).copied().collect();
        wall::lose(summit, &said);
    }
}

impl Review {
    /// A phone sent this, or says it instead of what it said before.
    pub(crate) fn take_in(&mut self, id: IdeaId, text: &str) {
        if let Some(before) = self.forms.remove(&id)
            && let Some(group) = self.groups.get_mut(&before)
        {
            group.ideas.remove(&id);
            match group.ideas.first() {
                Some(first) if group.id == id => group.id = *first,
                None if group.verdict.is_none() => _ = self.groups.remove(&before),
                _ => {}
            }
        }
        let form = form(text);
        if form.is_empty() {
            return;
        }
        let new = || Group { id, ideas: BTreeSet::new(), verdict: None };
        let group = self.groups.entry(form.clone()).or_insert_with(new);
        if group.ideas.is_empty() {
            group.id = id;
        }
        group.ideas.insert(id);
        self.forms.insert(id, form);
    }

    /// The group of an idea.
    #[must_use]
    pub fn group_of(&self, id: &IdeaId) -> Option<&Group> {
        self.groups.get(self.forms.get(id)?)
    }

    /// Whether a word of a sentence may stand alone on a wall.
    #[must_use]
    pub fn may_stand_alone(&self, word: &str) -> bool {
        match self.groups.get(&form(word)).and_then(|group| group.verdict) {
            Some(verdict) => verdict == Verdict::Accepted,
            None => !self.unwanted.is_in(word),
        }
    }
}

/// Whether a text is more than a few words.
#[must_use]
pub fn is_sentence(text: &str) -> bool {
    text.split_whitespace().count() > WORDS_MAX
}

/// How what an idea says stands.
#[must_use]
pub fn standing(summit: &Summit, id: &IdeaId, idea: &Idea) -> Standing {
    let rules = &summit.programme.review;
    let plan = idea.round.as_ref().and_then(|round| summit.programme.round(round));
    let waits = if is_sentence(idea.text.text()) {
        match rules.sentences {
            Sentences::Never => return Standing::Never,
            Sentences::Reviewed => true,
            Sentences::AtOnce => false,
        }
    } else {
        plan.and_then(|plan| plan.words).unwrap_or(rules.words) == Words::Reviewed
    };
    match summit.review.group_of(id).and_then(|group| group.verdict) {
        Some(Verdict::Accepted) => Standing::Accepted,
        Some(Verdict::Held) => Standing::Held,
        None if idea.held || (waits && !idea.simulated) => Standing::Waits,
        None => Standing::Shown,
    }
}

/// Whether an idea has an unwanted word and nobody has accepted it yet.
#[must_use]
pub fn waits_for_a_nod(summit: &Summit, id: &IdeaId, idea: &Idea) -> bool {
    let verdict = summit.review.group_of(id).and_then(|group| group.verdict);
    idea.held && verdict != Some(Verdict::Accepted)
}

/// Whether a wall may show what an idea says.
#[must_use]
pub fn is_shown(summit: &Summit, id: &IdeaId, idea: &Idea) -> bool {
    matches!(standing(summit, id, idea), Standing::Shown | Standing::Accepted)
}

/// How many different texts wait for a nod.
#[must_use]
pub fn waiting(summit: &Summit) -> usize {
    summit.review.groups.values().filter(|it| of_group(summit, it) == Some(Standing::Waits)).count()
}

/// How a group stands: it waits if one of its ideas does. None if none of them counts, or may ever be shown.
#[must_use]
pub fn of_group(summit: &Summit, group: &Group) -> Option<Standing> {
    let ideas = group.ideas.iter().filter_map(|id| Some((id, summit.ideas.get(id)?)));
    let live = ideas.filter(|(_, idea)| idea.state == idea::State::Live && idea.text.is_open());
    let standings = live.map(|(id, idea)| standing(summit, id, idea));
    standings.filter(|it| *it != Standing::Never).min()
}
