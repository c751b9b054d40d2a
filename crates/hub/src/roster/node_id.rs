//! The id of a node, drawn at random at each start.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The id of a node. A node that restarts has another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NodeId(u64);

impl NodeId {
    /// The id made from these random bytes.
    #[must_use]
    pub const fn of(entropy: [u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = entropy;
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<NodeId> for String {
    fn from(node: NodeId) -> Self {
        node.to_string()
    }
}

impl TryFrom<String> for NodeId {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}
