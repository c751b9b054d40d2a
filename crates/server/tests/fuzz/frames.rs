//! However bytes are cut, the decoder reads the same, keeps little, and says nothing after the end.

use crate::bytes::Bytes;
use server::frames::decoder::{Decoder, Fault, Incoming};
use server::limits::MESSAGE_MAX_BYTES;

type Read = Vec<Result<Incoming, Fault>>;

pub fn read(input: &[u8]) {
    let mut choices = Bytes(input);
    let wire = match choices.byte() % 4 {
        0 => choices.0.to_vec(),
        _ => frames(&mut choices),
    };
    let whole = decode(&wire, wire.len().max(1));
    for cut in [1, 2, 7, 125] {
        assert_eq!(decode(&wire, cut), whole, "cut into {cut}");
    }
}

/// Frames that are mostly right, and sometimes lie about what follows.
fn frames(choices: &mut Bytes) -> Vec<u8> {
    const FIRST: [u8; 14] =
        [0x81, 0x81, 0x01, 0x00, 0x80, 0x89, 0x8a, 0x88, 0x82, 0xc1, 0x09, 0x83, 0x8b, 0x00];
    const LENGTHS: [usize; 12] = [0, 1, 2, 3, 5, 125, 126, 127, 300, 8_192, 16_384, 16_385];
    let mut wire = Vec::new();
    while !choices.is_empty() && wire.len() < 60_000 {
        let (first, length, lie) =
            (choices.one_of(&FIRST), choices.one_of(&LENGTHS), choices.byte());
        wire.push(first);
        match length {
            0..=125 => wire.push(0x80 | u8::try_from(length).expect("short")),
            _ => {
                wire.push(0x80 | 126);
                wire.extend(u16::try_from(length).expect("short").to_be_bytes());
            }
        }
        let mask = [choices.byte(), 0, 0x5a, 1];
        wire.extend(mask);
        let some = choices.take(usize::from(lie % 16) + 1);
        let text = "één idee".bytes();
        let payload: Vec<u8> = match lie {
            0..=63 => some.iter().copied().cycle().take(length).collect(),
            64..=239 => text.cycle().take(length).collect(),
            _ => some.to_vec(),
        };
        wire.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    }
    wire
}

fn decode(wire: &[u8], cut: usize) -> Read {
    let mut decoder = Decoder::default();
    let mut read = Read::new();
    for chunk in wire.chunks(cut) {
        decoder.feed(::bytes::Bytes::copy_from_slice(chunk));
        while let Some(next) = decoder.next() {
            assert!(!is_over(&read), "nothing follows the end");
            if let Ok(Incoming::Text(text)) = &next {
                assert!(text.len() <= MESSAGE_MAX_BYTES);
            }
            read.push(next);
        }
        assert!(decoder.held_bytes() <= MESSAGE_MAX_BYTES);
    }
    read
}

fn is_over(read: &Read) -> bool {
    matches!(read.last(), Some(Err(_) | Ok(Incoming::Close(_))))
}
