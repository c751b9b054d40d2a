//! Which of the encoders is asked, as operators tell them apart.

/// The encoder that turns texts into vectors now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The one in the program.
    BuiltIn,
    /// A better one that lies elsewhere.
    Endpoint,
}

impl Encoding {
    /// All of them.
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
