//! Join codes: what is printed on cards and links, and given for a token.
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | how a code looks and is made |
//! | [`pages`] | every code of a summit, and what was used up, as it is written down |
//! | [`shelf`] | where that lies: a file of one node, or a note that nodes share |
//! | [`book`] | the codes of a summit as people come with them |
//! | [`books`] | those of all summits of a node |
//! | [`looked`] | how often it is looked what other nodes did |
//! | [`pace`] | how fast devices may join |
//! | [`tries`] | how often one may be wrong |

pub mod book;
pub mod books;
pub mod code;
pub mod looked;
pub mod pace;
pub mod pages;
pub mod shelf;
pub mod tries;
