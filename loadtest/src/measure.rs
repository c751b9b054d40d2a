//! From what the screens saw to the times that people would notice.

use crate::{
    histogram::Times,
    record,
    scenario::Scene,
    screen::{Asked, Log},
    seats::{Kind, Seat},
};
use client::Document;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// How often staleness is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What all screens saw, and when what happened.
#[derive(Debug)]
pub struct Seen {
    pub screens: Vec<(Seat, Log)>,
    pub began: Instant,
    /// When the rush began.
    pub rushed: Instant,
    /// When all that was handed in was answered and shown.
    pub settled: Instant,
    /// What the walls showed.
    pub wall: Scene,
}

impl Seen {
    /// What was handed in by schedule; what was on its way when the cut came is not.
    pub fn in_time(&self) -> impl Iterator<Item = &Asked> {
        self.asked().filter(|asked| self.is_in_time(asked))
    }

    pub fn is_in_time(&self, asked: &Asked) -> bool {
        asked.due < self.settled
    }

    /// What was on its way when the cut came.
    pub fn in_flight(&self) -> impl Iterator<Item = &Asked> {
        self.asked().filter(|asked| asked.due >= self.settled)
    }

    /// All ideas.
    pub fn asked(&self) -> impl Iterator<Item = &Asked> {
        let asked = self.screens.iter().flat_map(|(_, log)| &log.asked);
        asked.filter(|asked| asked.text.is_some())
    }

    pub fn logs(&self, kind: Kind) -> impl Iterator<Item = &Log> {
        self.screens.iter().filter(move |(seat, _)| seat.kind == kind).map(|(_, log)| log)
    }

    /// From when each idea was to be sent, so that one which had to wait for this program counts in full.
    pub fn replies<'a>(asked: impl Iterator<Item = &'a Asked>) -> anyhow::Result<Times> {
        Times::of(asked.filter_map(|it| Some(it.answered? - it.due)))
    }

    /// How much later than planned this program sent.
    pub fn lag(&self) -> anyhow::Result<Times> {
        Times::of(self.in_time().filter_map(|it| Some(it.sent? - it.due)))
    }

    /// For each idea and screen of a kind: until the first frame up to the idea's offset, or past it, came: from
    /// when the idea was to be sent, and from its reply, which may come later than the frame and then counts as
    /// nothing. Also how many never came.
    pub fn shown(&self, kind: Kind) -> anyhow::Result<(Times, Times, usize)> {
        let (mut from_request, mut from_reply, mut missed) = (Times::new()?, Times::new()?, 0);
        // Themes change once an idea is in one; that is told by another figure.
        let changes = kind != Kind::Wall || self.wall == Scene::Progress;
        for log in self.logs(kind).filter(|_| changes) {
            for idea in self.in_time() {
                let (Some(at), Some(answered)) = (idea.at, idea.answered) else { continue };
                let index = log.shown.partition_point(|(_, to)| *to < at);
                match log.shown.get(index) {
                    Some((came, _)) => {
                        from_request.add(*came - idea.due);
                        from_reply.add(came.saturating_duration_since(answered));
                    }
                    None => missed += 1,
                }
            }
        }
        Ok((from_request, from_reply, missed))
    }

    /// The age of what screens show, looked at ten times a second while things are handed in: since the last frame
    /// of any kind, for each one proves that nothing older is on its way.
    pub fn staleness(&self, of: impl Fn(Kind) -> bool) -> anyhow::Result<Times> {
        let mut times = Times::new()?;
        for (_, log) in self.screens.iter().filter(|(seat, _)| of(seat.kind)) {
            let mut look = self.began;
            let mut last: Option<Instant> = None;
            for heard in log.heard.iter().copied().chain([self.settled]) {
                while look < heard.min(self.settled) {
                    if let Some(last) = last {
                        times.add(look.saturating_duration_since(last));
                    }
                    look += LOOK_EVERY;
                }
                last = Some(heard);
            }
        }
        Ok(times)
    }

    /// The most that were sent within one second.
    pub fn peak_per_s(&self) -> usize {
        let mut sent: Vec<_> = self.in_time().filter_map(|idea| idea.sent).collect();
        sent.sort_unstable();
        let within = |(from, first): (usize, &Instant)| {
            sent[from..].partition_point(|at| *at < *first + Duration::from_secs(1))
        };
        sent.iter().enumerate().map(within).max().unwrap_or_default()
    }

    /// Screens that do not show what they must: their own saved ideas; the same as others at the same offset.
    pub fn disagreeing(&self) -> usize {
        let mut firsts: HashMap<(&str, Option<u64>), &Document> = HashMap::new();
        let mut wrong = 0;
        for (seat, log) in &self.screens {
            let document = &log.documents[&seat.main];
            let is_right = match seat.kind {
                Kind::Phone | Kind::Table => shows_its_own(document, log),
                Kind::Wall | Kind::Control | Kind::Desk => firsts
                    .entry((&seat.main, document.held))
                    .or_insert(document)
                    .has_same_entries(document),
            };
            wrong += usize::from(!is_right);
        }
        wrong
    }
}

fn shows_its_own(document: &Document, log: &Log) -> bool {
    let shown: HashMap<_, _> = record::shown(document).into_iter().collect();
    let mut saved = log.asked.iter().filter(|asked| asked.at.is_some());
    saved.all(|asked| asked.text.as_ref().is_none_or(|text| shown.get(&asked.id) == Some(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn seat(kind: Kind) -> Seat {
        let main = "wall/main".to_owned();
        Seat { kind, token: String::new(), watch: vec![main.clone()], main }
    }

    fn ms(of: u64) -> Duration {
        Duration::from_millis(of)
    }

    fn seen(screens: Vec<(Seat, Log)>, began: Instant) -> Seen {
        Seen { screens, began, rushed: began, settled: began + ms(1_000), wall: Scene::Progress }
    }

    #[test]
    fn a_wall_shows_an_idea_with_the_first_frame_that_is_not_before_it() {
        let began = Instant::now();
        let idea = Asked {
            sent: Some(began + ms(1)),
            answered: Some(began + ms(10)),
            at: Some(7),
            ..Asked::new(Uuid::nil(), Some("groen".into()), began)
        };
        let host = Log { asked: vec![idea], ..Log::default() };
        let shown = vec![(began + ms(5), 6), (began + ms(30), 9), (began + ms(90), 12)];
        let wall = Log { shown, ..Log::default() };
        let seen = seen(vec![(seat(Kind::Table), host), (seat(Kind::Wall), wall)], began);
        let (from_request, from_reply, missed) = seen.shown(Kind::Wall).expect("bounds");
        assert!((from_request.ms(100.0).expect("one") - 30.0).abs() < 0.1);
        assert!((from_reply.ms(100.0).expect("one") - 20.0).abs() < 0.1);
        assert_eq!((missed, seen.peak_per_s()), (0, 1));
    }

    #[test]
    fn staleness_is_the_time_since_the_last_frame_as_a_clock_would_see_it() {
        let began = Instant::now();
        let log = Log { heard: vec![began, began + ms(450)], ..Log::default() };
        let times = seen(vec![(seat(Kind::Wall), log)], began).staleness(|_| true).expect("bounds");
        let summary = times.summary();
        // Looked at after 0, 100, 200, 300 and 400 ms of the first frame, and 50, 150 ... 450 of the second.
        assert_eq!(summary.count, 10);
        assert!((summary.max_ms - 450.0).abs() < 1.0, "{summary:?}");
    }
}
