//! The names of things: small types that cannot be mistaken for one another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A place in a summit's log: 1 is the first commit, 0 is before it.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Offset(pub u64);

impl Offset {
    /// Before the first commit.
    pub const ZERO: Self = Self(0);

    /// The offset right after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment, in milliseconds since the Unix epoch, by the server's clock.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Time(pub u64);

impl Time {
    /// This moment and `ms` milliseconds more.
    #[must_use]
    pub const fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; 0 if it lies in the future.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

named! {
    /// One event with one log.
    SummitId,
    /// An agenda item, named in its programme (`r2`, `lunch`).
    ItemId,
    /// A display in the hall, named in the programme (`main`).
    WallId,
    /// One life of a log; a log that was cut or restored has another.
    Epoch,
}

/// A round is an agenda item, and is named by it.
pub type RoundId = ItemId;

macro_rules! unique {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

unique! {
    /// Made by the client; a resend carries the same one.
    RequestId,
    /// An idea; the id of the request that submitted it.
    IdeaId,
    /// A theme; the id of the request that made it, or derived from the regroup that proposed it.
    ThemeId,
    /// One token, and so one device at a seat.
    Jti,
}

impl RequestId {
    /// The id that the server itself gives to what it asks because of something: the same cause, the same id.
    #[must_use]
    pub fn derived(cause: &[u8]) -> Self {
        let digest = crate::commit::Digest::of(cause).0;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Whether it looks like one that the server gave itself (a UUID of version 8): clients may not use such.
    #[must_use]
    pub const fn is_derived(self) -> bool {
        self.0.get_version_num() == 8
    }
}

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident($inner:ty)),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

/// A number as it is written here, in digits alone and without a zero in front: what names a thing has one spelling.
pub(crate) fn number<N: FromStr + fmt::Display>(text: &str) -> Option<N> {
    text.parse().ok().filter(|number: &N| number.to_string() == text)
}

numbered! {
    /// A table, counted from 1.
    TableNo(u16),
    /// A participant's badge: a number, never a name.
    Badge(u32),
}
