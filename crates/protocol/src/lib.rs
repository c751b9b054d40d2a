//! The words on the wire: frames, documents, refusals, close codes.
//!
//! `docs/protocol.md` describes them; its examples are the golden files of this crate's tests.
//!
//! | file | holds |
//! |---|---|
//! | [`from_client`] · [`from_server`] | the frames, one object with one key each |
//! | [`encoded`] | a frame as bytes, encoded once and shared by all its readers |
//! | [`refusal`] | codes of the edge, beside those of the domain's rules |
//! | [`close`] | why a connection ends, and whether to come back |

pub mod close;
pub mod encoded;
pub mod from_client;
pub mod from_server;
pub mod limits;
pub mod refusal;

pub use close::CloseCode;
pub use encoded::{Encoded, SyncPieces};
pub use from_client::{FromClient, Hello, Malformed, RequestFrame, Was};
pub use from_server::{ActorView, Bye, FromServer, Reply, Welcome};
pub use refusal::Refusal;

/// The WebSocket subprotocol, and so the version of the frames.
pub const SUBPROTOCOL: &str = "burgertop.v1";
/// The version of the HTTP interface, on every answer.
pub const API_VERSION: &str = "1.0.0";
