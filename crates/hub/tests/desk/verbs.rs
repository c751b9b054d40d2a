//! Each verb of the desk, alone and among the others.

use super::{
    hall::{AFTER, Hall},
    said::Said,
};
use domain::{
    IdeaId, Rejection, ThemeId,
    theme::{Command, State},
};
use std::collections::BTreeSet;

const NAME: &str = "Zoals mensen het noemen";

/// Five hundred more ideas come, and after each one all that was said holds.
fn it_holds(mut hall: Hall, said: &Said, what: &str) {
    said.holds(hall.summit(), what);
    hall.comes_in(AFTER, |summit| said.holds(summit, what));
    hall.offline.rest().expect("a regroup");
    said.holds(hall.summit(), what);
}

fn each_time(what: &str, mut says: impl FnMut(&mut Hall, &mut Said)) {
    for seed in 1..=2 {
        let (mut hall, mut said) = (Hall::new(seed), Said::default());
        says(&mut hall, &mut said);
        it_holds(hall, &said, &format!("{what}, seed {seed}"));
    }
}

fn rename(theme: ThemeId, label: &str) -> Command {
    Command::Rename { theme, label: label.to_owned() }
}

#[test]
fn a_theme_that_was_created_stays_and_keeps_its_name() {
    each_time("create", |hall, said| {
        let new = hall.does(Command::Create { label: NAME.to_owned() }).expect("made");
        said.names.insert(new, NAME.to_owned());
    });
}

#[test]
fn a_name_that_was_given_stays() {
    each_time("rename", |hall, said| {
        let theme = hall.a_theme();
        hall.does(rename(theme, NAME)).expect("renamed");
        said.names.insert(theme, NAME.to_owned());
    });
}

/// Merges two themes of which people named some.
fn merges(named_from: bool, named_into: bool) {
    let what = format!("merge, named: from {named_from}, into {named_into}");
    each_time(&what, |hall, said| {
        let (from, into) = hall.two_themes();
        let name = |theme: ThemeId, label: &str, hall: &mut Hall| {
            hall.does(rename(theme, label)).expect("renamed");
        };
        if named_from {
            name(from, "Van de een", hall);
        }
        if named_into {
            name(into, "Van de ander", hall);
        }
        let (of_from, of_into) = (hall.ideas_of(from), hall.ideas_of(into));
        let was = hall.label(into);
        hall.does(Command::Merge { from, into }).expect("merged");
        said.put(&of_from, Some(into));
        said.put(&of_into, Some(into));
        said.gone(from, of_from);
        match (named_from, named_into) {
            (_, true) => said.names.insert(into, "Van de ander".to_owned()),
            (true, false) => said.names.insert(into, "Van de een".to_owned()),
            (false, false) => said.kept_names.insert(into, was),
        };
    });
}

#[test]
fn of_two_merged_themes_that_the_machine_named_all_ideas_stay() {
    merges(false, false);
}

#[test]
fn of_two_merged_themes_the_name_that_a_person_gave_wins() {
    merges(true, false);
}

#[test]
fn a_theme_that_a_person_named_keeps_its_name_when_another_is_merged_into_it() {
    merges(false, true);
    merges(true, true);
}

#[test]
fn both_halves_of_a_split_hold() {
    for label in [None, Some(NAME)] {
        each_time("split", |hall, said| {
            let theme = hall.a_theme();
            let all = hall.ideas_of(theme);
            let ideas: BTreeSet<IdeaId> = all.iter().take(all.len() / 2).copied().collect();
            let split =
                Command::Split { theme, ideas: ideas.clone(), label: label.map(str::to_owned) };
            let was = hall.label(theme);
            let new = hall.does(split).expect("split");
            said.put(&ideas, Some(new));
            said.put(&all.difference(&ideas).copied().collect(), Some(theme));
            said.kept_names.insert(theme, was);
            match label {
                Some(label) => said.names.insert(new, label.to_owned()),
                None => said.kept_names.insert(new, hall.label(new)),
            };
        });
    }
}

#[test]
fn an_idea_stays_where_it_was_moved_or_out_of_every_theme() {
    each_time("move", |hall, said| {
        let theme = hall.a_theme();
        for (at, idea) in hall.some_ideas(6).into_iter().enumerate() {
            let theme = (at % 3 > 0).then_some(theme);
            hall.does(Command::Move { idea, theme }).expect("moved");
            said.put(&BTreeSet::from([idea]), theme);
        }
    });
}

#[test]
fn many_ideas_stay_where_they_were_gathered() {
    each_time("gather", |hall, said| {
        let (theme, ideas) = (hall.a_theme(), hall.some_ideas(15));
        hall.does(Command::Gather { ideas: ideas.clone(), theme: Some(theme) }).expect("gathered");
        said.put(&ideas, Some(theme));
    });
}

#[test]
fn what_belongs_together_stays_together() {
    each_time("together", |hall, said| {
        for _ in 0..3 {
            let ideas = hall.some_ideas(3);
            hall.does(Command::Together { ideas: ideas.clone() }).expect("joined");
            said.together.push(ideas);
        }
    });
}

#[test]
fn what_does_not_belong_together_stays_apart() {
    each_time("apart", |hall, said| {
        for _ in 0..3 {
            let theme = hall.a_theme();
            let ideas: BTreeSet<IdeaId> = hall.ideas_of(theme).into_iter().take(3).collect();
            hall.does(Command::Apart { ideas: ideas.clone() }).expect("parted");
            said.apart.push(ideas);
        }
    });
}

#[test]
fn a_locked_theme_does_not_change() {
    each_time("lock", |hall, said| {
        let theme = hall.a_theme();
        hall.does(Command::Lock { theme, locked: true }).expect("locked");
        said.locked.insert(theme, hall.ideas_of(theme));
        said.kept_names.insert(theme, hall.label(theme));
    });
}

#[test]
fn what_is_published_stays_published_under_its_name() {
    each_time("publish", |hall, said| {
        let (one, other) = hall.two_themes();
        hall.does(Command::publish(BTreeSet::from([one, other]))).expect("published");
        said.published.extend([one, other]);
        said.kept_names.insert(one, hall.label(one));
        said.kept_names.insert(other, hall.label(other));
    });
}

#[test]
fn a_theme_that_was_given_up_does_not_come_back_under_another_number() {
    each_time("close", |hall, said| {
        let theme = hall.a_theme();
        let ideas = hall.ideas_of(theme);
        hall.does(Command::Close { theme }).expect("closed");
        said.gone(theme, ideas);
    });
}

#[test]
fn what_was_said_before_an_undone_step_holds_again() {
    each_time("undo", |hall, said| {
        let (from, into) = hall.two_themes();
        let (of_from, of_into) = (hall.ideas_of(from), hall.ideas_of(into));
        hall.does(rename(from, NAME)).expect("renamed");
        for (theme, ideas) in [(from, &of_from), (into, &of_into)] {
            let kept = Command::Gather { ideas: ideas.clone(), theme: Some(theme) };
            hall.does(kept).expect("kept");
        }
        hall.does(Command::Merge { from, into }).expect("merged");
        let step = hall.summit().theming.steps.back().expect("a step").offset;
        hall.comes_in(30, |_| {});
        hall.does(Command::Undo { step }).expect("undone");
        said.put(&of_from, Some(from));
        said.put(&of_into, Some(into));
        said.names.insert(from, NAME.to_owned());
    });
}

#[test]
fn how_many_themes_there_shall_be_stays_as_it_was_set() {
    each_time("tune", |hall, said| {
        hall.does(Command::Tune { resolution_percent: 220 }).expect("tuned");
        said.resolution_percent = Some(220);
    });
}

#[test]
fn what_was_accepted_stands() {
    each_time("accept", |hall, said| {
        // As many fewer themes as can be: then something is suggested.
        hall.does(Command::Tune { resolution_percent: 75 }).expect("tuned");
        hall.comes_in(20, |_| {});
        hall.does(Command::Tune { resolution_percent: 200 }).expect("tuned");
        let Some(suggestion) = hall.offline.look_anew().expect("a look") else { return };
        let found = hall.summit().theming.suggestion.clone().expect("a suggestion");
        hall.does(Command::Accept { suggestion }).expect("accepted");
        for named in found.labels {
            said.accepted.insert(named.theme);
            said.kept_names.insert(named.theme, hall.label(named.theme));
        }
        assert!(!said.accepted.is_empty(), "themes came of it");
    });
}

/// A label that is taken, in other letters, in every verb that names.
#[test]
fn no_verb_gives_a_name_that_is_taken() {
    let mut hall = Hall::new(3);
    let (one, other) = hall.two_themes();
    let taken = hall.label(one).to_uppercase();
    let ideas: BTreeSet<IdeaId> = hall.ideas_of(other).into_iter().take(2).collect();
    for command in [
        Command::Create { label: taken.clone() },
        rename(other, &format!(" {taken} ")),
        Command::Split { theme: other, ideas, label: Some(taken) },
    ] {
        assert_eq!(hall.does(command.clone()), Err(Rejection::ThemeLabelTaken), "{command:?}");
    }
    let again = hall.label(one);
    assert!(hall.does(rename(one, &again)).is_ok(), "its own name it may have");
}

/// One thing after another, by chance, while ideas come in: what was said is written down, and never broken.
#[test]
fn whatever_the_desk_says_in_whatever_order_holds() {
    for seed in 10..13 {
        let (mut hall, mut said) = (Hall::new(seed), Said::default());
        for turn in 0..25 {
            let what = says_something(&mut hall, &mut said, turn);
            let what = format!("seed {seed}, turn {turn}: {what}");
            said.holds(hall.summit(), &what);
            hall.comes_in(AFTER / 25, |summit| said.holds(summit, &what));
        }
    }
}

fn says_something(hall: &mut Hall, said: &mut Said, turn: usize) -> String {
    let (one, other) = hall.two_themes();
    let some = hall.some_ideas(3);
    let of_one = hall.ideas_of(one);
    let command = match hall.chance.below(11) {
        0 => Command::Create { label: format!("Gemaakt {turn}") },
        1 => rename(one, &format!("Genoemd {turn}")),
        2 | 3 => Command::Merge { from: one, into: other },
        4 => Command::Split {
            theme: one,
            ideas: of_one.iter().take(2).copied().collect(),
            label: None,
        },
        5 => Command::Gather { ideas: some, theme: Some(one) },
        6 => Command::Together { ideas: some },
        7 => Command::Apart { ideas: some },
        8 => Command::Lock { theme: one, locked: true },
        9 => Command::publish(BTreeSet::from([one])),
        _ => Command::Close { theme: one },
    };
    let before = hall.summit().clone();
    let made = match hall.does(command.clone()) {
        Ok(made) => made,
        Err(refused) => return format!("{command:?} {}", refused.code()),
    };
    let what = format!("{command:?}");
    match command {
        Command::Create { label } => _ = said.names.insert(made, label),
        Command::Rename { theme, label } => {
            said.kept_names.remove(&theme);
            said.names.insert(theme, label);
        }
        Command::Merge { from, into } => {
            let of_into: BTreeSet<IdeaId> = before.themes[&into].ideas.clone();
            said.put(&of_one, Some(into));
            said.put(&of_into, Some(into));
            let name = said.names.get(&from).cloned();
            said.gone(from, of_one);
            if let Some(name) = name.filter(|_| !said.names.contains_key(&into)) {
                said.kept_names.remove(&into);
                said.names.insert(into, name);
            } else if !said.names.contains_key(&into) {
                said.kept_names.insert(into, before.themes[&into].label.clone());
            }
        }
        Command::Split { theme, .. } => {
            // What the machine put there since is free.
            let new = hall.summit().themes[&made].ideas.intersection(&of_one).copied().collect();
            said.put(&of_one.difference(&new).copied().collect(), Some(theme));
            said.put(&new, Some(made));
            if !said.names.contains_key(&theme) {
                said.kept_names.insert(theme, before.themes[&theme].label.clone());
            }
        }
        Command::Gather { ideas, theme } => {
            let mut with = ideas;
            while let Some(more) = said
                .together
                .iter()
                .find(|it| it.intersection(&with).count() > 0 && !it.is_subset(&with))
            {
                with.extend(more.clone());
            }
            said.put(&with, theme);
        }
        Command::Together { ideas } => {
            // People may put ideas in a locked theme, and take them out.
            for (theme, held) in &mut said.locked {
                *held = hall.summit().themes[theme].ideas.clone();
            }
            said.together.push(ideas);
        }
        Command::Apart { ideas } => said.apart.push(ideas),
        Command::Lock { theme, .. } => _ = said.locked.insert(theme, of_one),
        Command::Publish { themes, .. } => {
            // Whoever publishes a theme accepts its name.
            for theme in &themes {
                said.kept_names.remove(theme);
                said.names.insert(*theme, hall.label(*theme));
            }
            said.published.extend(themes);
        }
        Command::Close { theme } => {
            for idea in &of_one {
                said.places.remove(idea);
            }
            said.gone(theme, of_one);
        }
        _ => {}
    }
    let states = hall.summit().themes.values().filter(|theme| theme.state == State::Closed);
    assert!(states.count() >= said.closed.len());
    what
}
