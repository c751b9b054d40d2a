//! How the engine behaves, told in small halls whose ideas lie around a few subjects.

mod hall;

use hall::{Hall, idea_key, theme, theme_key};
use themes::grouping::limits::{IDEAS_FOR_THEMES_MIN, IDEAS_PER_THEME_MIN};
use themes::grouping::{Contradiction, Engine, Target, contradiction};
use uuid::Uuid;

const DIMENSIONS: usize = 64;

const SUBJECTS: [&str; 4] = ["bomen", "fietspad", "parkeervergunning", "huurwoning"];

/// A vector near one subject, or between two, and how it strays is decided by a number.
fn near(subjects: &[usize], number: usize) -> Vec<f32> {
    let stray =
        |at: usize| ((number * 131 + at * 71) * 2_654_435_761 % 1_009) as f32 / 1_009.0 - 0.5;
    let coordinate =
        |at: usize| f32::from(u8::from(subjects.contains(&(at % 4)))) + 0.6 * stray(at);
    (0..DIMENSIONS).map(coordinate).collect()
}

fn say(hall: &mut Hall, subject: usize) -> Uuid {
    let number = hall.handed_in();
    let text = format!("Wij willen meer {} nummer {number} in de wijk", SUBJECTS[subject]);
    hall.hand_in([(text.as_str(), near(&[subject], number).as_slice())]);
    idea_key(number)
}

/// A hall of ideas about each of the subjects in turn, not yet grouped.
fn hall_of(ideas: usize) -> Hall {
    let mut hall = Hall::new(Engine::new(DIMENSIONS, None));
    for number in 0..ideas {
        say(&mut hall, number % 4);
    }
    hall
}

/// Forty ideas that stand in the four themes they are about.
fn grouped() -> Hall {
    let mut hall = hall_of(40);
    hall.regroup();
    assert_eq!(hall.themes.len(), 4);
    hall
}

fn theme_of(hall: &Hall, number: usize) -> Option<Uuid> {
    hall.ideas[&idea_key(number)].theme
}

/// The theme about a subject.
fn about(hall: &Hall, subject: usize) -> Uuid {
    theme_of(hall, subject).expect("the first ideas stand in a theme")
}

#[test]
fn ideas_about_one_subject_become_a_theme_with_its_word_and_one_of_them_as_example() {
    let mut hall = hall_of(40);
    let grouping = hall.regroup();
    assert_eq!((grouping.moves.len(), grouping.labels.len(), grouping.examples.len()), (40, 4, 4));
    for number in 0..40 {
        assert_eq!(theme_of(&hall, number), theme_of(&hall, number % 4));
    }
    let theme = &hall.themes[&about(&hall, 1)];
    assert_eq!(theme.label, "Fietspad");
    assert_eq!(hall.ideas[&theme.example.unwrap()].theme, Some(theme.key));
}

#[test]
fn what_was_adopted_is_at_rest() {
    assert!(grouped().regroup().is_empty());
}

#[test]
fn a_small_hall_is_a_plain_list() {
    let mut hall = hall_of(IDEAS_FOR_THEMES_MIN - 1);
    assert!(hall.regroup().is_empty());
    assert!(hall.snapshot().cold(&hall.board()).is_none());
    say(&mut hall, 0);
    assert!(!hall.regroup().is_empty());
}

#[test]
fn a_small_hall_keeps_the_themes_that_people_made() {
    let mut hall = hall_of(4);
    hall.themes.insert(theme_key(9), theme(theme_key(9), "Groen"));
    hall.edit(|hall| hall.pin(idea_key(0), Some(theme_key(9))));
    assert!(hall.regroup().moves.is_empty());
    assert_eq!(theme_of(&hall, 0), Some(theme_key(9)));
}

#[test]
fn a_new_idea_is_placed_at_once_with_those_like_it() {
    let mut hall = grouped();
    let (bicycles, idea) = (about(&hall, 1), say(&mut hall, 1));
    assert_eq!(hall.ideas[&idea].theme, Some(bicycles));
}

#[test]
fn an_idea_between_many_subjects_is_not_placed_at_once() {
    let mut hall = grouped();
    let number = hall.handed_in();
    hall.hand_in([("Alles moet anders", near(&[0, 1, 2, 3], number).as_slice())]);
    let likeliest = hall.engine.likeliest(&hall.board(), idea_key(number), 3);
    let placed = theme_of(&hall, number);
    assert_eq!(placed, likeliest.first().filter(|(_, share)| *share > 34).map(|(key, _)| *key));
}

#[test]
fn the_likeliest_themes_are_told_with_their_shares() {
    let mut hall = grouped();
    let number = hall.handed_in();
    hall.hand_in([("Bomen langs het fietspad", near(&[0, 1], number).as_slice())]);
    let likeliest = hall.engine.likeliest(&hall.board(), idea_key(number), 2);
    let mut themes: Vec<Uuid> = likeliest.iter().map(|(theme, _)| *theme).collect();
    themes.sort_unstable();
    let mut expected = [about(&hall, 0), about(&hall, 1)];
    expected.sort_unstable();
    assert_eq!(themes, expected);
    assert!(likeliest[0].1 >= likeliest[1].1);
    assert!(likeliest.iter().map(|(_, share)| u32::from(*share)).sum::<u32>() <= 100);
}

#[test]
fn nothing_is_placed_in_a_theme_at_rest_nor_with_what_it_is_apart_from() {
    let mut hall = grouped();
    let bicycles = about(&hall, 1);
    hall.themes.get_mut(&bicycles).unwrap().locked = true;
    let late = say(&mut hall, 1);
    assert_ne!(hall.ideas[&late].theme, Some(bicycles));
    hall.themes.get_mut(&bicycles).unwrap().locked = false;
    assert_eq!(hall.engine.place(&hall.board(), late), Some(bicycles));
    hall.apart.push(vec![late, idea_key(1)]);
    assert_eq!(hall.engine.place(&hall.board(), late), None);
    assert!(hall.engine.likeliest(&hall.board(), late, 4).iter().all(|(key, _)| *key != bicycles));
}

#[test]
fn an_idea_is_placed_with_those_it_belongs_with() {
    let mut hall = grouped();
    let idea = say(&mut hall, 1);
    hall.ideas.get_mut(&idea).unwrap().theme = None;
    hall.together.push(vec![idea, idea_key(0)]);
    assert_eq!(hall.engine.place(&hall.board(), idea), Some(about(&hall, 0)));
}

#[test]
fn who_says_nearly_the_same_is_told_of_the_earlier_idea_only() {
    let mut hall = hall_of(40);
    let number = hall.handed_in();
    hall.hand_in([("Nog eens bomen", near(&[0], 0).as_slice())]);
    assert_eq!(hall.engine.alike(idea_key(number)), Some(idea_key(0)));
    assert_eq!(hall.engine.alike(idea_key(0)), None);
    assert_eq!(hall.engine.alike(theme_key(0)), None, "of what is not known nothing is alike");
}

#[test]
fn an_edited_idea_counts_with_its_new_text() {
    let mut hall = grouped();
    let (idea, text) = (idea_key(0), "Een fietspad door het park");
    assert!(!hall.engine.knows(idea, text));
    hall.engine.add(idea, text, &near(&[1], 400));
    assert!(hall.engine.knows(idea, text));
    hall.regroup();
    assert_eq!(theme_of(&hall, 0), theme_of(&hall, 1));
}

#[test]
fn a_withdrawn_idea_is_forgotten() {
    let mut hall = grouped();
    hall.withdraw(idea_key(0));
    assert_eq!(hall.engine.place(&hall.board(), idea_key(0)), None);
    assert!(hall.regroup().moves.is_empty());
}

#[test]
fn a_pinned_idea_stays_where_a_person_put_it() {
    let mut hall = grouped();
    let trees = about(&hall, 0);
    hall.edit(|hall| hall.pin(idea_key(1), Some(trees)));
    hall.edit(|hall| hall.pin(idea_key(2), None));
    assert!(hall.regroup().moves.is_empty());
    assert_eq!((theme_of(&hall, 1), theme_of(&hall, 2)), (Some(trees), None));
}

#[test]
fn ideas_that_belong_together_share_a_theme() {
    let mut hall = grouped();
    let trees = about(&hall, 0);
    hall.edit(|hall| hall.pin(idea_key(0), Some(trees)));
    assert!(hall.edit(|hall| hall.together.push(vec![idea_key(0), idea_key(5), idea_key(6)])));
    hall.regroup();
    assert_eq!([5, 6].map(|number| theme_of(&hall, number)), [Some(trees); 2]);
}

#[test]
fn ideas_that_must_be_apart_do_not_share_a_theme() {
    let mut hall = grouped();
    assert!(hall.edit(|hall| hall.apart.push(vec![idea_key(0), idea_key(4), idea_key(8)])));
    hall.regroup();
    let themes = [0, 4, 8].map(|number| theme_of(&hall, number));
    let shared = (0..3).any(|at| themes[at].is_some() && themes[at] == themes[(at + 1) % 3]);
    assert!(!shared, "{themes:?}");
    assert!(themes.iter().flatten().count() >= 1, "one of them stays");
}

#[test]
fn protected_themes_never_merge_nor_dissolve() {
    let mut hall = grouped();
    let (trees, part) = (about(&hall, 0), theme_key(99));
    hall.themes.insert(part, theme(part, "Alleen deze"));
    for number in [0, 4] {
        hall.ideas.get_mut(&idea_key(number)).unwrap().theme = Some(part);
    }
    let mut unprotected = hall.themes.clone();
    hall.rename(part, "Alleen deze");
    hall.rename(trees, "De andere");
    hall.regroup();
    assert!(!hall.members(part).is_empty() && !hall.members(trees).is_empty());
    assert_eq!(hall.themes[&part].label, "Alleen deze");

    std::mem::swap(&mut hall.themes, &mut unprotected);
    hall.regroup();
    assert_eq!(hall.themes.len(), 4, "without protection they are one theme");
}

#[test]
fn a_locked_or_closed_theme_keeps_what_it_has_and_takes_nothing() {
    for close in [false, true] {
        let mut hall = grouped();
        let trees = about(&hall, 0);
        hall.ideas.get_mut(&idea_key(1)).unwrap().theme = Some(trees);
        let members = hall.members(trees);
        let shown = hall.themes.get_mut(&trees).unwrap();
        (shown.locked, shown.closed, shown.label) = (!close, close, "Zo".to_owned());
        for _ in 0..8 {
            say(&mut hall, 0);
        }
        hall.regroup();
        assert_eq!(hall.members(trees), members);
        assert_eq!(hall.themes[&trees].label, "Zo");
    }
}

#[test]
fn too_few_ideas_go_to_the_tray_and_become_a_theme_when_they_are_enough() {
    let mut hall = grouped();
    let number = hall.handed_in();
    let lone = |at: usize| -> Vec<f32> {
        (0..DIMENSIONS)
            .map(|on| f32::from(u8::from(on / 4 == 3)) * 3.0 + near(&[], at)[on])
            .collect()
    };
    for at in 0..IDEAS_PER_THEME_MIN - 1 {
        hall.hand_in([(format!("Een zwembad {at}").as_str(), lone(at).as_slice())]);
    }
    hall.regroup();
    let tray = (number..hall.handed_in()).map(|at| theme_of(&hall, at)).collect::<Vec<_>>();
    assert_eq!(tray, vec![None; IDEAS_PER_THEME_MIN - 1]);
    for at in 5..9 {
        hall.hand_in([(format!("Een zwembad {at}").as_str(), lone(at).as_slice())]);
    }
    let grouping = hall.regroup();
    assert!(grouping.moves.iter().all(|moved| moved.to == Some(Target::New(0))));
    assert_eq!(hall.themes[&theme_of(&hall, number).unwrap()].label, "Zwembad");
}

#[test]
fn ideas_that_say_the_same_count_each_and_do_not_keep_others_away() {
    let mut hall = grouped();
    let bicycles = about(&hall, 1);
    let number = hall.handed_in();
    for text in ["fietspad", "Fietspad!", "FIETSPAD", "fietspad"].repeat(6) {
        hall.hand_in([(text, near(&[1], 900).as_slice())]);
    }
    hall.regroup();
    for at in number..hall.handed_in() {
        assert_eq!(theme_of(&hall, at), Some(bicycles), "with the sentences about it");
    }
    assert_eq!(hall.themes.len(), 4);
    assert_eq!(hall.engine.alike(idea_key(number + 5)), Some(idea_key(number)));
    // What a person placed goes its own way.
    let trees = about(&hall, 0);
    hall.edit(|hall| hall.pin(idea_key(number), Some(trees)));
    hall.regroup();
    assert_eq!(theme_of(&hall, number), Some(trees));
    assert_eq!(theme_of(&hall, number + 1), Some(bicycles));
    hall.engine.remove(idea_key(number));
    assert!(hall.engine.knows(idea_key(number + 1), "Fietspad"));
}

#[test]
fn an_idea_far_from_everything_goes_to_no_theme_unless_a_person_puts_it_there() {
    let mut hall = grouped();
    let (trees, number) = (about(&hall, 0), hall.handed_in());
    let far: Vec<f32> = (0..DIMENSIONS).map(|at| [1.0, -1.0][at / 4 % 2]).collect();
    hall.hand_in([("Een standbeeld voor de burgemeester", far.as_slice())]);
    hall.ideas.get_mut(&idea_key(number)).unwrap().theme = Some(trees);
    hall.regroup();
    assert_eq!(theme_of(&hall, number), None);
    hall.edit(|hall| hall.pin(idea_key(number), Some(trees)));
    hall.regroup();
    assert_eq!(theme_of(&hall, number), Some(trees));
}

#[test]
fn what_is_apart_from_the_pinned_ideas_of_a_theme_is_not_its_core() {
    let mut hall = grouped();
    let trees = about(&hall, 0);
    hall.edit(|hall| hall.pin(idea_key(0), Some(trees)));
    let others = hall.members(trees).into_iter().filter(|idea| *idea != idea_key(0));
    hall.apart = others.map(|other| vec![idea_key(0), other]).collect();
    hall.regroup();
    assert_eq!(hall.members(trees), [idea_key(0)]);
}

#[test]
fn a_label_stays_until_it_is_clearly_beaten_and_for_good_once_a_person_gave_it() {
    let mut hall = grouped();
    let trees = about(&hall, 0);
    hall.themes.get_mut(&trees).unwrap().label = "Fietspad".to_owned();
    hall.regroup();
    assert_eq!(hall.themes[&trees].label, "Bomen");
    hall.rename(trees, "Groen in de stad");
    hall.regroup();
    assert_eq!(hall.themes[&trees].label, "Groen in de stad");
}

#[test]
fn a_grouping_from_scratch_is_suggested_only_if_it_is_clearly_better() {
    let mut hall = grouped();
    assert_eq!(hall.snapshot().cold(&hall.board()), None);
    let (trees, bicycles) = (about(&hall, 0), about(&hall, 1));
    for idea in hall.members(bicycles) {
        hall.ideas.get_mut(&idea).unwrap().theme = Some(trees);
    }
    hall.themes.remove(&bicycles);
    let suggestion = hall.snapshot().cold(&hall.board()).unwrap();
    assert_eq!((suggestion.splits, suggestion.merges), (1, 0));
    assert_eq!(suggestion.grouping.moves.len(), 10);
    hall.adopt(&suggestion.grouping);
    assert_eq!(hall.themes.len(), 4);
}

#[test]
fn an_idea_whose_round_is_locked_moves_only_when_much_speaks_for_it() {
    let is_moved = |settled: bool| {
        let mut hall = hall_of(80);
        hall.regroup();
        let (trees, bicycles) = (about(&hall, 0), about(&hall, 1));
        // Shown with the subject that it is a little less about.
        let number = hall.handed_in();
        let mut vector = near(&[0, 1], 0);
        (0..DIMENSIONS).filter(|at| at % 4 == 0).for_each(|at| vector[at] *= 0.99);
        hall.hand_in([("Bomen en een fietspad", vector.as_slice())]);
        let idea = hall.ideas.get_mut(&idea_key(number)).unwrap();
        (idea.theme, idea.settled) = (Some(trees), settled);
        hall.regroup();
        theme_of(&hall, number) == Some(bicycles)
    };
    assert_eq!((is_moved(false), is_moved(true)), (true, false));
}

#[test]
fn a_contradiction_is_found_before_it_is_made() {
    let mut hall = grouped();
    let (trees, bicycles) = (about(&hall, 0), about(&hall, 1));
    let (one, other) = (idea_key(0), idea_key(1));
    hall.pin(one, Some(trees));
    hall.pin(other, Some(bicycles));
    assert_eq!(contradiction(&hall.board()), None);

    hall.together = vec![vec![one, idea_key(2)], vec![idea_key(2), other]];
    let found = contradiction(&hall.board());
    assert!(matches!(found, Some(Contradiction::TogetherButHeldElsewhere { .. })), "{found:?}");

    hall.together = vec![vec![one, idea_key(2)]];
    hall.apart = vec![vec![one, idea_key(2)]];
    let found = contradiction(&hall.board());
    assert!(matches!(found, Some(Contradiction::ApartButTogether { .. })), "{found:?}");

    hall.apart = vec![vec![idea_key(2), idea_key(4)]];
    hall.pin(idea_key(4), Some(trees));
    let found = contradiction(&hall.board());
    assert!(matches!(found, Some(Contradiction::ApartButHeldInOne { .. })), "{found:?}");
}

/// A vector that is near to none of the subjects.
fn lone() -> Vec<f32> {
    (0..DIMENSIONS).map(|on| f32::from(u8::from(on / 4 == 3)) * 3.0).collect()
}

#[test]
fn what_a_hundred_send_is_a_theme_be_it_an_emoji_or_a_link_and_no_link_is_a_name() {
    for (text, label) in [
        ("\u{1f44d}", "\u{1f44d}"),
        ("https://www.example.org/jan-jansen", "…"),
        ("Kijk op www.example.org", "Kijk"),
    ] {
        let mut hall = grouped();
        let number = hall.handed_in();
        for _ in 0..100 {
            hall.hand_in([(text, lone().as_slice())]);
        }
        hall.regroup();
        let theme = theme_of(&hall, number).unwrap_or_else(|| panic!("{text} is in a theme"));
        assert_eq!(hall.themes[&theme].label, label);
        let all = (number..hall.handed_in()).all(|at| theme_of(&hall, at) == Some(theme));
        assert!(all, "all of {text} are in it");
    }
}
