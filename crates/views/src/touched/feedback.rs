//! The question at the end of the day.

use super::Touched;
use crate::Key;
use domain::{Doc, Seat, feedback};

impl Touched<'_> {
    pub(super) fn feedback(&mut self, by: &Seat, event: &feedback::Event) {
        self.add(Doc::Control, Key::Feedback);
        match event {
            feedback::Event::Opened { .. } | feedback::Event::Closed {} => {
                self.add(Doc::Room, Key::Feedback);
            }
            feedback::Event::Answered { .. } => {
                match by {
                    Seat::Table(no) => self.add(Doc::Table(*no), Key::Feedback),
                    Seat::Badge(badge) => self.add(Doc::Person(*badge), Key::Feedback),
                    Seat::Staff(_) | Seat::System => {}
                }
                let before = self.before.feedback.as_ref().and_then(|it| it.answers.get(by));
                let before = before.map(|answer| answer.offset);
                for at in before.into_iter().chain([self.before.offset.next()]) {
                    self.add(Doc::Control, Key::Sentence(at));
                }
            }
        }
    }
}
