//! A day by chance: ideas come, are hidden and shown again, move between themes and onto the wall.

use crate::{app::App, chance::Chance, guest::Guest, secrets::Secrets};
use domain::{Offset, Summit};
use journal::{Journal as _, Sqlite};
use serde_json::{Value, json};
use uuid::Uuid;
use views::{Scope, export};

const FACILITATOR: usize = 0;
const THEME_TEAM: usize = 1;
/// Tables and phones, who have ideas; after them only those who look.
const AUTHORS: std::ops::Range<usize> = 2..7;

/// An idea that was handed in.
struct Idea {
    id: Uuid,
    author: usize,
    /// One word of every text it ever had, found nowhere else.
    marks: Vec<String>,
    hidden: bool,
}

/// A server, everyone at it, and what must not be told.
pub struct Day {
    app: App,
    people: Vec<Guest>,
    ideas: Vec<Idea>,
    themes: Vec<Uuid>,
    chance: Chance,
    secrets: Secrets,
    marks: usize,
    pub hides: usize,
}

impl Day {
    pub async fn opens(seed: u64) -> Self {
        let app = App::start().await;
        let mut people = Vec::new();
        for (role, table) in [
            ("facilitator", None),
            ("theme_team", None),
            ("host", Some(1)),
            ("host", Some(2)),
            ("host", Some(3)),
            ("participant", None),
            ("participant", None),
            ("projector", None),
            ("operator", None),
        ] {
            people.push(Guest::joins(&app, role, table).await);
        }
        let secrets = Secrets::of_day(seed);
        let (ideas, themes) = (Vec::new(), Vec::new());
        let chance = Chance(seed);
        let mut day = Self { app, people, ideas, themes, chance, secrets, marks: 0, hides: 0 };
        day.comes_to_a_round_of_tables().await;
        day
    }

    async fn comes_to_a_round_of_tables(&mut self) {
        for _ in 0..20 {
            self.asks(FACILITATOR, &json!({"agenda":{"next":{}}})).await;
            self.asks(FACILITATOR, &json!({"round":{"open":{}}})).await;
            if self.hands_in(AUTHORS.start).await {
                return;
            }
        }
        panic!("no round in which tables hand in");
    }

    /// Asks by one way or the other, and has everyone take in what came of it.
    async fn asks(&mut self, who: usize, command: &Value) -> Option<Uuid> {
        let person = &mut self.people[who];
        let (id, answer) = if self.chance.below(3) == 0 {
            person.posts(&self.app, command, &self.secrets).await
        } else {
            person.asks(command, &self.secrets).await
        };
        for person in &mut self.people {
            person.catches_up(&self.app, &self.secrets).await;
        }
        answer["at"].is_u64().then_some(id)
    }

    /// A word that is found nowhere else, among some that are.
    fn text(&mut self) -> (String, String) {
        self.marks += 1;
        let mark = format!("zq{}x{}", self.secrets.seed, self.marks);
        let words = ["bomen", "fietspad", "school", "plein"];
        let word = words[self.chance.below(words.len())];
        // A word alone, as phones send it, or a sentence.
        let text =
            if self.chance.below(2) == 0 { mark.clone() } else { format!("meer {word} en {mark}") };
        (mark, text)
    }

    async fn hands_in(&mut self, author: usize) -> bool {
        let (mark, text) = self.text();
        let Some(id) = self.asks(author, &json!({"idea":{"submit":{"text":text}}})).await else {
            return false;
        };
        self.ideas.push(Idea { id, author, marks: vec![mark], hidden: false });
        true
    }

    pub async fn step(&mut self) {
        let idea = (!self.ideas.is_empty()).then(|| self.chance.below(self.ideas.len()));
        let (theme, other) =
            (self.chance.one_of(&self.themes).copied(), self.chance.one_of(&self.themes).copied());
        let staff = self.chance.below(2);
        match (self.chance.below(20), idea, theme) {
            (0..=3, ..) => {
                let author = AUTHORS.start + self.chance.below(AUTHORS.len());
                self.hands_in(author).await;
            }
            (4, Some(idea), _) => self.edits(idea).await,
            (5..=7, Some(idea), _) => self.hides(staff, idea).await,
            (8, Some(idea), _) => self.restores(staff, idea).await,
            (9, ..) => {
                let made = self.asks(staff, &json!({"theme":{"create":{"label":"thema"}}})).await;
                self.themes.extend(made);
            }
            (10..=13, Some(idea), Some(theme)) => {
                let idea = self.ideas[idea].id;
                self.asks(staff, &json!({"theme":{"move":{"idea":idea,"theme":theme}}})).await;
            }
            (14, _, Some(theme)) => {
                self.asks(staff, &json!({"theme":{"publish":{"themes":[theme]}}})).await;
            }
            (15, _, Some(theme)) => {
                self.asks(staff, &json!({"theme":{"merge":{"from":theme,"into":other}}})).await;
            }
            (16, Some(idea), _) => {
                let Idea { id, author, .. } = self.ideas[idea];
                self.asks(author, &json!({"idea":{"withdraw":{"idea":id}}})).await;
            }
            (17, ..) => {
                let who = self.chance.below(self.people.len());
                self.people[who].comes_back(&self.app).await;
            }
            (18, ..) => {
                let who = self.chance.below(self.people.len());
                self.people[who].reads_all(&self.app, &self.secrets).await;
            }
            _ => {
                let scenes = ["themes", "themes", "words", "progress", "question"];
                let scene = scenes[self.chance.below(scenes.len())];
                let show = json!({"wall":{"show":{"wall":"main","scene":scene}}});
                self.asks(FACILITATOR, &show).await;
            }
        }
    }

    async fn edits(&mut self, idea: usize) {
        let (mark, text) = self.text();
        let Idea { id, author, .. } = self.ideas[idea];
        let edit = json!({"idea":{"edit":{"idea":id,"text":text}}});
        if self.asks(author, &edit).await.is_some() {
            self.ideas[idea].marks.push(mark);
        }
    }

    async fn hides(&mut self, staff: usize, idea: usize) {
        let (reason, id) = (self.text().0, self.ideas[idea].id);
        let hide = json!({"idea":{"hide":{"idea":id,"reason":reason}}});
        // Everyone has taken in what was made before it.
        if self.asks(staff, &hide).await.is_some() {
            let idea = &mut self.ideas[idea];
            idea.marks.iter().for_each(|mark| self.secrets.hide(mark));
            self.secrets.hide(&reason);
            idea.hidden = true;
            self.hides += 1;
        }
    }

    async fn restores(&mut self, staff: usize, idea: usize) {
        let Idea { id, hidden, .. } = self.ideas[idea];
        if !hidden {
            return;
        }
        self.ideas[idea].marks.iter().for_each(|mark| self.secrets.show(mark));
        let restored = self.asks(staff, &json!({"idea":{"restore":{"idea":id}}})).await.is_some();
        // What its author withdrew meanwhile stays away.
        let idea = &mut self.ideas[idea];
        idea.hidden = !restored;
        if !restored {
            idea.marks.iter().for_each(|mark| self.secrets.hide(mark));
        }
    }

    /// Everyone comes back and reads all there is; then the record for everyone is made from the log.
    pub async fn ends(mut self) {
        for person in &mut self.people {
            person.comes_back(&self.app).await;
            person.catches_up(&self.app, &self.secrets).await;
            person.reads_all(&self.app, &self.secrets).await;
        }
        assert!(self.ideas.iter().any(|idea| idea.hidden), "something is hidden");
        assert!(self.secrets.told.get() > 50, "the desk sees what is hidden");
        let App { running, folder, .. } = self.app;
        running.stop().await;
        let files = std::fs::read_dir(folder.path().join("data")).expect("a data directory");
        let mut files = files.map(|file| file.expect("a file").path());
        let log = files.find(|file| file.extension().is_some_and(|it| it == "sqlite"));
        let (journal, _) = Sqlite::open(&log.expect("a log")).await.expect("a log");
        let mut summit = Summit::default();
        for commit in journal.read(Offset::ZERO, 10_000).await.expect("commits") {
            summit.apply_commit(&commit);
        }
        let everything = export::json(&summit, Scope::Everything).to_string();
        let public = export::json(&summit, Scope::Public).to_string();
        let (_, rows) = export::rows(&summit, Scope::Public);
        self.secrets.look("everyone", None, &public);
        self.secrets.look("everyone", None, &format!("{rows:?}"));
        for idea in &self.ideas {
            let last = idea.marks.last().expect("a text");
            assert!(everything.contains(last), "the operator has {last}");
        }
        assert_eq!(THEME_TEAM, 1);
    }
}
