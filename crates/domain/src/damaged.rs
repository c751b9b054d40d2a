//! Texts of which what lies beside the log is not what was handed in: what each belongs to, for who looks after them.

use crate::{
    Event, IdeaId, SealedText, Seat, Summit, TableNo, feedback,
    idea::{self, Idea},
};
use std::fmt;

/// A damaged text, by what it belongs to; never the text itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damaged {
    /// What an idea says.
    Idea(IdeaId, Seat),
    /// Why it was hidden.
    Reason(IdeaId),
    /// A message on screens.
    Notice,
    /// What someone needs help with.
    Help(Seat),
    /// The question at the end of the day.
    Question,
    /// What someone answered to it.
    Feedback(Seat),
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Idea(idea, seat) => write!(f, "idea {idea} of {seat}"),
            Self::Reason(idea) => write!(f, "the reason for hiding idea {idea}"),
            Self::Notice => f.write_str("a notice"),
            Self::Help(seat) => write!(f, "the call for help of {seat}"),
            Self::Question => f.write_str("the question at the end of the day"),
            Self::Feedback(seat) => write!(f, "the feedback of {seat}"),
        }
    }
}

/// What is damaged of an event that this seat caused.
pub(crate) fn of_event(seat: &Seat, event: &Event) -> Option<Damaged> {
    if !event.texts().iter().any(|text| text.is_damaged()) {
        return None;
    }
    Some(match event {
        Event::Idea(idea::Event::Hidden { idea, .. }) => Damaged::Reason(*idea),
        Event::Idea(event) => Damaged::Idea(event.idea(), seat.clone()),
        Event::Table(_) => Damaged::Help(seat.clone()),
        Event::Notice(_) => Damaged::Notice,
        Event::Feedback(feedback::Event::Opened { .. }) => Damaged::Question,
        Event::Feedback(_) => Damaged::Feedback(seat.clone()),
        Event::Summit(_)
        | Event::Agenda(_)
        | Event::Round(_)
        | Event::Theme(_)
        | Event::Review(_)
        | Event::Wall(_)
        | Event::Device(_)
        | Event::Rehearsal(_)
        | Event::Copies(_)
        | Event::Clock(_) => return None,
    })
}

impl Summit {
    /// The damaged texts that stand now; former ones of ideas that were changed since are not among them.
    pub fn damaged(&self) -> impl Iterator<Item = Damaged> {
        let of_idea = |(id, idea): (&IdeaId, &Idea)| {
            let text = idea.text.is_damaged().then(|| Damaged::Idea(*id, idea.seat.clone()));
            let reason = idea.reason.as_ref().filter(|reason| reason.is_damaged());
            [text, reason.map(|_| Damaged::Reason(*id))]
        };
        let notices = self.notices.room.iter().chain(self.notices.tables.values());
        let notices = notices.filter(|notice| notice.text.is_damaged()).map(|_| Damaged::Notice);
        let of_table = |(no, table): (&TableNo, &crate::table::Table)| {
            let what = table.help.as_ref()?.what.as_ref()?;
            what.is_damaged().then_some(Damaged::Help(Seat::Table(*no)))
        };
        let ideas = self.ideas.iter().flat_map(of_idea).flatten();
        let feedback = self.feedback.iter();
        let question = feedback.clone().filter(|it| it.question.is_damaged());
        let of_answer = |(seat, answer): (&Seat, &feedback::Answer)| {
            let is_damaged = answer.sentence.as_ref().is_some_and(SealedText::is_damaged);
            is_damaged.then(|| Damaged::Feedback(seat.clone()))
        };
        let answers = feedback.flat_map(|it| &it.answers).filter_map(of_answer);
        let tables = self.tables.iter().filter_map(of_table);
        let question = question.map(|_| Damaged::Question);
        ideas.chain(notices).chain(tables).chain(question).chain(answers)
    }
}
