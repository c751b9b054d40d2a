//! The law of this crate, over random journals: a document kept up to date by `touched` and `entry` alone is
//! at every step the document that `keys` and `entry` make anew; and what a hidden idea says stays on the desk, with all
//! that is derived from it, as what is withdrawn, held back or said no longer does.

use crate::{
    hall::{Hall, document, found, host, named, participant, staff},
    unseen::{UNWANTED, mark, stands_nowhere},
    wishes::{Kind, Wish, journals},
};
use domain::{
    Actor, Command, Doc, Event, IdeaId, RequestId, Role, RoundId, Seat, Summit, TableNo, ThemeId,
    WallId, agenda,
    deadline::{self, Deadline},
    device, feedback, founding, idea, notice, rehearsal, review, round, table,
    theme::{self, Move, Named},
    wall::{self, Scene},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use views::{Key, Scope, export};

/// A hall, and every document as a reader that only gets what was touched holds it.
struct Kept {
    hall: Hall,
    held: BTreeMap<Doc, BTreeMap<Key, Value>>,
    said: u32,
    /// The kinds of events that happened.
    seen: BTreeSet<String>,
}

/// The documents that are followed: also of a table, a person and a display that are not there.
fn followed() -> impl Iterator<Item = Doc> {
    let names = [
        "room",
        "themes",
        "desk",
        "control",
        "presence",
        "health",
        "table/1",
        "table/2",
        "table/3",
        "table/9",
        "person/1",
        "person/2",
        "person/9",
        "wall/main",
        "wall/side",
        "wall/nowhere",
    ];
    names.into_iter().map(named)
}

fn pick<T: Clone>(from: impl IntoIterator<Item = T>, index: u8) -> Option<T> {
    let all: Vec<T> = from.into_iter().collect();
    all.get(usize::from(index) % all.len().max(1)).cloned()
}

impl Kept {
    fn new() -> Self {
        let held = followed().map(|doc| (doc, BTreeMap::new())).collect();
        let mut kept = Self { hall: Hall::unfounded(), held, said: 0, seen: BTreeSet::new() };
        let Command::Summit(founding::Command::Found { summit, mut programme }) = found() else {
            panic!("a summit is founded");
        };
        programme.review.unwanted = vec![UNWANTED.to_owned()];
        // So that feedback is asked for often.
        let plain = programme.items.iter_mut().filter(|item| item.round.is_none());
        plain.for_each(|item| item.kind = domain::programme::Kind::Closing);
        kept.ask(&Actor::system(), Command::Summit(founding::Command::Found { summit, programme }));
        kept
    }

    /// Asks; refusals change nothing. Holds each document to the law.
    fn ask(&mut self, actor: &Actor, command: Command) {
        let mut touched = BTreeSet::new();
        let mut events = Vec::new();
        let _refused = self.hall.try_ask(actor, command, &mut |before, by, event| {
            touched.append(&mut views::touched(before, by, event));
            events.push(event.clone());
        });
        self.follow(touched, &events);
        if !events.is_empty() {
            nothing_hidden_leaks(&self.hall.summit, &self.held);
            stands_nowhere(&self.hall.summit, &self.held);
        }
        self.seen.extend(events.iter().map(name_of));
    }

    fn follow(&mut self, touched: BTreeSet<(Doc, Key)>, events: &[Event]) {
        let summit = &self.hall.summit;
        for (doc, key) in touched {
            let held = self.held.get_mut(&doc).unwrap_or_else(|| panic!("nobody follows {doc}"));
            match views::entry(summit, &doc, &key) {
                Some(value) => held.insert(key, value),
                None => held.remove(&key),
            };
        }
        for (doc, held) in &self.held {
            assert_eq!(held, &document(summit, doc), "{doc} after {events:?}");
        }
    }

    fn words(&mut self, long: bool) -> String {
        self.said += 1;
        let mark = mark(self.said);
        match (self.said % 5, long) {
            (0, _) => format!("{UNWANTED} {mark}"),
            (_, true) => format!("Een voorstel met nummer {mark} erbij"),
            (_, false) => mark,
        }
    }

    fn wish(&mut self, wish: Wish) {
        self.hall.now = self.hall.now.plus_ms(u64::from(wish.wait_s) * 1_000);
        let (actor, command) = self.meant(wish);
        if let Some(command) = command {
            self.ask(&actor, command);
        }
    }

    fn meant(&mut self, wish: Wish) -> (Actor, Option<Command>) {
        let Wish { what, who, one, two, .. } = wish;
        let text = self.words(two % 3 > 0);
        let summit = &self.hall.summit;
        let author =
            pick([host(1), host(2), participant(1), participant(2)], who).expect("someone");
        let idea = pick(summit.ideas.keys().copied(), one);
        // Authors mostly act on what is theirs.
        let of_idea = idea.and_then(|idea| match summit.ideas[&idea].seat.clone() {
            Seat::Table(no) => Some(host(no.0)),
            Seat::Badge(badge) => Some(participant(badge.0)),
            Seat::Staff(_) | Seat::System => None,
        });
        let of_idea = of_idea.unwrap_or_else(|| author.clone());
        let open = |it: &(&ThemeId, &theme::Theme)| it.1.state != theme::State::Closed;
        let themes: Vec<ThemeId> = summit.themes.iter().filter(open).map(|(id, _)| *id).collect();
        let theme = pick(themes.iter().copied(), one);
        let other = pick(themes.iter().copied(), two);
        let table = TableNo(1 + u16::from(one % 3));
        let tables = || BTreeSet::from([table, TableNo(1 + u16::from(two % 3))]);
        let rounds = || pick(["r1", "r2"].map(RoundId::from), two);
        let wall = pick(["main", "side"].map(WallId::from), one).expect("a display");
        let scenes = [
            Scene::Themes,
            Scene::Progress,
            Scene::Forming,
            Scene::Progress,
            Scene::Words,
            Scene::Map,
            Scene::Title,
            Scene::Test,
        ];
        let scene = pick(scenes, two).expect("a scene");
        let agenda = |command| (staff(Role::Facilitator), Some(Command::Agenda(command)));
        let team =
            |command: Option<theme::Command>| (staff(Role::ThemeTeam), command.map(Command::Theme));
        let hosts = |command| (host(table.0), Some(Command::Table(command)));
        let leads = |command| (staff(Role::Facilitator), Some(command));
        match what {
            Kind::HandIn => (
                author,
                Some(Command::Idea(idea::Command::Submit { text, round: None, table: None })),
            ),
            Kind::HandInLate => (
                author,
                Some(Command::Idea(idea::Command::Submit { text, round: rounds(), table: None })),
            ),
            Kind::Slip => {
                let table = (one > 60).then_some(table);
                leads(Command::Idea(idea::Command::Submit { text, round: rounds(), table }))
            }
            Kind::Edit => {
                (of_idea, idea.map(|idea| Command::Idea(idea::Command::Edit { idea, text })))
            }
            Kind::Withdraw => {
                (of_idea, idea.map(|idea| Command::Idea(idea::Command::Withdraw { idea })))
            }
            Kind::Hide => {
                let reason = format!("reden {text}");
                (
                    staff(Role::ThemeTeam),
                    idea.map(|idea| Command::Idea(idea::Command::Hide { idea, reason })),
                )
            }
            Kind::Restore => {
                let hidden =
                    summit.ideas.iter().filter(|(_, idea)| idea.state == idea::State::Hidden);
                let idea = pick(hidden.map(|(id, _)| *id), one);
                (
                    staff(Role::ThemeTeam),
                    idea.map(|idea| Command::Idea(idea::Command::Restore { idea })),
                )
            }
            Kind::Next => {
                let talks = summit.agenda.now.phase == Some(agenda::Phase::Talk);
                let skip = (talks && one % 4 > 0).then_some(true);
                agenda(agenda::Command::Next { from: None, phase: None, skip })
            }
            Kind::Back => agenda(agenda::Command::Back { from: None, phase: None }),
            Kind::Pause => agenda(agenda::Command::Pause {}),
            Kind::Resume => agenda(agenda::Command::Resume {}),
            Kind::Extend => agenda(agenda::Command::Extend { seconds: i64::from(one) - 100 }),
            Kind::End => agenda(agenda::Command::End {}),
            Kind::Undo => {
                let step = summit.agenda.last.as_ref().map_or(0, |step| step.number);
                agenda(agenda::Command::Undo { step })
            }
            Kind::Open => {
                leads(Command::Round(round::Command::Open { round: None, ends_at: None }))
            }
            Kind::Close => leads(Command::Round(round::Command::Close {
                round: None,
                ends_at: None,
                share: None,
                phase: None,
            })),
            Kind::Clock => match deadline::next(summit) {
                Some(Deadline { at, command, .. }) => {
                    self.hall.now = self.hall.now.max(at);
                    (Actor::system(), Some(command))
                }
                None => (Actor::system(), None),
            },
            Kind::Ready => hosts(table::Command::Ready { ready: true, item: None }),
            Kind::NotReady => hosts(table::Command::Ready { ready: false, item: None }),
            Kind::Help => hosts(table::Command::Help { what: (two > 100).then_some(text) }),
            Kind::Helped => leads(Command::Table(table::Command::Helped { table })),
            Kind::NoticeAll => leads(Command::Notice(notice::Command::Show { text, to: None })),
            Kind::NoticeTables => {
                leads(Command::Notice(notice::Command::Show { text, to: Some(tables()) }))
            }
            Kind::ClearNotices => leads(Command::Notice(notice::Command::Clear {})),
            Kind::Ask => leads(Command::Feedback(feedback::Command::Open {
                question: if two > 30 { "Hoe was de dag?".to_owned() } else { text },
            })),
            Kind::StopAsking => leads(Command::Feedback(feedback::Command::Close {})),
            Kind::Answer => {
                let sentence = (two > 60).then_some(text);
                let answer = feedback::Command::Answer { score: 1 + one % 5, sentence };
                (author, Some(Command::Feedback(answer)))
            }
            Kind::Show => leads(Command::Wall(wall::Command::Show { wall, scene })),
            Kind::Freeze => leads(Command::Wall(wall::Command::Freeze { wall, frozen: two > 100 })),
            Kind::Create => team(Some(theme::Command::Create { label: format!("Thema {one}") })),
            Kind::Rename => team(
                theme.map(|theme| theme::Command::Rename { theme, label: format!("Naam {two}") }),
            ),
            Kind::Merge => {
                team(theme.zip(other).map(|(from, into)| theme::Command::Merge { from, into }))
            }
            Kind::Split => {
                let full = themes.iter().filter(|id| !summit.themes[id].ideas.is_empty());
                let from = pick(full.copied(), one);
                team(from.map(|theme| {
                    let ideas = summit.themes[&theme]
                        .ideas
                        .iter()
                        .take(1 + usize::from(two % 3))
                        .copied()
                        .collect();
                    theme::Command::Split { theme, ideas, label: None }
                }))
            }
            Kind::Move => {
                let theme = other.filter(|_| one % 8 > 0);
                team(idea.map(|idea| theme::Command::Move { idea, theme }))
            }
            Kind::Apart => {
                let ideas =
                    summit.ideas.keys().copied().skip(usize::from(one % 4)).take(2).collect();
                team(Some(theme::Command::Apart { ideas }))
            }
            Kind::Gather => {
                let ideas =
                    summit.ideas.keys().copied().skip(usize::from(one % 4)).take(3).collect();
                team(Some(theme::Command::Gather { ideas, theme: other }))
            }
            Kind::Together => {
                let ideas =
                    summit.ideas.keys().copied().skip(usize::from(two % 8)).take(2).collect();
                team(Some(theme::Command::Together { ideas }))
            }
            Kind::TakeBack => {
                let step = summit.theming.steps.iter().rev().nth(usize::from(one % 4));
                team(step.map(|step| theme::Command::Undo { step: step.offset }))
            }
            Kind::Tune => {
                team(Some(theme::Command::Tune { resolution_percent: 75 + u16::from(one) % 225 }))
            }
            Kind::Settle => {
                team(rounds().map(|round| theme::Command::Settle { round, settled: one > 60 }))
            }
            Kind::Suggest => {
                let (labels, moves) = self.grouping(one, two);
                let based_on = self.hall.summit.offset;
                let (splits, merges) = (one.into(), two.into());
                let suggest = theme::Command::Suggest { based_on, splits, merges, moves, labels };
                (Actor::system(), Some(Command::Theme(suggest)))
            }
            Kind::Accept => {
                let suggestion = summit.theming.suggestion.as_ref().map(|it| it.offset);
                team(suggestion.map(|suggestion| theme::Command::Accept { suggestion }))
            }
            Kind::Dismiss => {
                let suggestion = summit.theming.suggestion.as_ref().map(|it| it.offset);
                team(suggestion.map(|suggestion| theme::Command::Dismiss { suggestion }))
            }
            Kind::Lock => {
                team(theme.map(|theme| theme::Command::Lock { theme, locked: two > 100 }))
            }
            Kind::Publish => {
                team(theme.map(|theme| theme::Command::publish(BTreeSet::from([theme]))))
            }
            Kind::Unpublish => {
                let is_public = |id: &ThemeId| summit.themes[id].state == theme::State::Published;
                let public = themes.iter().copied().filter(is_public);
                team(Some(theme::Command::Unpublish { themes: public.take(1).collect() }))
            }
            Kind::Quote => {
                let quoted = theme.and_then(|theme| {
                    let ideas = summit.themes[&theme].ideas.iter().copied();
                    Some(theme::Command::Quote { theme, idea: pick(ideas, two)? })
                });
                team(quoted)
            }
            Kind::AcceptWord | Kind::HoldWord | Kind::ReopenWord => {
                let said = summit.review.groups.iter();
                let said = said.filter(|it| what != Kind::ReopenWord || it.1.verdict.is_some());
                let texts = pick(said.map(|(form, _)| form.clone()), one).into_iter().collect();
                leads(Command::Review(match what {
                    Kind::AcceptWord => review::Command::Accept { texts },
                    Kind::HoldWord => review::Command::Hold { texts },
                    _ => review::Command::Reopen { texts },
                }))
            }
            Kind::Strike => team(idea.map(|idea| theme::Command::Strike { idea })),
            Kind::CloseTheme => team(theme.map(|theme| theme::Command::Close { theme })),
            Kind::Regroup => {
                let (labels, moves) = self.grouping(one, two);
                let based_on = self.hall.summit.offset;
                let examples = theme.zip(idea).map(|(theme, idea)| theme::Example { theme, idea });
                let earlier = summit.ideas.keys().next().copied();
                let alike = idea.map(|idea| theme::Alike { idea, to: earlier });
                let (examples, alike) = (Vec::from_iter(examples), Vec::from_iter(alike));
                let regroup = theme::Command::Regroup { based_on, moves, labels, examples, alike };
                (Actor::system(), Some(Command::Theme(regroup)))
            }
            Kind::Place => {
                let (_, ideas) = self.grouping(one, two);
                (
                    Actor::system(),
                    Some(Command::Theme(theme::Command::Place { ideas, alike: Vec::new() })),
                )
            }
            Kind::Enrol => {
                let jti = domain::Jti(RequestId::derived(&[one]).0);
                let (seat, role) = (Seat::Table(table), Role::Host);
                let enrol = device::Command::Enrol {
                    jti,
                    seat,
                    role,
                    take_over: two > 100,
                    away: Vec::new(),
                };
                (Actor::system(), Some(Command::Device(enrol)))
            }
            Kind::Revoke => {
                let jti = pick(summit.devices.by_jti.keys().copied(), one);
                let revoke = jti.map(|jti| Command::Device(device::Command::Revoke { jti }));
                (staff(Role::Operator), revoke)
            }
            Kind::Rehearse => {
                let tables = (one > 100).then_some(table.0);
                leads(Command::Rehearsal(rehearsal::Command::Start { tables }))
            }
            Kind::EndRehearsal => leads(Command::Rehearsal(rehearsal::Command::End {})),
        }
    }

    /// What the machine might propose: every idea to one of four themes, some of them new, or to none; named after what
    /// ideas say.
    fn grouping(&self, one: u8, two: u8) -> (Vec<Named>, Vec<Move>) {
        let new =
            (0..4_u8).map(|n| ThemeId(RequestId::derived(&[b't', n.wrapping_add(one) % 6]).0));
        let targets: Vec<ThemeId> = new.collect();
        let said = |n: usize| {
            let ideas: Vec<_> = self.hall.summit.ideas.values().collect();
            let idea = ideas.get((usize::from(one) + n * 3) % ideas.len().max(1));
            idea.map_or("", |idea| idea.text.text()).to_owned()
        };
        let word = |n: usize| {
            let said = said(n);
            said.split(' ').find(|word| word.starts_with("zq")).unwrap_or_default().to_owned()
        };
        let label = |n: usize| match (usize::from(two) + n) % 5 {
            0 => format!("woord {n}"),
            1 => word(n).to_uppercase(),
            2 => format!("{}, {}", word(n), word(n + 1)),
            3 => format!("{}…", said(n).split(" erbij").next().unwrap_or_default()),
            _ => format!("{} 2", said(n)),
        };
        let labels =
            targets.iter().enumerate().map(|(n, theme)| Named { theme: *theme, label: label(n) });
        let spread = |(n, idea): (usize, &IdeaId)| Move {
            idea: *idea,
            theme: targets.get((n * 7 + usize::from(two)) % 5).copied(),
        };
        let moves = self
            .hall
            .summit
            .ideas
            .keys()
            .enumerate()
            .filter(|(n, _)| (n + usize::from(one)) % 2 == 0);
        (labels.collect(), moves.map(spread).collect())
    }
}

/// `idea.submitted`, as the event's JSON names it.
fn name_of(event: &Event) -> String {
    let json = serde_json::to_value(event).expect("an event has JSON");
    let (outer, inner) = json.as_object().and_then(|it| it.iter().next()).expect("a concept");
    let inner = inner.as_object().and_then(|it| it.keys().next()).expect("an event");
    format!("{outer}.{inner}")
}

/// What hidden ideas say, said before, and why they were hidden, stands only on the desk.
fn nothing_hidden_leaks(summit: &Summit, held: &BTreeMap<Doc, BTreeMap<Key, Value>>) {
    let is_hidden = |idea: &&idea::Idea| idea.state == idea::State::Hidden;
    // A record is made of the day, not of a rehearsal.
    let earnest = summit.in_earnest();
    if !summit.ideas.values().chain(earnest.ideas.values()).any(|idea| is_hidden(&idea)) {
        return;
    }
    let text = |value: &dyn std::fmt::Debug| format!("{value:?}");
    let documents: Vec<_> = held.iter().map(|(doc, document)| (doc, text(document))).collect();
    let public = text(&(export::json(summit, Scope::Public), export::rows(summit, Scope::Public)));
    for idea in summit.ideas.values().filter(is_hidden) {
        for secret in secrets(idea) {
            for (doc, shown) in documents.iter().filter(|(doc, _)| **doc != Doc::Desk) {
                assert!(!shown.contains(secret), "{doc} shows {secret:?}");
            }
        }
    }
    for secret in earnest.ideas.values().filter(is_hidden).flat_map(secrets) {
        assert!(!public.contains(secret), "the public record has {secret:?}");
    }
}

/// What a hidden idea says, what it said before, and why it was hidden.
fn secrets(idea: &idea::Idea) -> impl Iterator<Item = &str> {
    let reason = idea.reason.as_ref().expect("a hidden idea has a reason").text();
    let former = idea.trace.iter().filter_map(|trace| match &trace.deed {
        idea::IdeaChange::Edited { from } => Some(from.text()),
        _ => None,
    });
    former.chain([idea.text.text(), reason])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_kept_up_to_date_by_touched_is_the_document_made_anew(journal in journals()) {
        let mut kept = Kept::new();
        for wish in journal {
            kept.wish(wish);
        }
    }
}

/// Else the law would say little.
#[test]
fn the_random_journals_make_every_kind_of_event() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..128 {
        let journal = journals().new_tree(&mut runner).expect("a journal").current();
        let mut kept = Kept::new();
        for wish in journal {
            kept.wish(wish);
        }
        seen.append(&mut kept.seen);
    }
    let all = "agenda.ended agenda.extended agenda.finished agenda.paused agenda.resumed agenda.started agenda.undone \
        device.enrolled device.revoked feedback.answered feedback.closed feedback.opened idea.edited idea.hidden idea.restored idea.submitted idea.withdrawn \
        notice.cleared notice.shown rehearsal.ended rehearsal.started review.accepted review.held review.reopened round.closed round.grace_began round.opened summit.founded table.help_asked \
        table.helped table.readied theme.accepted theme.closed theme.created theme.dismissed theme.joined theme.locked \
        theme.merged theme.moved theme.parted theme.published theme.quoted theme.regrouped theme.renamed theme.settled theme.split \
        theme.struck theme.suggested theme.tuned theme.undone theme.unpublished wall.frozen wall.shown";
    assert_eq!(seen, all.split_whitespace().map(str::to_owned).collect());
}
