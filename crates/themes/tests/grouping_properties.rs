//! Whatever people do and in whichever order: what they decided is kept, and the same is found every time.
#![expect(clippy::unwrap_used, reason = "tests")]

mod hall;

use hall::{Hall, idea_key};
use proptest::prelude::*;
use themes::grouping::{Engine, Target};
use uuid::Uuid;

const DIMENSIONS: usize = 32;

/// Ways to say something about a subject; so some say the same.
const SAYINGS: u64 = 48;

/// An idea near the n-th of eight subjects.
fn vector(subject: usize, seed: u64) -> Vec<f32> {
    let mut state = (seed % SAYINGS + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % 2_000) as f32 / 1_000.0 - 1.0
    };
    let coordinate = |at: usize| f32::from(u8::from(at % 8 == subject % 8)) + 0.4 * noise();
    (0..DIMENSIONS).map(coordinate).collect()
}

const WORDS: [&str; 8] =
    ["bomen", "fietsen", "parkeren", "wonen", "zorg", "bus", "school", "afval"];

fn text(subject: usize, seed: u64) -> String {
    let seed = seed % SAYINGS;
    format!("{} en {} {seed}", WORDS[subject % 8], WORDS[seed as usize % 8])
}

/// What happens in a hall; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Step {
    HandIn(Vec<(usize, u64)>),
    Regroup,
    Cold,
    Pin(usize, usize),
    Unpin(usize),
    TakeOut(usize),
    Rename(usize),
    Merge(usize, usize),
    Split(usize),
    Together(usize, usize),
    Apart(usize, usize),
    Lock(usize),
    Unlock(usize),
    Close(usize),
    Settle(usize),
    Withdraw(usize),
    Edit(usize, usize, u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let n = 0_usize..1_000;
    let batch = prop::collection::vec((0_usize..8, any::<u64>()), 1..25);
    prop_oneof![
        6 => batch.prop_map(Step::HandIn),
        4 => Just(Step::Regroup),
        1 => Just(Step::Cold),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Pin(a, b)),
        1 => n.clone().prop_map(Step::Unpin),
        1 => n.clone().prop_map(Step::TakeOut),
        1 => n.clone().prop_map(Step::Rename),
        1 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Merge(a, b)),
        1 => n.clone().prop_map(Step::Split),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Together(a, b)),
        2 => (n.clone(), n.clone()).prop_map(|(a, b)| Step::Apart(a, b)),
        1 => n.clone().prop_map(Step::Lock),
        1 => n.clone().prop_map(Step::Unlock),
        1 => n.clone().prop_map(Step::Close),
        1 => n.clone().prop_map(Step::Settle),
        1 => n.clone().prop_map(Step::Withdraw),
        1 => (n, 0_usize..8, any::<u64>()).prop_map(|(a, b, c)| Step::Edit(a, b, c)),
    ]
}

fn pick<V>(of: &std::collections::BTreeMap<Uuid, V>, number: usize) -> Option<(Uuid, &V)> {
    let at = number.checked_rem(of.len())?;
    of.iter().nth(at).map(|(key, value)| (*key, value))
}

fn people_do(hall: &mut Hall, step: &Step) {
    let idea = |number: usize| pick(&hall.ideas, number).map(|(key, _)| key);
    let theme = |number: usize| pick(&hall.themes, number).map(|(key, _)| key);
    match *step {
        Step::Pin(a, b) => {
            if let (Some(idea), Some(theme)) = (idea(a), theme(b)) {
                hall.edit(|hall| hall.pin(idea, Some(theme)));
            }
        }
        Step::Unpin(a) => {
            if let Some(idea) = idea(a) {
                hall.ideas.get_mut(&idea).unwrap().pinned = false;
            }
        }
        Step::TakeOut(a) => {
            if let Some(idea) = idea(a) {
                hall.edit(|hall| hall.pin(idea, None));
            }
        }
        Step::Rename(a) => {
            if let Some(theme) = theme(a) {
                hall.rename(theme, "as we call it");
            }
        }
        Step::Merge(a, b) => {
            if let (Some(one), Some(other)) = (theme(a), theme(b))
                && one != other
            {
                hall.edit(|hall| hall.merge(one, other));
            }
        }
        Step::Split(a) => {
            if let Some(theme) = theme(a) {
                hall.edit(|hall| hall.split(theme));
            }
        }
        Step::Together(a, b) | Step::Apart(a, b) => {
            if let (Some(one), Some(other)) = (idea(a), idea(b))
                && one != other
            {
                let is_together = matches!(step, Step::Together(..));
                hall.edit(|hall| {
                    let sets = if is_together { &mut hall.together } else { &mut hall.apart };
                    sets.push(vec![one, other]);
                });
            }
        }
        Step::Lock(a) | Step::Unlock(a) | Step::Close(a) => {
            if let Some(theme) = theme(a) {
                hall.edit(|hall| {
                    let theme = hall.themes.get_mut(&theme).unwrap();
                    theme.locked = matches!(step, Step::Lock(_));
                    theme.closed |= matches!(step, Step::Close(_));
                });
            }
        }
        Step::Settle(a) => {
            if let Some(idea) = idea(a) {
                hall.ideas.get_mut(&idea).unwrap().settled = true;
            }
        }
        Step::Withdraw(a) => {
            if let Some(idea) = idea(a) {
                hall.withdraw(idea);
            }
        }
        Step::Edit(a, subject, seed) => {
            if let Some(idea) = idea(a) {
                hall.engine.add(idea, &text(subject, seed), &vector(subject, seed));
            }
        }
        Step::HandIn(_) | Step::Regroup | Step::Cold => unreachable!("not done by people"),
    }
}

/// What a regrouping says of itself must be true, on whatever it is based.
fn assert_well_formed(hall: &Hall, grouping: &themes::grouping::Grouping) {
    let known = |target: &Target| match target {
        Target::Existing(key) => hall.themes.contains_key(key),
        Target::New(_) => true,
    };
    let fresh: Vec<usize> = {
        let mut fresh: Vec<usize> = grouping
            .moves
            .iter()
            .filter_map(|moved| match moved.to {
                Some(Target::New(number)) => Some(number),
                _ => None,
            })
            .collect();
        fresh.sort_unstable();
        fresh
    };
    let mut numbers = fresh.clone();
    numbers.dedup();
    assert_eq!(numbers, (0..numbers.len()).collect::<Vec<_>>(), "new themes count without gaps");
    for number in &numbers {
        let count = fresh.iter().filter(|one| *one == number).count();
        assert!(count >= themes::grouping::limits::IDEAS_PER_THEME_MIN, "a new theme has ideas");
        let of = |theme: Target| theme == Target::New(*number);
        assert_eq!(grouping.labels.iter().filter(|labelled| of(labelled.theme)).count(), 1);
        assert_eq!(grouping.examples.iter().filter(|example| of(example.theme)).count(), 1);
    }
    for moved in &grouping.moves {
        assert!(moved.to.iter().all(known), "a theme that is shown");
        assert_ne!(hall.ideas[&moved.idea].theme.map(Target::Existing), moved.to, "only changes");
    }
    for labelled in &grouping.labels {
        assert!(known(&labelled.theme) && !labelled.label.trim().is_empty());
    }
    assert!(grouping.examples.iter().all(|example| known(&example.theme)));
}

fn play(steps: &[Step], is_turned: bool) -> Hall {
    let mut hall = Hall::new(Engine::new(DIMENSIONS, None));
    for step in steps {
        match step {
            Step::HandIn(batch) => {
                let ideas: Vec<(String, Vec<f32>)> = batch
                    .iter()
                    .map(|(subject, seed)| (text(*subject, *seed), vector(*subject, *seed)))
                    .collect();
                // Those that are known already are not added again.
                let mut order: Vec<usize> = (0..ideas.len()).collect();
                if is_turned {
                    order.reverse();
                }
                for at in order {
                    let (text, vector) = &ideas[at];
                    hall.engine.add(idea_key(hall.handed_in() + at), text, vector);
                }
                hall.hand_in(ideas.iter().map(|(text, vector)| (text.as_str(), vector.as_slice())));
            }
            Step::Regroup => {
                let before = hall.before();
                let grouping = hall.snapshot().regroup(&hall.board());
                assert_well_formed(&hall, &grouping);
                hall.adopt(&grouping);
                let kept = hall.kept_since(&before);
                assert!(kept.broken.is_empty(), "{:?}", kept.broken);
            }
            Step::Cold => {
                let before = hall.before();
                if let Some(suggestion) = hall.snapshot().cold(&hall.board()) {
                    assert_well_formed(&hall, &suggestion.grouping);
                    hall.adopt(&suggestion.grouping);
                    let kept = hall.kept_since(&before);
                    assert!(kept.broken.is_empty(), "{:?}", kept.broken);
                }
            }
            by_people => people_do(&mut hall, by_people),
        }
    }
    hall
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_people_decided_is_kept_whatever_happens(
        steps in prop::collection::vec(any_step(), 1..40),
    ) {
        play(&steps, false);
    }

    #[test]
    fn the_order_of_adding_does_not_matter(
        steps in prop::collection::vec(any_step(), 1..30),
    ) {
        let (one, other) = (play(&steps, false), play(&steps, true));
        prop_assert_eq!(one.ideas, other.ideas);
        prop_assert_eq!(one.themes, other.themes);
    }

    #[test]
    fn vectors_that_are_none_do_no_harm(
        texts in prop::collection::vec((any::<String>(), prop::collection::vec(any::<f32>(), 0..40)), 0..40),
    ) {
        let mut hall = Hall::new(Engine::new(DIMENSIONS, Some(&[f32::NAN])));
        hall.hand_in(texts.iter().map(|(text, vector)| (text.as_str(), vector.as_slice())));
        hall.regroup();
        prop_assert_eq!(hall.ideas.len(), texts.len());
    }
}
