//! The encoders that turn texts into vectors.

use std::{fmt, sync::Arc, time::Duration};
use themes::Encoder;

/// One encoder that always works, and one that is better while it answers.
#[derive(Clone)]
pub struct Encoders {
    /// Part of the program: it always answers.
    pub built_in: Arc<dyn Encoder>,
    /// A better one, over the network. While it does not answer, the one that is built in takes its place.
    pub preferred: Option<Arc<dyn Encoder>>,
    /// How long the preferred encoder is not asked after it failed.
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
