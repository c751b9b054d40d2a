//! A small summit to ask things of: the one place that knows how requests are made and applied.

use domain::{
    Actor, Again, Badge, Command, Commit, Digest, Doc, Event, IdeaId, ItemId, Offset, Rejection,
    Request, RequestId, Role, Seat, Summit, SummitId, TableNo, ThemeId, Time, WallId, agenda,
    decide, founding, idea, notice,
    programme::{
        Item, Kind, PhoneInput, Programme, ReviewRules, RoundPlan, Segment, Sentences, TableInput,
        Texts, Words,
    },
    round, table, theme,
    wall::{self, Scene},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use views::Key;

/// When the summit is founded, in ms since the Unix epoch.
pub const START: u64 = 1_790_000_000_000;

/// A summit, its clock, and who just sent what.
#[derive(Debug)]
pub struct Hall {
    pub summit: Summit,
    pub now: Time,
    requests: u64,
}

/// Called for each event of a request before it is applied.
pub type Watch<'w> = &'w mut dyn FnMut(&Summit, &Seat, &Event);

impl Hall {
    /// Nothing yet.
    pub fn unfounded() -> Self {
        Self { summit: Summit::default(), now: Time(START), requests: 0 }
    }

    /// A summit that is founded, its programme not begun.
    pub fn new() -> Self {
        let mut hall = Self::unfounded();
        hall.ask(&Actor::system(), found());
        hall
    }

    /// A summit whose first round is open.
    pub fn in_hand_in() -> Self {
        let mut hall = Self::new();
        hall.next();
        hall.next();
        hall.facilitator(Command::Round(round::Command::Open { round: None, ends_at: None }));
        hall
    }

    /// Asks, and takes what happened into the state.
    pub fn try_ask(
        &mut self,
        actor: &Actor,
        command: Command,
        watch: Watch<'_>,
    ) -> Result<RequestId, Rejection> {
        self.requests += 1;
        let id = RequestId::derived(&self.requests.to_be_bytes());
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(&self.requests.to_be_bytes());
        let command_digest = Digest::of_command(&command);
        let (actor_of, at) = (actor.clone(), self.now);
        // Some of what names its round was lost before.
        let is_named =
            matches!(command, Command::Idea(domain::idea::Command::Submit { round: Some(_), .. }));
        let again = match is_named && self.requests.is_multiple_of(3) {
            true => Again::Lost { after: Offset(1) },
            false => Again::No,
        };
        let request = Request { id, actor: actor_of, at, salt, again, rehearsed: None, command };
        let events = decide(&self.summit, &request)?;
        if events.is_empty() {
            return Ok(id);
        }
        let commit = Commit {
            offset: self.summit.offset.next(),
            at: self.now,
            request_id: id,
            seat: actor.seat.clone(),
            command_digest,
            events,
            prev_hash: Digest::default(),
        };
        self.summit.apply_commit_seen(&commit, |before, event| watch(before, &commit.seat, event));
        Ok(id)
    }

    pub fn ask(&mut self, actor: &Actor, command: Command) -> RequestId {
        self.now = self.now.plus_ms(1_000);
        self.try_ask(actor, command, &mut |_, _, _| {}).expect("the request is accepted")
    }

    pub fn facilitator(&mut self, command: Command) -> RequestId {
        self.ask(&staff(Role::Facilitator), command)
    }

    pub fn next(&mut self) {
        self.facilitator(Command::Agenda(agenda::Command::Next {
            from: None,
            phase: None,
            skip: None,
        }));
    }

    pub fn agenda(&mut self, command: agenda::Command) {
        self.facilitator(Command::Agenda(command));
    }

    pub fn hands_in(&mut self, actor: &Actor, text: &str) -> IdeaId {
        let submit = idea::Command::Submit { text: text.into(), round: None, table: None };
        IdeaId(self.ask(actor, Command::Idea(submit)).0)
    }

    pub fn hide(&mut self, idea: IdeaId, reason: &str) {
        self.facilitator(Command::Idea(idea::Command::Hide { idea, reason: reason.into() }));
    }

    pub fn theme(&mut self, command: theme::Command) -> ThemeId {
        ThemeId(self.ask(&staff(Role::ThemeTeam), Command::Theme(command)).0)
    }

    /// A theme made by a person, with these ideas.
    pub fn theme_of(&mut self, label: &str, ideas: &[IdeaId]) -> ThemeId {
        let made = self.theme(theme::Command::Create { label: label.into() });
        for idea in ideas {
            self.theme(theme::Command::Move { idea: *idea, theme: Some(made) });
        }
        made
    }

    pub fn publish(&mut self, themes: impl IntoIterator<Item = ThemeId>) {
        self.theme(theme::Command::publish(themes.into_iter().collect()));
    }

    pub fn show(&mut self, scene: Scene) {
        self.facilitator(Command::Wall(wall::Command::Show { wall: WallId::from("main"), scene }));
    }

    pub fn notice(&mut self, text: &str, to: Option<BTreeSet<TableNo>>) {
        self.facilitator(Command::Notice(notice::Command::Show { text: text.into(), to }));
    }

    /// The host of a table says that it is done with the current item.
    pub fn ready(&mut self, no: u16) {
        self.at_table(no, table::Command::Ready { ready: true, item: None });
    }

    pub fn at_table(&mut self, no: u16, command: table::Command) {
        self.ask(&host(no), Command::Table(command));
    }

    pub fn entry(&self, doc: &str, key: &Key) -> Option<Value> {
        views::entry(&self.summit, &named(doc), key)
    }

    /// The whole of a document, as made anew.
    pub fn document(&self, doc: &Doc) -> BTreeMap<Key, Value> {
        document(&self.summit, doc)
    }
}

/// The whole of a document, as made anew.
pub fn document(summit: &Summit, doc: &Doc) -> BTreeMap<Key, Value> {
    let value = |key: &Key| views::entry(summit, doc, key).expect("a key has an entry");
    views::keys(summit, doc).into_iter().map(|key| (key.clone(), value(&key))).collect()
}

pub fn named(doc: &str) -> Doc {
    doc.parse().expect("the name of a document")
}

pub fn host(table: u16) -> Actor {
    Actor { role: Role::Host, seat: Seat::Table(TableNo(table)), jti: None }
}

pub fn participant(badge: u32) -> Actor {
    Actor { role: Role::Participant, seat: Seat::Badge(Badge(badge)), jti: None }
}

pub fn staff(role: Role) -> Actor {
    Actor { role, seat: Seat::Staff(role.as_str().into()), jti: None }
}

pub fn found() -> Command {
    Command::Summit(founding::Command::Found {
        summit: SummitId::from("proef"),
        programme: programme(),
    })
}

/// Opening, two rounds, lunch and a test that opens at once: 3 tables, 2 displays.
pub fn programme() -> Programme {
    let english = |text: &str| Texts::from([("en".to_owned(), text.to_owned())]);
    let plain = |id: &str, kind, title: &str, minutes, scene| Item {
        id: ItemId::from(id),
        kind,
        title: title.into(),
        titles: Texts::new(),
        prompt: None,
        prompts: Texts::new(),
        minutes,
        round: None,
        scene,
    };
    let plan = |talk_s, phone| RoundPlan {
        talk_s,
        hand_in_s: 240,
        grace_s: 30,
        phone,
        table: TableInput::Ideas,
        words: None,
    };
    Programme {
        title: "Burgertop Proef".into(),
        titles: english("Trial summit"),
        start_minute: 600,
        time_zone: Some("Europe/Amsterdam".into()),
        tables: 3,
        seats: 4,
        walls: vec![WallId::from("main"), WallId::from("side")],
        segments: vec![Segment {
            id: "residents".into(),
            title: "Gelote inwoners".into(),
            titles: BTreeMap::new(),
            from: 1,
            to: 90,
        }],
        // What is counted is told here; what waits for a nod has sentences of its own.
        review: ReviewRules {
            words: Words::AtOnce,
            sentences: Sentences::AtOnce,
            unwanted: vec![],
        },
        items: vec![
            plain("opening", Kind::Plenary, "Opening", 15, Some(Scene::Title)),
            Item {
                titles: english("Round 1"),
                prompt: Some("Wat maakt deze stad mooi?".into()),
                prompts: english("What makes this city beautiful?"),
                round: Some(plan(1_200, PhoneInput::Word)),
                ..plain("r1", Kind::Round, "Ronde 1", 0, Some(Scene::Progress))
            },
            Item {
                round: Some(plan(0, PhoneInput::Name)),
                ..plain("r2", Kind::Round, "Ronde 2", 0, Some(Scene::Themes))
            },
            plain("lunch", Kind::Pause, "Lunch", 60, None),
        ],
    }
}
