//! The home of a single node: there is nobody to tell.

use crate::{contract::Relay, hearing::Hearing};

/// Nobody hears, and nobody tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Relay for Alone {
    fn tell(&self, _: &str, _: Vec<u8>) {}

    fn hear(&self, _: &str) -> Hearing {
        Hearing::of_nobody()
    }
}
