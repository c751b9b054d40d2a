//! Ideas that the machine has not sorted yet, and since when they are durable: how long people wait for a theme.

use crate::{
    limits::UNSORTED_MAX,
    metrics::{Placement, SummitMetrics},
    theming,
};
use domain::{Commit, Event, IdeaId, Seat, Summit, idea, theme};
use tokio::time::Instant;

/// In order of arrival. What was there before this node began is not timed.
#[derive(Debug, Default)]
pub(super) struct PlacementTimer(Vec<(IdeaId, Instant)>);

impl PlacementTimer {
    /// Takes durable commits: notes new ideas, and tells of those that were sorted.
    pub fn take(&mut self, commits: &[Commit], after: &Summit, metrics: &dyn SummitMetrics) {
        let now = Instant::now();
        for commit in commits {
            for event in &commit.events {
                match event {
                    // When themes are left to people, nothing takes these away.
                    Event::Idea(idea::Event::Submitted { idea, .. })
                        if self.0.len() < UNSORTED_MAX =>
                    {
                        self.0.push((*idea, now));
                    }
                    Event::Theme(event) => {
                        let how = how(event).filter(|_| commit.seat == Seat::System);
                        self.tell(after, how, now, metrics);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Forgets what is sorted, or is to be no more; tells of it if it was the machine.
    fn tell(
        &mut self,
        summit: &Summit,
        how: Option<Placement>,
        now: Instant,
        metrics: &dyn SummitMetrics,
    ) {
        self.0.retain(|(id, since)| {
            let Some(idea) = summit.ideas.get(id) else { return false };
            if theming::is_unsorted(summit, idea) {
                return true;
            }
            if let Some(how) = how.filter(|_| theming::counts(idea) && !idea.pinned) {
                let how = if idea.theme.is_some() { how } else { Placement::LeftOut };
                metrics.placed(how, now - *since);
            }
            false
        });
    }
}

/// How an event sorts ideas, if it does.
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
    struct Told(Mutex<Vec<Placement>>);

    impl SummitMetrics for Told {
        fn placed(&self, how: Placement, _: Duration) {
            self.0.lock().expect("nobody fell over").push(how);
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

    /// What is told of these, each a commit of its own.
    fn told(events: Vec<(Seat, Event)>) -> Vec<Placement> {
        let (mut summit, mut unsorted) = (Summit::default(), PlacementTimer::default());
        let told = Told::default();
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
            unsorted.take(&[commit], &summit, &told);
        }
        told.0.into_inner().expect("nobody fell over")
    }

    #[test]
    fn an_idea_is_told_once_with_what_became_of_it() {
        let table = || Seat::Table(TableNo(7));
        let told = told(vec![
            (table(), submitted(1)),
            (table(), submitted(2)),
            (table(), submitted(3)),
            (Seat::System, grouped(None, &[(1, 9)])),
            (Seat::System, grouped(Some(3), &[(2, 9), (1, 9)])),
            (Seat::System, grouped(Some(3), &[(3, 9)])),
        ]);
        assert_eq!(told, [Placement::Placed, Placement::Regrouped, Placement::LeftOut]);
    }

    #[test]
    fn what_is_taken_back_or_put_in_a_theme_by_a_person_is_not_told() {
        let table = || Seat::Table(TableNo(7));
        let staff = || Seat::Staff("bo".into());
        let theme = ThemeId(Uuid::from_u128(9));
        let create = theme::Event::Created { theme, label: "Groen".to_owned() };
        let told = told(vec![
            (table(), submitted(1)),
            (table(), submitted(2)),
            (table(), Event::Idea(idea::Event::Withdrawn { idea: idea(1) })),
            (staff(), Event::Theme(create)),
            (staff(), Event::Theme(theme::Event::Moved { idea: idea(2), theme: Some(theme) })),
            (Seat::System, grouped(Some(5), &[])),
        ]);
        assert_eq!(told, []);
    }
}
