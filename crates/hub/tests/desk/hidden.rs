//! What the machine made of ideas goes with them: of people who are named in hidden ideas alone nothing is shown but on
//! the desk, whatever was published, merged, split, undone or suggested, through the real engine.

use super::hall::Hall;
use domain::{
    Doc, IdeaId, Summit, WallId, idea,
    theme::{Command, State, label},
};
use std::collections::{BTreeMap, BTreeSet};
use views::{Scope, export};

/// Each is named in ideas of a hall, and nowhere else.
const PEOPLE: [&str; 6] =
    ["Zwanikken", "Quispel", "Wijnbergh", "Xanterman", "Fjodorov", "Ypestein"];
/// What people say of one of them.
const SAID: [&str; 7] = [
    "Wethouder @ luistert niet naar de buurt",
    "@ moet aftreden als wethouder",
    "De plannen van @ zijn slecht voor de buurt",
    "Wij willen van wethouder @ af",
    "@ heeft gelogen over de plannen van de wethouder",
    "Vraag aan @s kantoor waarom de wethouder niet komt",
    "@'s beloften, wethouder!",
];
const STEPS: usize = 40;

/// A hall where people are named, in themes of their own.
struct Named {
    hall: Hall,
    said: BTreeMap<&'static str, Vec<IdeaId>>,
    /// How often a name was out of sight that a theme bore.
    was_lost: usize,
}

impl Named {
    fn new(seed: u64) -> Self {
        let mut hall = Hall::new(seed);
        let mut said: BTreeMap<&str, Vec<IdeaId>> = BTreeMap::new();
        for name in PEOPLE {
            for text in SAID {
                said.entry(name).or_default().push(hall.takes(text.replace('@', name)));
            }
        }
        hall.offline.rest().expect("a regroup");
        let mut named = Self { hall, said, was_lost: 0 };
        // Each in a theme of their own: the machine names it after them.
        for ideas in named.said.clone().into_values() {
            let theme = named.hall.a_theme();
            let bound =
                Command::Gather { ideas: ideas.iter().copied().collect(), theme: Some(theme) };
            named.hall.does(bound).expect("gathered");
            let ideas = ideas.into_iter().collect();
            let split = Command::Split { theme, ideas, label: None };
            let _clash = named.hall.does(split);
        }
        named
    }

    fn step(&mut self) {
        let name = self.hall.chance.one_of(&PEOPLE);
        let ideas = self.said[name].clone();
        match self.hall.chance.below(12) {
            0..=2 => ideas.iter().for_each(|idea| self.hides(*idea)),
            3 => {
                let idea = self.hall.chance.one_of(&ideas);
                self.hides(idea);
            }
            4 => ideas.iter().for_each(|idea| {
                self.hall.offline.review(idea::Command::Restore { idea: *idea }).expect("restored");
            }),
            5 | 6 => {
                let open = self.hall.themes(1).into_iter().collect();
                self.hall.does(Command::publish(open)).expect("published");
            }
            7 => {
                let (from, into) = self.hall.two_themes();
                let _alone = self.hall.does(Command::Merge { from, into });
            }
            8 => {
                let theme = self.hall.a_theme();
                let ideas = self.hall.ideas_of(theme).into_iter().take(2).collect();
                let _clash = self.hall.does(Command::Split { theme, ideas, label: None });
            }
            9 => {
                let step = self.hall.summit().theming.steps.back().map(|step| step.offset);
                let _too_late = step.map(|step| self.hall.does(Command::Undo { step }));
            }
            10 => {
                if let Some(suggestion) = self.hall.offline.look_anew().expect("it may be") {
                    let _gone = self.hall.does(Command::Accept { suggestion });
                }
            }
            _ => self.hall.offline.rest().expect("a regroup"),
        }
        self.looks();
    }

    fn hides(&mut self, idea: IdeaId) {
        let hide = idea::Command::Hide { idea, reason: "een naam".to_owned() };
        self.hall.offline.review(hide).expect("hidden");
    }

    /// Whoever is named in hidden ideas alone is named on no screen but the desk's.
    fn looks(&mut self) {
        let summit = self.hall.summit();
        let shown = shown(summit);
        for (name, ideas) in &self.said {
            if ideas.iter().any(|idea| summit.ideas[idea].state == idea::State::Live) {
                continue;
            }
            let root = name[..5].to_lowercase();
            let at = shown.find(&root);
            assert!(
                at.is_none(),
                "{name}: …{}",
                &shown[at.unwrap_or_default()..].chars().take(80).collect::<String>()
            );
            let bears = |it: &&domain::theme::Theme| it.label.to_lowercase().contains(&root);
            self.was_lost += summit.themes.values().filter(bears).count();
        }
    }
}

/// All that anyone but the desk is shown, in small letters.
fn shown(summit: &Summit) -> String {
    let docs = [Doc::Themes, Doc::Room, Doc::Control, Doc::Wall(WallId::from("main"))];
    let entries = |doc: &Doc| -> Vec<String> {
        let keys = views::keys(summit, doc).into_iter();
        keys.filter_map(|key| views::entry(summit, doc, &key)).map(|it| it.to_string()).collect()
    };
    let scenes = [domain::wall::Scene::Themes, domain::wall::Scene::Forming];
    let previews = scenes.map(|scene| format!("{:?}", views::picture(summit, scene)));
    let record = export::json(summit, Scope::Public).to_string();
    let rows = format!("{:?}", export::rows(summit, Scope::Public));
    let mut all: Vec<String> = docs.iter().flat_map(entries).collect();
    all.extend(previews);
    all.extend([record, rows]);
    all.join("\n").to_lowercase()
}

#[test]
fn who_is_named_in_hidden_ideas_alone_is_named_on_no_screen_but_the_desks() {
    let mut was_lost = 0;
    for seed in 1..=3 {
        let mut named = Named::new(seed);
        for _ in 0..STEPS {
            named.step();
        }
        was_lost += named.was_lost;
    }
    assert!(was_lost > 10, "themes bore names of theirs: {was_lost}");
}

#[test]
fn a_published_theme_whose_name_was_hidden_is_named_anew_from_what_is_left_and_the_desk_is_told() {
    let mut named = Named::new(1);
    let people = |theme: &domain::theme::Theme| -> Vec<&str> {
        let label = theme.label.to_lowercase();
        PEOPLE.into_iter().filter(|name| label.contains(&name.to_lowercase())).collect()
    };
    let themes = named.hall.summit().themes.iter();
    let mut named_after = themes
        .filter(|(_, theme)| theme.state != State::Closed && theme.origin.is_some())
        .map(|(id, theme)| (*id, people(theme)))
        .filter(|(_, people)| !people.is_empty());
    let (theme, people) = named_after.next().unwrap_or_else(|| {
        panic!("the machine names a theme after somebody: {:?}", labels(named.hall.summit()))
    });
    drop(named_after);
    named.hall.does(Command::publish(BTreeSet::from([theme]))).expect("published");
    let is_of_others = |id: &&IdeaId| named.said.values().all(|ideas| !ideas.contains(id));
    let others = named.hall.summit().ideas.keys().filter(is_of_others).take(8).copied().collect();
    named.hall.does(Command::Gather { ideas: others, theme: Some(theme) }).expect("gathered");
    for idea in PEOPLE
        .into_iter()
        .filter(|name| people.contains(name))
        .flat_map(|name| named.said[name].clone())
        .collect::<Vec<_>>()
    {
        named.hides(idea);
    }
    named.hall.offline.rest().expect("a regroup");
    let summit = named.hall.summit();
    let now = &summit.themes[&theme];
    assert!(now.unread && now.state == State::Published, "{now:?}");
    assert_eq!(label::of(summit, now), now.label, "all of the new name may be seen");
    assert_ne!(now.label, label::NAMELESS);
    let card = views::entry(summit, &Doc::Desk, &views::Key::Theme(theme)).expect("a card");
    assert_eq!(card["unread"], true, "{card}");
}

fn labels(summit: &Summit) -> Vec<&str> {
    summit.themes.values().map(|theme| theme.label.as_str()).collect()
}
