//! From nodes to groups and back: nodes move, then blocks of a group (splits), then whole groups (merges).

use super::graph::Blocks;
use super::limits::BLOCK_BOND_PERCENT;
use super::moving::{Level, NONE};
use super::random::Random;

/// Rounds of node moves, splits and merges; a second one finds what the first made possible, a third hardly anything.
const ROUNDS: usize = 2;

/// Times that blocks are put together inside a group: each time they at least pair up, and groups are small.
const REFINEMENTS: usize = 4;

/// Times that whole groups are merged in a round.
const MERGES: usize = 4;

/// How a search starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// From what is shown, where a theme may fall apart at once.
    Warm,
    /// From single nodes.
    Cold,
}

/// Improves the groups, whose numbers are below `labels`.
pub(crate) fn improve(
    level: &Level,
    groups: &mut [u32],
    labels: usize,
    start: Start,
    random: &mut Random,
) {
    for round in 0..ROUNDS {
        let mut moved = level.settle(groups, labels, random);
        if start == Start::Warm || round > 0 {
            let blocks = refined(level, groups, random);
            moved |= move_blocks(level, &blocks, groups, labels, random);
        }
        for _ in 0..MERGES {
            let blocks = Blocks::of(groups, labels);
            if !move_blocks(level, &blocks, groups, labels, random) {
                break;
            }
            moved = true;
        }
        if !moved {
            break;
        }
    }
    level.settle(groups, labels, random);
}

/// The blocks of which each group is made, found from single nodes inside it.
fn refined(level: &Level, groups: &[u32], random: &mut Random) -> Blocks {
    let nodes = groups.len();
    let singles: Vec<u32> = (0..nodes as u32).collect();
    let mut blocks = Blocks::of(&singles, nodes);
    let mut inner = Level::free(level.graph.within(groups), level.resolution_percent);
    inner.apart.clone_from(&level.apart);
    for _ in 0..REFINEMENTS {
        let count = inner.graph.nodes();
        let mut joined: Vec<u32> = (0..count as u32).collect();
        if !inner.settle(&mut joined, count, random) {
            break;
        }
        let outer = Blocks::of(&joined, count);
        let of: Vec<u32> = blocks.of.iter().map(|&block| outer.of[block as usize]).collect();
        let apart = apart_blocks(&inner.apart, &outer);
        inner = Level::free(inner.graph.contracted(&outer), level.resolution_percent);
        inner.apart = apart;
        blocks = Blocks::of(&of, outer.count);
    }
    blocks
}

/// Moves whole blocks, each of which lies inside one group; whether any moved.
fn move_blocks(
    level: &Level,
    blocks: &Blocks,
    groups: &mut [u32],
    labels: usize,
    random: &mut Random,
) -> bool {
    let mut upper = Level::free(level.graph.contracted(blocks), level.resolution_percent);
    upper.themes = level.themes;
    upper.apart = apart_blocks(&level.apart, blocks);
    let mut shared = Vec::with_capacity(blocks.count);
    for (block, members) in blocks.members().enumerate() {
        shared.push(groups[members[0] as usize]);
        upper.fixed[block] = members.iter().any(|&node| level.fixed[node as usize]);
        let (home, bond) = home_of(level, members);
        (upper.homes[block], upper.bonds[block]) = (home, bond * BLOCK_BOND_PERCENT / 100);
    }
    let moved = upper.settle(&mut shared, labels, random);
    for (node, group) in groups.iter_mut().enumerate() {
        *group = shared[blocks.of[node] as usize];
    }
    moved
}

/// The home to which a block is bonded most, and how much.
fn home_of(level: &Level, members: &[u32]) -> (u32, i64) {
    let mut homes: Vec<(u32, i64)> = Vec::new();
    for &node in members {
        let home = level.homes[node as usize];
        if home == NONE {
            continue;
        }
        match homes.iter_mut().find(|(one, _)| *one == home) {
            Some((_, bond)) => *bond += level.bonds[node as usize],
            None => homes.push((home, level.bonds[node as usize])),
        }
    }
    homes
        .into_iter()
        .max_by_key(|&(home, bond)| (bond, std::cmp::Reverse(home)))
        .unwrap_or((NONE, 0))
}

fn apart_blocks(apart: &[(u32, u32)], blocks: &Blocks) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = apart
        .iter()
        .map(|&(one, other)| (blocks.of[one as usize], blocks.of[other as usize]))
        .filter(|(one, other)| one != other)
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
