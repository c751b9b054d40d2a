//! The network around the server.
//!
//! | file | holds |
//! |---|---|
//! | [`listener`] | the sockets it listens on |
//! | [`addresses`] | the addresses and names by which devices reach this machine |
//! | [`proxy`] | who really asks, behind a proxy |

pub mod addresses;
pub mod listener;
pub mod proxy;
