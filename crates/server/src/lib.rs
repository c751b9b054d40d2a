//! The shell around the hub: the only crate that knows HTTP, tokens, files and flags. No rules of a summit here.
//!
//! | file | holds |
//! |---|---|
//! | [`cli`] · [`run`] · [`beside`] · [`settings`] | what was asked for, and how it is configured |
//! | [`startup`] | builds the application, starts it, takes it down |
//! | [`http`] · [`screens`] · [`packed`] · [`theme`] · [`frames`] | what is answered; the pages and their look; WebSocket frames |
//! | [`admission`] | which sockets are kept, from the accept on |
//! | [`tokens`] · [`codes`] · [`origin`] · [`connections`] · [`visits`] · [`proxy`] · [`client`] | who may come in, how many, and how fast |
//! | [`endpoint`] | an encoder that lies elsewhere, if one is configured |
//! | [`backup`] · [`following`] · [`migrate`] | copies elsewhere, and back; from one home into another |
//! | [`problem`] · [`translator`] | refusals over HTTP, in people's languages |
//! | [`links`] · [`cards`] · [`qr`] · [`names`] · [`listener`] | where it listens, and how devices find it |
//! | [`data_dir`] · [`inventory`] · [`homes`] · [`known`] · [`missing`] · [`summits`] · [`served`] · [`programmes`] · [`zones`] · [`rehearsal`] · [`export`] · [`workbook`] | what is kept, begun and handed out |
//! | [`logging`] · [`log_foreign`] · [`log_pace`] · [`metrics`] · [`meter`] · [`gauges`] · [`disk`] · [`limits`] | what is told to those who run it, and every bound |

pub mod admission;
pub mod backup;
pub mod beside;
pub mod cards;
pub mod cli;
pub mod client;
pub mod codes;
pub mod connections;
pub mod data_dir;
pub mod disk;
pub mod endpoint;
pub mod export;
pub mod following;
pub mod frames;
pub mod gauges;
pub mod homes;
pub mod http;
pub mod inventory;
pub mod known;
pub mod limits;
pub mod links;
pub mod listener;
pub mod log_foreign;
pub mod log_pace;
pub mod logging;
pub mod meter;
pub mod metrics;
pub mod migrate;
pub mod missing;
pub mod names;
pub mod origin;
pub mod packed;
pub mod problem;
pub mod programmes;
pub mod proxy;
pub mod qr;
pub mod rehearsal;
pub mod run;
pub mod screens;
pub mod served;
pub mod settings;
pub mod startup;
pub mod summits;
pub mod theme;
pub mod theme_tool;
pub mod tokens;
pub mod translator;
pub mod visits;
pub mod workbook;
pub mod zones;
