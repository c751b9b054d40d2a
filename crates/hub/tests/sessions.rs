//! What a connection may rely on, each as a sentence: scripted sockets, a journal that fails on command,
//! and a clock that stands still until all wait for it.

mod stage;

#[path = "sessions/clock.rs"]
mod clock;
#[path = "sessions/faults.rs"]
mod faults;
#[path = "sessions/greeting.rs"]
mod greeting;
#[path = "sessions/hearing.rs"]
mod hearing;
#[path = "sessions/nodes.rs"]
mod nodes;
#[path = "sessions/rates.rs"]
mod rates;
#[path = "sessions/readers.rs"]
mod readers;
#[path = "sessions/rehearsal.rs"]
mod rehearsal;
#[path = "sessions/requests.rs"]
mod requests;
#[path = "sessions/resuming.rs"]
mod resuming;
#[path = "sessions/sharing.rs"]
mod sharing;
#[path = "sessions/stopping.rs"]
mod stopping;
#[path = "sessions/taking_turns.rs"]
mod taking_turns;
#[path = "sessions/theming.rs"]
mod theming;
#[path = "sessions/time_of_day.rs"]
mod time_of_day;
