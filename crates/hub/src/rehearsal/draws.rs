//! Random draws from a cause: the same cause gives the same draws.

use domain::Digest;

/// A sequence of draws.
#[derive(Debug)]
pub(super) struct Draws(u64);

impl Draws {
    /// The draws of a cause.
    pub(super) fn of(cause: &str) -> Self {
        let Digest(bytes) = Digest::of(cause.as_bytes());
        let [a, b, c, d, e, f, g, h, ..] = bytes;
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// The next number (SplitMix64: Steele, Lea & Flood 2014).
    const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.0;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let drawn = self.draw() % u64::from(end.max(1));
        u32::try_from(drawn).unwrap_or(0)
    }

    /// A number from `from` up to, but not including, `to`.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from))
    }

    /// True once in `n` times.
    pub(super) fn once_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    /// One of `things`; none if there are none.
    pub(super) fn one_of<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let count = u32::try_from(things.len()).unwrap_or(u32::MAX);
        things.get(usize::try_from(self.below(count)).ok()?)
    }
}
