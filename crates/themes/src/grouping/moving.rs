//! Nodes move to the group where they gain most, until none gains: the local moving of Louvain (Blondel et al., 2008)
//! with a queue (Traag, Waltman and van Eck, 2019), a resolution (Reichardt and Bornholdt, 2006) and rules that hold.

use std::collections::VecDeque;

use super::graph::Graph;
use super::random::Random;

/// No group.
pub(crate) const NONE: u32 = u32::MAX;

/// Times that each node is looked at, on average: a bound that a grouping in practice never meets.
const LOOKS_PER_NODE_MAX: usize = 20;

/// What moves, and what must not.
#[derive(Debug)]
pub(crate) struct Level {
    pub graph: Graph,
    /// These stay where they are.
    pub fixed: Vec<bool>,
    /// The group in which each node is shown, or `NONE`.
    pub homes: Vec<u32>,
    /// What it weighs for a node to be at home.
    pub bonds: Vec<i64>,
    /// Pairs of nodes that never share a group, in both directions, sorted.
    pub apart: Vec<(u32, u32)>,
    /// Groups below this number are themes that are shown: their number is given to no other group.
    pub themes: u32,
    pub resolution_percent: i64,
}

impl Level {
    /// Nodes under no rule but that they move.
    pub fn free(graph: Graph, resolution_percent: i64) -> Self {
        let nodes = graph.nodes();
        Self {
            graph,
            themes: 0,
            fixed: vec![false; nodes],
            homes: vec![NONE; nodes],
            bonds: vec![0; nodes],
            apart: Vec::new(),
            resolution_percent,
        }
    }

    pub fn apart_from(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.apart.partition_point(|&(one, _)| one < node);
        self.apart[first..].iter().take_while(move |(one, _)| *one == node).map(|(_, other)| *other)
    }

    /// What it costs a node of this strength to be with those of that strength, in units of weight times total.
    fn cost(&self, one: i64, other: i64) -> i64 {
        one * other / 100 * self.resolution_percent
    }

    /// Moves nodes between groups, whose numbers are below `labels`; whether any moved.
    pub fn settle(&self, groups: &mut [u32], labels: usize, random: &mut Random) -> bool {
        let nodes = groups.len();
        let total = self.graph.total;
        let mut strengths = vec![0_i64; labels];
        let mut sizes = vec![0_u32; labels];
        for (node, &group) in groups.iter().enumerate() {
            strengths[group as usize] += self.graph.strengths[node];
            sizes[group as usize] += 1;
        }
        let mut empty: Vec<u32> = (self.themes..labels as u32)
            .rev()
            .filter(|&group| sizes[group as usize] == 0)
            .collect();
        let mut weights = vec![0_i64; labels];
        let mut met: Vec<u32> = Vec::new();
        let mut banned: Vec<u32> = Vec::new();
        let mut queue: VecDeque<u32> = random.order(nodes).into();
        let mut waits = vec![true; nodes];
        let mut looks = nodes * LOOKS_PER_NODE_MAX;
        let mut moved = false;
        while let Some(node) = queue.pop_front() {
            let at = node as usize;
            waits[at] = false;
            if self.fixed[at] || looks == 0 {
                continue;
            }
            looks -= 1;
            let (from, home, strength) = (groups[at], self.homes[at], self.graph.strengths[at]);
            for (other, weight) in self.graph.links_of(node) {
                let group = groups[other as usize];
                if weights[group as usize] == 0 {
                    met.push(group);
                }
                weights[group as usize] += weight;
            }
            if home != NONE
                && home != from
                && sizes[home as usize] > 0
                && weights[home as usize] == 0
            {
                met.push(home);
            }
            banned.clear();
            banned.extend(self.apart_from(node).map(|other| groups[other as usize]));
            strengths[from as usize] -= strength;
            let gain = |group: u32| {
                let bond = if group == home { self.bonds[at] } else { 0 };
                (weights[group as usize] + bond) * total
                    - self.cost(strength, strengths[group as usize])
            };
            // To stay is best when nothing is better, and to be alone gains nothing.
            let mut best = (gain(from), from);
            for &group in &met {
                let gained = gain(group);
                if gained > best.0 && !banned.contains(&group) {
                    best = (gained, group);
                }
            }
            if best.0 < 0
                && sizes[from as usize] > 1
                && let Some(alone) = empty.pop()
            {
                best.1 = alone;
            }
            for group in met.drain(..) {
                weights[group as usize] = 0;
            }
            let to = best.1;
            strengths[to as usize] += strength;
            if to == from {
                continue;
            }
            moved = true;
            groups[at] = to;
            sizes[to as usize] += 1;
            sizes[from as usize] -= 1;
            if sizes[from as usize] == 0 && from >= self.themes {
                empty.push(from);
            }
            for (other, _) in self.graph.links_of(node) {
                if groups[other as usize] != to
                    && !std::mem::replace(&mut waits[other as usize], true)
                {
                    queue.push_back(other);
                }
            }
        }
        moved
    }

    /// Twice the modularity times the square of the total, and what the bonds add: the greater the better.
    pub fn value(&self, groups: &[u32], labels: usize) -> i128 {
        let total = i128::from(self.graph.total);
        let mut strengths = vec![0_i128; labels];
        let mut kept = 0_i128;
        for (node, &group) in groups.iter().enumerate() {
            strengths[group as usize] += i128::from(self.graph.strengths[node]);
            let inside = self
                .graph
                .links_of(node as u32)
                .filter(|(other, _)| groups[*other as usize] == group)
                .map(|(_, weight)| weight)
                .sum::<i64>();
            let bond = if self.homes[node] == group { 2 * self.bonds[node] } else { 0 };
            kept += i128::from(inside + bond);
        }
        let chance = strengths.iter().map(|strength| strength * strength).sum::<i128>();
        kept * total - chance * i128::from(self.resolution_percent) / 100
    }
}
