//! What a theme is called where the hall sees it.
//!
//! A name that a person typed is that person's, and stays. One that the machine took from ideas shows a word only as
//! long as the hall may see an idea that says it: one of those it came from, or one of the theme. So a name goes in the
//! same moment as the text, and comes back with it, without anything that somebody must do.

use super::{State, Theme};
use crate::{
    idea::{Idea, IdeaChange, State as IdeaState},
    ids::IdeaId,
    sealed::SealedText,
    summit::Summit,
    visible,
};
use std::{borrow::Cow, collections::BTreeSet};

/// What a theme is called of whose name nothing may be seen.
pub const NAMELESS: &str = "…";

/// What stands between the parts of a name that the machine gives.
const BETWEEN: &str = ", ";

/// A word that is cut is so long at least: the machine reads no more of it.
const CUT_WORD_CHARS: usize = 40;

/// A word of a name that a person typed with fewer letters is in too many texts to tell anything.
const TELLING_CHARS_MIN: usize = 4;

/// From which ideas the machine took a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    parts: Vec<Part>,
}

/// A word of a name, or the first words of an idea.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    phrase: Phrase,
    /// Who said it when the name was given, now or before; nobody: it comes from no idea.
    ideas: BTreeSet<IdeaId>,
}

impl Origin {
    /// Of a name that was given to these ideas.
    pub(crate) fn of(summit: &Summit, ideas: &BTreeSet<IdeaId>, label: &str) -> Self {
        let parts = label.split(BETWEEN).filter(|part| !part.is_empty());
        Self { parts: parts.map(|part| Part::of(summit, ideas, part)).collect() }
    }

    /// Whether any idea said any of it.
    pub(crate) fn is_said(&self) -> bool {
        self.parts.iter().any(|part| !part.ideas.is_empty())
    }
}

/// What is looked for in texts, in the form in which texts are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    form: String,
    /// It may end in the middle of a word.
    is_cut: bool,
}

impl Part {
    fn of(summit: &Summit, ideas: &BTreeSet<IdeaId>, text: &str) -> Self {
        let here = || ideas.iter().filter_map(|id| Some((*id, summit.ideas.get(id)?)));
        let everywhere = || summit.ideas.iter().map(|(id, idea)| (*id, idea));
        let candidates: Vec<(&str, Phrase)> = [Some(text), without_number(text)]
            .into_iter()
            .flatten()
            .map(|it| (it, Phrase::of(it)))
            .collect();
        let in_theme = candidates.iter().map(|it| (it, said_by(here(), &it.1)));
        let anywhere = candidates.iter().map(|it| (it, said_by(everywhere(), &it.1)));
        let found = in_theme.chain(anywhere).find(|(_, said)| !said.is_empty());
        let ((text, phrase), ideas) = found.unwrap_or_else(|| {
            // What an erased or damaged text said nobody knows: it may have been this.
            let gone = here().filter(|(_, idea)| texts(idea).any(|it| !it.is_open()));
            (&candidates[0], gone.map(|(id, _)| id).collect())
        });
        Self { text: (*text).to_owned(), phrase: phrase.clone(), ideas }
    }

    fn may_be_seen(&self, summit: &Summit, theme: &Theme) -> bool {
        let says_it = |id: &IdeaId| {
            visible::text(summit, *id).is_some_and(|text| self.phrase.stands_in(&form(text)))
        };
        self.ideas.is_empty() || self.ideas.iter().chain(&theme.ideas).any(says_it)
    }
}

impl Phrase {
    fn of(text: &str) -> Self {
        let form = form(text.trim_end_matches('…').trim_end());
        let word = form.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_cut = text.ends_with('…') || word.chars().count() >= CUT_WORD_CHARS;
        Self { form, is_cut }
    }

    /// Whether a text, in the form in which texts are compared, has it as words of its own.
    fn stands_in(&self, text: &str) -> bool {
        let joins = |one: Option<char>, other: Option<char>| {
            one.zip(other).is_some_and(|(one, other)| is_of_word(one) && is_of_word(other))
        };
        let stands = |(at, found): (usize, &str)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            !joins(before.chars().next_back(), found.chars().next())
                && (self.is_cut || !joins(found.chars().next_back(), after.chars().next()))
        };
        !self.form.is_empty() && text.match_indices(self.form.as_str()).any(stands)
    }
}

/// The name of a theme as the hall sees it.
#[must_use]
pub fn of<'s>(summit: &Summit, theme: &'s Theme) -> Cow<'s, str> {
    let Some(origin) = &theme.origin else { return Cow::Borrowed(&theme.label) };
    let seen = |part: &&Part| part.may_be_seen(summit, theme);
    let left: Vec<&str> = origin.parts.iter().filter(seen).map(|part| part.text.as_str()).collect();
    if left.len() == origin.parts.len() {
        return Cow::Borrowed(&theme.label);
    }
    let mut letters = left.join(BETWEEN);
    let Some(first) = letters.chars().next() else { return Cow::Borrowed(NAMELESS) };
    let first_upper: String = first.to_uppercase().collect();
    letters.replace_range(..first.len_utf8(), &first_upper);
    Cow::Owned(letters)
}

/// What of its name the hall may not see any more.
#[must_use]
pub fn lost<'s>(summit: &Summit, theme: &'s Theme) -> Vec<&'s str> {
    let parts = theme.origin.iter().flat_map(|origin| &origin.parts);
    parts.filter(|part| !part.may_be_seen(summit, theme)).map(|part| part.text.as_str()).collect()
}

/// Whether the machine is to name it anew, from what may be seen.
#[must_use]
pub fn is_to_be_named(summit: &Summit, theme: &Theme) -> bool {
    let Some(origin) = theme.origin.as_ref().filter(|_| theme.state != State::Closed) else {
        return false;
    };
    let is_nameless = theme.label == NAMELESS && stands_for_something(summit, theme);
    is_nameless || origin.parts.iter().any(|part| !part.may_be_seen(summit, theme))
}

/// Whether the hall sees a theme once it is published: one that the machine named goes when nothing that it holds may be
/// seen.
#[must_use]
pub fn stands_for_something(summit: &Summit, theme: &Theme) -> bool {
    theme.origin.is_none() || theme.ideas.iter().any(|id| visible::text(summit, *id).is_some())
}

/// Whether everyone sees it now.
#[must_use]
pub fn is_public(summit: &Summit, theme: &Theme) -> bool {
    theme.state == State::Published && stands_for_something(summit, theme)
}

/// Whether what an idea says may stand in what the hall sees of a theme.
#[must_use]
pub fn depends_on(theme: &Theme, idea: IdeaId) -> bool {
    let mut parts = theme.origin.iter().flat_map(|origin| &origin.parts);
    theme.ideas.contains(&idea) || parts.any(|part| part.ideas.contains(&idea))
}

/// The words of a name that a person typed which a hidden idea says, and none of the theme that may be seen: the name
/// stays, and the desk is told.
#[must_use]
pub fn hidden_words(summit: &Summit, theme: &Theme) -> Vec<String> {
    if theme.origin.is_some() {
        return Vec::new();
    }
    let hidden = summit.ideas.values().filter(|idea| idea.state == IdeaState::Hidden);
    let hidden: Vec<&str> = hidden.map(|idea| idea.text.text()).collect();
    if hidden.is_empty() {
        return Vec::new();
    }
    // Most are plain letters, which are quickly looked through.
    let may_say = |text: &str, word: &Phrase| {
        !text.is_ascii() || text.to_ascii_lowercase().contains(&word.form)
    };
    let is_said = |word: &Phrase| {
        hidden.iter().any(|text| may_say(text, word) && word.stands_in(&form(text)))
    };
    let is_seen = |word: &Phrase| {
        let seen = theme.ideas.iter().filter_map(|id| visible::text(summit, *id));
        seen.map(form).any(|text| word.stands_in(&text))
    };
    let words = theme.label.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| word.chars().count() >= TELLING_CHARS_MIN);
    let told = words.filter(|word| {
        let word = Phrase::of(word);
        is_said(&word) && !is_seen(&word)
    });
    told.map(str::to_owned).collect()
}

fn form(text: &str) -> String {
    ::text::comparable(text)
}

/// A name with the number that makes it another's: `Parkeren 2`.
fn without_number(text: &str) -> Option<&str> {
    let (base, number) = text.rsplit_once(' ')?;
    number.parse::<u16>().is_ok_and(|number| number > 1).then_some(base)
}

/// Every text that an idea ever had.
fn texts(idea: &Idea) -> impl Iterator<Item = &SealedText> {
    let former = idea.trace.iter().filter_map(|trace| match &trace.deed {
        IdeaChange::Edited { from } => Some(from),
        _ => None,
    });
    former.chain([&idea.text])
}

/// The ideas that ever said it.
fn said_by<'i>(
    ideas: impl Iterator<Item = (IdeaId, &'i Idea)>,
    phrase: &Phrase,
) -> BTreeSet<IdeaId> {
    let says_it =
        |(_, idea): &(IdeaId, &Idea)| texts(idea).any(|it| phrase.stands_in(&form(it.text())));
    ideas.filter(says_it).map(|(id, _)| id).collect()
}

/// Whether a sign is part of a word that white space ends: not in scripts that write without spaces.
fn is_of_word(c: char) -> bool {
    let is_unspaced = matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x9fff
        | 0xa000..=0xa4cf | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff);
    c.is_alphanumeric() && !is_unspaced
}
