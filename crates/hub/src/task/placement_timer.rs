//! Times how long ideas wait for a theme: from their commit to the commit that places them.

use crate::{
    idea_index::engine_input::{counts, is_unplaced},
    limits::UNPLACED_MAX,
    metrics::{Placement, SummitMetrics},
};
use domain::{Commit, Event, IdeaId, Seat, Summit, idea, theme};
use tokio::time::Instant;

/// The ideas that wait, in order of arrival, and since when. Those from before this node opened the summit are not timed.
#[derive(Debug, Default)]
pub(super) struct PlacementTimer(Vec<(IdeaId, Instant)>);

impl PlacementTimer {
    /// Starts the time of new ideas, and reports those that durable commits placed.
    pub fn take(&mut self, commits: &[Commit], after: &Summit, metrics: &dyn SummitMetrics) {
        let now = Instant::now();
        for commit in commits {
            for event in &commit.events {
                match event {
                    // Bounded, since nothing removes them when themes are left to people.
                    Event::Idea(idea::Event::Submitted { idea, .. })
                        if self.0.len() < UNPLACED_MAX =>
                    {
                        self.0.push((*idea, now));
                    }
                    Event::Theme(event) => {
                        let how = how(event).filter(|_| commit.seat == Seat::System);
                        self.report(after, how, now, metrics);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Drops ideas that no longer wait, and reports them if the machine placed them.
    fn report(
        &mut self,
        summit: &Summit,
        how: Option<Placement>,
        now: Instant,
        metrics: &dyn SummitMetrics,
    ) {
        self.0.retain(|(id, since)| {
            let Some(idea) = summit.ideas.get(id) else { return false };
            if is_unplaced(summit, idea) {
                return true;
            }
            if let Some(how) = how.filter(|_| counts(idea) && !idea.pinned) {
                let how = if idea.theme.is_some() { how } else { Placement::LeftOut };
                metrics.placed(how, now - *since);
            }
            false
        });
    }
}

/// How an event places ideas, if it does.
const fn how(event: &theme::Event) -> Option<Placement> {
    match event {
        theme::Event::Regrouped { based_on: None, .. } => Some(Placement::Placed),
        theme::Event::Regrouped { based_on: Some(_), .. } => Some(Placement::Regrouped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Digest, Offset, RequestId, SealedText, TableNo, ThemeId, Time,
        theme::{Move, Named},
    };
    use std::{sync::Mutex, time::Duration};
    use uuid::Uuid;

    #[derive(Debug, Default)]
    struct Reported(Mutex<Vec<Placement>>);

    impl SummitMetrics for Reported {
        fn placed(&self, how: Placement, _: Duration) {
            self.0.lock().expect("no panic before").push(how);
        }
    }

    fn idea(n: u128) -> IdeaId {
        IdeaId(Uuid::from_u128(n))
    }

    fn submitted(n: u128) -> Event {
        let text = SealedText::seal("bomen".to_owned(), [0; 16]);
        let idea = idea(n);
        Event::Idea(idea::Event::Submitted {
            idea,
            table: None,
            round: None,
            text,
            late: false,
            early: false,
            again: false,
            held: false,
            simulated: false,
        })
    }

    fn grouped(based_on: Option<u64>, moves: &[(u128, u128)]) -> Event {
        let theme = |n: u128| ThemeId(Uuid::from_u128(n));
        let moves = moves.iter().map(|(n, to)| Move { idea: idea(*n), theme: Some(theme(*to)) });
        Event::Theme(theme::Event::Regrouped {
            based_on: based_on.map(Offset),
            labels: vec![Named { theme: theme(9), label: "Groen".to_owned() }],
            moves: moves.collect(),
            examples: vec![],
            alike: vec![],
        })
    }

    /// What is reported of these, each a commit of its own.
    fn reported(events: Vec<(Seat, Event)>) -> Vec<Placement> {
        let (mut summit, mut timer) = (Summit::default(), PlacementTimer::default());
        let reported = Reported::default();
        for (seat, event) in events {
            let commit = Commit {
                offset: summit.offset.next(),
                at: Time(1),
                request_id: RequestId(Uuid::nil()),
                seat,
                command_digest: Digest([0; 32]),
                events: vec![event],
                prev_hash: Digest([0; 32]),
            };
            summit.apply_commit(&commit);
            timer.take(&[commit], &summit, &reported);
        }
        reported.0.into_inner().expect("no panic before")
    }

    #[test]
    fn an_idea_is_reported_once_with_how_it_was_placed() {
        let table = || Seat::Table(TableNo(7));
        let reported = reported(vec![
            (table(), submitted(1)),
            (table(), submitted(2)),
            (table(), submitted(3)),
            (Seat::System, grouped(None, &[(1, 9)])),
            (Seat::System, grouped(Some(3), &[(2, 9), (1, 9)])),
            (Seat::System, grouped(Some(3), &[(3, 9)])),
        ]);
        assert_eq!(reported, [Placement::Placed, Placement::Regrouped, Placement::LeftOut]);
    }

    #[test]
    fn what_is_taken_back_or_put_in_a_theme_by_a_person_is_not_reported() {
        let table = || Seat::Table(TableNo(7));
        let staff = || Seat::Staff("bo".into());
        let theme = ThemeId(Uuid::from_u128(9));
        let create = theme::Event::Created { theme, label: "Groen".to_owned() };
        let reported = reported(vec![
            (table(), submitted(1)),
            (table(), submitted(2)),
            (table(), Event::Idea(idea::Event::Withdrawn { idea: idea(1) })),
            (staff(), Event::Theme(create)),
            (staff(), Event::Theme(theme::Event::Moved { idea: idea(2), theme: Some(theme) })),
            (Seat::System, grouped(Some(5), &[])),
        ]);
        assert_eq!(reported, []);
    }
}
