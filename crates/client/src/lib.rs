//! A client of the protocol: it watches documents, keeps what is asked for until it is answered, and reconnects by
//! itself. For integrators, for the load generator, and for the tests of the server.
//!
//! ```no_run
//! # async fn example() -> Result<(), client::Failed> {
//! use serde_json::json;
//!
//! let client = client::Builder::new("ws://127.0.0.1:8080/ws", "the token")
//!     .watch("room")
//!     .watch("table/7")
//!     .start();
//! client.wait_until(|session| session.is_whole()).await?;
//!
//! let idea = json!({ "idea": { "submit": { "text": "Meer bomen in de wijk", "round": "r1" } } });
//! let offset = client.request(&idea).await?;
//! client.wait_until(|session| {
//!     session.documents["table/7"].held >= Some(offset)
//! }).await?;
//! # Ok(())
//! # }
//! ```
//!
//! | file | holds |
//! |---|---|
//! | [`frame`] · [`document`] | what the server sends, and what becomes of it |
//! | [`outbox`] | requests under their ids until they are answered, and again after a lost epoch |
//! | [`session`] | all of that over any number of connections, without input or output |
//! | [`backoff`] | when to connect again |
//! | `client` · `socket` | a session on a WebSocket: [`Builder`], [`Client`] |
//!
//! The wire itself is described in `docs/protocol.md`.

pub mod backoff;
mod client;
pub mod document;
pub mod frame;
pub mod outbox;
pub mod session;
mod socket;

pub use client::{Builder, Client, Failed, Status};
pub use document::{Document, Gap};
pub use frame::{BadFrame, ServerFrame};
pub use outbox::{Answer, Delivery, Outbox, Request};
pub use session::{Event, Message, Session};
pub use socket::Transport;
