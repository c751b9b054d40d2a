//! Theming without a server: the rules, the engine and its pace are those of a summit, without waiting.

use super::proposal::{self, Found};
use crate::{
    idea_index::{Encoders, IdeaIndex, engine_input::EngineInput},
    limits::{ENCODE_MAX, REGROUP_IDEAS},
};
use domain::{
    Actor, Again, Command, Commit, Digest, IdeaId, Offset, Rejection, Request, RequestId, Role,
    Seat, Summit, SummitId, Time, decide, founding, idea,
    programme::{Item, Kind, Programme},
    theme,
};
use std::collections::BTreeSet;
use themes::grouping::{Board, Snapshot, Suggestion};

/// A summit in memory, with its theming. Deterministic: the same ideas and edits give the same themes.
pub struct Offline {
    summit: Summit,
    ideas: IdeaIndex,
    asked: u64,
    /// Ideas that came since the last regroup.
    new_ideas: usize,
    /// Whether ideas are placed and regrouped as they come, as at a summit.
    live: bool,
}

impl std::fmt::Debug for Offline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ideas = self.summit.ideas.len();
        f.debug_struct("Offline").field("ideas", &ideas).finish_non_exhaustive()
    }
}

impl Offline {
    /// A summit without ideas. If it is `live`, ideas are placed and regrouped as they come; if not, only at the end.
    #[must_use]
    pub fn new(encoders: Encoders, live: bool) -> Self {
        let mut offline = Self {
            summit: Summit::default(),
            ideas: IdeaIndex::new(encoders),
            asked: 0,
            new_ideas: 0,
            live,
        };
        let found =
            founding::Command::Found { summit: SummitId::from("offline"), programme: day() };
        let founded = offline.ask(Actor::system(), None, Command::Summit(found));
        debug_assert!(founded.is_ok(), "a day of one item can be run");
        offline
    }

    /// The summit as it stands.
    #[must_use]
    pub const fn summit(&self) -> &Summit {
        &self.summit
    }

    /// Hands in an idea. If live, it is placed at once, and all ideas are regrouped when enough have come.
    pub fn hand_in(&mut self, text: String) -> Result<IdeaId, Rejection> {
        let command = idea::Command::Submit { text, round: None, table: None };
        let id = self.ask(team(), None, Command::Idea(command))?;
        let idea = IdeaId(id.0);
        self.intake();
        if self.live {
            self.place(&BTreeSet::from([idea]))?;
            self.new_ideas += 1;
            if self.new_ideas >= REGROUP_IDEAS {
                self.regroup()?;
            }
        }
        Ok(idea)
    }

    /// The theme team hides or restores an idea. Themes stay as they are until [`rest`](Self::rest).
    pub fn review(&mut self, command: idea::Command) -> Result<RequestId, Rejection> {
        self.ask(team(), None, Command::Idea(command))
    }

    /// A person edits themes, and all ideas are regrouped. A new theme has the id that is returned.
    pub fn edit(&mut self, command: theme::Command) -> Result<RequestId, Rejection> {
        let id = self.ask(team(), None, Command::Theme(command))?;
        self.regroup()?;
        Ok(id)
    }

    /// Regroups all ideas, as at a summit when no more come.
    pub fn rest(&mut self) -> Result<(), Rejection> {
        self.intake();
        self.regroup()
    }

    /// Tries a cold grouping, as a summit does now and then. Returns the suggestion that stands after it.
    pub fn look_anew(&mut self) -> Result<Option<Offset>, Rejection> {
        self.suggest(Snapshot::cold)
    }

    /// Groups all ideas from scratch, under all that people decided, and accepts the result if it is better.
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
        self.intake();
        let input = EngineInput::of(&self.summit);
        let found = anew(&self.ideas.snapshot(), &Board::new(&input.shown()));
        let shown = self.summit.theming.suggestion.is_some();
        if found.is_some() || shown {
            let cause = format!("offline/suggest/{}", input.offset);
            self.machine(&cause, proposal::suggest(&cause, input.offset, found))?;
        }
        Ok(self.summit.theming.suggestion.as_ref().map(|it| it.offset))
    }

    fn intake(&mut self) {
        while self.ideas.index(self.ideas.intake(|| &self.summit, ENCODE_MAX)).more {}
    }

    fn place(&mut self, new: &BTreeSet<IdeaId>) -> Result<(), Rejection> {
        let input = EngineInput::of(&self.summit);
        let placed = self.ideas.place(&input, new);
        if placed.moves.is_empty() {
            return Ok(());
        }
        let cause = format!("offline/place/{}", input.offset);
        self.machine(&cause, theme::Command::Place { ideas: placed.moves, alike: placed.alike })
    }

    fn regroup(&mut self) -> Result<(), Rejection> {
        self.new_ideas = 0;
        let input = EngineInput::of(&self.summit);
        let grouping = self.ideas.snapshot().regroup(&Board::new(&input.shown()));
        let cause = format!("offline/regroup/{}", input.offset);
        self.machine(&cause, Found::new(&cause, &grouping).regroup(input.offset))
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
            // Then no round needs to be open.
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

/// A programme of one item: theming.
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
