//! A weighted graph in which each node knows its neighbours; weights are integers, so that sums do not depend on their order.

/// Nodes count from 0; each link stands at both of its ends.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    starts: Vec<u32>,
    ends: Vec<u32>,
    weights: Vec<u32>,
    /// What all links of a node weigh, those inside it included when it stands for several ideas.
    pub strengths: Vec<i64>,
    /// The sum of all strengths.
    pub total: i64,
}

impl Graph {
    /// Each pair of different nodes stands at most once in `links`.
    pub fn of(nodes: usize, links: &[(u32, u32, i64)]) -> Self {
        let mut strengths = vec![0; nodes];
        let mut starts = vec![0; nodes + 1];
        for &(one, other, weight) in links {
            for end in [one, other] {
                strengths[end as usize] += weight;
                starts[end as usize + 1] += 1;
            }
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut ends = vec![0; links.len() * 2];
        let mut weights = vec![0; links.len() * 2];
        for &(one, other, weight) in links {
            for (from, to) in [(one, other), (other, one)] {
                let at = &mut next[from as usize];
                ends[*at as usize] = to;
                weights[*at as usize] = weight as u32;
                *at += 1;
            }
        }
        let total = strengths.iter().sum();
        Self { starts, ends, weights, strengths, total }
    }

    pub fn nodes(&self) -> usize {
        self.strengths.len()
    }

    pub fn links_of(&self, node: u32) -> impl Iterator<Item = (u32, i64)> + '_ {
        let span = self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
        self.ends[span.clone()]
            .iter()
            .copied()
            .zip(self.weights[span].iter().map(|weight| i64::from(*weight)))
    }

    /// Only the links inside groups; strengths and total stay, for they say what chance would give.
    pub fn within(&self, groups: &[u32]) -> Self {
        let mut inside = Self {
            starts: vec![0],
            ends: Vec::with_capacity(self.ends.len()),
            weights: Vec::with_capacity(self.ends.len()),
            strengths: self.strengths.clone(),
            total: self.total,
        };
        for node in 0..self.nodes() as u32 {
            for (other, weight) in self.links_of(node) {
                if groups[node as usize] == groups[other as usize] {
                    inside.ends.push(other);
                    inside.weights.push(weight as u32);
                }
            }
            inside.starts.push(inside.ends.len() as u32);
        }
        inside
    }

    /// The graph in which each block is one node.
    pub fn contracted(&self, blocks: &Blocks) -> Self {
        let mut strengths = vec![0; blocks.count];
        for (node, &block) in blocks.of.iter().enumerate() {
            strengths[block as usize] += self.strengths[node];
        }
        let mut contracted = Self {
            starts: vec![0],
            ends: Vec::new(),
            weights: Vec::new(),
            strengths,
            total: self.total,
        };
        let mut sums = vec![0_i64; blocks.count];
        let mut met = Vec::new();
        for (block, members) in blocks.members().enumerate() {
            for (other, weight) in members.iter().flat_map(|&node| self.links_of(node)) {
                let other = blocks.of[other as usize];
                if other as usize != block {
                    if sums[other as usize] == 0 {
                        met.push(other);
                    }
                    sums[other as usize] += weight;
                }
            }
            for other in met.drain(..) {
                contracted.ends.push(other);
                contracted.weights.push(std::mem::take(&mut sums[other as usize]) as u32);
            }
            contracted.starts.push(contracted.ends.len() as u32);
        }
        contracted
    }
}

/// Nodes put together in blocks, which count from 0 without gaps in the order of their first node.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    pub of: Vec<u32>,
    pub count: usize,
    starts: Vec<u32>,
    sorted: Vec<u32>,
}

impl Blocks {
    /// Nodes with the same label, which is below `labels`, are one block.
    pub fn of(node_labels: &[u32], labels: usize) -> Self {
        let mut number = vec![u32::MAX; labels];
        let mut starts = vec![0];
        let mut of = Vec::with_capacity(node_labels.len());
        for &label in node_labels {
            let block = &mut number[label as usize];
            if *block == u32::MAX {
                *block = starts.len() as u32 - 1;
                starts.push(0);
            }
            starts[*block as usize + 1] += 1;
            of.push(*block);
        }
        let count = starts.len() - 1;
        for block in 0..count {
            starts[block + 1] += starts[block];
        }
        let mut next = starts.clone();
        let mut sorted = vec![0; of.len()];
        for (node, &block) in of.iter().enumerate() {
            let at = &mut next[block as usize];
            sorted[*at as usize] = node as u32;
            *at += 1;
        }
        Self { of, count, starts, sorted }
    }

    /// The nodes of each block, in order.
    pub fn members(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|span| &self.sorted[span[0] as usize..span[1] as usize])
    }
}
