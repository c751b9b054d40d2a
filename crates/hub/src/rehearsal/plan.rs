//! What one simulated person does in one round, drawn at random from a cause: the same cause gives the same plan.
//!
//! As people do (reports of the events): a few at once, most at the end, some nothing at all; a typing error
//! put right, a call for help, a tablet that drops off the network when all hand in and comes back too late.

use super::{
    draws::Draws,
    script::{Line, Script},
};
use domain::{
    Command, IdeaId, RequestId, RoundId, Seat, idea,
    programme::{PhoneInput, RoundPlan, TableInput},
    table,
};
use std::time::Duration;

/// The time in which a round takes ideas. Moments are shares of it.
pub(super) const WHOLE: u32 = 10_000;

/// A request, and when it is sent.
#[derive(Debug)]
pub(super) struct PlannedRequest {
    /// The share of the time after which it is sent.
    pub at: u32,
    pub id: RequestId,
    pub command: Command,
}

/// What one simulated person does in a round.
#[derive(Debug, Default)]
pub(super) struct BotPlan {
    /// In order of time.
    pub requests: Vec<PlannedRequest>,
    /// When, as a share of the time, they lose the network, and for how long.
    pub leaves: Option<(u32, Duration)>,
}

/// Draws a plan.
struct Planner<'s> {
    cause: String,
    draws: Draws,
    round: &'s RoundId,
    script: &'s Script,
    /// The next line of the script for this person.
    line: usize,
    requests: Vec<PlannedRequest>,
}

/// The plan of a seat in a round. `cause` names the rehearsal, and how often the round was opened in it.
pub(super) fn bot_plan(
    cause: &str,
    seat: &Seat,
    (round, plan): (&RoundId, &RoundPlan),
    script: &Script,
) -> BotPlan {
    let common = format!("{cause}/{round}");
    let start = Draws::of(&common).below(u32::MAX);
    let cause = format!("{common}/{seat}");
    let draws = Draws::of(&cause);
    let start = usize::try_from(start).unwrap_or(0);
    let mut planner = Planner { cause, draws, round, script, line: start, requests: Vec::new() };
    match seat {
        Seat::Table(no) if plan.table == TableInput::Ideas => {
            // Each table reads other lines of the script, so that no two say the same.
            planner.line += usize::from(no.0) * IDEAS_MAX;
            planner.table(plan.phone == PhoneInput::Name);
        }
        Seat::Badge(_) if plan.phone != PhoneInput::Nothing => {
            planner.phone(plan.phone == PhoneInput::Name);
        }
        Seat::Table(_) | Seat::Badge(_) | Seat::Staff(_) | Seat::System => {
            return BotPlan::default();
        }
    }
    planner.done()
}

/// Most ideas of one table in a round.
const IDEAS_MAX: usize = 3;

impl Planner<'_> {
    fn table(&mut self, names: bool) {
        if self.draws.once_in(20) {
            let what = self.draws.one_of(&self.script.helps).cloned();
            let at = self.draws.between(500, 9_000);
            self.add(at, Command::Table(table::Command::Help { what }));
        }
        if self.draws.once_in(20) {
            return;
        }
        let mut at = self.first_moment();
        let count = if names { 1 } else { [1, 1, 2, 2, 3][self.below_len(5)] };
        for _ in 0..count {
            let text = if names { self.name() } else { self.idea() };
            if let Some(text) = text {
                self.hands_in(at, text);
            }
            at = (at + self.draws.between(200, 600)).min(WHOLE);
        }
        if !self.draws.once_in(5) {
            let ready = table::Command::Ready { ready: true, item: Some(self.round.clone()) };
            self.add(at, Command::Table(ready));
        }
    }

    fn phone(&mut self, names: bool) {
        if self.draws.once_in(10) {
            return;
        }
        let at = self.first_moment();
        let line = self.draws.one_of(&self.script.ideas);
        let said = if names {
            self.name()
        } else if self.draws.once_in(4) {
            line.map(|line| line.text.clone())
        } else {
            line.map(|line| line.word.as_ref().unwrap_or(&line.text).clone())
        };
        if let Some(text) = said {
            self.submits(at, text);
        }
    }

    /// Two in five hand in early, the others near the end.
    fn first_moment(&mut self) -> u32 {
        if self.draws.below(5) < 2 {
            self.draws.between(100, 4_000)
        } else {
            self.draws.between(6_000, 9_800)
        }
    }

    fn below_len(&mut self, end: u32) -> usize {
        usize::try_from(self.draws.below(end)).unwrap_or(0)
    }

    fn name(&mut self) -> Option<String> {
        let word = self.script.ideas.first().map(|line| &line.text);
        self.draws.one_of(&self.script.names).or(word).cloned()
    }

    fn idea(&mut self) -> Option<String> {
        let count = self.script.ideas.len().max(1);
        let Line { text, .. } = self.script.ideas.get(self.line % count)?;
        self.line += 1;
        Some(text.clone())
    }

    /// Hands in an idea. One in six does so too soon, and corrects it.
    fn hands_in(&mut self, at: u32, text: String) {
        let too_soon = text.rsplit_once(' ').map(|(half, _)| half.to_owned());
        match too_soon.filter(|_| self.draws.once_in(6)) {
            Some(half) => {
                let idea = IdeaId(self.submits(at, half).0);
                let put_right = (at + self.draws.between(150, 500)).min(WHOLE);
                self.add(put_right, Command::Idea(idea::Command::Edit { idea, text }));
            }
            None => {
                self.submits(at, text);
            }
        }
    }

    fn submits(&mut self, at: u32, text: String) -> RequestId {
        let round = Some(self.round.clone());
        self.add(at, Command::Idea(idea::Command::Submit { text, round, table: None }))
    }

    fn add(&mut self, at: u32, command: Command) -> RequestId {
        let id = RequestId::derived(format!("{}/{}", self.cause, self.requests.len()).as_bytes());
        self.requests.push(PlannedRequest { at, id, command });
        id
    }

    fn done(mut self) -> BotPlan {
        let leaves = self.draws.once_in(12).then(|| {
            let at = self.draws.between(6_500, 9_500);
            let long = self.draws.once_in(2);
            let seconds =
                if long { self.draws.between(60, 100) } else { self.draws.between(15, 40) };
            (at, Duration::from_secs(seconds.into()))
        });
        self.requests.sort_by_key(|request| request.at);
        BotPlan { requests: self.requests, leaves }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Badge, TableNo};
    use std::collections::BTreeSet;

    const PLAN: RoundPlan = RoundPlan {
        talk_s: 0,
        hand_in_s: 240,
        grace_s: 30,
        phone: PhoneInput::Word,
        table: TableInput::Ideas,
        words: None,
    };

    fn script() -> Script {
        let ideas = (0..600).map(|n| Line { text: format!("{n} nieuwe ideeën"), word: None });
        Script { ideas: ideas.collect(), names: vec!["Fatima".into()], helps: vec!["pen".into()] }
    }

    fn of(seat: &Seat, plan: &RoundPlan) -> BotPlan {
        bot_plan("k1/rehearsal/2/0", seat, (&"r1".into(), plan), &script())
    }

    fn texts(plan: &BotPlan) -> Vec<String> {
        let submitted = plan.requests.iter().filter_map(|request| match &request.command {
            Command::Idea(idea::Command::Submit { text, .. }) => Some(text.clone()),
            _ => None,
        });
        submitted.collect()
    }

    #[test]
    fn the_same_seat_in_the_same_round_has_the_same_plan() {
        let seat = Seat::Table(TableNo(7));
        assert_eq!(format!("{:?}", of(&seat, &PLAN)), format!("{:?}", of(&seat, &PLAN)));
    }

    #[test]
    fn a_hundred_tables_say_different_things_most_of_them_near_the_end_and_some_nothing() {
        let plans: Vec<BotPlan> =
            (1..=100).map(|no| of(&Seat::Table(TableNo(no)), &PLAN)).collect();
        let said: Vec<String> = plans.iter().flat_map(texts).collect();
        let full: BTreeSet<&String> = said.iter().collect();
        assert!(said.len() > 120 && said.len() < 250, "{}", said.len());
        assert!(full.len() * 10 > said.len() * 9, "hardly any is said twice");
        let requests = || plans.iter().flat_map(|plan| &plan.requests);
        let late = requests().filter(|request| request.at >= 6_000).count();
        assert!(late * 2 > requests().count(), "{late} of {}", requests().count());
        assert!(plans.iter().any(|plan| texts(plan).is_empty()), "someone is silent");
        assert!(plans.iter().any(|plan| plan.leaves.is_some()), "someone drops off");
        let has = |is_it: fn(&Command) -> bool| requests().any(|request| is_it(&request.command));
        assert!(has(|it| matches!(it, Command::Idea(idea::Command::Edit { .. }))));
        assert!(has(|it| matches!(it, Command::Table(table::Command::Help { .. }))));
        assert!(has(|it| matches!(it, Command::Table(table::Command::Ready { .. }))));
        assert!(requests().all(|request| request.at <= WHOLE));
        let ids: BTreeSet<RequestId> = requests().map(|request| request.id).collect();
        assert_eq!(ids.len(), requests().count());
    }

    #[test]
    fn nobody_sends_what_a_round_does_not_ask() {
        let nothing = RoundPlan { phone: PhoneInput::Nothing, table: TableInput::Nothing, ..PLAN };
        for n in 1..=20 {
            assert!(of(&Seat::Table(TableNo(n)), &nothing).requests.is_empty());
            assert!(of(&Seat::Badge(Badge(n.into())), &nothing).requests.is_empty());
        }
    }

    #[test]
    fn where_names_are_asked_names_are_sent() {
        let names = RoundPlan { phone: PhoneInput::Name, ..PLAN };
        for n in 1..=20 {
            let sent = texts(&of(&Seat::Badge(Badge(n)), &names));
            assert!(sent.iter().all(|name| name == "Fatima"), "{sent:?}");
        }
    }
}
