//! An answer of an endpoint becomes vectors that can be reckoned with, or a failure that quotes nothing of it.

use crate::corpus::Target;
use server::embeddings::answer;
use themes::EncodeError;

pub const TARGET: Target = Target { name: "answers_of_an_endpoint", also: &[], read };

const TEXTS: usize = 2;
const DIMENSIONS: usize = 4;
/// A text that an endpoint says back: it must stand in no line of the log.
const PRIVATE: &str = "Meer bomen";

fn read(input: &[u8]) {
    match answer::read(input, TEXTS, DIMENSIONS) {
        Ok(vectors) => {
            assert_eq!(vectors.len(), TEXTS);
            for vector in vectors {
                assert_eq!(vector.len(), DIMENSIONS);
                let square: f32 = vector.iter().map(|it| it * it).sum();
                assert!(square == 0.0 || (square - 1.0).abs() < 1e-4, "{vector:?}");
            }
        }
        Err(EncodeError::Malformed(why)) => assert!(!why.contains(PRIVATE), "{why}"),
        Err(other) => panic!("an answer that came is not {other:?}"),
    }
}
