//! What documents and exports hold, and the law that `touched` misses nothing.

mod day;
mod documents;
mod exports;
mod feedback;
mod golden;
mod hall;
mod law;
mod queue;
mod unseen;
mod walls;
mod wishes;
mod words;
