//! What the server tells those who run it.
//!
//! | file | holds |
//! |---|---|
//! | [`logging`] | how log lines are written |
//! | [`log_rate`] | how many lines about one thing are written in a minute |
//! | [`log_foreign`] | which lines of libraries are written |

pub mod log_foreign;
pub mod log_rate;
pub mod logging;
