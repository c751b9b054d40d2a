//! Simulated days: random events from a seed, on one node and on two that share a store. One seed is one day, the same
//! every time: `cargo xtask simulate --seed 7`, or `cargo xtask simulate --nodes --seed 7`.

#[path = "../stage/mod.rs"]
mod stage;

mod commands;
mod harness;
mod one_node;
mod person;
mod random;
mod two_nodes;
