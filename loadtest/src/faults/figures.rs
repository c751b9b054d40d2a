//! How long it took, from what clients wrote down: until something was saved again, and until they were answered.

use super::outcome::Figures;
use crate::{
    histogram::Times,
    screen::{Asked, Log},
    seats::{Kind, Seat},
};
use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};
use tokio::time::Instant;

/// When something went wrong.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub at: Instant,
    /// With this node; none: with something that all share.
    pub node: Option<usize>,
}

/// From the first thing that went wrong until all was right again.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// None if nothing did.
    pub from: Option<Instant>,
    pub to: Instant,
}

/// What is looked at.
#[derive(Debug)]
pub struct Window<'w> {
    pub screens: &'w [(Seat, Log)],
    /// Screens of which nothing is expected.
    pub excused: &'w BTreeSet<usize>,
    pub moments: &'w [Moment],
    /// When what was away was back.
    pub back: Option<Instant>,
}

impl Window<'_> {
    /// The times of a run.
    pub fn figures(&self, span: Span) -> anyhow::Result<Figures> {
        let mut figures = Figures::default();
        let from = span.from.unwrap_or(span.to);
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        figures.add("first_saved_ms", self.worst(Self::first_saved).map(ms));
        figures.add("all_back_ms", self.worst(Self::all_back).map(ms));
        figures.add("saved_after_return_ms", self.saved_after_return().map(ms));

        let during = || self.asked().flat_map(|it| &it.sendings).filter(|it| it.at >= from);
        let during = || during().filter(|it| it.at <= span.to);
        figures.add("slowest_answer_ms", during().filter_map(|it| it.waited()).max().map(ms));
        // For what was put off while it could not be saved, nobody should have to wait again.
        let codes = |rate: bool| {
            let codes = during().filter_map(|it| it.put_off.as_ref());
            count(codes.filter(|code| code.starts_with("rate.") == rate).count())
        };
        figures.add("put_off", codes(false));
        figures.add("put_off_for_rate", codes(true));
        figures.add("cut_off", count(during().filter(|it| it.answered.is_none()).count()));
        let replies = |is_in: &dyn Fn(Instant) -> bool| {
            let of = |it: &Asked| {
                let sent = it.sent.filter(|sent| is_in(*sent))?;
                Some(it.saved.first()?.came.saturating_duration_since(sent))
            };
            anyhow::Ok(Times::of(self.asked().filter_map(of))?.ms(99.0))
        };
        figures.add("reply_p99_before_ms", replies(&|sent| sent < from)?);
        figures.add("reply_p99_during_ms", replies(&|sent| sent >= from && sent <= span.to)?);

        let due = self.asked().filter(|it| it.due >= from && it.due <= span.to);
        let waited =
            due.filter_map(|it| Some(it.saved.first()?.came.saturating_duration_since(it.due)));
        figures.add("slowest_saved_ms", waited.max().map(ms));

        let epochs: HashSet<&str> =
            self.screens.iter().flat_map(|(_, log)| &log.seen).map(|it| &*it.epoch).collect();
        figures.add("new_epochs", count(epochs.len().saturating_sub(1)));
        figures.add(
            "told_stale",
            self.screens.iter().map(|(_, log)| f64::from(log.stale)).sum::<f64>(),
        );
        Ok(figures)
    }

    /// Over all moments, the longest.
    fn worst(&self, of: impl Fn(&Self, Moment) -> Option<Duration>) -> Option<Duration> {
        self.moments.iter().filter_map(|moment| of(self, *moment)).max()
    }

    /// Until the first answer as saved to what was first sent after the moment, by those who were at the node.
    fn first_saved(&self, moment: Moment) -> Option<Duration> {
        let asked = self.struck(moment).flat_map(|log| &log.asked);
        let sent = asked.filter(|it| it.sent.is_some_and(|sent| sent >= moment.at));
        let saved = sent.filter_map(|it| Some(it.saved.first()?.came)).min()?;
        Some(saved.saturating_duration_since(moment.at))
    }

    /// From the return of what was away until the first answer as saved.
    fn saved_after_return(&self) -> Option<Duration> {
        let back = self.back?;
        let saved = self.asked().flat_map(|it| &it.saved).map(|it| it.came);
        Some(saved.filter(|came| *came >= back).min()?.saturating_duration_since(back))
    }

    /// Until the last of those who were at the node is welcome again.
    fn all_back(&self, moment: Moment) -> Option<Duration> {
        moment.node?;
        let back = |log: &Log| {
            let back = log.visits.iter().find(|visit| visit.welcomed > moment.at)?;
            Some(back.welcomed.saturating_duration_since(moment.at))
        };
        self.struck(moment).filter_map(back).max()
    }

    /// Those whom it strikes: who were at the node at that moment, or all.
    fn struck(&self, moment: Moment) -> impl Iterator<Item = &Log> {
        self.writers().map(|(_, log)| log).filter(move |log| {
            let was_there = |node| {
                log.visits.iter().any(|visit| visit.target == node && visit.spans(moment.at))
            };
            moment.node.is_none_or(was_there)
        })
    }

    fn asked(&self) -> impl Iterator<Item = &Asked> {
        self.writers().flat_map(|(_, log)| &log.asked)
    }

    fn writers(&self) -> impl Iterator<Item = &(Seat, Log)> {
        let writes = |seat: &Seat| matches!(seat.kind, Kind::Phone | Kind::Table);
        let all = self.screens.iter().enumerate();
        all.filter(|(number, _)| !self.excused.contains(number))
            .map(|(_, screen)| screen)
            .filter(move |(seat, _)| writes(seat))
    }
}

fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::{Saved, Visit};
    use uuid::Uuid;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A screen that was at a node, and there or elsewhere again after so long; it sent then, and was answered at once.
    fn screen(began: Instant, target: usize, back_after: u64) -> (Seat, Log) {
        let wrong = began + ms(1_000);
        let back = wrong + ms(back_after);
        let mut log = Log::default();
        let visit = |target, welcomed, ended| Visit { target, welcomed, ended };
        log.visits = vec![visit(target, began, Some(wrong)), visit(1 - target, back, None)];
        let mut asked = Asked::new(Uuid::nil(), None, back);
        asked.send(back);
        asked.hear(back + ms(10), None);
        asked.saved.push(Saved { epoch: "k3".into(), at: 1, came: back + ms(10) });
        log.asked.push(asked);
        let (token, watch, main) = (String::new(), Vec::new(), "table/1".into());
        (Seat { kind: Kind::Table, token, watch, main }, log)
    }

    #[test]
    fn only_those_at_the_node_tell_when_they_are_back() {
        let began = Instant::now();
        let screens = [screen(began, 0, 300), screen(began, 0, 700), screen(began, 1, 20)];
        let at = began + ms(999);
        let moments = [Moment { at, node: Some(0) }];
        let excused = BTreeSet::new();
        let window = Window { screens: &screens, excused: &excused, moments: &moments, back: None };
        let figures = window.figures(Span { from: Some(at), to: at + ms(2_000) }).expect("bounds");
        assert_eq!(figures.get("all_back_ms"), Some(701.0));
        assert_eq!(figures.get("first_saved_ms"), Some(311.0));
        assert_eq!(figures.get("slowest_answer_ms"), Some(10.0));
    }
}
