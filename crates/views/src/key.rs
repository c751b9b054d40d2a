//! The names of the entries of documents.

use domain::{IdeaId, Offset, TableNo, ThemeId, WallId};
use serde::{Serialize, Serializer};
use std::fmt;

/// The name of an entry within its document; its `Display` is the key on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// What the day is called, and how large it is.
    Summit,
    /// The current agenda item.
    AgendaCurrent,
    /// One agenda item by its number, counted from 1.
    Agenda(usize),
    /// The current round.
    Round,
    /// A message on the screen.
    Notice,
    /// What `agenda.next` would do.
    Next,
    /// What `agenda.undo` would undo.
    Undo,
    /// How much the current round has brought.
    Progress,
    /// An idea.
    Idea(IdeaId),
    /// A theme.
    Theme(ThemeId),
    /// Whom the published themes represent.
    Coverage,
    /// How the machine is steered.
    Tuning,
    /// What the machine would rather show.
    Suggestion,
    /// What someone did to themes.
    Step(Offset),
    /// A table on the table board.
    Table(TableNo),
    /// Whether the table is ready.
    Ready,
    /// What the table needs help with.
    Help,
    /// A display.
    Wall(WallId),
    /// What the display shows.
    Scene,
    /// What phones sent in the current round.
    Words,
    /// What phones sent that says the same.
    Word(IdeaId),
    /// How much of it waits for a nod.
    Review,
    /// That nothing counts now.
    Rehearsal,
    /// The question at the end of the day.
    Feedback,
    /// What someone answered to it in a sentence.
    Sentence(Offset),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Summit => f.write_str("summit"),
            Self::AgendaCurrent => f.write_str("agenda/current"),
            Self::Agenda(number) => write!(f, "agenda/{number}"),
            Self::Round => f.write_str("round"),
            Self::Notice => f.write_str("notice"),
            Self::Next => f.write_str("next"),
            Self::Undo => f.write_str("undo"),
            Self::Progress => f.write_str("progress"),
            Self::Idea(idea) => write!(f, "idea/{idea}"),
            Self::Theme(theme) => write!(f, "theme/{theme}"),
            Self::Coverage => f.write_str("coverage"),
            Self::Tuning => f.write_str("tuning"),
            Self::Suggestion => f.write_str("suggestion"),
            Self::Step(offset) => write!(f, "step/{offset}"),
            Self::Table(table) => write!(f, "table/{table}"),
            Self::Ready => f.write_str("ready"),
            Self::Help => f.write_str("help"),
            Self::Wall(wall) => write!(f, "wall/{wall}"),
            Self::Scene => f.write_str("scene"),
            Self::Words => f.write_str("words"),
            Self::Word(idea) => write!(f, "word/{idea}"),
            Self::Review => f.write_str("review"),
            Self::Rehearsal => f.write_str("rehearsal"),
            Self::Feedback => f.write_str("feedback"),
            Self::Sentence(offset) => write!(f, "sentence/{offset}"),
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
