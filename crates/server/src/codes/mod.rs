//! Join codes: what is printed on cards and links, and given for a token.
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | how a code looks and is made |
//! | [`book`] | every code of a summit, on the disk |
//! | [`pace`] | how fast devices may join |
//! | [`tries`] | how often one may be wrong |

pub mod book;
pub mod code;
pub mod pace;
pub mod tries;
