//! Random numbers: the same for the same seed.

use crate::stage::splitmix;
use uuid::Uuid;

/// A sequence of draws.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(splitmix(seed))
    }

    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        splitmix(self.0)
    }

    /// A number below `end`.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.draw() % end
    }

    /// True once in `n` times.
    pub const fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub fn one_of<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let count = u64::try_from(things.len()).ok().filter(|count| *count > 0)?;
        things.get(usize::try_from(self.below(count)).ok()?)
    }

    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.draw(), self.draw())
    }

    /// A few words.
    pub fn text(&mut self) -> String {
        const WORDS: [&str; 8] =
            ["bomen", "fietspad", "school", "buren", "plein", "bus", "veilig", "groen"];
        let count = 1 + self.below(4);
        let words: Vec<&str> = (0..count).filter_map(|_| self.one_of(&WORDS).copied()).collect();
        words.join(" ")
    }
}
