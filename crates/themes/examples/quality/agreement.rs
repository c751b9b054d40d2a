//! How far two groupings of the same things agree, chance taken out.

use std::collections::BTreeMap;

/// How often each pair of groups holds the same thing, and how large the groups are.
struct Table {
    cells: Vec<(usize, usize, usize)>,
    ones: Vec<usize>,
    others: Vec<usize>,
    all: usize,
}

impl Table {
    fn of(one: &[usize], other: &[usize]) -> Self {
        let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let (mut ones, mut others) = (BTreeMap::new(), BTreeMap::new());
        for (&a, &b) in one.iter().zip(other) {
            let (next_a, next_b) = (ones.len(), others.len());
            let a = ones.entry(a).or_insert((next_a, 0));
            let b = others.entry(b).or_insert((next_b, 0));
            a.1 += 1;
            b.1 += 1;
            *cells.entry((a.0, b.0)).or_default() += 1;
        }
        let sizes = |groups: BTreeMap<usize, (usize, usize)>| {
            let mut sizes = vec![0; groups.len()];
            groups.values().for_each(|(at, size)| sizes[*at] = *size);
            sizes
        };
        let cells = cells.into_iter().map(|((a, b), count)| (a, b, count)).collect();
        Self { cells, ones: sizes(ones), others: sizes(others), all: one.len() }
    }
}

/// Hubert and Arabie, "Comparing partitions" (1985).
pub fn adjusted_rand(one: &[usize], other: &[usize]) -> f64 {
    let table = Table::of(one, other);
    let couples = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    let both: f64 = table.cells.iter().map(|cell| couples(cell.2)).sum();
    let ones: f64 = table.ones.iter().map(|&n| couples(n)).sum();
    let others: f64 = table.others.iter().map(|&n| couples(n)).sum();
    let expected = ones * others / couples(table.all).max(1.0);
    (both - expected) / ((ones + others) / 2.0 - expected)
}

/// Adjusted mutual information with the arithmetic mean of the entropies: Vinh, Epps and Bailey (2010).
pub fn adjusted_mutual_information(one: &[usize], other: &[usize]) -> f64 {
    let table = Table::of(one, other);
    let all = table.all as f64;
    let entropy = |sizes: &[usize]| -> f64 {
        sizes.iter().map(|&n| n as f64 / all).map(|share| -share * share.ln()).sum()
    };
    let mutual: f64 = table
        .cells
        .iter()
        .map(|&(a, b, count)| {
            let count = count as f64;
            count / all * (all * count / (table.ones[a] * table.others[b]) as f64).ln()
        })
        .sum();
    let expected = expected_mutual_information(&table);
    let mean = (entropy(&table.ones) + entropy(&table.others)) / 2.0;
    (mutual - expected) / (mean - expected)
}

/// The mutual information that two groupings with groups of these sizes have by chance, exactly.
fn expected_mutual_information(table: &Table) -> f64 {
    let all = table.all;
    let mut ln_factorial = vec![0.0_f64];
    for n in 1..=all {
        ln_factorial.push(ln_factorial[n - 1] + (n as f64).ln());
    }
    let mut expected = 0.0;
    for &a in &table.ones {
        for &b in &table.others {
            for count in (a + b).saturating_sub(all).max(1)..=a.min(b) {
                let share = count as f64 / all as f64;
                let information = share * (all as f64 * count as f64 / (a * b) as f64).ln();
                let ln_chance = ln_factorial[a]
                    + ln_factorial[b]
                    + ln_factorial[all - a]
                    + ln_factorial[all - b]
                    - ln_factorial[all]
                    - ln_factorial[count]
                    - ln_factorial[a - count]
                    - ln_factorial[b - count]
                    - ln_factorial[all + count - a - b];
                expected += information * ln_chance.exp();
            }
        }
    }
    expected
}
