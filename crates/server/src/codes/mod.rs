//! Join codes: what is printed on cards and links, and given for a token.
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | how a code looks and is made |
//! | [`pages`] | every code of a summit, and what was used up, as it is written down |
//! | [`shelf`] | where that lies: a file of one node, or a note that nodes share |
//! | [`book`] | codes as people come with them |
//! | [`pace`] | how fast devices may join |
//! | [`tries`] | how often one may be wrong |

pub mod book;
pub mod code;
pub mod pace;
pub mod pages;
pub mod shelf;
pub mod tries;
