//! A hall with real ideas, grouped by the real engine under the real rules.

use domain::{IdeaId, Rejection, Summit, ThemeId, idea, theme};
use hub::{Encoders, Offline};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, OnceLock},
    time::Duration,
};
use themes::{BuiltIn, EncodeError, Encoder};

/// Ideas that were there before the theme team began.
pub const BEFORE: usize = 90;
/// Ideas that come in after that.
pub const AFTER: usize = 500;
/// Ideas between two looks at whether everything would better be grouped anew.
const ANEW_EVERY: usize = 100;

/// The built-in encoder, which encodes each text once for all halls.
struct Once {
    built_in: BuiltIn,
    vectors: HashMap<String, Vec<f32>>,
}

impl Encoder for Once {
    fn model(&self) -> &str {
        self.built_in.model()
    }

    fn dimensions(&self) -> usize {
        self.built_in.dimensions()
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        let known = |text: &&str| self.vectors.get(*text).cloned();
        match texts.iter().map(known).collect() {
            Some(vectors) => Ok(vectors),
            None => self.built_in.encode(texts),
        }
    }

    fn words(&self, words: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        self.built_in.words(words)
    }

    fn background(&self) -> Option<&[f32]> {
        self.built_in.background()
    }
}

/// The ideas of the rehearsal and of the labelled set, each once.
pub fn texts() -> Vec<String> {
    let files = [
        include_str!("../../../../config/rehearsal/ideas.nl.jsonl"),
        include_str!("../../../themes/tests/fixtures/burgertop_nl.jsonl"),
    ];
    let mut met = BTreeSet::new();
    let rows = files.iter().flat_map(|file| file.lines());
    let texts = rows.filter_map(|row| {
        let row: serde_json::Value = serde_json::from_str(row).expect("a line of JSON");
        row["text"].as_str().map(str::to_owned)
    });
    texts.filter(|text| met.insert(text.clone())).collect()
}

fn encoder() -> Arc<dyn Encoder> {
    static ONCE: OnceLock<Arc<Once>> = OnceLock::new();
    let once = ONCE.get_or_init(|| {
        let (built_in, texts) = (BuiltIn::load(), texts());
        let all: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = built_in.encode(&all).expect("it always answers");
        Arc::new(Once { built_in, vectors: texts.into_iter().zip(vectors).collect() })
    });
    once.clone()
}

/// Draws that are the same for the same seed.
pub struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }

    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

pub struct Hall {
    pub offline: Offline,
    pub chance: Chance,
    to_come: Vec<String>,
    came: usize,
}

impl Hall {
    /// With ideas that are grouped.
    pub fn new(seed: u64) -> Self {
        let encoders = Encoders { built_in: encoder(), preferred: None, rests: Duration::ZERO };
        let mut chance = Chance::new(seed);
        let mut to_come = texts();
        for at in (1..to_come.len()).rev() {
            to_come.swap(at, chance.below(at + 1));
        }
        let mut hall = Self { offline: Offline::new(encoders, true), chance, to_come, came: 0 };
        hall.comes_in(BEFORE, |_| {});
        hall.offline.rest().expect("a regroup");
        hall
    }

    pub const fn summit(&self) -> &Summit {
        self.offline.summit()
    }

    /// An idea of the test's own comes in.
    pub fn takes(&mut self, text: String) -> IdeaId {
        self.offline.hand_in(text).expect("an idea is taken")
    }

    /// So many more ideas come in; after each the hall is looked at.
    pub fn comes_in(&mut self, ideas: usize, mut look: impl FnMut(&Summit)) {
        for _ in 0..ideas {
            let text = self.to_come.pop().expect("there are enough ideas");
            self.offline.hand_in(text).expect("an idea is taken");
            self.came += 1;
            if self.came.is_multiple_of(ANEW_EVERY) {
                self.offline.look_anew().expect("it may be suggested");
            }
            look(self.offline.summit());
        }
    }

    /// The theme team does something.
    pub fn does(&mut self, command: theme::Command) -> Result<ThemeId, Rejection> {
        self.offline.edit(command).map(|id| ThemeId(id.0))
    }

    /// Themes with at least so many ideas that count, the largest first.
    pub fn themes(&self, least: usize) -> Vec<ThemeId> {
        let themes = self.summit().themes.iter();
        let open = themes.filter(|(_, theme)| theme.state != theme::State::Closed);
        let mut open: Vec<(usize, ThemeId)> =
            open.map(|(id, theme)| (theme.live(self.summit()).len(), *id)).collect();
        open.retain(|(count, _)| *count >= least);
        open.sort_unstable_by(|one, other| other.cmp(one));
        open.into_iter().map(|(_, id)| id).collect()
    }

    /// Two different ones.
    pub fn two_themes(&mut self) -> (ThemeId, ThemeId) {
        let themes = self.themes(4);
        let one = self.chance.below(themes.len());
        let other = (one + 1 + self.chance.below(themes.len() - 1)) % themes.len();
        (themes[one], themes[other])
    }

    pub fn a_theme(&mut self) -> ThemeId {
        let themes = self.themes(4);
        self.chance.one_of(&themes)
    }

    pub fn label(&self, theme: ThemeId) -> String {
        self.summit().themes[&theme].label.clone()
    }

    /// The ideas that count in a theme.
    pub fn ideas_of(&self, theme: ThemeId) -> BTreeSet<IdeaId> {
        live_ideas(self.summit(), theme)
    }

    /// Some ideas that count, from anywhere.
    pub fn some_ideas(&mut self, count: usize) -> BTreeSet<IdeaId> {
        let all = self.summit().ideas.iter();
        let live = all.filter(|(_, idea)| idea.state == idea::State::Live);
        let all: Vec<IdeaId> = live.map(|(id, _)| *id).collect();
        let mut some = BTreeSet::new();
        while some.len() < count {
            some.insert(self.chance.one_of(&all));
        }
        some
    }
}

pub fn live_ideas(summit: &Summit, theme: ThemeId) -> BTreeSet<IdeaId> {
    let ideas = summit.themes.get(&theme).map(|theme| theme.ideas.clone()).unwrap_or_default();
    let counts = |id: &IdeaId| summit.ideas[id].state == idea::State::Live;
    ideas.into_iter().filter(counts).collect()
}
