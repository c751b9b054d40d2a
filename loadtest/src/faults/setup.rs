//! How large and with which program the faults are played.

use crate::server;
use clap::Args;
use std::path::PathBuf;

/// What can be said of every play.
#[derive(Debug, Args)]
pub struct Common {
    /// Draws who hands in what and when
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The server (default: burgertop beside this program)
    #[arg(long, value_name = "PROGRAM")]
    server: Option<PathBuf>,
    /// Where to write all figures
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

impl Common {
    /// The setup for it.
    pub fn setup(&self, is_subset: bool, is_embedded: bool) -> anyhow::Result<Setup> {
        let program = self.server.clone().map_or_else(server::beside, Ok)?;
        // Nodes run in folders of their own.
        let program = std::path::absolute(program)?;
        Ok(Setup::new(program, self.seed, is_subset, is_embedded))
    }
}

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
