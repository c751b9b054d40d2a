//! How large and with which program the faults are played.

use std::path::PathBuf;

/// What all faults have in common.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The server.
    pub program: PathBuf,
    pub seed: u64,
    /// The short run, for every change.
    pub is_subset: bool,
    /// On one node with its log in itself, also what is otherwise played on two nodes and Redis.
    pub is_embedded: bool,
    /// Tablets and phones, on all nodes together.
    pub tables: u16,
    pub phones: usize,
    /// Badges at a table.
    pub seats: u16,
    /// Consoles of the theme team, spread over the nodes.
    pub desks: usize,
    /// Summits beside the one that is played on.
    pub others: Vec<String>,
}

/// On each of two nodes: twenty tablets and as many phones.
const TABLES: u16 = 40;
const PHONES: usize = 40;
/// A desk at each of two nodes.
const DESKS: usize = 2;

impl Setup {
    /// As the matrix has it; half as many in the short run.
    pub fn new(program: PathBuf, seed: u64, is_subset: bool, is_embedded: bool) -> Self {
        let halve = if is_subset { 2 } else { 1 };
        Self {
            program,
            seed,
            is_subset,
            is_embedded,
            tables: TABLES / halve,
            phones: PHONES / usize::from(halve),
            seats: 1,
            desks: DESKS,
            others: Vec::new(),
        }
    }

    /// The same with other numbers of tablets and phones, the badges to go with them, and desks.
    pub fn sized(&self, tables: u16, phones: usize, desks: usize) -> Self {
        let seats = phones.div_ceil(usize::from(tables)).clamp(1, 20);
        let seats = u16::try_from(seats).unwrap_or(1);
        Self { tables, phones, seats, desks, ..self.clone() }
    }
}
