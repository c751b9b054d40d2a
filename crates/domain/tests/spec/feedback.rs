//! Feedback: at the end of the day one question, a scale and a sentence.

use super::hall::Hall;
use domain::{Offset, Seat, TableNo, feedback::Feedback};
use serde_json::{Value, json};

const QUESTION: &str = "Hoe was de dag?";

fn open() -> Value {
    json!({"feedback": {"open": {"question": QUESTION}}})
}

fn close() -> Value {
    json!({"feedback": {"close": {}}})
}

fn answer(score: u8, sentence: &str) -> Value {
    json!({"feedback": {"answer": {"score": score, "sentence": sentence}}})
}

fn score(score: u8) -> Value {
    json!({"feedback": {"answer": {"score": score}}})
}

/// The day closes, and the question is asked.
pub fn asked() -> Hall {
    let mut hall = Hall::at_item("closing");
    hall.facilitator().sends(open()).saved();
    hall
}

fn feedback(hall: &Hall) -> &Feedback {
    hall.summit.feedback.as_ref().expect("a question")
}

#[test]
fn a_question_is_asked_only_while_the_day_closes() {
    let mut hall = Hall::at_item("theming");
    hall.facilitator().sends(open()).refused("feedback.not_closing");
    hall.facilitator().sends(close()).refused("feedback.none");
    hall.badge(1).sends(score(5)).refused("feedback.none");
    hall.goes_to("closing");
    hall.facilitator()
        .sends(open())
        .happened(json!({"feedback": {"opened": {"question": QUESTION}}}));
    hall.facilitator().sends(open()).changed_nothing();
}

#[test]
fn a_seat_answers_once_and_may_change_it() {
    let mut hall = asked();
    hall.badge(1)
        .sends(answer(4, "fijne gesprekken"))
        .happened(json!({"feedback": {"answered": {"score": 4, "sentence": "fijne gesprekken"}}}));
    hall.badge(1).sends(answer(4, "fijne gesprekken")).changed_nothing();
    hall.badge(1).sends(score(2)).saved();
    hall.host(3).sends(score(5)).saved();
    assert_eq!(feedback(&hall).counts(), [0, 1, 0, 0, 1]);
    assert_eq!(feedback(&hall).mean_hundredths(), Some(350));
    let own = &feedback(&hall).answers[&Seat::Table(TableNo(3))];
    assert_eq!((own.score, &own.sentence, own.offset), (5, &None, hall.summit.offset));
    assert_eq!(hall.replayed(), hall.summit);
}

#[test]
fn the_mean_is_rounded_to_hundredths_and_there_is_none_without_answers() {
    let mut hall = asked();
    assert_eq!(feedback(&hall).mean_hundredths(), None);
    for (badge, given) in [(1, 5), (2, 5), (3, 4)] {
        hall.badge(badge).sends(score(given)).saved();
    }
    assert_eq!(feedback(&hall).mean_hundredths(), Some(467));
}

#[test]
fn outside_the_scale_and_texts_that_cannot_be_read_are_refused() {
    let mut hall = asked();
    for wrong in [0, 6, 255] {
        hall.badge(1).sends(score(wrong)).refused("feedback.score_out_of_range");
    }
    hall.badge(1).sends(answer(3, &"a".repeat(201))).refused("text.too_long");
    hall.badge(1).sends(answer(3, "a\u{202e}b")).refused("text.unreadable");
    let nothing = hall.badge(1).sends(answer(3, "  ")).result.expect("an answer");
    assert!(nothing[0].texts().is_empty());
    let ask = |question: &str| json!({"feedback": {"open": {"question": question}}});
    hall.facilitator().sends(ask("")).refused("text.empty");
    hall.facilitator().sends(ask(&"a".repeat(281))).refused("text.too_long");
}

#[test]
fn after_the_close_nobody_answers_until_the_same_question_is_asked_again() {
    let mut hall = asked();
    hall.badge(1).sends(score(4)).saved();
    hall.facilitator().sends(close()).happened(json!({"feedback": {"closed": {}}}));
    hall.facilitator().sends(close()).changed_nothing();
    hall.badge(2).sends(score(5)).refused("feedback.closed");
    let other = json!({"feedback": {"open": {"question": "En het eten?"}}});
    hall.facilitator().sends(other).refused("feedback.answered");
    hall.facilitator().sends(open()).saved();
    hall.badge(2).sends(score(5)).saved();
    assert_eq!(feedback(&hall).counts(), [0, 0, 0, 1, 1]);
}

#[test]
fn a_question_that_nobody_answered_may_be_asked_otherwise() {
    let mut hall = asked();
    let other = json!({"feedback": {"open": {"question": "Hoe was uw dag?"}}});
    hall.facilitator().sends(other).saved();
    assert_eq!(feedback(&hall).question.text(), "Hoe was uw dag?");
}

#[test]
fn an_answer_that_the_log_lost_comes_again_after_the_close() {
    let mut hall = asked();
    hall.facilitator().sends(close()).saved();
    hall.badge(2).lost_after(Offset(1)).sends(score(5)).saved();
    assert_eq!(feedback(&hall).counts(), [0, 0, 0, 0, 1]);
}

#[test]
fn a_sentence_with_an_unwanted_word_is_held() {
    let mut hall = asked();
    hall.summit.review.unwanted = domain::review::Unwanted::of(&["onwelkom".to_owned()]);
    hall.badge(1)
        .sends(answer(1, "dit is ONWELKOM"))
        .happened(json!({"feedback": {"answered": {"score": 1, "held": true}}}));
    assert!(feedback(&hall).answers.values().all(|answer| answer.held));
}

#[test]
fn what_is_rehearsed_is_no_feedback() {
    let mut hall = Hall::founded();
    hall.facilitator().sends(json!({"rehearsal": {"start": {}}})).saved();
    hall.goes_to("closing");
    hall.facilitator().sends(open()).saved();
    hall.badge(1).sends(score(1)).saved();
    hall.facilitator().sends(json!({"rehearsal": {"end": {}}})).saved();
    assert_eq!(hall.summit.feedback, None);
}

#[test]
fn damage_to_a_question_or_a_sentence_is_told() {
    let mut hall = asked();
    hall.badge(1).sends(answer(4, "fijne gesprekken")).saved();
    hall.beside.clear();
    let told: Vec<_> = hall.replayed().damaged().map(|it| it.to_string()).collect();
    assert_eq!(told, ["the question at the end of the day", "the feedback of badge/1"]);
}

#[test]
fn answers_have_a_rate_of_their_own() {
    use domain::Command;
    let rate = |command: Value, seat: Seat| {
        let command: Command = serde_json::from_value(command).expect("a command");
        command.rate(&seat).map(|rate| (rate.code, rate.per_min))
    };
    let table = || Seat::Table(TableNo(1));
    assert_eq!(rate(score(1), table()), Some(("rate.feedback", 10)));
    assert_eq!(rate(open(), Seat::Staff("x".into())), None);
    let idea = || json!({"idea": {"submit": {"text": "x"}}});
    assert_eq!(rate(idea(), table()), Some(("rate.ideas", 10)));
    assert_eq!(rate(idea(), Seat::Staff("x".into())), Some(("rate.ideas", 60)));
    assert_eq!(rate(idea(), Seat::System), None);
    assert_eq!(rate(json!({"table": {"help": {}}}), table()), None);
}
