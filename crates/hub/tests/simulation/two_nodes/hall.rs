//! The hall, its two nodes and the store they share, and what happens next.

use crate::{
    commands,
    person::Person,
    random::Random,
    stage::{
        MORNING, Manner, millis, programme,
        sharing::{Node, begin_the_epochs, epochs},
    },
};
use domain::programme::Programme;
use journal::{
    Model,
    stream::model::{Accident, Held},
};
use relay::InProcess;
use serde_json::{Value, json};
use tokio::time::sleep;

/// Where the facilitator and the theme team are among the people.
const ANNA: usize = 0;
const BO: usize = 1;

/// A hall in which a day is played.
pub struct Hall {
    pub nodes: [Node; 2],
    pub people: Vec<Person>,
    random: Random,
    /// What the store held earlier in the day.
    earlier: Vec<Held>,
}

/// Two rounds of a minute and a half, so that much is handed in, and deadlines come.
fn short_day() -> Programme {
    let mut day = programme();
    day.tables = 3;
    for plan in day.items.iter_mut().filter_map(|item| item.round.as_mut()) {
        plan.talk_s = plan.talk_s.min(5);
        plan.hand_in_s = 90;
        plan.grace_s = 3;
    }
    day
}

impl Hall {
    pub async fn opens(seed: u64) -> Self {
        begin_the_epochs();
        let (way, relay) = (Model::default(), InProcess::new());
        let (there, far) = (way.another(), relay.another());
        let one = Node::starts(way, relay, seed, MORNING, &short_day()).await;
        let other = Node::starts(there, far, seed ^ 0xbeef, MORNING, &short_day()).await;
        let mut people = vec![
            Person::new("facilitator staff/anna", &["room", "control", "desk", "presence"]),
            Person::new("theme_team staff/bo", &["room", "desk", "themes"]),
            Person::new("projector staff/wall", &["room", "themes", "wall/main"]),
        ];
        for n in 1..=3 {
            let (table, badge) = (format!("table/{n}"), format!("person/{n}"));
            people.push(Person::new(&format!("host {table}"), &["room", "themes", &table]));
            people.push(Person::new(&format!("participant badge/{n}"), &["room", &badge]));
        }
        let random = Random::new(seed);
        let mut hall = Self { nodes: [one, other], people, random, earlier: Vec::new() };
        hall.all_connect();
        hall.goes_on(100).await;
        for command in [json!({"agenda":{"next":{}}}), json!({"round":{"open":{}}})] {
            let id = hall.random.id();
            hall.people[ANNA].asks(id, command);
            hall.goes_on(100).await;
        }
        hall
    }

    /// Whoever is off comes back, at either node.
    fn all_connect(&mut self) {
        for person in self.people.iter_mut().filter(|person| !person.is_on_line()) {
            let node = usize::from(self.random.once_in(2));
            person.connects(&self.nodes[node].gateway);
        }
    }

    /// Time passes, and everyone looks at their screen.
    async fn goes_on(&mut self, ms: u64) {
        sleep(millis(ms)).await;
        self.people.iter_mut().for_each(Person::catches_up);
    }

    fn place(&mut self) -> usize {
        let count = u64::try_from(self.people.len()).expect("a few");
        usize::try_from(self.random.below(count)).expect("a few")
    }

    fn any_node(&mut self) -> &Node {
        &self.nodes[usize::from(self.random.once_in(2))]
    }

    /// A node hears nothing of the store, and may or may not hear of the other node.
    fn a_node_is_cut_off(&mut self) {
        let from_all = self.random.once_in(2);
        let node = self.any_node();
        node.way.cut(true);
        node.relay.cut_off(from_all);
    }

    pub async fn step(&mut self) {
        match self.random.below(100) {
            0..=49 => self.someone_asks(),
            50..=51 => {
                for _ in 0..self.random.below(15) {
                    self.someone_asks();
                }
            }
            52..=54 => self.many_ask_in_one_breath().await,
            55..=58 => {
                let place = self.place();
                self.people[place].drops();
            }
            59..=60 => {
                let place = self.place();
                self.people[place].is(Manner::CutOff);
            }
            61..=64 => self.a_node_is_cut_off(),
            65..=68 => self.any_node().way.mute(true),
            69..=71 => self.any_node().way.deafen(true),
            72..=80 => self.all_is_well(),
            81..=83 => self.earlier.push(self.nodes[0].way.held()),
            84..=85 => self.store_is_rolled_back(),
            86 => self.nodes[0].way.put_back(Held::default()),
            87..=89 => self.a_node_restarts().await,
            90 => self.goes_on(8_000).await,
            91 => self.nodes[0].way.shorten(true),
            92..=93 => self.an_admin_slips().await,
            _ => self.all_connect(),
        }
        let ms = if self.random.once_in(3) { 0 } else { self.random.below(1_500) };
        self.goes_on(ms).await;
        self.people.iter_mut().for_each(Person::sends);
    }

    fn someone_asks(&mut self) {
        let id = self.random.id();
        let (place, command) = match self.random.below(10) {
            0..=1 => (ANNA, commands::of_facilitator(&self.people[ANNA], &mut self.random)),
            2 => (BO, commands::of_theme_team(&self.people[BO], &mut self.random)),
            _ => {
                let place = 3 + usize::try_from(self.random.below(6)).expect("a few");
                (place, commands::of_guest(&self.people[place], &mut self.random))
            }
        };
        self.people[place].asks(id, command);
    }

    /// At both nodes, within the time that an answer of the store takes.
    async fn many_ask_in_one_breath(&mut self) {
        for _ in 0..10 {
            self.someone_asks();
            let ms = self.random.below(6);
            self.goes_on(ms).await;
        }
    }

    fn store_is_rolled_back(&mut self) {
        if let Some(held) = self.random.one_of(&self.earlier).cloned() {
            self.nodes[0].way.put_back(held);
        }
    }

    /// Someone puts a hand to what lies in the store, under two nodes that know all of it; one may start anew meanwhile.
    async fn an_admin_slips(&mut self) {
        self.all_is_well();
        self.goes_on(4_000).await;
        let top = self.nodes[0].summit.read(|it| it.offset.0);
        let place = 1 + self.random.below(top.max(1));
        let many = 1 + usize::try_from(self.random.below(4)).expect("a few");
        let accident = match self.random.below(12) {
            0 => Accident::LogGone,
            1 => Accident::Trimmed(many),
            2 => Accident::Deleted(place, many),
            3 => Accident::Deleted(top, 1),
            4 => Accident::Added(self.random.below(3)),
            5 => Accident::Altered(place),
            6 => Accident::TopGone,
            7 => Accident::TopMoved(self.random.below(2 * top + 1)),
            8 => Accident::EpochAltered,
            9 => Accident::IdsGone,
            10 => Accident::TextsGone(many),
            _ => Accident::NotesGone,
        };
        // What is altered in the middle is seen when all of the log was looked at once more.
        let ms = if matches!(accident, Accident::Altered(_)) { 12_000 } else { 0 };
        self.nodes[0].way.suffer(accident);
        self.goes_on(ms).await;
        if self.random.once_in(3) {
            self.a_node_restarts().await;
        }
    }

    fn all_is_well(&mut self) {
        self.nodes[0].way.shorten(false);
        for node in &self.nodes {
            node.way.cut(false);
            node.way.mute(false);
            node.way.deafen(false);
            node.relay.cut_off(false);
        }
        self.people.iter().for_each(|person| person.is(Manner::Reads));
    }

    /// One node starts anew; it needs the store, and the other to bring back what the store has lost.
    async fn a_node_restarts(&mut self) {
        let which = usize::from(self.random.once_in(2));
        let (seed, now) = (self.random.draw() >> 33, self.nodes[which].hub.now());
        self.nodes[which].hub.drain();
        if self.random.once_in(2) {
            self.nodes[which].hub.end().await;
        }
        self.all_is_well();
        let there = &self.nodes[1 - which];
        let (way, relay) = (there.way.another(), there.relay.another());
        let before = self.nodes[which].hub.clone();
        self.nodes[which] = Node::starts(way, relay, seed, now, &short_day()).await;
        before.end().await;
    }

    /// All faults end, everyone comes back, and what is not answered is sent until it is.
    pub async fn comes_to_rest(&mut self) {
        let mut top = None;
        for _ in 0..200 {
            self.all_is_well();
            self.people.iter_mut().for_each(Person::leaves_nothing_behind);
            self.all_connect();
            self.people.iter_mut().for_each(Person::sends);
            self.goes_on(1_500).await;
            let at = |node: &Node| (node.summit.epoch(), node.summit.read(|it| it.offset));
            let now = [at(&self.nodes[0]), at(&self.nodes[1])];
            let is_done = |person: &Person| person.is_on_line() && person.outbox.is_empty();
            let same = now[0] == now[1] && top.as_ref() == Some(&now[0]);
            if same && self.people.iter().all(is_done) {
                return;
            }
            top = Some(now[0].clone());
        }
        let left: Vec<&Value> =
            self.people.iter().flat_map(|it| &it.outbox).map(|asked| &asked.command).collect();
        panic!("it does not come to rest: {left:?}");
    }

    /// How many lives the log had.
    pub fn epochs(&self) -> u64 {
        epochs()
    }
}
