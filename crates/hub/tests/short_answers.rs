//! Halls in which some write sentences and many phones send the same short answer: it is a theme of its own, and bears its
//! own name.

use domain::{IdeaId, Summit, ThemeId};
use hub::{Encoders, Offline};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use themes::BuiltIn;

/// Sentences of the labelled set: what they are about, how many; and the short answer, how many times, and a word that
/// its name has.
const SETS: [(&str, usize, &str, usize, &str); 30] = [
    ("wonen", 20, "Hondenpoep opruimen", 12, "hondenpoep"),
    ("parkeren", 20, "Meer bomen", 12, "bomen"),
    ("groen", 25, "Gratis parkeren", 10, "parkeren"),
    ("onderwijs", 18, "Zwerfvuil", 14, "zwerfvuil"),
    ("zorg", 24, "Fietspaden verbreden", 8, "fietspad"),
    ("ov", 25, "Speeltuin opknappen", 6, "speeltuin"),
    ("economie", 10, "Zwembad open houden", 24, "zwembad"),
    ("veiligheid", 5, "Bibliotheek", 30, "bibliotheek"),
    ("sport", 20, "Betaalbare woningen", 15, "woning"),
    ("cultuur", 20, "Vuurwerkverbod", 12, "vuurwerk"),
    ("voedsel", 22, "Kleinere klassen", 9, "klas"),
    ("eenzaamheid", 25, "Windmolens op zee", 11, "windmolens"),
    ("energie", 15, "Nachtbus naar de stad", 20, "nachtbus"),
    ("integratie", 20, "Straatverlichting", 12, "verlichting"),
    ("afval", 25, "Meer wijkagenten", 7, "wijkagent"),
    ("jongeren", 20, "Ratten bestrijden", 10, "ratten"),
    ("armoede", 24, "Café open", 8, "café"),
    ("klimaat_water", 20, "Rolstoelen", 12, "rolstoel"),
    ("dienstverlening", 20, "Skatebaan!!", 13, "skatebaan"),
    ("inspraak", 20, "Huisarts in de wijk", 12, "huisarts"),
    ("spelen", 8, "Buurtfeest", 25, "buurtfeest"),
    ("fiets", 20, "Taalles voor nieuwkomers", 12, "taalles"),
    ("toegankelijkheid", 20, "Zonnepanelen op daken", 12, "zonnepanelen"),
    ("verkeersveiligheid", 20, "Voedselbank", 12, "voedselbank"),
    ("wonen", 25, "Dog poo", 12, "dog"),
    ("zorg", 20, "Free parking", 12, "parking"),
    ("parkeren", 20, "Plant more trees", 14, "trees"),
    ("sport", 20, "Affordable housing", 12, "housing"),
    ("onderwijs", 25, "Night buses", 6, "night"),
    ("fiets", 12, "Library open on Sunday", 20, "library"),
];

fn encoders() -> Encoders {
    Encoders { built_in: Arc::new(BuiltIn::load()), preferred: None, rests: Duration::ZERO }
}

/// The Dutch sentences about something.
fn sentences(about: &str, count: usize) -> Vec<String> {
    let rows = include_str!("../../themes/tests/fixtures/burgertop_nl.jsonl").lines();
    let rows = rows.map(|row| serde_json::from_str::<serde_json::Value>(row).expect("JSON"));
    let about = rows.filter(|row| row["label"] == about);
    let texts = about.map(|row| row["text"].as_str().expect("a text").to_owned());
    texts.take(count).collect()
}

/// As different phones write it.
fn written(text: &str, number: usize) -> String {
    match number % 6 {
        0 | 3 => text.to_owned(),
        1 => text.to_lowercase(),
        2 => text.to_uppercase(),
        4 => format!("{text}."),
        _ => format!(" {}!", text.replace('é', "e")),
    }
}

struct Hall {
    offline: Offline,
    answers: BTreeSet<IdeaId>,
    all: usize,
}

impl Hall {
    /// Sentences and answers by turns, grouped at the end as `burgertop theme` does, or as they come as in a hall.
    fn new(live: bool, sentences: &[String], answer: &str, times: usize) -> Self {
        let mut offline = Offline::new(encoders(), live);
        let (mut answers, mut sent) = (BTreeSet::new(), 0);
        let all = sentences.len() + times;
        let mut sentences = sentences.iter();
        for number in 0..all {
            if sent * all < number * times || sentences.len() == 0 {
                let idea = offline.hand_in(written(answer, sent).trim().to_owned());
                answers.insert(idea.expect("an answer"));
                sent += 1;
            } else {
                let next = sentences.next().expect("a sentence");
                offline.hand_in(next.clone()).expect("a sentence");
            }
        }
        if live { offline.rest() } else { offline.begin_anew() }.expect("grouped");
        Self { offline, answers, all }
    }

    const fn summit(&self) -> &Summit {
        self.offline.summit()
    }

    fn theme_of(&self, idea: &IdeaId) -> Option<ThemeId> {
        self.summit().ideas[idea].theme
    }

    /// The themes by name, with the count of their ideas and their example.
    fn told(&self) -> String {
        let mut themes = BTreeMap::new();
        for theme in self.summit().themes.values().filter(|theme| !theme.ideas.is_empty()) {
            let example = theme.example.map(|idea| self.summit().ideas[&idea].text.text());
            let own = theme.ideas.intersection(&self.answers).count();
            themes.insert(&theme.label, (theme.ideas.len(), own, example.unwrap_or_default()));
        }
        format!("{} ideas, {} answers: {themes:?}", self.all, self.answers.len())
    }

    /// Whether all answers are one theme, which is called after them, and no other is.
    fn is_well_named(&self, word: &str) -> bool {
        let places: BTreeSet<Option<ThemeId>> =
            self.answers.iter().map(|idea| self.theme_of(idea)).collect();
        let [Some(theme)] = *places.into_iter().collect::<Vec<_>>() else { return false };
        let has_word = |theme: &domain::theme::Theme| theme.label.to_lowercase().contains(word);
        let open = self.summit().themes.iter().filter(|(_, theme)| !theme.ideas.is_empty());
        let named: Vec<_> = open.filter(|(_, theme)| has_word(theme)).map(|(id, _)| *id).collect();
        // Sentences may be about the same, but are not most of it.
        let size = self.summit().themes[&theme].ideas.len();
        named == [theme] && size < self.answers.len() + self.answers.len() / 2
    }
}

fn well_named(live: bool) -> (usize, String) {
    let (mut count, mut told) = (0, String::new());
    for (about, sentences_count, answer, times, word) in SETS {
        let hall = Hall::new(live, &sentences(about, sentences_count), answer, times);
        let is_well = hall.is_well_named(word);
        count += usize::from(is_well);
        told +=
            &format!("{} {about}, {answer}: {}\n", if is_well { "ok" } else { "--" }, hall.told());
    }
    (count, told)
}

#[test]
fn what_many_phones_say_is_a_theme_that_bears_its_own_name() {
    let (count, told) = well_named(false);
    assert!(count >= 28, "{count} of {}\n{told}", SETS.len());
}

#[test]
fn the_same_as_it_comes_in() {
    let (count, told) = well_named(true);
    assert!(count >= 28, "{count} of {}\n{told}", SETS.len());
}

#[test]
fn twelve_phones_among_twenty_sentences_are_one_theme_of_twelve() {
    for live in [false, true] {
        let hall = Hall::new(live, &sentences("wonen", 20), "Hondenpoep opruimen", 12);
        let theme = hall.theme_of(hall.answers.first().expect("an answer")).expect("a theme");
        let theme = &hall.summit().themes[&theme];
        assert_eq!((theme.label.as_str(), &theme.ideas), ("Hondenpoep", &hall.answers));
        // One that is grouped at the end shows no examples.
        let example = theme.example.map(|idea| hall.summit().ideas[&idea].text.text());
        let example = example.map(str::to_lowercase);
        assert!(!live || example.is_some_and(|it| it.starts_with("hondenpoep opruimen")));
    }
}

#[test]
fn ideas_that_are_all_the_same_are_a_theme() {
    for (times, text) in [(60, "Wij willen een zwembad in het dorp"), (100, "Bomen")] {
        for live in [true, false] {
            let hall = Hall::new(live, &[], text, times);
            let themes: BTreeSet<_> = hall.answers.iter().map(|it| hall.theme_of(it)).collect();
            assert!(themes.len() == 1 && !themes.contains(&None), "{}", hall.told());
        }
    }
}

#[test]
fn the_name_of_a_theme_is_written_as_its_own_ideas_write_it() {
    let mut offline = Offline::new(encoders(), false);
    for at in 0..24 {
        let bus = format!("De bus naar halte {at} rijdt te laat");
        offline.hand_in(if at % 2 == 0 { bus } else { bus + " langs de bomen" }).expect("taken");
    }
    for place in ["hoek", "gracht", "kade", "kerk", "poort", "brug", "singel", "steeg", "dijk"] {
        offline.hand_in(format!("Een boom bij de {place}")).expect("taken");
    }
    offline.begin_anew().expect("grouped");
    let labels: Vec<&str> =
        offline.summit().themes.values().map(|theme| theme.label.as_str()).collect();
    assert!(labels.contains(&"Boom"), "{labels:?}");
}

#[test]
fn links_and_names_of_people_are_no_names_of_themes() {
    let mut offline = Offline::new(encoders(), false);
    for at in 0..40 {
        let text = format!("https://voorbeeld.nl/idee www.stad.nl @gemeente mail@stad.nl {at}");
        offline.hand_in(format!("{text} #zwembad in wijk {at}")).expect("taken");
    }
    offline.begin_anew().expect("grouped");
    let themes: Vec<_> = offline.summit().themes.values().collect();
    assert!(!themes.is_empty());
    for theme in themes {
        let label = theme.label.to_lowercase();
        let foreign = ["http", "www", "stad", "voorbeeld", "gemeente", "mail"];
        assert!(foreign.iter().all(|it| !label.contains(it)), "{label}");
    }
}
