//! What the machine knows of the ideas of a summit: their vectors and neighbours, as one encoder or another sees them.
//!
//! If the preferred encoder fails, an index by the built-in one takes its place at once. When the preferred one answers
//! again, a second index *warms*: it is used once it knows every idea.

mod encoders;
mod encoding;
pub(crate) mod engine_input;

pub use encoders::Encoders;
pub use encoding::Encoding;

use domain::{
    IdeaId, Offset, Summit, ThemeId,
    idea::Idea,
    theme::{Alike, Move},
};
use engine_input::{EngineInput, counts};
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

/// The hash of a sealed text: it changes with the text.
type Hash = [u8; 32];

/// The themes that an idea most likely belongs in, each with the share of the idea's neighbours in it, in percent.
pub type Likely = Vec<(ThemeId, u8)>;

/// The vectors and neighbours of all ideas. Locked while an idea is compared, never while one is encoded.
pub(crate) struct IdeaIndex {
    encoders: Encoders,
    indexes: Mutex<Indexes>,
    /// Whether the built-in encoder is in use. Outside the lock, since every scrape and health document reads it.
    uses_built_in: AtomicBool,
}

impl fmt::Debug for IdeaIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdeaIndex").field("encoders", &self.encoders).finish_non_exhaustive()
    }
}

struct Indexes {
    /// The index in use.
    current: EncoderIndex,
    /// The index by the preferred encoder, while it does not know every idea.
    warming: Option<EncoderIndex>,
    /// The preferred encoder is not asked before this.
    rests_until: Option<Instant>,
}

/// The ideas as one encoder sees them.
struct EncoderIndex {
    encoder: Arc<dyn Encoder>,
    engine: Engine,
    /// The ideas in the engine, and the hashes of their texts.
    texts: HashMap<IdeaId, Hash>,
}

/// A batch of ideas to index, and of ideas to remove.
pub(crate) struct Intake {
    texts: Vec<(IdeaId, Hash, String)>,
    gone: Vec<IdeaId>,
    /// It is for the index that warms.
    warms: bool,
    /// More ideas wait than fit in the batch.
    more: bool,
}

/// The result of indexing a batch.
#[derive(Default)]
pub(crate) struct Indexed {
    /// Ideas that are new in the index, or whose text changed.
    pub new: Vec<IdeaId>,
    /// Whether more ideas wait to be indexed.
    pub more: bool,
    /// How long the encoder took.
    pub encoding: Duration,
}

/// Where new ideas go.
#[derive(Default)]
pub(crate) struct Placed {
    pub moves: Vec<Move>,
    pub alike: Vec<Alike>,
}

impl EncoderIndex {
    fn new(encoder: &Arc<dyn Encoder>) -> Self {
        let engine = Engine::new(encoder.dimensions(), encoder.background());
        Self { encoder: Arc::clone(encoder), engine, texts: HashMap::new() }
    }

    /// At most `most` ideas that are not indexed yet, in order of arrival, and all that are to be removed.
    fn intake(&self, summit: &Summit, most: usize) -> Intake {
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
        Intake { texts, gone, warms: false, more }
    }

    fn apply(&mut self, intake: &Intake, vectors: &[Vec<f32>]) {
        for id in &intake.gone {
            self.engine.remove(id.0);
            self.texts.remove(id);
        }
        for ((id, hash, text), vector) in intake.texts.iter().zip(vectors) {
            self.engine.add(id.0, text, vector);
            self.texts.insert(*id, *hash);
        }
    }
}

impl IdeaIndex {
    pub fn new(encoders: Encoders) -> Self {
        let first = encoders.preferred.as_ref().unwrap_or(&encoders.built_in);
        let indexes =
            Indexes { current: EncoderIndex::new(first), warming: None, rests_until: None };
        let uses_built_in = AtomicBool::new(encoders.preferred.is_none());
        Self { indexes: Mutex::new(indexes), encoders, uses_built_in }
    }

    fn indexes(&self) -> MutexGuard<'_, Indexes> {
        self.indexes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which encoder is in use.
    pub fn encoding(&self) -> Encoding {
        if self.uses_built_in.load(Ordering::Relaxed) {
            Encoding::BuiltIn
        } else {
            Encoding::Endpoint
        }
    }

    /// Whether the built-in encoder takes the place of the preferred one.
    pub fn is_standing_in(&self) -> bool {
        self.encoders.preferred.is_some() && self.encoding() == Encoding::BuiltIn
    }

    /// How many ideas are indexed.
    pub fn count(&self) -> usize {
        self.indexes().current.texts.len()
    }

    /// The ideas to index next, at most `most`: first those that the index in use lacks, then those that the warming one
    /// does.
    ///
    /// `read` locks the summit once the index is locked: who waits for the index must not keep the summit from changing.
    pub fn intake<S: Deref<Target = Summit>>(
        &self,
        read: impl FnOnce() -> S,
        most: usize,
    ) -> Intake {
        let indexes = self.indexes();
        let summit = read();
        let intake = indexes.current.intake(&summit, most);
        match &indexes.warming {
            Some(warming) if intake.texts.is_empty() && intake.gone.is_empty() => {
                Intake { warms: true, ..warming.intake(&summit, most) }
            }
            _ => intake,
        }
    }

    /// Encodes and indexes a batch. Blocks while the encoder works.
    pub fn index(&self, intake: Intake) -> Indexed {
        let encoder = {
            let mut indexes = self.indexes();
            self.start_warming(&mut indexes);
            let warming = indexes.warming.as_ref().filter(|_| intake.warms);
            Arc::clone(&warming.unwrap_or(&indexes.current).encoder)
        };
        let texts: Vec<&str> = intake.texts.iter().map(|(_, _, text)| text.as_str()).collect();
        let since = Instant::now();
        let vectors = if texts.is_empty() { Ok(Vec::new()) } else { encoder.encode(&texts) };
        let encoding = since.elapsed();
        let mut indexes = self.indexes();
        let vectors = match vectors {
            Ok(vectors) if vectors.len() == intake.texts.len() => vectors,
            Ok(_) => return self.fall_back(&mut indexes, "it gave another number of vectors"),
            Err(fault) => return self.fall_back(&mut indexes, &fault.to_string()),
        };
        let index = match &mut indexes.warming {
            Some(warming) if intake.warms => warming,
            _ => &mut indexes.current,
        };
        index.apply(&intake, &vectors);
        if intake.warms
            && !intake.more
            && let Some(warm) = indexes.warming.take()
        {
            tracing::info!(
                model = warm.encoder.model(),
                "the preferred encoder is in use again: it knows every idea"
            );
            indexes.current = warm;
            self.uses_built_in.store(false, Ordering::Relaxed);
        }
        let new = intake.texts.into_iter().map(|(id, ..)| id);
        let new = if intake.warms { Vec::new() } else { new.collect() };
        Indexed { new, more: intake.more || indexes.warming.is_some(), encoding }
    }

    /// An encoder failed and is left alone for a while. The built-in one goes on, and encodes every text again.
    fn fall_back(&self, indexes: &mut Indexes, why: &str) -> Indexed {
        indexes.warming = None;
        indexes.rests_until = Some(Instant::now() + self.encoders.rests);
        let more = indexes.current.encoder.model() != self.encoders.built_in.model();
        if more {
            indexes.current = EncoderIndex::new(&self.encoders.built_in);
            self.uses_built_in.store(true, Ordering::Relaxed);
        }
        tracing::warn!(
            why,
            model = indexes.current.encoder.model(),
            "the preferred encoder failed: this one is used until it answers. Look at the embeddings endpoint"
        );
        Indexed { more, ..Indexed::default() }
    }

    /// Starts an index by the preferred encoder once it has rested.
    fn start_warming(&self, indexes: &mut Indexes) {
        if indexes.rests_until.is_none_or(|until| until > Instant::now()) {
            return;
        }
        indexes.rests_until = None;
        let is_other = |it: &&Arc<dyn Encoder>| it.model() != indexes.current.encoder.model();
        indexes.warming = self.encoders.preferred.as_ref().filter(is_other).map(EncoderIndex::new);
    }

    /// When the preferred encoder is tried again; none if it did not fail.
    pub fn retry_at(&self) -> Option<Instant> {
        self.indexes().rests_until
    }

    /// The themes that new ideas join at once, each placed after those before it, and the earlier ideas that they are like.
    pub fn place(&self, input: &EngineInput, new: &BTreeSet<IdeaId>) -> Placed {
        let indexes = self.indexes();
        let engine = &indexes.current.engine;
        let mut placed = Placed::default();
        let mut board = Board::new(&input.shown());
        for id in new {
            if let Some(to) = engine.alike(id.0) {
                placed.alike.push(Alike { idea: *id, to: Some(IdeaId(to)) });
            }
            if !input.fresh.contains(id) || !input.is_loose(*id) {
                continue;
            }
            if let Some(theme) = engine.place(&board, id.0) {
                board.put(id.0, Some(theme));
                placed.moves.push(Move { idea: *id, theme: Some(ThemeId(theme)) });
            }
        }
        placed
    }

    /// A snapshot of the index, the summit beside it, and the offset up to which every idea is indexed. Blocks for long
    /// when the number of ideas has doubled; others may use the index meanwhile.
    ///
    /// `read` locks the summit once the index is locked: who waits for the index must not keep the summit from changing.
    pub fn snapshot_with<S: Deref<Target = Summit>>(
        &self,
        read: impl FnOnce() -> S,
    ) -> (Snapshot, EngineInput, Offset) {
        self.recentre();
        let indexes = self.indexes();
        let snapshot = indexes.current.engine.snapshot();
        let summit = read();
        let is_unknown = |(id, idea): &(&IdeaId, &Idea)| {
            counts(idea) && !indexes.current.texts.contains_key(*id)
        };
        let unknown = summit.ideas.iter().filter(is_unknown).map(|(_, idea)| idea.offset.0 - 1);
        let until = unknown.min().map_or(summit.offset, Offset);
        // An idea that was restored has an early offset: what was regrouped before still counts as regrouped.
        let until = summit.theming.regrouped.unwrap_or(Offset::ZERO).max(until);
        (snapshot, EngineInput::of(&summit), until)
    }

    /// A snapshot of the index. Blocks as [`snapshot_with`](Self::snapshot_with) does.
    pub fn snapshot(&self) -> Snapshot {
        self.recentre();
        self.indexes().current.engine.snapshot()
    }

    /// Centres all vectors again if it is time, on a copy.
    fn recentre(&self) {
        let due = {
            let current = &mut self.indexes().current;
            current.engine.centring().map(|centring| (current.encoder.model().to_owned(), centring))
        };
        let Some((model, centring)) = due else { return };
        let centred = centring.run();
        let current = &mut self.indexes().current;
        // Another encoder may have taken over meanwhile.
        if current.encoder.model() == model {
            current.engine.adopt(centred);
        }
    }

    /// The themes that an idea most likely belongs in, at most `most`.
    pub fn likely(&self, input: &EngineInput, idea: IdeaId, most: usize) -> Likely {
        let board = Board::new(&input.shown());
        let likely = self.indexes().current.engine.likeliest(&board, idea.0, most);
        likely.into_iter().map(|(theme, percent)| (ThemeId(theme), percent)).collect()
    }
}
