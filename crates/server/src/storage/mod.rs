//! What is on the disk or in Redis: the data directory, the logs of summits, backups, and the files that come with the
//! server.
//!
//! | file | holds |
//! |---|---|
//! | [`location`] · [`open`] | where the log of a summit lies; opens it, or begins it from a programme |
//! | [`data_dir`] · [`inventory`] · [`known`] · [`missing`] | the data directory, what belongs in it, and what is gone from it |
//! | [`backup`] · [`live_backup`] | one file with everything; a copy that is kept up to date |
//! | [`programmes`] · [`rehearsal_script`] · [`branding`] | the programme of a day, what simulated people say, a municipality's look |
//! | [`disk`] | how much room is left |

pub mod backup;
pub mod branding;
pub mod data_dir;
pub mod disk;
pub mod inventory;
pub mod known;
pub mod live_backup;
pub mod location;
pub mod missing;
pub mod open;
pub mod programmes;
pub mod rehearsal_script;
