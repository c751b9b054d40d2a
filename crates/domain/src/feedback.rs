//! Feedback: at the end of the day one question, answered on a scale of 1 to 5 and in a sentence.

use crate::{
    actor::Seat,
    concept::Concept,
    ids::{Offset, Time},
    limits::{FEEDBACK_ANSWERS_MAX, FEEDBACK_PER_MIN, FEEDBACK_SCORES},
    programme::Kind,
    rate::Rate,
    rejection::Rejection,
    request::{Request, Stamp},
    sealed::{SealedText, texts},
    summit::Summit,
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The question of the day, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feedback {
    /// What is asked.
    pub question: SealedText,
    /// Whether answers are taken.
    pub open: bool,
    /// The answer of each seat that gave one: the last.
    pub answers: BTreeMap<Seat, Answer>,
}

/// What one seat answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// From 1 to 5; more is better.
    pub score: u8,
    /// Why, if they said so.
    pub sentence: Option<SealedText>,
    /// The sentence has a word that the event does not want to be shown unread.
    pub held: bool,
    /// When.
    pub at: Time,
    /// Its place in the log, and so its name where answers are listed.
    pub offset: Offset,
}

impl Feedback {
    /// How many gave each score, from 1 to 5.
    #[must_use]
    pub fn counts(&self) -> [u32; 5] {
        let mut counts = [0; 5];
        for answer in self.answers.values() {
            if let Some(count) = counts.get_mut(usize::from(answer.score).wrapping_sub(1)) {
                *count += 1;
            }
        }
        counts
    }

    /// The mean of the scores, in hundredths; none without answers.
    #[must_use]
    pub fn mean_hundredths(&self) -> Option<u64> {
        let sum: u64 = self.answers.values().map(|answer| u64::from(answer.score)).sum();
        let count = self.answers.len() as u64;
        (count > 0).then(|| (sum * 100 + count / 2) / count)
    }
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FeedbackCommand")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Ask the question, or take answers to it again.
    Open {
        /// What is asked.
        question: String,
    },
    /// Take no more answers.
    Close {},
    /// Answer, or answer otherwise.
    Answer {
        /// From 1 to 5; more is better.
        score: u8,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sentence: Option<String>,
    },
}

impl Concept for Command {
    fn rate(&self, _: &Seat) -> Option<Rate> {
        match self {
            Self::Open { .. } | Self::Close {} => None,
            Self::Answer { .. } => Some(Rate { code: "rate.feedback", per_min: FEEDBACK_PER_MIN }),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Answers are taken from here on.
    Opened {
        /// What is asked.
        question: SealedText,
    },
    /// No more answers are taken.
    Closed {},
    /// A seat answered, or answered otherwise.
    Answered {
        /// From 1 to 5; more is better.
        score: u8,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sentence: Option<SealedText>,
        /// Whether the sentence has a word that the event does not want to be shown unread.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
}

texts! {
    Self::Opened { question } => [question],
    Self::Answered { sentence: Some(sentence), .. } => [sentence],
    Self::Answered { sentence: None, .. } | Self::Closed {} => [],
}

/// What a command would change.
pub fn decide(
    summit: &Summit,
    request: &Request,
    command: &Command,
) -> Result<Vec<Event>, Rejection> {
    let stands = summit.feedback.as_ref();
    match command {
        Command::Open { question } => {
            let question = text::question(question)?;
            let current = summit.agenda.current(&summit.programme);
            if current.is_none_or(|item| item.kind != Kind::Closing) {
                return Err(Rejection::FeedbackNotClosing);
            }
            // What was answered stays an answer to what was asked.
            match stands.filter(|it| it.question.text() == question || !it.answers.is_empty()) {
                Some(same) if same.question.text() != question => Err(Rejection::FeedbackAnswered),
                Some(same) if same.open => Ok(vec![]),
                _ => {
                    let question = SealedText::seal(question, request.salt);
                    Ok(vec![Event::Opened { question }])
                }
            }
        }
        Command::Close {} => {
            let is_open = stands.ok_or(Rejection::FeedbackNone)?.open;
            Ok(if is_open { vec![Event::Closed {}] } else { vec![] })
        }
        Command::Answer { score, sentence } => {
            let feedback = stands.ok_or(Rejection::FeedbackNone)?;
            let seat = &request.actor.seat;
            if !matches!(seat, Seat::Table(_) | Seat::Badge(_)) {
                return Err(Rejection::AccessDenied);
            }
            // It was answered in time, and the log lost it.
            if !feedback.open && !request.again.is_believed() {
                return Err(Rejection::FeedbackClosed);
            }
            if !FEEDBACK_SCORES.contains(score) {
                return Err(Rejection::FeedbackScore { max: (*FEEDBACK_SCORES.end()).into() });
            }
            let sentence = sentence.as_deref().filter(|sentence| !sentence.trim().is_empty());
            let sentence = sentence.map(|it| text::remark(it, "sentence")).transpose()?;
            let is_same = |answer: &Answer| {
                let said = answer.sentence.as_ref().map(SealedText::text);
                answer.score == *score && said == sentence.as_deref()
            };
            if feedback.answers.get(seat).is_some_and(is_same) {
                return Ok(vec![]);
            }
            if feedback.answers.len() >= FEEDBACK_ANSWERS_MAX
                && !feedback.answers.contains_key(seat)
            {
                return Err(Rejection::FeedbackFull { max: FEEDBACK_ANSWERS_MAX });
            }
            let held = sentence.as_ref().is_some_and(|it| summit.review.unwanted.is_in(it));
            let sentence = sentence.map(|it| SealedText::seal(it, request.salt));
            Ok(vec![Event::Answered { score: *score, sentence, held }])
        }
    }
}

/// Takes what happened into the state.
pub fn apply(summit: &mut Summit, stamp: &Stamp, event: &Event) {
    match event {
        Event::Opened { question } => {
            let answers = summit.feedback.take().map(|it| it.answers).unwrap_or_default();
            summit.feedback = Some(Feedback { question: question.clone(), open: true, answers });
        }
        Event::Closed {} => {
            if let Some(feedback) = &mut summit.feedback {
                feedback.open = false;
            }
        }
        Event::Answered { score, sentence, held } => {
            let answer = Answer {
                score: *score,
                sentence: sentence.clone(),
                held: *held,
                at: stamp.at,
                offset: stamp.offset,
            };
            if let Some(feedback) = &mut summit.feedback {
                feedback.answers.insert(stamp.seat.clone(), answer);
            }
        }
    }
}
