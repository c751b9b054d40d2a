//! A text becomes the pieces that most likely make it up.
//!
//! Method: Kudo, "Subword regularization" (2018): every piece has a probability, and the best way to cut a text into
//! pieces is found by the algorithm of Viterbi.

use super::normal::char_length;
use super::pieces::{END, Hash, Pieces, START, UNKNOWN};

/// The ids of the pieces of a text in normal form, with a start and an end; at most `tokens_max`.
pub fn tokens(pieces: &Pieces, normal: &[u8], tokens_max: usize) -> Vec<u32> {
    let mut ids = vec![START];
    ids.extend(best_cut(pieces, normal));
    ids.truncate(tokens_max - 1);
    ids.push(END);
    ids
}

/// The best way to get to a place in the text.
#[derive(Clone, Copy)]
struct Way {
    score: f32,
    from: usize,
    piece: u32,
}

fn best_cut(pieces: &Pieces, normal: &[u8]) -> Vec<u32> {
    let unreached = Way { score: f32::NEG_INFINITY, from: 0, piece: UNKNOWN };
    let mut ways = vec![unreached; normal.len() + 1];
    ways[0].score = 0.0;
    let mut from = 0;
    while from < normal.len() {
        let after = from + char_length(&normal[from..]);
        // A character that is no piece is still a step.
        let mut known = false;
        let mut hash = Hash::EMPTY;
        let mut to = from;
        while to < normal.len() {
            let next = to + char_length(&normal[to..]);
            if next - from > pieces.longest {
                break;
            }
            hash = normal[to..next].iter().fold(hash, |hash, byte| hash.with(*byte));
            to = next;
            if let Some(piece) = pieces.find(&normal[from..to], hash) {
                known |= to == after;
                step(&mut ways, from, to, piece, pieces.score(piece));
            }
        }
        if !known {
            step(&mut ways, from, after, UNKNOWN, pieces.unknown);
        }
        from = after;
    }
    let mut ids = Vec::new();
    let mut at = normal.len();
    while at > 0 {
        ids.push(ways[at].piece);
        at = ways[at].from;
    }
    ids.reverse();
    ids
}

fn step(ways: &mut [Way], from: usize, to: usize, piece: u32, score: f32) {
    let score = ways[from].score + score;
    if score > ways[to].score {
        ways[to] = Way { score, from, piece };
    }
}
