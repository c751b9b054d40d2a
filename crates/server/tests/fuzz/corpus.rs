//! The inputs of a target: the files of its corpus as they are, and the same spoilt here and there.

use crate::{bytes::Bytes, heap};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::{Path, PathBuf},
};

/// Bytes that an input may take while it is read: a hundred times what the largest of the corpus has.
const MEMORY_MAX_BYTES: usize = 64 << 20;
/// Bytes that an input has at most.
const INPUT_MAX_BYTES: usize = 256 * 1024;
/// Pieces of any of the formats that mean something.
const WORDS: [&str; 24] = [
    "\0",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "\n",
    "=",
    ":",
    "-1",
    "0",
    "4294967295",
    "18446744073709551615",
    "1e999",
    "null",
    "true",
    "\u{feff}",
    "\u{202e}",
    "\\ud800",
    "../",
    "é",
];

/// A target: where its corpus lies, and what it makes of an input.
pub struct Target {
    pub name: &'static str,
    /// Files of the repository that are real inputs, and folders of them, beside those in the corpus.
    pub also: &'static [&'static str],
    pub read: fn(&[u8]),
}

impl Target {
    fn files(&self) -> Vec<PathBuf> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let own = here.join("tests/fuzz/corpus").join(self.name);
        let places = self.also.iter().map(|it| here.join(it)).chain([own]);
        let mut files: Vec<PathBuf> = places.flat_map(|it| listed(&it)).collect();
        files.sort();
        files
    }

    /// All inputs that are real, or were found to be trouble.
    pub fn corpus(&self) -> Vec<Vec<u8>> {
        let files = self.files();
        assert!(!files.is_empty(), "{} has a corpus", self.name);
        files.iter().map(|it| fs::read(it).expect("a file")).collect()
    }

    /// Reads an input; one that fails is kept, to be added to the corpus.
    pub fn try_out(&self, input: &[u8]) {
        let mut most = 0;
        let tried = catch_unwind(AssertUnwindSafe(|| most = heap::most(|| (self.read)(input))));
        if tried.is_err() || most > MEMORY_MAX_BYTES {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.input", self.name));
            let _ = fs::write(&kept, input);
            eprintln!("the input lies in {}; it belongs in the corpus", kept.display());
        }
        if let Err(panicked) = tried {
            resume_unwind(panicked);
        }
        assert!(most <= MEMORY_MAX_BYTES, "{most} bytes of memory for {}", input.len());
    }
}

/// A file, or the files of a folder.
fn listed(place: &Path) -> Vec<PathBuf> {
    let Ok(listed) = fs::read_dir(place) else { return vec![place.to_owned()] };
    listed.map(|entry| entry.expect("a file").path()).collect()
}

/// One of the corpus, spoilt as the choices say.
pub fn spoilt(choices: &mut Bytes, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus[choices.below(corpus.len())].clone();
    for _ in 0..choices.byte() % 6 {
        let at = choices.below(input.len() + 1);
        let until = (at + choices.below(64)).min(input.len());
        match choices.byte() % 9 {
            0 | 1 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << (choices.byte() % 8);
                }
            }
            2 => drop(input.splice(at..until, [])),
            3 | 4 => drop(input.splice(at..at, choices.one_of(&WORDS).bytes())),
            5 => drop(input.splice(at..until, choices.one_of(&WORDS).bytes())),
            6 => input.truncate(at),
            7 => {
                let other = &corpus[choices.below(corpus.len())];
                let from = choices.below(other.len() + 1);
                let end = (from + choices.below(4_096)).min(other.len());
                drop(input.splice(at..at, other[from..end].iter().copied()));
            }
            _ => {
                let taken = choices.take(4).to_vec();
                drop(input.splice(at..until, taken));
            }
        }
    }
    input.truncate(INPUT_MAX_BYTES);
    input
}
