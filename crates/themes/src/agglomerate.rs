//! Merges ideas that share words into groups: greedy modularity.
//!
//! Method: Clauset, Newman and Moore, "Finding community structure in very large networks" (2004), with the gain of a
//! merge divided by the smaller degree so that no group swallows the rest (Danon, Díaz-Guilera and Arenas, "Effect of
//! size heterogeneity on community identification", 2006), and a resolution (Reichardt and Bornholdt, 2006).

use std::collections::BinaryHeap;

/// A link between two different ideas, and how alike they are (above 0). Each pair stands once.
pub(crate) type Link = (usize, usize, f64);

/// The groups of `0..ideas`, each sorted, in the order of their first idea; an idea without links is alone.
pub(crate) fn agglomerate(ideas: usize, links: &[Link], resolution: f64) -> Vec<Vec<usize>> {
    let mut merging = Merging::new(ideas, links, resolution);
    let mut queue: BinaryHeap<Candidate> =
        (0..ideas).filter_map(|group| merging.best(group)).collect();
    while let Some(candidate) = queue.pop() {
        let Candidate { group, other, .. } = candidate;
        if merging.members[group].is_empty() {
            continue;
        }
        // What lies in the queue may be out of date: it counts only if it is still the best of its group.
        match merging.best(group) {
            Some(best) if best == candidate => queue.extend(merging.merge(group, other)),
            Some(best) => queue.push(best),
            None => {}
        }
    }
    let mut groups: Vec<Vec<usize>> =
        merging.members.into_iter().filter(|members| !members.is_empty()).collect();
    groups.iter_mut().for_each(|members| members.sort_unstable());
    groups.sort_unstable();
    groups
}

/// The groups so far.
struct Merging {
    members: Vec<Vec<usize>>,
    /// For each group its neighbours in order; a sorted list of a dozen is faster than any map.
    links: Vec<Vec<(usize, f64)>>,
    degrees: Vec<f64>,
    /// The resolution, divided by the sum of all degrees.
    scale: f64,
}

impl Merging {
    fn new(ideas: usize, links: &[Link], resolution: f64) -> Self {
        let mut merging = Self {
            members: (0..ideas).map(|idea| vec![idea]).collect(),
            links: vec![Vec::new(); ideas],
            degrees: vec![0.0; ideas],
            scale: 0.0,
        };
        for &(one, other, weight) in links {
            merging.links[one].push((other, weight));
            merging.links[other].push((one, weight));
            merging.degrees[one] += weight;
            merging.degrees[other] += weight;
        }
        merging.links.iter_mut().for_each(|links| links.sort_unstable_by_key(|(other, _)| *other));
        merging.scale = resolution / merging.degrees.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        merging
    }

    /// The merge that gains most for this group; `None` when none gains.
    fn best(&self, group: usize) -> Option<Candidate> {
        self.links[group]
            .iter()
            .map(|&(other, weight)| self.candidate(group, other, weight))
            .max()
            .filter(|best| best.gain > 0.0)
    }

    fn candidate(&self, group: usize, other: usize, weight: f64) -> Candidate {
        let (one, two) = (self.degrees[group], self.degrees[other]);
        Candidate { gain: (weight - one * two * self.scale) / one.min(two), group, other }
    }

    /// Merges the two; returns what may now be gained around the result.
    fn merge(&mut self, one: usize, two: usize) -> Vec<Candidate> {
        let (kept, gone) =
            if self.links[one].len() >= self.links[two].len() { (one, two) } else { (two, one) };
        let members = std::mem::take(&mut self.members[gone]);
        self.members[kept].extend(members);
        self.degrees[kept] += self.degrees[gone];
        take(&mut self.links[kept], gone);
        let mut touched = Vec::new();
        for (other, weight) in std::mem::take(&mut self.links[gone]) {
            if other != kept {
                take(&mut self.links[other], gone);
                add(&mut self.links[other], kept, weight);
                let both = add(&mut self.links[kept], other, weight);
                touched.push(self.candidate(other, kept, both));
            }
        }
        touched.extend(self.best(kept));
        touched
    }
}

/// Forgets a neighbour.
fn take(links: &mut Vec<(usize, f64)>, group: usize) {
    if let Ok(at) = links.binary_search_by_key(&group, |(other, _)| *other) {
        links.remove(at);
    }
}

/// Adds to the link with a neighbour; returns its weight.
fn add(links: &mut Vec<(usize, f64)>, group: usize, weight: f64) -> f64 {
    let at = links.binary_search_by_key(&group, |(other, _)| *other).unwrap_or_else(|at| {
        links.insert(at, (group, 0.0));
        at
    });
    links[at].1 += weight;
    links[at].1
}

/// A merge that may be done; the greatest is the best, and ties go to the lowest numbers.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    gain: f64,
    group: usize,
    other: usize,
}

impl Ord for Candidate {
    fn cmp(&self, than: &Self) -> std::cmp::Ordering {
        self.gain
            .total_cmp(&than.gain)
            .then_with(|| (than.group, than.other).cmp(&(self.group, self.other)))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, than: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(than))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, than: &Self) -> bool {
        self.cmp(than).is_eq()
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use super::agglomerate;

    #[test]
    fn two_knots_with_one_loose_thread_are_two_groups() {
        let links = [
            (0, 1, 1.0),
            (0, 2, 1.0),
            (1, 2, 1.0),
            (3, 4, 1.0),
            (3, 5, 1.0),
            (4, 5, 1.0),
            (2, 3, 0.2),
        ];
        assert_eq!(agglomerate(7, &links, 1.0), [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
    }

    #[test]
    fn no_links_no_groups() {
        assert_eq!(agglomerate(2, &[], 1.0), [vec![0], vec![1]]);
        assert!(agglomerate(0, &[], 1.0).is_empty());
    }
}
