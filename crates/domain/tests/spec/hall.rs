//! A hall to test in: a summit with a small programme, people who send the JSON of the wire, and a
//! log of what they changed.

use domain::{
    Actor, Again, Badge, Command, Commit, Digest, Event, IdeaId, Jti, Offset, Rejection, Request,
    RequestId, Role, Salt, Seat, Summit, TableNo, ThemeId, Time, agenda,
    deadline::{self, Deadline},
    decide,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The day: two items without a round around three rounds, and one to theme in.
///
/// `names` asks phones alone and opens at once; `r1` talks for 20 minutes and asks all; `r2` asks
/// tables alone and opens at once. Handing in takes 4 minutes, the grace 30 s.
pub fn programme() -> Value {
    json!({
        "title": "Burgertop", "start_minute": 600, "tables": 4, "seats": 4, "walls": ["main", "side"],
        "items": [
            {"id": "opening", "kind": "plenary", "title": "Opening", "minutes": 15, "scene": "title"},
            {"id": "names", "kind": "round", "title": "Namen", "scene": "progress",
             "round": {"talk_s": 0, "hand_in_s": 240, "phone": "name", "table": "nothing"}},
            {"id": "r1", "kind": "round", "title": "Ronde 1", "scene": "question",
             "round": {"talk_s": 1200, "hand_in_s": 240}},
            {"id": "r2", "kind": "round", "title": "Ronde 2",
             "round": {"talk_s": 0, "hand_in_s": 240, "phone": "nothing"}},
            {"id": "theming", "kind": "theming", "title": "Thema's", "minutes": 20, "scene": "themes"},
            {"id": "closing", "kind": "closing", "title": "Slot", "minutes": 10},
        ],
    })
}

/// A hall in which a summit is held.
#[derive(Debug, Clone)]
pub struct Hall {
    pub summit: Summit,
    /// The log as it is stored.
    pub log: Vec<Vec<u8>>,
    /// What lies beside it.
    pub beside: BTreeMap<[u8; 32], (String, Salt)>,
    now: Time,
    requests: u128,
}

/// Someone who is about to send something.
#[derive(Debug)]
pub struct Person<'h> {
    hall: &'h mut Hall,
    actor: Actor,
    id: Option<u128>,
    again: Again,
    rehearsed: Option<Offset>,
}

/// What came of it.
#[derive(Debug)]
pub struct Answer {
    pub id: Uuid,
    pub result: Result<Vec<Event>, Rejection>,
    /// The events as they are stored, with the texts put back.
    told: Value,
}

/// The id of the n-th idea, theme or token that a test names itself.
pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

impl Hall {
    /// A log in which nothing was written yet.
    pub fn empty() -> Self {
        Self {
            summit: Summit::default(),
            log: vec![],
            beside: BTreeMap::new(),
            now: Time(0),
            // Far from the ids that tests name.
            requests: 1 << 64,
        }
    }

    /// The summit is founded, at second 0; no item has begun.
    pub fn founded() -> Self {
        let mut hall = Self::empty();
        let found = json!({"summit": {"found": {"summit": "top", "programme": programme()}}});
        hall.system().sends(found).saved();
        hall
    }

    /// The day is at this item; a round is in its first phase.
    pub fn at_item(item: &str) -> Self {
        let mut hall = Self::founded();
        hall.goes_to(item);
        hall
    }

    /// Round 1 is open.
    pub fn handing_in() -> Self {
        let mut hall = Self::at_item("r1");
        hall.facilitator().sends(json!({"round": {"open": {}}})).saved();
        hall
    }

    /// Round 1 is closed.
    pub fn round_closed() -> Self {
        let mut hall = Self::handing_in();
        hall.closes_round();
        hall
    }

    /// Round 1 has ideas 1 to 4 of tables 1 to 4, in theme 10 (1, 2), theme 20 (3) and in none (4).
    pub fn themed() -> Self {
        let mut hall = Self::handing_in();
        for n in 1..=4_u16 {
            let idea = json!({"idea": {"submit": {"text": format!("idee {n}"), "round": "r1"}}});
            hall.host(n).with_id(n.into()).sends(idea).saved();
        }
        let regroup = json!({"theme": {"regroup": {
            "based_on": hall.summit.offset,
            "moves": [{"idea": id(1), "theme": id(10)}, {"idea": id(2), "theme": id(10)}, {"idea": id(3), "theme": id(20)}],
            "labels": [{"theme": id(10), "label": "Groen"}, {"theme": id(20), "label": "Wonen"}],
        }}});
        hall.system().sends(regroup).saved();
        hall
    }

    /// The facilitator goes on until this item is the current one.
    pub fn goes_to(&mut self, item: &str) {
        while self.current() != Some(item) {
            self.next().saved();
            if self.phase() == Some("grace") {
                self.facilitator().sends(json!({"round": {"close": {}}})).saved();
            }
        }
    }

    /// The facilitator ends the open round, and its grace.
    pub fn closes_round(&mut self) {
        while self.phase() != Some("closed") {
            self.facilitator().sends(json!({"round": {"close": {}}})).saved();
        }
    }

    /// The facilitator goes on.
    pub fn next(&mut self) -> Answer {
        self.facilitator().sends(json!({"agenda": {"next": {}}}))
    }

    /// The facilitator undoes the last step.
    pub fn undoes_last(&mut self) -> Answer {
        let step = self.summit.agenda.steps;
        self.facilitator().sends(json!({"agenda": {"undo": {"step": step}}}))
    }

    /// The clock asks for what is due, at the moment it is due.
    pub fn clock_strikes(&mut self) -> Answer {
        let Deadline { at, command, .. } = deadline::next(&self.summit).expect("a clock that runs");
        self.now = at;
        self.system().sends(json!(command))
    }

    /// It is this many seconds after the founding.
    pub fn at(&mut self, second: u64) -> &mut Self {
        self.now = Time(second * 1_000);
        self
    }

    pub fn facilitator(&mut self) -> Person<'_> {
        self.staff(Role::Facilitator)
    }

    pub fn theme_team(&mut self) -> Person<'_> {
        self.staff(Role::ThemeTeam)
    }

    pub fn staff(&mut self, role: Role) -> Person<'_> {
        self.someone(role, Seat::Staff(role.as_str().to_owned()))
    }

    pub fn host(&mut self, table: u16) -> Person<'_> {
        self.someone(Role::Host, Seat::Table(TableNo(table)))
    }

    pub fn badge(&mut self, badge: u32) -> Person<'_> {
        self.someone(Role::Participant, Seat::Badge(Badge(badge)))
    }

    pub fn system(&mut self) -> Person<'_> {
        self.someone(Role::System, Seat::System)
    }

    pub fn someone(&mut self, role: Role, seat: Seat) -> Person<'_> {
        let actor = Actor { role, seat, jti: None };
        Person { hall: self, actor, id: None, again: Again::No, rehearsed: None }
    }

    /// The name of the current item.
    pub fn current(&self) -> Option<&str> {
        self.summit.agenda.current_id(&self.summit.programme).map(|item| item.as_str())
    }

    /// The phase of the current round, as it is called on the wire.
    pub fn phase(&self) -> Option<&'static str> {
        self.summit.agenda.now.phase.map(|phase| match phase {
            agenda::Phase::Talk => "talk",
            agenda::Phase::HandIn => "hand_in",
            agenda::Phase::Grace => "grace",
            agenda::Phase::Closed => "closed",
        })
    }

    /// The clock, as it is stored, in seconds.
    pub fn clock(&self) -> String {
        use domain::agenda::Clock;
        match self.summit.agenda.now.clock {
            Clock::Stopped => "stopped".into(),
            Clock::Running { ends_at } => format!("until {}", ends_at.0 / 1_000),
            Clock::Paused { remaining_ms } => format!("paused at {}", remaining_ms / 1_000),
        }
    }

    pub fn idea(&self, idea: Uuid) -> &domain::idea::Idea {
        &self.summit.ideas[&IdeaId(idea)]
    }

    pub fn theme(&self, theme: Uuid) -> &domain::theme::Theme {
        &self.summit.themes[&ThemeId(theme)]
    }

    /// Which theme an idea is in.
    pub fn theme_of(&self, idea: Uuid) -> Option<Uuid> {
        self.idea(idea).theme.map(|theme| theme.0)
    }

    /// How many live ideas a table has in round 1.
    pub fn tally(&self, table: u16) -> u32 {
        let tally = self.summit.tallies.get(&"r1".into());
        tally.and_then(|tally| tally.tables.get(&TableNo(table))).copied().unwrap_or(0)
    }

    /// What a display shows.
    pub fn scene(&self, wall: &str) -> Value {
        json!(self.summit.walls[&wall.into()].scene)
    }

    /// The summit as its stored log tells it.
    pub fn replayed(&self) -> Summit {
        let mut summit = Summit::default();
        for bytes in &self.log {
            let mut commit = Commit::decode(bytes).expect("a stored commit");
            commit.reopen(|hash| self.beside.get(hash).cloned());
            summit.apply_commit(&commit);
        }
        summit
    }

    fn ask(&mut self, request: &Request) -> Result<Vec<Event>, Rejection> {
        let events = decide(&self.summit, request)?;
        if !events.is_empty() {
            let commit = Commit {
                offset: self.summit.offset.next(),
                at: request.at.max(self.summit.at),
                request_id: request.id,
                seat: request.actor.seat.clone(),
                command_digest: Digest::of_command(&request.command),
                events: events.clone(),
                prev_hash: self.log.last().map_or_else(Digest::default, |bytes| Digest::of(bytes)),
            };
            let beside = commit.sealed().into_iter().map(|it| (it.hash, (it.text, it.salt)));
            self.beside.extend(beside);
            self.summit.apply_commit(&commit);
            self.log.push(commit.encode());
        }
        Ok(events)
    }

    fn with_texts(&self, value: Value) -> Value {
        match value {
            Value::String(text) => {
                let mut hash = [0; 32];
                let found = hex::decode_to_slice(&text, &mut hash)
                    .ok()
                    .and_then(|()| self.beside.get(&hash));
                Value::String(found.map_or(text, |(open, _)| open.clone()))
            }
            Value::Array(values) => {
                values.into_iter().map(|value| self.with_texts(value)).collect()
            }
            Value::Object(map) => Value::Object(
                map.into_iter().map(|(key, value)| (key, self.with_texts(value))).collect(),
            ),
            other => other,
        }
    }
}

impl Person<'_> {
    /// With an id that the test knows.
    pub fn with_id(mut self, n: u128) -> Self {
        self.id = Some(n);
        self
    }

    /// With a token.
    pub fn with_token(mut self, jti: Uuid) -> Self {
        self.actor.jti = Some(Jti(jti));
        self
    }

    /// What was answered in an epoch that is gone, of which the log has all up to this offset.
    pub fn lost_after(mut self, after: Offset) -> Self {
        self.again = Again::Lost { after };
        self
    }

    /// What was answered in an epoch of which the log knows nothing.
    pub fn of_unknown_epoch(mut self) -> Self {
        self.again = Again::Unknown;
        self
    }

    /// As a simulated person of the rehearsal that began there.
    pub fn rehearsing(mut self, offset: Offset) -> Self {
        self.rehearsed = Some(offset);
        self
    }

    /// Sends a command as it travels.
    pub fn sends(self, command: Value) -> Answer {
        let command: Command = serde_json::from_value(command).expect("a command of the wire");
        let hall = self.hall;
        hall.requests += 1;
        let id = Uuid::from_u128(self.id.unwrap_or(hall.requests));
        let mut salt = [0; 16];
        salt.copy_from_slice(&hall.requests.to_be_bytes());
        let (actor, at, again, rehearsed) = (self.actor, hall.now, self.again, self.rehearsed);
        let id_of = RequestId(id);
        let request = Request { id: id_of, actor, at, salt, again, rehearsed, command };
        let result = hall.ask(&request);
        let told = hall.with_texts(json!(result.as_deref().unwrap_or_default()));
        Answer { id, result, told }
    }
}

impl Answer {
    /// Something changed; the id of the request, and so of what it made.
    #[track_caller]
    pub fn saved(self) -> Uuid {
        assert!(matches!(&self.result, Ok(events) if !events.is_empty()), "{:?}", self.result);
        self.id
    }

    /// It was accepted, and changed nothing.
    #[track_caller]
    pub fn changed_nothing(self) {
        assert_eq!(self.result, Ok(vec![]));
    }

    /// It was refused with this code.
    #[track_caller]
    pub fn refused(self, code: &str) {
        assert_eq!(self.result.as_ref().map_err(Rejection::code), Err(code));
    }

    /// These events happened, in this order; what they hold beside what is told here is left open.
    #[track_caller]
    pub fn happened(self, expected: Value) -> Uuid {
        let expected = if expected.is_array() { expected } else { json!([expected]) };
        assert!(
            holds(&self.told, &expected),
            "\n   told: {}\nexpected: {expected}\n{:?}",
            self.told,
            self.result
        );
        self.id
    }
}

fn holds(told: &Value, expected: &Value) -> bool {
    match (told, expected) {
        (Value::Object(told), Value::Object(expected)) => {
            expected.iter().all(|(key, value)| told.get(key).is_some_and(|told| holds(told, value)))
        }
        (Value::Array(told), Value::Array(expected)) => {
            told.len() == expected.len()
                && told.iter().zip(expected).all(|(told, expected)| holds(told, expected))
        }
        _ => told == expected,
    }
}
