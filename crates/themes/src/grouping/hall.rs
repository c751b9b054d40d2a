//! The ideas of the board as nodes of a graph, with the rules that people made: what a regrouping works on.

use super::board::{Board, Standing};
use super::bundles::Bundles;
use super::graph::Graph;
use super::limits::{BOND_PERCENT, BOND_SETTLED_PERCENT, IDEAS_FOR_BONDS_MIN};
use super::moving::{Level, NONE};

/// A link between two ideas: places on the board, the lower first, and how alike they are.
pub(crate) type Link = (u32, u32, i64);

/// Nodes are bundles of ideas; groups are numbered with the open and closed themes of the board first.
#[derive(Debug)]
pub(crate) struct Hall {
    pub level: Level,
    /// The node of each idea on the board; `NONE` for ideas that stay out of it.
    pub nodes: Vec<u32>,
    /// The groups as they are shown, with what must not be put right.
    pub shown: Vec<u32>,
    /// For each theme whether something is held in it.
    pub holds: Vec<bool>,
    /// Which ideas go to no theme unless they are held there: they are far from everything.
    pub is_far: Vec<bool>,
    /// Numbers of groups are below this.
    pub labels: usize,
}

impl Hall {
    /// `choirs` are ideas that say the same, `links` those between ideas on the board; `is_known` tells the ideas that
    /// have a vector.
    pub fn new(
        board: &Board,
        choirs: &[Vec<usize>],
        links: &[Link],
        is_known: &[bool],
        is_far: &[bool],
    ) -> Self {
        let mut bundles = Bundles::of(board, choirs);
        let free: Vec<bool> = (0..board.ideas.len())
            .map(|idea| {
                board.standing(idea) != Standing::Out
                    && (is_known[idea] || board.theme_of(idea).is_some())
            })
            .collect();
        hold_unknown(board, &mut bundles, &free, is_known);
        hold_cores(board, &mut bundles, &free, links);
        let (nodes, count) = numbered(&bundles, &free);
        let themes = board.themes.len();
        let mut level = Level::free(graph(&nodes, count, links), board.resolution_percent);
        level.themes = themes as u32;
        level.apart = apart(board, &nodes);
        settle_homes(board, &bundles, &nodes, links, &mut level);
        let holds = (0..themes).map(|theme| bundles.holds_something(theme)).collect();
        let shown = start(&level);
        let mut sizes = vec![0_usize; count];
        nodes.iter().filter(|node| **node != NONE).for_each(|node| sizes[*node as usize] += 1);
        // What people bundled or hold is not alone.
        let is_far = nodes.iter().zip(is_far).map(|(&node, &is_far)| {
            is_far && node != NONE && sizes[node as usize] == 1 && !level.fixed[node as usize]
        });
        let is_far = is_far.collect();
        Self { level, nodes, shown, holds, is_far, labels: themes + count }
    }

    /// Every node alone but for those that are held.
    pub fn scattered(&self) -> Vec<u32> {
        let alone = |node: usize| self.level.themes + node as u32;
        (0..self.shown.len())
            .map(|node| if self.level.fixed[node] { self.shown[node] } else { alone(node) })
            .collect()
    }
}

/// Ideas of which nothing is known stay in their theme, unless they must be apart from others.
fn hold_unknown(board: &Board, bundles: &mut Bundles, free: &[bool], is_known: &[bool]) {
    for idea in (0..board.ideas.len()).filter(|&idea| free[idea] && !is_known[idea]) {
        if board.apart.iter().any(|&(one, other)| one == idea || other == idea) {
            continue;
        }
        if let Some(theme) = board.theme_of(idea) {
            bundles.hold(idea, theme);
        }
    }
}

/// A theme that people shaped holds the idea that is most like its others: so it never dissolves, and one idea that is
/// pinned into it from elsewhere does not turn it into a theme about that.
fn hold_cores(board: &Board, bundles: &mut Bundles, free: &[bool], links: &[Link]) {
    let mut likeness = vec![0_i64; board.ideas.len()];
    for &(one, other, weight) in links {
        let (one, other) = (one as usize, other as usize);
        if board.ideas[one].theme == board.ideas[other].theme {
            likeness[one] += weight;
            likeness[other] += weight;
        }
    }
    for (theme, shown) in board.themes.iter().enumerate() {
        if shown.is_at_rest() || !(shown.protected || bundles.holds_something(theme)) {
            continue;
        }
        let core = (0..board.ideas.len())
            .filter(|&idea| free[idea] && board.ideas[idea].theme == Some(shown.key))
            .filter(|&idea| bundles.may_hold(idea, theme, &board.apart))
            .max_by_key(|&idea| (likeness[idea], std::cmp::Reverse(idea)));
        if let Some(core) = core {
            bundles.hold(core, theme);
        }
    }
}

fn numbered(bundles: &Bundles, free: &[bool]) -> (Vec<u32>, usize) {
    let mut of_root = vec![NONE; free.len()];
    let mut count = 0;
    let nodes = (0..free.len())
        .map(|idea| {
            if !free[idea] {
                return NONE;
            }
            let node = &mut of_root[bundles.root(idea)];
            if *node == NONE {
                *node = count;
                count += 1;
            }
            *node
        })
        .collect();
    (nodes, count as usize)
}

/// What is inside a bundle counts in its strength: it attracts as all its ideas together.
fn graph(nodes: &[u32], count: usize, links: &[Link]) -> Graph {
    let mut between: Vec<Link> = Vec::with_capacity(links.len());
    let mut inside = vec![0_i64; count];
    let mut is_simple = true;
    for &(one, other, weight) in links {
        let (one, other) = (nodes[one as usize], nodes[other as usize]);
        if one == NONE || other == NONE {
            continue;
        }
        if one == other {
            inside[one as usize] += 2 * weight;
            is_simple = false;
        } else {
            between.push((one.min(other), one.max(other), weight));
        }
    }
    if count < nodes.len() || !is_simple {
        between.sort_unstable();
        between.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if is_same { next.2 } else { 0 };
            is_same
        });
    }
    let mut graph = Graph::of(count, &between);
    for (strength, inside) in graph.strengths.iter_mut().zip(inside) {
        *strength += inside;
        graph.total += inside;
    }
    graph
}

fn apart(board: &Board, nodes: &[u32]) -> Vec<(u32, u32)> {
    let mut apart: Vec<(u32, u32)> = board
        .apart
        .iter()
        .map(|&(one, other)| (nodes[one], nodes[other]))
        .filter(|&(one, other)| one != NONE && other != NONE && one != other)
        .flat_map(|(one, other)| [(one, other), (other, one)])
        .collect();
    apart.sort_unstable();
    apart.dedup();
    apart
}

/// Where each node is at home, how much that weighs, and which nodes never leave.
fn settle_homes(
    board: &Board,
    bundles: &Bundles,
    nodes: &[u32],
    links: &[Link],
    level: &mut Level,
) {
    let is_bonded = board.ideas.len() >= IDEAS_FOR_BONDS_MIN;
    let mut degrees = vec![0_i64; board.ideas.len()];
    for &(one, other, weight) in links {
        degrees[one as usize] += weight;
        degrees[other as usize] += weight;
    }
    let mut homes: Vec<(u32, usize, i64)> = Vec::new();
    for (idea, &node) in nodes.iter().enumerate() {
        if node == NONE {
            continue;
        }
        if let Some(theme) = bundles.held_in(idea) {
            level.fixed[node as usize] = true;
            level.homes[node as usize] = theme as u32;
        } else if let Some(theme) = board.theme_of(idea) {
            let percent = match (is_bonded, board.ideas[idea].settled) {
                (_, true) => BOND_SETTLED_PERCENT,
                (true, false) => BOND_PERCENT,
                (false, false) => 0,
            };
            homes.push((node, theme, degrees[idea] * percent / 100));
        }
    }
    homes.sort_unstable();
    let mut best: Option<(u32, usize, i64)> = None;
    for same in homes.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        let (node, theme, _) = same[0];
        let bond = same.iter().map(|home| home.2).sum::<i64>();
        if best.is_none_or(|(of, _, than)| of != node || bond > than) {
            best = Some((node, theme, bond));
            if !level.fixed[node as usize] {
                level.homes[node as usize] = theme as u32;
                level.bonds[node as usize] = bond;
            }
        }
    }
}

/// Each node at home, but for those that a person put apart from one that has more right to be there.
fn start(level: &Level) -> Vec<u32> {
    let count = level.fixed.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&node| {
        (!level.fixed[node], std::cmp::Reverse(level.graph.strengths[node]), node)
    });
    let mut shown: Vec<u32> = (0..count as u32).map(|node| level.themes + node).collect();
    for node in order {
        let home = level.homes[node];
        let is_apart = level.apart_from(node as u32).any(|other| shown[other as usize] == home);
        if home != NONE && (level.fixed[node] || !is_apart) {
            shown[node] = home;
        }
    }
    shown
}
