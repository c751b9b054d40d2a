//! An input as a row of choices.

/// Takes choices from bytes; when they are used up, every choice is 0.
pub struct Bytes<'b>(pub &'b [u8]);

impl<'b> Bytes<'b> {
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let (first, rest) =
            self.0.split_first().map_or((0, self.0), |(first, rest)| (*first, rest));
        self.0 = rest;
        first
    }

    pub fn below(&mut self, end: usize) -> usize {
        (usize::from(self.byte()) << 8 | usize::from(self.byte())) % end
    }

    pub fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        things[usize::from(self.byte()) % things.len()]
    }

    pub fn take(&mut self, most: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// Spoils a text here and there, now and then with words that mean something.
    pub fn spoil(&mut self, text: &str, words: &[&str]) -> String {
        let mut spoilt = text.as_bytes().to_vec();
        for _ in 0..self.byte() % 4 {
            let at = self.below(spoilt.len() + 1);
            let until = (at + self.below(8)).min(spoilt.len());
            let new = match self.byte() % 3 {
                0 => Vec::new(),
                1 => self.one_of(words).as_bytes().to_vec(),
                _ => self.take(3).to_vec(),
            };
            spoilt.splice(at..until, new);
        }
        String::from_utf8_lossy(&spoilt).into_owned()
    }
}

/// The same bytes for the same seed (SplitMix64: Steele, Lea & Flood 2014).
pub fn of_seed(seed: u64, length_max: usize) -> Vec<u8> {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let length = usize::try_from(draw()).unwrap_or(0) % length_max;
    (0..length).map(|_| draw().to_le_bytes()[0]).collect()
}
