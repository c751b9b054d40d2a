//! Ideas in, themes out, without a hall: the rules, the engine and its pace are those of a summit, at once.

use super::{
    look::Look,
    mind::{Encoders, Mind},
    proposal::{self, Found},
};
use crate::limits::{ENCODE_MAX, REGROUP_IDEAS};
use domain::{
    Actor, Again, Command, Commit, Digest, IdeaId, Offset, Rejection, Request, RequestId, Role,
    Seat, Summit, SummitId, Time, decide, idea,
    programme::{Item, Kind, Programme},
    summit::founding,
    theme,
};
use std::collections::BTreeSet;
use themes::grouping::{Board, Snapshot, Suggestion};

/// A summit in memory, with its theming. Deterministic: the same ideas and edits give the same themes.
pub struct Offline {
    summit: Summit,
    mind: Mind,
    asked: u64,
    /// Ideas since the last regroup.
    new_since: usize,
    /// Whether it regroups as it goes, as in a hall.
    live: bool,
}

impl std::fmt::Debug for Offline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ideas = self.summit.ideas.len();
        f.debug_struct("Offline").field("ideas", &ideas).finish_non_exhaustive()
    }
}

impl Offline {
    /// A summit without ideas. If it is `live`, ideas are placed and regrouped as they come; if not, at the end alone.
    #[must_use]
    pub fn new(encoders: Encoders, live: bool) -> Self {
        let mut offline = Self {
            summit: Summit::default(),
            mind: Mind::new(encoders),
            asked: 0,
            new_since: 0,
            live,
        };
        let found =
            founding::Command::Found { summit: SummitId::from("offline"), programme: day() };
        let founded = offline.ask(Actor::system(), None, Command::Summit(found));
        debug_assert!(founded.is_ok(), "a day of one item can be run");
        offline
    }

    /// As it stands.
    #[must_use]
    pub const fn summit(&self) -> &Summit {
        &self.summit
    }

    /// Takes an idea in. If it is live, it is placed at once, and all are regrouped when enough have come.
    pub fn hand_in(&mut self, text: String) -> Result<IdeaId, Rejection> {
        let command = idea::Command::Submit { text, round: None, table: None };
        let id = self.ask(team(), None, Command::Idea(command))?;
        let idea = IdeaId(id.0);
        self.take_in();
        if self.live {
            self.place(&BTreeSet::from([idea]))?;
            self.new_since += 1;
            if self.new_since >= REGROUP_IDEAS {
                self.regroup()?;
            }
        }
        Ok(idea)
    }

    /// The theme team does something to an idea: hides it, or brings it back. Themes are as they are until it rests.
    pub fn review(&mut self, command: idea::Command) -> Result<RequestId, Rejection> {
        self.ask(team(), None, Command::Idea(command))
    }

    /// A person does something to themes; all are regrouped. A new theme has the id of what is answered.
    pub fn edit(&mut self, command: theme::Command) -> Result<RequestId, Rejection> {
        let id = self.ask(team(), None, Command::Theme(command))?;
        self.regroup()?;
        Ok(id)
    }

    /// Groups what came last, as a hall does when it rests.
    pub fn rest(&mut self) -> Result<(), Rejection> {
        self.take_in();
        self.regroup()
    }

    /// Looks whether everything grouped from scratch would be better, as a hall does now and then; which suggestion stands
    /// after that.
    pub fn look_anew(&mut self) -> Result<Option<Offset>, Rejection> {
        self.suggest(Snapshot::cold)
    }

    /// Groups everything from scratch, under all that people decided, and takes it over if it is better.
    pub fn begin_anew(&mut self) -> Result<(), Rejection> {
        if let Some(suggestion) = self.suggest(Snapshot::thorough)? {
            self.ask(team(), None, Command::Theme(theme::Command::Accept { suggestion }))?;
        }
        Ok(())
    }

    fn suggest(
        &mut self,
        anew: impl FnOnce(&Snapshot, &Board) -> Option<Suggestion>,
    ) -> Result<Option<Offset>, Rejection> {
        self.take_in();
        let look = Look::of(&self.summit);
        let found = anew(&self.mind.snapshot(), &Board::new(&look.shown()));
        let shown = self.summit.theming.suggestion.is_some();
        if found.is_some() || shown {
            let cause = format!("offline/suggest/{}", look.offset);
            self.machine(&cause, proposal::suggest(&cause, look.offset, found))?;
        }
        Ok(self.summit.theming.suggestion.as_ref().map(|it| it.offset))
    }

    fn take_in(&mut self) {
        while self.mind.take_in(self.mind.news(|| &self.summit, ENCODE_MAX)).more {}
    }

    fn place(&mut self, new: &BTreeSet<IdeaId>) -> Result<(), Rejection> {
        let look = Look::of(&self.summit);
        let placed = self.mind.place(&look, new);
        if placed.moves.is_empty() {
            return Ok(());
        }
        let cause = format!("offline/place/{}", look.offset);
        self.machine(&cause, theme::Command::Place { ideas: placed.moves, alike: placed.alike })
    }

    fn regroup(&mut self) -> Result<(), Rejection> {
        self.new_since = 0;
        let look = Look::of(&self.summit);
        let grouping = self.mind.snapshot().regroup(&Board::new(&look.shown()));
        let cause = format!("offline/regroup/{}", look.offset);
        self.machine(&cause, Found::new(&cause, &grouping).regroup(look.offset))
    }

    fn machine(&mut self, cause: &str, command: theme::Command) -> Result<(), Rejection> {
        let id = proposal::derived(cause, "all");
        match self.ask(Actor::system(), Some(id), Command::Theme(command)) {
            // Nothing came since the last one.
            Ok(_) | Err(Rejection::ThemeOutdated) => Ok(()),
            Err(rejection) => Err(rejection),
        }
    }

    fn ask(
        &mut self,
        actor: Actor,
        id: Option<RequestId>,
        command: Command,
    ) -> Result<RequestId, Rejection> {
        self.asked += 1;
        let id = id.unwrap_or_else(|| RequestId::derived(&self.asked.to_be_bytes()));
        let request = Request {
            id,
            actor,
            at: Time(self.asked),
            salt: [0; 16],
            // So that it needs no round that is open.
            again: Again::Unknown,
            rehearsed: None,
            command,
        };
        let events = decide(&self.summit, &request)?;
        if !events.is_empty() {
            self.summit.apply_commit(&Commit {
                offset: self.summit.offset.next(),
                at: request.at,
                request_id: id,
                seat: request.actor.seat,
                command_digest: Digest::default(),
                events,
                prev_hash: Digest::default(),
            });
        }
        Ok(id)
    }
}

fn team() -> Actor {
    Actor { role: Role::ThemeTeam, seat: Seat::Staff("offline".to_owned()), jti: None }
}

/// A day of one item, in which nothing but theming happens.
fn day() -> Programme {
    let item = Item {
        id: "theming".into(),
        kind: Kind::Theming,
        title: "Theming".to_owned(),
        titles: Default::default(),
        prompt: None,
        prompts: Default::default(),
        minutes: 1,
        round: None,
        scene: None,
    };
    Programme {
        title: "Offline".to_owned(),
        tables: 1,
        seats: 1,
        walls: vec!["main".into()],
        items: vec![item],
        ..Programme::default()
    }
}
