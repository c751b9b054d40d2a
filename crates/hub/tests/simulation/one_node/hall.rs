//! The hall: who is there, and what happens next.

use crate::{
    commands,
    person::Person,
    random::Random,
    stage::{Manner, Mood, Props, Stage, millis, programme, seconds, words::no_themes},
};
use domain::{Actor, RequestId, Time, programme::Programme};
use serde_json::Value;
use tokio::time::sleep;

/// Where the two facilitators are among the people.
const ANNA: usize = 0;
const CARLA: usize = 9;

/// A hall in which a day is played.
pub struct Hall {
    pub stage: Stage,
    pub people: Vec<Person>,
    random: Random,
    lives: u64,
    held: bool,
}

/// Two short rounds, so that deadlines come often. At tables 4 and 5 nobody sits but in a rehearsal.
fn short_day() -> Programme {
    let mut day = programme();
    day.tables = 5;
    for plan in day.items.iter_mut().filter_map(|item| item.round.as_mut()) {
        plan.talk_s = plan.talk_s.min(5);
        plan.hand_in_s = 20;
        plan.grace_s = 3;
    }
    day
}

impl Hall {
    pub async fn opens(seed: u64) -> Self {
        let props = Props { programme: short_day(), seed, ..Props::new() };
        let stage = props.set_up(no_themes()).await;
        let mut people = vec![
            Person::new("facilitator staff/anna", &["room", "control", "desk", "presence"]),
            Person::new("theme_team staff/bo", &["room", "desk", "themes", "presence"]),
            Person::new("projector staff/wall", &["room", "themes", "wall/main"]),
        ];
        for n in 1..=3 {
            let (table, badge) = (format!("table/{n}"), format!("person/{n}"));
            people.push(Person::new(&format!("host {table}"), &["room", "themes", &table]));
            people.push(Person::new(&format!("participant badge/{n}"), &["room", &badge]));
        }
        people.push(Person::new("facilitator staff/carla", &["room", "control"]));
        let mut hall = Self { stage, people, random: Random::new(seed), lives: 1, held: false };
        hall.all_connect();
        hall.goes_on(100).await;
        hall
    }

    fn all_connect(&mut self) {
        for person in self.people.iter_mut().filter(|person| !person.is_on_line()) {
            person.connects(&self.stage.gateway);
        }
    }

    /// Time passes, and everyone looks at their screen.
    async fn goes_on(&mut self, ms: u64) {
        sleep(millis(ms)).await;
        self.people.iter_mut().for_each(Person::catches_up);
    }

    pub async fn step(&mut self) {
        match self.random.below(100) {
            0..=45 => self.someone_asks(),
            46..=48 => self.many_ask_at_once(),
            49..=50 => self.someone_clicks_twice(),
            51..=53 => self.both_facilitators_go_on(),
            54..=56 => self.many_ask_at_the_deadline().await,
            57..=61 => self.machine_proposes(),
            62..=64 => self.any().drops(),
            65..=66 => self.any().is(Manner::Still),
            67..=68 => self.any().is(Manner::CutOff),
            69 => self.half_the_hall_is_cut_off(),
            70..=71 => self.any().gives_up(),
            72..=80 => self.people.iter().for_each(|person| person.is(Manner::Reads)),
            81 => self.stage.journal.memory.fill(true),
            82 => self.stage.journal.is(Mood::Down),
            83 => self.stage.journal.is(Mood::WrittenUnsaid),
            84 => self.journal_hangs().await,
            85..=90 => self.journal_is_well(),
            91..=92 => self.node_restarts().await,
            93..=94 => self.someone_asks_again(),
            95 => self.goes_on(12_000).await,
            _ => self.all_connect(),
        }
        let ms = if self.random.once_in(3) { 0 } else { self.random.below(1_500) };
        self.goes_on(ms).await;
        if self.random.once_in(4) {
            self.any().connects_if_off();
        }
        self.people.iter_mut().for_each(Person::sends);
    }

    fn any(&mut self) -> Off<'_> {
        let count = u64::try_from(self.people.len()).expect("a few");
        let place = usize::try_from(self.random.below(count)).expect("a few");
        Off { person: &mut self.people[place], stage: &self.stage }
    }

    fn someone_asks(&mut self) {
        let id = self.random.id();
        let (place, command) = match self.random.below(10) {
            0..=2 => {
                let place = if self.random.once_in(3) { CARLA } else { ANNA };
                (place, commands::of_facilitator(&self.people[place], &mut self.random))
            }
            3..=4 => (1, commands::of_theme_team(&self.people[1], &mut self.random)),
            _ => {
                let place = 3 + usize::try_from(self.random.below(6)).expect("a few");
                (place, commands::of_guest(&self.people[place], &mut self.random))
            }
        };
        self.people[place].asks(id, command);
    }

    fn many_ask_at_once(&mut self) {
        for _ in 0..self.random.below(20) {
            self.someone_asks();
        }
    }

    fn someone_clicks_twice(&mut self) {
        let id = self.random.id();
        let place = usize::try_from(self.random.below(10)).expect("a few");
        let person = &self.people[place];
        let command = match place {
            ANNA | CARLA => commands::of_facilitator(person, &mut self.random),
            1 => commands::of_theme_team(person, &mut self.random),
            2 => return,
            _ => commands::of_guest(person, &mut self.random),
        };
        self.people[place].asks_twice(id, command);
    }

    /// Both see the same item, and press at once; one of them twice, under two ids.
    fn both_facilitators_go_on(&mut self) {
        for place in [ANNA, CARLA, ANNA] {
            let (id, command) = (self.random.id(), commands::next(&self.people[place]));
            self.people[place].asks(id, command);
        }
    }

    /// In the last millisecond of a phase, in the first after it, or right on it.
    async fn many_ask_at_the_deadline(&mut self) {
        let due = self.stage.summit.read(|it| domain::deadline::next(it).map(|due| due.at));
        let wait = due.map_or(0, |at| at.ms_since(self.stage.hub.now()));
        let around = wait.saturating_sub(1) + self.random.below(3);
        self.goes_on(around.min(30_000)).await;
        self.many_ask_at_once();
    }

    fn half_the_hall_is_cut_off(&mut self) {
        let odd = self.random.below(2) == 1;
        let people = self.people.iter().enumerate();
        people
            .filter(|(place, _)| (place % 2 == 1) == odd)
            .for_each(|(_, it)| it.is(Manner::CutOff));
    }

    /// A client that is not sure sends again what was answered long ago.
    fn someone_asks_again(&mut self) {
        let random = &mut self.random;
        for person in &mut self.people {
            let is_open = |id| person.outbox.iter().any(|asked| asked.id == id);
            let again = random.one_of(&person.saved).filter(|saved| !is_open(saved.id));
            if let Some((id, command)) = again.map(|saved| (saved.id, saved.command.clone())) {
                person.asks(id, command);
            }
        }
    }

    fn machine_proposes(&mut self) {
        let random = &mut self.random;
        let (id, command) =
            (random.id(), self.stage.summit.read(|it| commands::of_machine(it, random)));
        let command = serde_json::from_value(command).expect("a command");
        // Nobody waits for the answer.
        let _ = self.stage.summit.submit(Actor::system(), RequestId(id), None, command);
    }

    async fn journal_hangs(&mut self) {
        if !self.held {
            self.held = true;
            self.stage.journal.hold().await;
        }
    }

    fn journal_is_well(&mut self) {
        self.stage.journal.memory.fill(false);
        self.stage.journal.is(Mood::Well);
        if std::mem::take(&mut self.held) {
            self.stage.journal.release();
        }
    }

    async fn node_restarts(&mut self) {
        self.stage.hub.drain();
        if self.random.once_in(2) {
            self.stage.hub.end().await;
        }
        self.goes_on(self.lives * 10).await;
        self.lives += 1;
        // A node that cannot read its journal does not start.
        self.stage.journal.is(Mood::Well);
        // Its clock may have been set while it was down, by an hour and a day.
        let hour = 3_600_000;
        let now = self.stage.hub.now();
        let now = match self.random.below(6) {
            0 => Time(now.0 - hour),
            1 => now.plus_ms(hour),
            2 => Time(now.0 - 24 * hour),
            _ => now,
        };
        let props = Props {
            now,
            seed: self.random.draw() >> 33,
            journal: self.stage.journal.clone(),
            ..Props::new()
        };
        let before = self.stage.hub.clone();
        self.stage = props.set_up(no_themes()).await;
        // The one before may still be answering when the next one starts.
        before.end().await;
    }

    /// All faults end, everyone comes back, and what is not answered is sent until it is.
    pub async fn comes_to_rest(&mut self) {
        self.journal_is_well();
        let mut top = None;
        for _ in 0..200 {
            self.people.iter().for_each(|person| person.is(Manner::Reads));
            self.people.iter_mut().for_each(Person::leaves_nothing_behind);
            self.all_connect();
            self.people.iter_mut().for_each(Person::sends);
            self.goes_on(1_500).await;
            let now = Some(self.stage.summit.read(|it| it.offset));
            let is_done = |person: &Person| person.is_on_line() && person.outbox.is_empty();
            if self.people.iter().all(is_done) && top == now {
                return;
            }
            top = now;
        }
        let left: Vec<&Value> =
            self.people.iter().flat_map(|it| &it.outbox).map(|asked| &asked.command).collect();
        panic!("it does not come to rest within {:?}: {left:?}", seconds(300));
    }
}

/// Someone, and the gateway they may come in by.
struct Off<'h> {
    person: &'h mut Person,
    stage: &'h Stage,
}

impl Off<'_> {
    fn drops(self) {
        self.person.drops();
    }

    fn gives_up(self) {
        self.person.gives_up();
    }

    fn is(self, manner: Manner) {
        self.person.is(manner);
    }

    fn connects_if_off(self) {
        if !self.person.is_on_line() {
            self.person.connects(&self.stage.gateway);
        }
    }
}
