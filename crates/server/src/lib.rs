//! The shell around the hub: the only crate that knows HTTP, tokens, files and flags. No rules of a summit here.
//!
//! | folder or file | holds |
//! |---|---|
//! | [`startup`] · [`serving`] | builds the application, starts it, takes it down; the summits that it serves |
//! | [`command`] | the command line, and what each command does |
//! | [`settings`] | what can be configured |
//! | [`http`] · [`frames`] | what is answered over HTTP; WebSocket frames |
//! | [`codes`] | join codes: their registry, links, QR codes, and how often one may be wrong |
//! | [`admission`] | which sockets are kept, whose token is good |
//! | [`network`] | the listening socket, the addresses of this machine, proxies |
//! | [`storage`] | the data directory, logs, backups, programmes |
//! | [`export`] | the record of a summit as a file |
//! | [`embeddings`] | an encoder of texts at another server, if one is configured |
//! | [`telemetry`] | what is told to those who run it |
//! | [`system`] · [`time_zones`] · [`limits`] | clock and entropy; time zones; every bound |

pub mod admission;
pub mod codes;
pub mod command;
pub mod embeddings;
pub mod export;
pub mod frames;
pub mod http;
pub mod limits;
pub mod network;
pub mod serving;
pub mod settings;
pub mod startup;
pub mod storage;
pub mod system;
pub mod telemetry;
pub mod time_zones;
