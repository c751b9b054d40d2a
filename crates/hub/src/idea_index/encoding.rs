//! Which encoder is in use.

/// The encoder that is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The one that is part of the program.
    BuiltIn,
    /// The preferred one, over the network.
    Endpoint,
}

impl Encoding {
    /// Every value.
    pub const ALL: [Self; 2] = [Self::BuiltIn, Self::Endpoint];

    /// Its name in metrics and in the document `health`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Endpoint => "endpoint",
        }
    }
}
