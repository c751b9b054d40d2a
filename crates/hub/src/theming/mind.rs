//! What the machine knows of the ideas of a summit: their vectors and neighbours, by one encoder or another.

use super::{
    encoding::Encoding,
    look::{Look, counts},
};
use domain::{
    IdeaId, Offset, Summit, ThemeId,
    idea::Idea,
    theme::{Alike, Move},
};
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    ops::Deref,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use themes::{
    Encoder,
    grouping::{Board, Engine, Snapshot},
};
use tokio::time::Instant;

/// Who turns texts into vectors: one that always can, and one that would rather, if it answers.
#[derive(Clone)]
pub struct Encoders {
    /// It is in the program, and always answers.
    pub built_in: Arc<dyn Encoder>,
    /// A better one that lies elsewhere. While it does not answer, the other does its work.
    pub preferred: Option<Arc<dyn Encoder>>,
    /// How long that one is left alone after it failed.
    pub rests: Duration,
}

impl fmt::Debug for Encoders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preferred = self.preferred.as_ref().map(|it| it.model());
        f.debug_struct("Encoders")
            .field("built_in", &self.built_in.model())
            .field("preferred", &preferred)
            .finish()
    }
}

/// The hash of a sealed text: another text, another hash.
type Hash = [u8; 32];

/// The themes that an idea most likely belongs in, and the share of its neighbours in each, in percent.
pub type Likely = Vec<(ThemeId, u8)>;

/// Locked for as long as an idea takes to be compared, never while one is encoded.
pub(crate) struct Mind {
    encoders: Encoders,
    known: Mutex<Known>,
    /// Whether the encoder that is built in is asked now: apart from what is locked, since it is told to everyone.
    asks_built_in: AtomicBool,
}

impl fmt::Debug for Mind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mind").field("encoders", &self.encoders).finish_non_exhaustive()
    }
}

struct Known {
    /// By the encoder that is asked now.
    now: Grasp,
    /// By the preferred encoder, while not all is known by it yet.
    rising: Option<Grasp>,
    /// The preferred encoder is not asked again before this.
    rests_until: Option<Instant>,
}

/// What is known by one encoder.
struct Grasp {
    encoder: Arc<dyn Encoder>,
    engine: Engine,
    /// The ideas in the engine, and the hash of what they said.
    texts: HashMap<IdeaId, Hash>,
}

/// Ideas to be taken in, and others to be forgotten.
pub(super) struct News {
    texts: Vec<(IdeaId, Hash, String)>,
    gone: Vec<IdeaId>,
    /// For the encoder that will be asked once it knows all.
    for_rising: bool,
    /// There are more than were taken.
    more: bool,
}

/// What came of taking in.
#[derive(Default)]
pub(super) struct Taken {
    /// The ideas that are known now, or say something else now.
    pub new: Vec<IdeaId>,
    /// Whether there is more to take in.
    pub more: bool,
    /// How long they took to be encoded.
    pub encoding: Duration,
}

/// Where new ideas go.
#[derive(Default)]
pub(super) struct Placed {
    pub moves: Vec<Move>,
    pub alike: Vec<Alike>,
}

impl Grasp {
    fn new(encoder: &Arc<dyn Encoder>) -> Self {
        let engine = Engine::new(encoder.dimensions(), encoder.background());
        Self { encoder: Arc::clone(encoder), engine, texts: HashMap::new() }
    }

    /// What it does not know yet, in order of arrival, and what it knows and is no more.
    fn news(&self, summit: &Summit, most: usize) -> News {
        let is_unknown = |(id, idea): &(&IdeaId, &Idea)| {
            counts(idea) && self.texts.get(*id) != Some(idea.text.hash())
        };
        let mut unknown: Vec<_> = summit.ideas.iter().filter(is_unknown).collect();
        unknown.sort_by_key(|(_, idea)| idea.offset);
        let more = unknown.len() > most;
        let texts = unknown.into_iter().take(most);
        let texts =
            texts.map(|(id, idea)| (*id, *idea.text.hash(), idea.text.text().to_owned())).collect();
        let is_gone = |id: &&IdeaId| !summit.ideas.get(id).is_some_and(counts);
        let gone = self.texts.keys().filter(is_gone).copied().collect();
        News { texts, gone, for_rising: false, more }
    }
}

impl Mind {
    pub fn new(encoders: Encoders) -> Self {
        let first = encoders.preferred.as_ref().unwrap_or(&encoders.built_in);
        let known = Known { now: Grasp::new(first), rising: None, rests_until: None };
        let asks_built_in = AtomicBool::new(encoders.preferred.is_none());
        Self { known: Mutex::new(known), encoders, asks_built_in }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which encoder is asked now.
    pub fn encoding(&self) -> Encoding {
        if self.asks_built_in.load(Ordering::Relaxed) {
            Encoding::BuiltIn
        } else {
            Encoding::Endpoint
        }
    }

    /// Whether another is asked than the one that was to be.
    pub fn is_standing_in(&self) -> bool {
        self.encoders.preferred.is_some() && self.encoding() == Encoding::BuiltIn
    }

    /// How many ideas are known.
    pub(super) fn count(&self) -> usize {
        self.known().now.texts.len()
    }

    /// The ideas that are to be taken in next, at most so many: first what is new, then what the preferred encoder
    /// does not know.
    ///
    /// The summit is read once this is locked: who waits here must not keep it from being changed.
    pub(super) fn news<S: Deref<Target = Summit>>(
        &self,
        read: impl FnOnce() -> S,
        most: usize,
    ) -> News {
        let known = self.known();
        let summit = read();
        let news = known.now.news(&summit, most);
        match &known.rising {
            Some(rising) if news.texts.is_empty() && news.gone.is_empty() => {
                News { for_rising: true, ..rising.news(&summit, most) }
            }
            _ => news,
        }
    }

    /// Encodes and takes in. Blocks while an encoder works.
    pub(super) fn take_in(&self, news: News) -> Taken {
        let encoder = {
            let mut known = self.known();
            self.rise(&mut known);
            let rising = known.rising.as_ref().filter(|_| news.for_rising);
            Arc::clone(&rising.unwrap_or(&known.now).encoder)
        };
        let texts: Vec<&str> = news.texts.iter().map(|(_, _, text)| text.as_str()).collect();
        let since = Instant::now();
        let vectors = if texts.is_empty() { Ok(Vec::new()) } else { encoder.encode(&texts) };
        let encoding = since.elapsed();
        let mut known = self.known();
        let vectors = match vectors {
            Ok(vectors) if vectors.len() == news.texts.len() => vectors,
            Ok(_) => return self.fall_back(&mut known, "it gave another number of vectors"),
            Err(fault) => return self.fall_back(&mut known, &fault.to_string()),
        };
        let grasp = match &mut known.rising {
            Some(rising) if news.for_rising => rising,
            _ => &mut known.now,
        };
        for id in &news.gone {
            grasp.engine.remove(id.0);
            grasp.texts.remove(id);
        }
        for ((id, hash, text), vector) in news.texts.iter().zip(&vectors) {
            grasp.engine.add(id.0, text, vector);
            grasp.texts.insert(*id, *hash);
        }
        if news.for_rising
            && !news.more
            && let Some(risen) = known.rising.take()
        {
            tracing::info!(model = risen.encoder.model(), "all ideas are known by this encoder");
            known.now = risen;
            self.asks_built_in.store(false, Ordering::Relaxed);
        }
        let new = news.texts.into_iter().map(|(id, ..)| id);
        let new = if news.for_rising { Vec::new() } else { new.collect() };
        Taken { new, more: news.more || known.rising.is_some(), encoding }
    }

    /// An encoder gave no vectors, and rests: the one that is built in goes on, from the texts.
    fn fall_back(&self, known: &mut Known, why: &str) -> Taken {
        known.rising = None;
        known.rests_until = Some(Instant::now() + self.encoders.rests);
        let goes_on = known.now.encoder.model() != self.encoders.built_in.model();
        if goes_on {
            known.now = Grasp::new(&self.encoders.built_in);
            self.asks_built_in.store(true, Ordering::Relaxed);
        }
        tracing::warn!(
            why,
            model = known.now.encoder.model(),
            "an encoder failed; this one goes on"
        );
        Taken { more: goes_on, ..Taken::default() }
    }

    /// Begins again with the preferred encoder, once it has rested.
    fn rise(&self, known: &mut Known) {
        if known.rests_until.is_none_or(|until| until > Instant::now()) {
            return;
        }
        known.rests_until = None;
        let waits = |it: &&Arc<dyn Encoder>| it.model() != known.now.encoder.model();
        known.rising = self.encoders.preferred.as_ref().filter(waits).map(Grasp::new);
    }

    /// When an encoder that failed is to be tried again; none if all is well.
    pub(super) fn tries_again_at(&self) -> Option<Instant> {
        self.known().rests_until
    }

    /// Where new ideas go at once, each seeing where those before it went, and which earlier ones they are like.
    pub(super) fn place(&self, look: &Look, new: &BTreeSet<IdeaId>) -> Placed {
        let known = self.known();
        let engine = &known.now.engine;
        let mut placed = Placed::default();
        let mut board = Board::new(&look.shown());
        for id in new {
            if let Some(to) = engine.alike(id.0) {
                placed.alike.push(Alike { idea: *id, to: Some(IdeaId(to)) });
            }
            if !look.fresh.contains(id) || !look.is_loose(*id) {
                continue;
            }
            if let Some(theme) = engine.place(&board, id.0) {
                board.put(id.0, Some(theme));
                placed.moves.push(Move { idea: *id, theme: Some(ThemeId(theme)) });
            }
        }
        placed
    }

    /// What is known now, the summit beside it, and up to where all of that is known: what came later was not looked at.
    /// Blocks for long when the hall has doubled, and then others go on meanwhile.
    ///
    /// The summit is read once this is locked: who waits here must not keep it from being changed.
    pub(super) fn snapshot_of<S: Deref<Target = Summit>>(
        &self,
        read: impl FnOnce() -> S,
    ) -> (Snapshot, Look, Offset) {
        self.centre_anew();
        let known = self.known();
        let snapshot = known.now.engine.snapshot();
        let summit = read();
        let is_unknown =
            |(id, idea): &(&IdeaId, &Idea)| counts(idea) && !known.now.texts.contains_key(*id);
        let unknown = summit.ideas.iter().filter(is_unknown).map(|(_, idea)| idea.offset.0 - 1);
        let until = unknown.min().map_or(summit.offset, Offset);
        // An idea that was brought back is an early one; what was looked at before stays so.
        let until = summit.theming.regrouped.unwrap_or(Offset::ZERO).max(until);
        (snapshot, Look::of(&summit), until)
    }

    /// What is known now, to be grouped. Blocks as [`snapshot_of`](Self::snapshot_of) does.
    pub(super) fn snapshot(&self) -> Snapshot {
        self.centre_anew();
        self.known().now.engine.snapshot()
    }

    /// Centres all vectors anew when it is time, on a copy.
    fn centre_anew(&self) {
        let due = {
            let now = &mut self.known().now;
            now.engine.centring().map(|centring| (now.encoder.model().to_owned(), centring))
        };
        let Some((model, centring)) = due else { return };
        let centred = centring.run();
        let now = &mut self.known().now;
        // Another encoder may have taken over.
        if now.encoder.model() == model {
            now.engine.adopt(centred);
        }
    }

    /// The themes that an idea most likely belongs in.
    pub(super) fn likely(&self, look: &Look, idea: IdeaId, most: usize) -> Likely {
        let board = Board::new(&look.shown());
        let likely = self.known().now.engine.likeliest(&board, idea.0, most);
        likely.into_iter().map(|(theme, percent)| (ThemeId(theme), percent)).collect()
    }
}
