//! The question at the end of the day: what is asked, each seat's own answer, and what they come to.

use crate::{Key, is_not, json};
use domain::{
    Offset, SealedText, Seat, Summit, Time,
    feedback::{Answer, Feedback},
};
use serde::Serialize;
use serde_json::Value;

/// What `feedback` holds in `room`.
#[derive(Serialize)]
struct Asked<'s> {
    question: &'s str,
    /// What was kept of the question is not what was asked.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    open: bool,
}

/// What `feedback` holds in the document of those who answered.
#[derive(Serialize)]
struct Own<'s> {
    score: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<&'s str>,
    /// What was kept of the sentence is not what was written.
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    at: Time,
}

/// What `feedback` holds in `control`, and the record tells.
#[derive(Serialize)]
pub(crate) struct Result<'s> {
    #[serde(flatten)]
    asked: Asked<'s>,
    answers: usize,
    /// How many gave each score, from 1 to 5.
    counts: [u32; 5],
    /// In hundredths; none without answers.
    mean: Option<f64>,
}

/// What `sentence/<offset>` holds in `control`: who wrote it is not told.
#[derive(Serialize)]
pub(crate) struct Sentence<'s> {
    score: u8,
    /// None if it was erased or is damaged.
    text: Option<&'s str>,
    #[serde(skip_serializing_if = "is_not")]
    damaged: bool,
    /// It has a word that the event does not want to be shown unread.
    #[serde(skip_serializing_if = "is_not")]
    unwanted: bool,
    at: Time,
}

fn asked(feedback: &Feedback) -> Asked<'_> {
    let Feedback { question, open, .. } = feedback;
    Asked { question: question.text(), damaged: question.is_damaged(), open: *open }
}

/// What everyone is asked.
pub(crate) fn in_room(summit: &Summit) -> Option<Value> {
    summit.feedback.as_ref().map(|feedback| json(&asked(feedback)))
}

/// What this seat answered.
pub(crate) fn own(summit: &Summit, seat: &Seat) -> Option<Value> {
    let answer = summit.feedback.as_ref()?.answers.get(seat)?;
    let sentence = answer.sentence.as_ref();
    Some(json(&Own {
        score: answer.score,
        sentence: sentence.filter(|it| it.is_open()).map(SealedText::text),
        damaged: sentence.is_some_and(SealedText::is_damaged),
        at: answer.at,
    }))
}

/// What the answers come to.
pub(crate) fn result(feedback: &Feedback) -> Result<'_> {
    let hundredths = feedback.mean_hundredths().and_then(|mean| u32::try_from(mean).ok());
    Result {
        asked: asked(feedback),
        answers: feedback.answers.len(),
        counts: feedback.counts(),
        mean: hundredths.map(|mean| f64::from(mean) / 100.0),
    }
}

/// The answers with a sentence, in order of arrival.
pub(crate) fn with_sentence(feedback: &Feedback) -> Vec<(&Seat, &Answer)> {
    let answers = feedback.answers.iter().filter(|(_, answer)| answer.sentence.is_some());
    let mut answers: Vec<_> = answers.collect();
    answers.sort_by_key(|(_, answer)| answer.offset);
    answers
}

/// The sentence of an answer, if it has one.
pub(crate) fn sentence(answer: &Answer) -> Option<Sentence<'_>> {
    let text = answer.sentence.as_ref()?;
    Some(Sentence {
        score: answer.score,
        text: text.opened().map(|(_, text)| text),
        damaged: text.is_damaged(),
        unwanted: answer.held,
        at: answer.at,
    })
}

/// The keys of `control` that tell of it.
pub(crate) fn keys(summit: &Summit) -> Vec<Key> {
    let sentences = summit.feedback.iter().flat_map(with_sentence);
    let sentences = sentences.map(|(_, answer)| Key::Sentence(answer.offset));
    summit.feedback.iter().map(|_| Key::Feedback).chain(sentences).collect()
}

/// What `control` holds of it.
pub(crate) fn in_control(summit: &Summit, key: &Key) -> Option<Value> {
    let feedback = summit.feedback.as_ref()?;
    match key {
        Key::Feedback => Some(json(&result(feedback))),
        Key::Sentence(offset) => at(feedback, *offset).and_then(sentence).map(|it| json(&it)),
        _ => None,
    }
}

fn at(feedback: &Feedback, offset: Offset) -> Option<&Answer> {
    feedback.answers.values().find(|answer| answer.offset == offset)
}
