//! Why a connection ends, and whether the client should come back.

/// A WebSocket close code of this protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// The client said goodbye.
    Normal,
    /// A frame that breaks RFC 6455.
    Protocol,
    /// A message of a kind that is not spoken here.
    Unsupported,
    /// A message that is not UTF-8, or not one of the frames.
    Invalid,
    /// A message that is too large.
    TooLarge,
    /// The node stops; come back.
    Restart,
    /// No `hello` in time; come back.
    NoHello,
    /// Too slow to read; come back and resume.
    TooSlow,
    /// Too many messages; come back later.
    TooFast,
    /// The token is no good; join again.
    Token,
    /// The token's time is over; join again.
    Expired,
    /// The token was taken back.
    Revoked,
    /// The same: too many devices joined with its card.
    Displaced,
    /// Another version of the protocol.
    Version,
    /// The summit is closed.
    SummitClosed,
    /// More documents in one message than anyone may follow.
    TooManyNamed,
}

impl CloseCode {
    /// Every code, in the order of its numbers.
    pub const ALL: [Self; 16] = [
        Self::Normal,
        Self::Protocol,
        Self::Unsupported,
        Self::Invalid,
        Self::TooLarge,
        Self::Restart,
        Self::NoHello,
        Self::TooSlow,
        Self::TooFast,
        Self::Token,
        Self::Expired,
        Self::Revoked,
        Self::Displaced,
        Self::Version,
        Self::SummitClosed,
        Self::TooManyNamed,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::Protocol => 1002,
            Self::Unsupported => 1003,
            Self::Invalid => 1007,
            Self::TooLarge => 1009,
            Self::Restart => 1012,
            Self::NoHello => 4001,
            Self::TooSlow => 4008,
            Self::TooFast => 4029,
            Self::Token => 4501,
            Self::Expired => 4502,
            Self::Revoked | Self::Displaced => 4503,
            Self::Version => 4504,
            Self::SummitClosed => 4505,
            Self::TooManyNamed => 4506,
        }
    }

    /// The same for people who read logs.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Normal => "goodbye",
            Self::Protocol => "frame.invalid",
            Self::Unsupported => "frame.unsupported",
            Self::Invalid => "frame.unreadable",
            Self::TooLarge => "frame.too_large",
            Self::Restart => "node.restart",
            Self::NoHello => "hello.missing",
            Self::TooSlow => "reader.too_slow",
            Self::TooFast => "rate.connection",
            Self::Token => "token.invalid",
            Self::Expired => "token.expired",
            Self::Revoked => "token.revoked",
            Self::Displaced => "token.displaced",
            Self::Version => "version.unsupported",
            Self::SummitClosed => "summit.closed",
            Self::TooManyNamed => "watch.too_many",
        }
    }
}
