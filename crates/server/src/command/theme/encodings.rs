//! Bytes of a file become text, in whichever encoding a spreadsheet saved it.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text, and the name of its encoding.
pub(super) fn decoded(bytes: &[u8]) -> (String, &'static str) {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guessed(bytes),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), encoding.name())
}

/// Without a mark at its beginning: UTF-16 has a zero in every second byte of most letters, and what is hardly ever
/// UTF-8 is of an old Windows.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd > even * 4 {
        return UTF_16LE;
    }
    if even > odd * 4 {
        return UTF_16BE;
    }
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    if wrong == 0 || right > wrong { UTF_8 } else { WINDOWS_1252 }
}
