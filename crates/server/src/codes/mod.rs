//! Join codes: what is printed on cards and links, and given for a token.
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | how a code looks and is made |
//! | [`ledger`] | every code of a summit, and what was used up, as it is written down |
//! | [`store`] | where that lies: a file of one node, or a note that nodes share |
//! | [`registry`] · [`registries`] | the codes of one summit, as people come with them; those of all summits of a node |
//! | [`refresh`] | how often a node reads what other nodes wrote |
//! | [`join_rate`] · [`code_lockout`] | how fast devices may join; how often one may be wrong |
//! | [`links`] · [`qr`] · [`cards`] | the links with codes in them; as QR codes; which addresses stand on printed cards |

pub mod cards;
pub mod code;
pub mod code_lockout;
pub mod join_rate;
pub mod ledger;
pub mod links;
pub mod qr;
pub mod refresh;
pub mod registries;
pub mod registry;
pub mod store;
