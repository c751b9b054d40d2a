//! Which entries of which document an event changes.

mod begun;

use crate::{Key, control::handed_in, words};
use domain::{
    Doc, Event, IdeaId, Offset, RoundId, Seat, Summit, TableNo, ThemeId, WallId, agenda, founding,
    idea, notice, programme, rehearsal, review, round, table,
    theme::{self, undo::Deed},
    wall::{self, Scene},
};
use std::collections::BTreeSet;

/// The entries that an event may change, come or go, of every document made from the log.
///
/// `before` is the state before the event, `by` the seat of its commit. Some of the entries may turn
/// out the same; none that changes is missing.
#[must_use]
pub fn touched(before: &Summit, by: &Seat, event: &Event) -> BTreeSet<(Doc, Key)> {
    let mut touched = Touched { before, set: BTreeSet::new() };
    match event {
        Event::Summit(founding::Event::Founded { programme, .. }) => touched.founded(programme),
        Event::Agenda(event) => touched.agenda(event),
        Event::Round(event) => {
            touched.step();
            if let round::Event::Opened { round, .. } = event {
                touched.begun(round);
            }
        }
        Event::Idea(event) => touched.idea(by, event),
        Event::Theme(event) => touched.theme(by, event),
        Event::Review(event) => touched.review(event),
        Event::Table(event) => touched.table(event),
        Event::Notice(event) => touched.notice(event),
        Event::Wall(event) => touched.wall(event),
        Event::Device(_) | Event::Copies(_) => {}
        Event::Clock(_) => {
            touched.step();
            touched.add(Doc::Room, Key::Notice);
        }
        Event::Rehearsal(rehearsal::Event::Started { .. }) => {
            touched.add(Doc::Room, Key::Rehearsal);
            touched.add(Doc::Control, Key::Undo);
        }
        Event::Rehearsal(rehearsal::Event::Ended {}) => touched.put_back(),
    }
    touched.set
}

struct Touched<'s> {
    before: &'s Summit,
    set: BTreeSet<(Doc, Key)>,
}

impl<'s> Touched<'s> {
    fn add(&mut self, doc: Doc, key: Key) {
        self.set.insert((doc, key));
    }

    /// Everything that a screen holds, and everything that it will hold.
    fn put_back(&mut self) {
        let after = self.before.in_earnest();
        for summit in [self.before, &after] {
            for doc in every(summit) {
                let keys = crate::keys(summit, &doc);
                self.set.extend(keys.into_iter().map(|key| (doc.clone(), key)));
            }
        }
    }

    fn founded(&mut self, programme: &programme::Programme) {
        self.add(Doc::Room, Key::Summit);
        self.covered();
        self.add(Doc::Desk, Key::Tuning);
        self.add(Doc::Control, Key::Review);
        self.add(Doc::Control, Key::Next);
        for number in 1..=programme.items.len() {
            self.add(Doc::Control, Key::Agenda(number));
        }
        for no in 1..=programme.tables {
            self.add(Doc::Control, Key::Table(TableNo(no)));
        }
        for wall in &programme.walls {
            self.add(Doc::Control, Key::Wall(wall.clone()));
            self.add(Doc::Wall(wall.clone()), Key::Scene);
        }
    }

    fn agenda(&mut self, event: &agenda::Event) {
        self.step();
        match event {
            agenda::Event::Started { item, scene, .. } => {
                let index = self.before.programme.index_of(item);
                self.item(index);
                self.moved_to(index);
                self.begun(item);
                for (id, wall) in self.before.walls.iter().filter(|(_, wall)| !wall.frozen) {
                    self.turned(id, scene.unwrap_or(wall.scene));
                }
            }
            agenda::Event::Undone { to, scenes, .. } => {
                // A step changes the times of the item it left and of the one it came to, no others.
                self.item(to.current);
                self.moved_to(to.current);
                for (id, scene) in scenes {
                    self.turned(id, *scene);
                }
            }
            agenda::Event::Paused { .. }
            | agenda::Event::Resumed { .. }
            | agenda::Event::Extended { .. }
            | agenda::Event::Ended {}
            | agenda::Event::Finished {} => {}
        }
    }

    /// What every step changes: the clock, the current item, and what can be done next.
    fn step(&mut self) {
        self.add(Doc::Room, Key::AgendaCurrent);
        self.add(Doc::Room, Key::Round);
        self.add(Doc::Control, Key::Next);
        self.add(Doc::Control, Key::Undo);
        self.item(self.before.agenda.now.current);
    }

    fn item(&mut self, index: Option<usize>) {
        if let Some(index) = index {
            self.add(Doc::Control, Key::Agenda(index + 1));
        }
    }

    /// What hangs on which item is current: who is ready for it, and what was handed in.
    fn moved_to(&mut self, index: Option<usize>) {
        let before = self.before;
        let from = before.agenda.current_id(&before.programme);
        let to = index.and_then(|index| before.programme.items.get(index)).map(|item| &item.id);
        if from == to {
            return;
        }
        for (no, table) in &before.tables {
            if table.is_ready_for(from) != table.is_ready_for(to) {
                self.add(Doc::Table(*no), Key::Ready);
                self.on_board(*no);
            }
            if handed_in(before, from, *no) != handed_in(before, to, *no) {
                self.on_board(*no);
            }
        }
        self.progress();
        self.on_walls(Scene::Words, &Key::Words);
    }

    /// A table, on the board and on the map.
    fn on_board(&mut self, no: TableNo) {
        self.add(Doc::Control, Key::Table(no));
        self.on_walls(Scene::Map, &Key::Table(no));
    }

    fn progress(&mut self) {
        self.add(Doc::Control, Key::Progress);
        self.on_walls(Scene::Progress, &Key::Progress);
    }

    fn on_walls(&mut self, scene: Scene, key: &Key) {
        for (id, _) in self.before.walls.iter().filter(|(_, wall)| wall.scene == scene) {
            self.add(Doc::Wall(id.clone()), key.clone());
        }
    }

    fn idea(&mut self, by: &Seat, event: &idea::Event) {
        let id = event.idea();
        let text = match event {
            idea::Event::Submitted { text, .. } | idea::Event::Edited { text, .. } => Some(text),
            _ => None,
        };
        if let idea::Event::Submitted { table, round, .. } = event {
            self.said(id, by, text.map(|text| text.text()));
            self.slip(id, by, *table);
            self.words(round.as_ref(), by);
            self.counted(round.as_ref(), *table);
            return;
        }
        let Some(idea) = self.before.ideas.get(&id) else { return };
        self.said(id, &idea.seat, text.map(|text| text.text()));
        self.slip(id, &idea.seat, idea.table);
        self.words(idea.round.as_ref(), &idea.seat);
        self.derived(id);
        match event {
            idea::Event::Withdrawn { .. }
            | idea::Event::Hidden { .. }
            | idea::Event::Restored { .. } => {
                self.counted(idea.round.as_ref(), idea.table);
                self.typed_names();
            }
            idea::Event::Submitted { .. } | idea::Event::Edited { .. } => {}
        }
        self.frozen();
    }

    /// The themes that show what comes from a text.
    fn derived(&mut self, idea: IdeaId) {
        let themes = self.before.themes.iter();
        themes
            .filter(|(_, theme)| theme::label::depends_on(theme, idea))
            .for_each(|(id, _)| self.card(*id));
    }

    /// The desk is told which names that people typed have a word that is hidden.
    fn typed_names(&mut self) {
        let themes = self.before.themes.iter();
        let typed = themes.filter(|(_, theme)| theme.origin.is_none());
        typed.for_each(|(id, _)| self.add(Doc::Desk, Key::Theme(*id)));
    }

    /// Displays that are frozen are told what may not be seen any more.
    fn frozen(&mut self) {
        for (id, _) in self.before.walls.iter().filter(|(_, wall)| wall.frozen) {
            self.add(Doc::Wall(id.clone()), Key::Scene);
        }
    }

    /// An idea, on the desk and where it came from.
    fn slip(&mut self, id: IdeaId, seat: &Seat, table: Option<TableNo>) {
        self.add(Doc::Desk, Key::Idea(id));
        if let Some(table) = table {
            self.add(Doc::Table(table), Key::Idea(id));
        }
        if let Seat::Badge(badge) = seat {
            self.add(Doc::Person(*badge), Key::Idea(id));
        }
    }

    /// What a person said of what phones sent.
    fn review(&mut self, event: &review::Event) {
        for group in event.ideas().iter().filter_map(|id| self.before.review.group_of(id)) {
            self.add(Doc::Desk, Key::Word(group.id));
            // What is held back speaks for no theme, and names none.
            group.ideas.iter().for_each(|id| self.derived(*id));
        }
        self.frozen();
        self.add(Doc::Control, Key::Review);
        self.on_walls(Scene::Words, &Key::Words);
    }

    /// A text from a phone, in the group that it is in, and in the one that it goes to.
    fn said(&mut self, id: IdeaId, seat: &Seat, new: Option<&str>) {
        if !matches!(seat, Seat::Badge(_)) {
            return;
        }
        let groups = &self.before.review.groups;
        let goes_to = new.and_then(|text| groups.get(&review::form(text)));
        for group in self.before.review.group_of(&id).into_iter().chain(goes_to) {
            self.add(Doc::Desk, Key::Word(group.id));
            // Another names it if this one leaves.
            for other in group.ideas.iter().filter(|other| **other != id).take(1) {
                self.add(Doc::Desk, Key::Word(*other));
            }
        }
        self.add(Doc::Desk, Key::Word(id));
        self.add(Doc::Control, Key::Review);
    }

    /// What phones sent in the round that is shown.
    fn words(&mut self, round: Option<&RoundId>, seat: &Seat) {
        let shown = words::round(self.before);
        if matches!(seat, Seat::Badge(_)) && round.is_some() && round == shown {
            self.on_walls(Scene::Words, &Key::Words);
        }
    }

    /// Whom the published themes represent, on the desk and on control.
    fn covered(&mut self) {
        self.add(Doc::Desk, Key::Coverage);
        self.add(Doc::Control, Key::Coverage);
    }

    /// How many ideas there are, on the desk and, if it is the current round, on the board.
    fn counted(&mut self, round: Option<&RoundId>, table: Option<TableNo>) {
        self.covered();
        let current = self.before.agenda.current_id(&self.before.programme);
        if round.is_some() && round == current {
            self.progress();
            if let Some(table) = table {
                self.on_board(table);
            }
        }
    }

    /// A theme, everywhere it may be seen.
    fn card(&mut self, id: ThemeId) {
        self.add(Doc::Desk, Key::Theme(id));
        self.add(Doc::Themes, Key::Theme(id));
        self.on_walls(Scene::Themes, &Key::Theme(id));
        self.on_walls(Scene::Forming, &Key::Theme(id));
    }

    /// Every theme: ideas in several of them may say the same.
    fn cards(&mut self) {
        let open = self.before.themes.iter().filter(|(_, it)| it.state != theme::State::Closed);
        open.for_each(|(id, _)| self.card(*id));
    }

    fn theme(&mut self, by: &Seat, event: &theme::Event) {
        if *by != Seat::System {
            self.stepped();
        }
        match event {
            theme::Event::Parted { ideas } => self.moved(ideas, None),
            theme::Event::Created { theme, .. } | theme::Event::Locked { theme, .. } => {
                self.add(Doc::Desk, Key::Theme(*theme));
            }
            theme::Event::Renamed { theme, .. } => self.card(*theme),
            theme::Event::Quoted { theme, .. } => self.card(*theme),
            theme::Event::Struck { .. } => self.cards(),
            theme::Event::Published { themes, .. } | theme::Event::Unpublished { themes } => {
                // A name that was read makes one that the machine gave since give way.
                self.cards();
                themes.iter().for_each(|theme| self.card(*theme));
                self.covered();
            }
            // All ideas of both are pinned there.
            theme::Event::Merged { from, into } => {
                self.moved(self.ideas_of(*from).chain(self.ideas_of(*into)), [*from, *into]);
            }
            theme::Event::Closed { theme } => self.moved(self.ideas_of(*theme), [*theme]),
            // What stays in the theme is pinned there.
            theme::Event::Split { theme, into, .. } => {
                self.moved(self.ideas_of(*theme), [*theme, *into]);
            }
            theme::Event::Moved { idea, theme } => self.moved([idea], *theme),
            theme::Event::Joined { ideas, moved, theme } => {
                self.moved(ideas.union(moved), *theme);
            }
            theme::Event::Undone { step } => self.undone(*step),
            theme::Event::Tuned { .. } | theme::Event::Settled { .. } => {
                self.add(Doc::Desk, Key::Tuning);
            }
            theme::Event::Regrouped { based_on, labels, moves, examples, alike } => {
                self.regrouped(labels, moves);
                examples.iter().for_each(|it| self.card(it.theme));
                alike.iter().for_each(|it| self.add(Doc::Desk, Key::Idea(it.idea)));
                if let Some(based_on) = based_on {
                    for id in theme::machine::leftovers(self.before, *based_on) {
                        self.add(Doc::Desk, Key::Idea(id));
                    }
                }
            }
            theme::Event::Accepted { labels, moves, .. } => {
                self.regrouped(labels, moves);
                self.add(Doc::Desk, Key::Suggestion);
            }
            theme::Event::Suggested { .. } | theme::Event::Dismissed { .. } => {
                self.add(Doc::Desk, Key::Suggestion);
            }
        }
    }

    fn regrouped(&mut self, labels: &[theme::Named], moves: &[theme::Move]) {
        let named = labels.iter().map(|named| named.theme);
        let reached = moves.iter().filter_map(|it| it.theme);
        self.moved(moves.iter().map(|it| &it.idea), named.chain(reached));
        // What is suggested counts the themes that would be new.
        self.add(Doc::Desk, Key::Suggestion);
        if !labels.is_empty() {
            self.steps();
        }
    }

    /// What someone did, and what can still be taken back of what others did.
    fn stepped(&mut self) {
        self.steps();
        self.add(Doc::Desk, Key::Step(self.before.offset.next()));
    }

    fn steps(&mut self) {
        for step in &self.before.theming.steps {
            self.add(Doc::Desk, Key::Step(step.offset));
        }
    }

    fn undone(&mut self, step: Offset) {
        let Some(step) = self.before.theming.steps.iter().find(|it| it.offset == step) else {
            return;
        };
        let themes = || step.themes.keys().copied().chain(step.ideas_themes());
        let others: Vec<&IdeaId> = themes().flat_map(|theme| self.ideas_of(theme)).collect();
        self.moved(step.ideas.keys().chain(others), themes());
        // A name that comes back makes one that the machine gave since give way.
        let forming = self.before.themes.iter();
        forming
            .filter(|(_, theme)| theme.state == theme::State::Forming)
            .for_each(|(id, _)| self.card(*id));
        if step.deed == Deed::Struck {
            self.cards();
        }
    }

    fn ideas_of(&self, theme: ThemeId) -> impl Iterator<Item = &'s IdeaId> + use<'s> {
        self.before.themes.get(&theme).into_iter().flat_map(|theme| &theme.ideas)
    }

    /// Ideas that went elsewhere, the themes they were in, and other themes that changed.
    fn moved<'i>(
        &mut self,
        ideas: impl IntoIterator<Item = &'i IdeaId>,
        themes: impl IntoIterator<Item = ThemeId>,
    ) {
        themes.into_iter().for_each(|theme| self.card(theme));
        for id in ideas {
            let Some(idea) = self.before.ideas.get(id) else { continue };
            self.slip(*id, &idea.seat, idea.table);
            if let Some(theme) = idea.theme {
                self.card(theme);
            }
        }
        self.covered();
    }

    fn table(&mut self, event: &table::Event) {
        let (no, key) = match event {
            table::Event::Readied { table, .. } => (*table, Key::Ready),
            table::Event::HelpAsked { table, .. } | table::Event::Helped { table } => {
                (*table, Key::Help)
            }
        };
        self.add(Doc::Table(no), key);
        self.on_board(no);
    }

    fn notice(&mut self, event: &notice::Event) {
        match event {
            notice::Event::Shown { to: None, .. } => self.add(Doc::Room, Key::Notice),
            notice::Event::Shown { to: Some(tables), .. } => {
                tables.iter().for_each(|no| self.add(Doc::Table(*no), Key::Notice));
            }
            notice::Event::Cleared {} => {
                self.add(Doc::Room, Key::Notice);
                self.before
                    .notices
                    .tables
                    .keys()
                    .for_each(|no| self.add(Doc::Table(*no), Key::Notice));
            }
        }
    }

    fn wall(&mut self, event: &wall::Event) {
        match event {
            wall::Event::Shown { wall, scene } => self.turned(wall, *scene),
            wall::Event::Frozen { wall, .. } => self.display(wall),
        }
    }

    fn display(&mut self, wall: &WallId) {
        self.add(Doc::Control, Key::Wall(wall.clone()));
        self.add(Doc::Wall(wall.clone()), Key::Scene);
    }

    /// A display that shows another scene: what only the old one had goes, what only the new one has comes.
    fn turned(&mut self, wall: &WallId, to: Scene) {
        let from = self.before.walls.get(wall).map(|wall| wall.scene);
        if from == Some(to) {
            return;
        }
        self.display(wall);
        for scene in from.into_iter().chain([to]) {
            match scene {
                Scene::Themes | Scene::Forming => {
                    for (id, _) in
                        self.before.themes.iter().filter(|(_, it)| it.state != theme::State::Closed)
                    {
                        self.add(Doc::Wall(wall.clone()), Key::Theme(*id));
                    }
                }
                Scene::Progress => self.add(Doc::Wall(wall.clone()), Key::Progress),
                Scene::Words => self.add(Doc::Wall(wall.clone()), Key::Words),
                Scene::Map => {
                    for no in self.before.tables.keys() {
                        self.add(Doc::Wall(wall.clone()), Key::Table(*no));
                    }
                }
                Scene::Title | Scene::Question | Scene::Test | Scene::Black => {}
            }
        }
    }
}

/// Every document of a summit that is not empty.
fn every(summit: &Summit) -> BTreeSet<Doc> {
    let shared = [Doc::Room, Doc::Themes, Doc::Desk, Doc::Control];
    let tables = summit.tables.keys().map(|no| Doc::Table(*no));
    let walls = summit.walls.keys().map(|id| Doc::Wall(id.clone()));
    let people = summit.ideas.values().filter_map(|idea| match idea.seat {
        Seat::Badge(badge) => Some(Doc::Person(badge)),
        Seat::Table(_) | Seat::Staff(_) | Seat::System => None,
    });
    shared.into_iter().chain(tables).chain(walls).chain(people).collect()
}
